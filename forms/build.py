"""The citizen's form, built from a questionnaire, and the answers taken from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from wtforms.form import BaseForm

from forms.answer_text import encode_answers
from forms.cleaning import whole_number
from forms.exceptions import AnswerError
from forms.fields import UNKNOWN_SECTOR, make_fields
from forms.item import LANGUAGES, Item
from forms.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Answers:
    """What one valid form says; whatever was not answered is None or left out of `codes`."""

    questionnaire_id: str
    codes: Mapping[str, str]
    encoded: str
    minutes: int | None
    minutes_way: str | None
    sector: str | None
    respondent_type: str | None
    purpose: str | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """An item as it stands on the page, with its one field, or the two of a number: quick, then typed."""

    item: Item
    fields: tuple[Any, ...]

    @property
    def is_touched(self) -> bool:
        return any(field.errors or field.data for field in self.fields)


class AnswerForm(BaseForm):  # type: ignore[misc]  # WTForms publishes no types
    """A bound form; fields are reached as `form["overall"]`, questions in page order as `form.questions()`."""

    def __init__(
        self, questionnaire: Questionnaire, language: str, *, sectors: Sequence[tuple[str, str]], formdata: Any
    ) -> None:
        if language not in questionnaire.languages:
            language = LANGUAGES[0]
        made = [(item, make_fields(item, language, sectors=sectors)) for item in questionnaire.items]
        super().__init__({name: field for _item, fields in made for name, field in fields.items()})
        self.questionnaire = questionnaire
        self.language = language
        self._sectors = tuple(sectors)
        self._questions = [Question(item, tuple(self[name] for name in fields)) for item, fields in made if fields]
        self._is_valid = False
        self.comment_hint = ""
        """What to look at once more before the comment is sent."""
        self.is_hinted = False
        """Whether that was said before: it stands in the way only once."""
        self.process(formdata)

    def questions(self, *, folded: bool | None = None) -> list[Question]:
        """Return what is asked, in page order: all of it, or only what is (or is not) folded."""
        return [each for each in self._questions if folded is None or each.item.folded == folded]

    @property
    def is_unfolded(self) -> bool:
        """Say whether the folded part must stand open, since something in it was answered or is wrong."""
        return any(question.is_touched for question in self.questions(folded=True))

    def validate(self, extra_validators: Any = None) -> bool:
        with force_locale(self.language):
            self._is_valid = bool(super().validate(extra_validators))
        return self._is_valid

    def error_summary(self) -> list[tuple[str, str]]:
        """Return (id of the element to go to, what to do) in page order; a group of radios is its first one."""
        fields = [field for question in self._questions for field in question.fields]
        return [(_first_id(field), str(field.errors[0])) for field in fields if field.errors]

    def answers(self) -> Answers:
        """Return what was answered; only a form that was found valid has answers."""
        if not self._is_valid:
            raise AnswerError("answers() was called on a form that was not validated or is not valid")
        chosen = {item.code: self._fields[item.code].data for item in self.questionnaire.coded_items}
        codes = {code: answer for code, answer in chosen.items() if answer}
        minutes, way = self._minutes()
        return Answers(
            questionnaire_id=self.questionnaire.id,
            codes=codes,
            encoded=encode_answers(self.questionnaire, codes),
            minutes=minutes,
            minutes_way=way,
            sector=self._sector(),
            respondent_type=self._stored_in("respondent_type"),
            purpose=self._stored_in("purpose"),
            comment=self._stored_in("comment"),
        )

    def _question(self, column: str) -> Question | None:
        return next((each for each in self._questions if each.item.stored_in == column), None)

    def _stored_in(self, column: str) -> str | None:
        question = self._question(column)
        return (question.fields[0].data or None) if question else None

    def _minutes(self) -> tuple[int | None, str | None]:
        question = self._question("minutes")
        if question is None:
            return None, None
        quick, typed = (field.data for field in question.fields)
        if typed:
            return whole_number(typed), "typed"
        return (int(quick), "quick") if quick else (None, None)

    def _sector(self) -> str | None:
        if len(self._sectors) == 1:
            return self._sectors[0][0]
        sector = self._stored_in("sector")
        return None if sector == UNKNOWN_SECTOR else sector


def build_form(
    questionnaire: Questionnaire, language: str, *, sectors: Sequence[tuple[str, str]], formdata: Any = None
) -> AnswerForm:
    """Build the form in one language; `sectors` are all (code, label) pairs of the desk, asked only if several."""
    return AnswerForm(questionnaire, language, sectors=sectors, formdata=formdata)


def _first_id(field: Any) -> str:
    return f"{field.id}-0" if field.type == "RadioField" else str(field.id)
