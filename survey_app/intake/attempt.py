"""One sent form: which desk and questionnaire version it belongs to, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from forms import AnswerForm, Questionnaire, build_form, get_questionnaire
from survey_app.intake.desks import ServedDesk, desk_of_form
from survey_app.intake.nonce import NonceSigner, day_and_labels
from survey_app.intake.service import Submission
from survey_app.questionnaires import find_questionnaire


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sent form, not yet judged."""

    desk: ServedDesk
    questionnaire: Questionnaire | None
    """None for a version we do not know; the form is then the desk's present one, with what was typed."""
    form: AnswerForm
    nonce: str

    def submission(self, signer: NonceSigner, now: datetime) -> Submission | None:
        """What may be kept; None where the form has errors. A nonce that cannot be accepted is refused first."""
        if self.questionnaire is None:
            self.form.validate()
            return None
        nonce = signer.read(self.nonce, page_of(self.desk.code, self.questionnaire.id))
        day, labels = day_and_labels(nonce.issued, now)
        if not self.form.validate():
            return None
        return Submission(self.desk, self.questionnaire, self.form.answers(), day, labels, signer.receipt(nonce))


def read_attempt(session: Session, token: str, sent: Mapping[str, str], *, language: str) -> Attempt:
    """Find the desk and the version the form was made for, which may be older than the desk's present one."""
    desk = desk_of_form(session, token)
    questionnaire = find_questionnaire(session, sent.get("form-id", ""))
    asked = questionnaire or get_questionnaire(desk.questionnaire)
    form = build_form(asked, language, sectors=desk.sector_choices(language), formdata=sent)
    return Attempt(desk, questionnaire, form, sent.get("form-nonce", ""))


def page_of(desk: str, questionnaire: str) -> str:
    """What a nonce is bound to: a page of this desk with this version, so that no form can claim another."""
    return f"{desk}\n{questionnaire}"
