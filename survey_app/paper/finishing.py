"""Finish a batch: its agreed sheets become responses in one transaction, and the drafts are gone."""

from __future__ import annotations

import random
import secrets
from datetime import date
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import PaperRefused
from survey_app.holding import is_late, keep_responses
from survey_app.models import Comment, HeldAnswer, PaperBatch, PaperEntry, Response
from survey_app.paper.batches import BatchState, batch_state, open_batch
from survey_app.periods import week_of
from survey_app.tokens import RECEIPT_LENGTH, in_base32


def obstacle(state: BatchState) -> str:
    """What stands in the way of finishing: nobody may leave a sheet out by leaving it undecided."""
    if state.waiting:
        return str(_("Còn %(count)s tờ mới nhập một lần; xin nhập lần hai trước.", count=state.waiting))
    if state.differing:
        return str(_("Còn %(count)s tờ hai lần nhập khác nhau; xin xem lại tờ phiếu trước.", count=state.differing))
    return ""


def finish(session: Session, number: str, unit: str, *, today: date) -> int:
    """Turn the agreed sheets into responses; return how many. The caller commits."""
    batch = open_batch(session, number)
    problem = obstacle(batch_state(session, number, [unit]))
    if problem:
        raise PaperRefused(problem)
    sheets: dict[int, dict[int, PaperEntry]] = {}
    for entry in session.scalars(sa.select(PaperEntry).where(PaperEntry.batch == number)):
        sheets.setdefault(entry.sheet, {})[entry.reading] = entry
    # what was decided, else what both say; in random order, so that nothing of the order of the sheets remains
    agreed = [readings[max(readings)] for readings in sheets.values()]
    random.SystemRandom().shuffle(agreed)
    keep_responses(session, [_row(batch, unit, entry) for entry in agreed], arrived=today)
    _keep_comments(session, batch, unit, [entry.comment for entry in agreed if entry.comment])
    batch.is_by_one = any(readings[1].login == readings[2].login for readings in sheets.values())
    batch.finished_on, batch.kept = today, len(agreed)
    session.execute(sa.delete(PaperEntry).where(PaperEntry.batch == number))
    return len(agreed)


def is_too_late(state: BatchState, today: date) -> bool:
    """Whether the sheets, finished today, wait for others of their kind: a figure of their day may stand published."""
    return state.collected_on is not None and is_late(state.collected_on, today)


def count_held(session: Session, state: BatchState) -> int:
    """How many paper answers of the batch's desk and day still wait; whoever typed them may know."""
    if state.finished_on is None or not is_too_late(state, state.finished_on):
        return 0
    query = (
        sa.select(sa.func.count())
        .select_from(HeldAnswer)
        .join(Response, Response.id == HeldAnswer.response)
        .where(Response.unit == state.unit, Response.day == state.collected_on)
        .where(Response.desk == state.desk, Response.channel == "paper")
    )
    return session.scalar(query) or 0


def _keep_comments(session: Session, batch: PaperBatch, unit: str, texts: list[str]) -> None:
    """Apart from the responses and in an order of their own: a comment has no way back to its sheet."""
    if not texts or batch.collected_on is None:
        return
    random.SystemRandom().shuffle(texts)
    week = week_of(batch.collected_on).id
    session.execute(sa.insert(Comment), [{"id": uuid4(), "unit": unit, "week": week, "text": text} for text in texts])


def _row(batch: PaperBatch, unit: str, entry: PaperEntry) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "questionnaire": batch.questionnaire,
        "unit": unit,
        "desk": batch.desk,
        "sector": entry.sector,
        "day": batch.collected_on,
        "tier": "none",
        "channel": "paper",
        "respondent_type": entry.respondent_type,
        "purpose": entry.purpose,
        "minutes": entry.minutes,
        "minutes_way": None if entry.minutes is None else "typed",
        "labels": "",
        # nobody holds it: the column asks for one
        "receipt": in_base32(secrets.token_bytes(RECEIPT_LENGTH * 5 // 8)),
        "answers": entry.answers,
    }
