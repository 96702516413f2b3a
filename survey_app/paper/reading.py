"""What was typed for a sheet, and what it says: keys of boxes, minutes, and a dot for what was left blank."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from forms import Questionnaire, decode_answers, encode_answers
from forms.cleaning import clean_text, count_characters, whole_number
from survey_app.paper.asked import UNKNOWN_KEY, Asked

BLANK = "."
STORED = ("answers", "sector", "respondent_type", "purpose", "minutes", "comment")
"""The columns that two readings of a sheet must agree in."""
LONGEST = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """One sheet as it is kept."""

    answers: str
    sector: str | None
    respondent_type: str | None
    purpose: str | None
    minutes: int | None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What can be written on the sheets of a batch."""

    questionnaire: Questionnaire
    asked: tuple[Asked, ...]
    sectors: tuple[str, ...]
    """Codes, in the order of the sheet."""

    def read(self, keys: Mapping[str, str]) -> Reading:
        """What these keys say; every question has one that `problem_of` found nothing wrong with."""
        given = {each.stored_in: keys[each.code] for each in self.asked if keys[each.code] != BLANK}
        kept = {each.code: keys[each.code] for each in self.asked if each.stored_in == "answers"}
        minutes = given.get("minutes")
        return Reading(
            answers=encode_answers(self.questionnaire, {code: key for code, key in kept.items() if key != BLANK}),
            sector=self._sector(given.get("sector", UNKNOWN_KEY)),
            respondent_type=given.get("respondent_type"),
            purpose=given.get("purpose"),
            minutes=None if minutes is None else whole_number(minutes),
            comment=given.get("comment"),
        )

    def keys(self, reading: Reading) -> dict[str, str]:
        """The keys that say this."""
        answers = decode_answers(self.questionnaire, reading.answers)
        places = {code: str(place) for place, code in enumerate(self.sectors, start=1)}
        others = {
            "sector": None if reading.sector is None else places.get(reading.sector),
            "respondent_type": reading.respondent_type,
            "purpose": reading.purpose,
            "minutes": None if reading.minutes is None else str(reading.minutes),
            "comment": reading.comment,
        }
        said = {
            each.code: answers[each.code] if each.stored_in == "answers" else others[each.stored_in]
            for each in self.asked
        }
        return {code: key or BLANK for code, key in said.items()}

    def is_blank(self, keys: Mapping[str, str]) -> bool:
        """Whether nothing at all stands on the sheet."""
        return all(keys[each.code] == BLANK for each in self.asked)

    def _sector(self, key: str) -> str | None:
        # a desk with one sector does not ask for it
        if len(self.sectors) == 1:
            return self.sectors[0]
        return None if key == UNKNOWN_KEY else self.sectors[int(key) - 1]


def typed_key(raw: str) -> str:
    """A key as it was meant: nothing where nothing was typed yet, a dot for a space, digits of any keyboard."""
    if not raw:
        return ""
    folded = unicodedata.normalize("NFKC", raw[:LONGEST]).strip()
    return BLANK if folded in ("", BLANK, ",") else folded


def typed_text(raw: str, limit: int) -> str:
    """A text as it is kept, on one line, so that two people who broke it differently typed the same."""
    if not raw:
        return ""
    kept = " ".join(clean_text(raw, limit=limit).split())
    return BLANK if kept in ("", BLANK) else kept


def typed_keys(asked: Sequence[Asked], sent: Mapping[str, str]) -> dict[str, str]:
    """What was typed for each question."""
    return {each.code: _typed(each, sent.get(each.code, "")) for each in asked}


def _typed(asked: Asked, raw: str) -> str:
    return typed_text(raw, asked.limits[1]) if asked.kind == "text" else typed_key(raw)


def problem_of(asked: Asked, key: str) -> str:
    """Why a key cannot be taken; nothing where it can, or where none was typed yet."""
    if key in ("", BLANK) or key in dict(asked.keys):
        return ""
    if asked.kind == "text":
        return _problem_of_text(asked, key)
    if asked.kind == "number":
        low, high = asked.limits
        number = whole_number(key)
        if number is not None and low <= number <= high:
            return ""
        return str(
            _(
                "Câu %(number)s: đã gõ “%(came)s”; cần số từ %(low)s đến %(high)s, hoặc dấu chấm nếu để trống.",
                number=asked.number,
                came=key,
                low=low,
                high=high,
            )
        )
    return str(
        _(
            "Câu %(number)s: đã gõ “%(came)s”; cần %(keys)s, hoặc dấu chấm nếu để trống.",
            number=asked.number,
            came=key,
            keys=", ".join(known for known, _words in asked.keys),
        )
    )


def _problem_of_text(asked: Asked, text: str) -> str:
    length, most = count_characters(text), asked.limits[1]
    if length <= most:
        return ""
    return str(
        _(
            "Câu %(number)s: góp ý dài %(length)s ký tự, nhiều nhất %(most)s. Xin rút ngắn.",
            number=asked.number,
            length=length,
            most=most,
        )
    )
