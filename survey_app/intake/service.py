"""Keep one answer, once. The database decides what is new: nothing is remembered between requests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from uuid import uuid4

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from forms import Answers, Questionnaire
from survey_app.database import Store
from survey_app.exceptions import SpentTicket
from survey_app.holding import keep_responses
from survey_app.intake.arrivals import Arrival
from survey_app.intake.desks import ServedDesk
from survey_app.intake.tickets import spend
from survey_app.models import Comment, Response
from survey_app.periods import viet_nam_today, week_of
from survey_app.questionnaires import register_questionnaire

ATTEMPTS = 3

Outcome = Literal["kept", "same", "other"]
"""Kept now; kept before with the same answers; kept before with other answers, which stay."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A valid form and what its nonce says of it."""

    desk: ServedDesk
    questionnaire: Questionnaire
    answers: Answers
    day: date
    labels: str
    receipt: str
    arrival: Arrival
    tier: str = "static"
    ticket: str = ""
    """What the database keeps of the ticket's code, where the answer came with one."""
    channel: str = "phone"

    def labelled(self, arrived: tuple[str, ...]) -> Submission:
        """The same with the labels made on arrival."""
        return replace(self, labels=" ".join(filter(None, (self.labels, *arrived))))


def record_response(store: Store, submission: Submission) -> Outcome:
    """Keep response, comment and the spending of the ticket in one transaction, or find the receipt already there.

    Trying again is safe whatever happened to the attempt before: the receipt is unique. The last database error is
    raised when the store stays busy; SpentTicket where another answer was sent with the ticket.
    """
    for attempts_left in reversed(range(ATTEMPTS)):
        try:
            return _keep_or_find(store, submission)
        except (IntegrityError, OperationalError):
            if not attempts_left:
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


def is_kept(store: Store, receipt: str) -> bool:
    """Whether a response with this receipt is in the database."""
    with store.looking_up() as reading:
        return bool(reading.scalar(sa.select(sa.exists().where(Response.receipt == receipt))))


def _keep_or_find(store: Store, submission: Submission) -> Outcome:
    try:
        _keep(store, submission)
    except (IntegrityError, SpentTicket):
        with store.reading() as session:
            found = _find_first(session, submission)
        if found is None:
            raise
        return found
    return "kept"


def _keep(store: Store, submission: Submission) -> None:
    with store.writing.begin() as session:
        if submission.ticket and not spend(session, submission.ticket):
            raise SpentTicket(_("Mã này đã được dùng để gửi đánh giá."), submission.desk.token)
        register_questionnaire(session, submission.questionnaire)
        arrived = viet_nam_today(submission.arrival.now)
        keep_responses(session, [{"id": uuid4(), **_columns(submission)}], arrived=arrived)
        if submission.answers.comment:
            session.execute(sa.insert(Comment).values(id=uuid4(), **_comment_columns(submission, submission.day)))


def _columns(submission: Submission) -> dict[str, Any]:
    return {
        **_answered(submission.answers),
        "unit": submission.desk.unit,
        "desk": submission.desk.code,
        "day": submission.day,
        "tier": submission.tier,
        "channel": submission.channel,
        "labels": submission.labels,
        "receipt": submission.receipt,
    }


def _answered(answers: Answers) -> dict[str, Any]:
    return {
        "questionnaire": answers.questionnaire_id,
        "sector": answers.sector,
        "respondent_type": answers.respondent_type,
        "purpose": answers.purpose,
        "minutes": answers.minutes,
        "minutes_way": answers.minutes_way,
        "answers": answers.encoded,
    }


def _comment_columns(submission: Submission, day: date) -> dict[str, Any]:
    return {"unit": submission.desk.unit, "week": week_of(day).id, "text": submission.answers.comment}


def _find_first(session: Session, submission: Submission) -> Outcome | None:
    first = session.scalar(sa.select(Response).where(Response.receipt == submission.receipt))
    if first is None:
        return None
    answered = _answered(submission.answers)
    is_same = all(getattr(first, column) == value for column, value in answered.items())
    return "same" if is_same and _comment_stands(session, submission, first.day) else "other"


def _comment_stands(session: Session, submission: Submission, day: date) -> bool:
    """A comment has no link to its response; that its very text stands in the unit's week must do."""
    if not submission.answers.comment:
        return True
    wanted = _comment_columns(submission, day)
    matches = (getattr(Comment, column) == value for column, value in wanted.items())
    return bool(session.scalar(sa.select(sa.exists().where(*matches))))
