"""Late answers wait for each other: a figure that was shown never moves for fewer than ten new answers.

An answer that arrives when a period that holds its day may have been published is kept, and marked as held in the same
transaction; every count leaves held answers out until `survey_app.releasing` lets ten or more go together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.models import HeldAnswer, Response
from survey_app.periods import stretch_of

ENOUGH = 10
"""Fewer new answers never move a figure."""
AT_ONCE = 500
"""Ids in one statement."""


def keep_responses(session: Session, rows: Sequence[Mapping[str, Any]], *, arrived: date) -> None:
    """Write responses and hold those whose days were over when they arrived; the one way in for every answer."""
    if not rows:
        return
    session.execute(sa.insert(Response), list(rows))
    held = [{"response": row["id"]} for row in rows if is_late(row["day"], arrived)]
    if held:
        session.execute(sa.insert(HeldAnswer), held)


def is_late(day: date, arrived: date) -> bool:
    """Whether a period that ended on this day or after it may have been published before the answer came."""
    return stretch_of(arrived) > stretch_of(day)


def held_rows(session: Session, query: Any) -> Iterator[Any]:
    """The rows of a query about responses that are those of held answers.

    Asked by their ids, for they are few: a join may read every answer there is to find them.
    """
    held = session.scalars(sa.select(HeldAnswer.response)).all()
    for start in range(0, len(held), AT_ONCE):
        yield from session.execute(query.where(Response.id.in_(held[start : start + AT_ONCE])))


def is_counted() -> sa.ColumnElement[bool]:
    """Whether a response is counted: not while it waits."""
    return ~sa.exists().where(HeldAnswer.response == Response.id)


def count_waiting(session: Session, units: Collection[str], first: date, last: date) -> int:
    """How many answers of these units and days wait, in steps of ten: nine more or fewer are never seen."""
    query = (
        sa.select(sa.func.count())
        .select_from(HeldAnswer)
        .join(Response, Response.id == HeldAnswer.response)
        .where(Response.unit.in_(list(units)), Response.day.between(first, last))
    )
    return (session.scalar(query) or 0) // ENOUGH * ENOUGH
