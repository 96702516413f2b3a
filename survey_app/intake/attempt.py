"""One sent form: which desk and questionnaire version it belongs to, how it was come by, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from forms import AnswerForm, Questionnaire, build_form
from survey_app.calendars import WorkingCalendar, load_calendar
from survey_app.database import Reading
from survey_app.exceptions import AnswerRefused
from survey_app.intake.arrivals import Arrival
from survey_app.intake.desks import ServedDesk, desk_of_form
from survey_app.intake.hinting import MARK
from survey_app.intake.nonce import NonceSigner, day_and_labels, is_too_old
from survey_app.intake.pages import TRAP
from survey_app.intake.service import Submission
from survey_app.intake.tickets import HeldTicket
from survey_app.own_days import calendar_of
from survey_app.questionnaires import find_questionnaire

Tier = Literal["ticket", "rotating", "static"]
Channel = Literal["phone", "kiosk", "assisted"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sent form, not yet judged."""

    desk: ServedDesk
    questionnaire: Questionnaire | None
    """None for a version we do not know; the form is then the desk's present one, with what was typed."""
    form: AnswerForm
    nonce: str
    is_trapped: bool = False
    ticket: HeldTicket | None = None
    channel: Channel = "phone"
    calendar: WorkingCalendar = field(default_factory=load_calendar)

    def submission(self, signer: NonceSigner, now: datetime, is_kept: Callable[[str], bool]) -> Submission | None:
        """What may be kept; None where the form has errors. A nonce that cannot be accepted is refused first.

        One too old is none of these where `is_kept` knows its receipt: the answer came in time, its thanks were lost.
        """
        if self.questionnaire is None:
            self.form.validate()
            return None
        tiers = self._tiers(self.questionnaire.id)
        nonce = signer.read(self.nonce, *tiers)
        receipt = signer.receipt(nonce)
        came_before = is_too_old(nonce.issued, now) and is_kept(receipt)
        day, labels = day_and_labels(nonce.issued, nonce.issued if came_before else now)
        if not self.form.validate():
            return None
        arrival = Arrival(self.desk.code, receipt, nonce.issued, now, self.is_trapped, self.calendar)
        if self.ticket is not None:
            arrival = replace(arrival, batch=self.ticket.batch, position=self.ticket.position)
        return Submission(
            desk=self.desk,
            questionnaire=self.questionnaire,
            answers=self.form.answers(),
            day=day,
            labels=labels,
            receipt=receipt,
            tier=tiers[nonce.page],
            ticket="" if self.ticket is None else self.ticket.mac,
            arrival=arrival,
            channel=self.channel,
        )

    def nonce_without_ticket(self, signer: NonceSigner, now: datetime) -> str:
        """The nonce for the desk's open form with what was typed here; fresh where this form's own says nothing.

        A form that came back for want of a code has that nonce already, and keeps it in another language.
        """
        questionnaire = self.form.questionnaire.id
        open_page = page_of(self.desk.code, questionnaire)
        try:
            opened = signer.read(self.nonce, *self._tiers(questionnaire), open_page)
        except AnswerRefused:
            return signer.issue(open_page, now)
        if is_too_old(opened.issued, now):
            return signer.issue(open_page, now)
        return self.nonce if opened.page == open_page else signer.moved(opened, open_page)

    def _tiers(self, questionnaire: str) -> dict[str, Tier]:
        """The pages this form may have been opened as, each with its tier."""
        if self.ticket is not None:
            return {page_of(self.desk.code, questionnaire, "ticket", self.ticket.mac): "ticket"}
        if self.channel != "phone":
            return {page_of(self.desk.code, questionnaire, channel=self.channel): "static"}
        return {page_of(self.desk.code, questionnaire, tier): tier for tier in ("static", "rotating")}


def read_attempt(
    reading: Reading, token: str, sent: Mapping[str, str], *, language: str, ticket: HeldTicket | None = None
) -> Attempt:
    """Find the desk and the version the form was made for, which may be older than the desk's present one."""
    desk = desk_of_form(reading, token)
    questionnaire = find_questionnaire(reading, sent.get("form-id", ""))
    asked = questionnaire or desk.asked
    form = build_form(asked, language, sectors=desk.sector_choices(language), formdata=sent)
    form.is_hinted = bool(sent.get(MARK))
    return Attempt(
        desk,
        questionnaire,
        form,
        sent.get("form-nonce", ""),
        bool(sent.get(TRAP)),
        ticket,
        calendar=calendar_of(reading),
    )


def page_of(
    desk: str, questionnaire: str, tier: Tier = "static", ticket: str = "", *, channel: Channel = "phone"
) -> str:
    """What a nonce is bound to: a page of this desk, version, tier and channel, so that no form can claim another."""
    if channel != "phone":
        return "\n".join((desk, questionnaire, tier, ticket, channel))
    return "\n".join((desk, questionnaire) if tier == "static" else (desk, questionnaire, tier, ticket))
