"""What the pages ask of the answers themselves: between which days there are any, and an open week's count."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.holding import is_counted
from survey_app.models import Desk, Response, Snapshot, Unit
from survey_app.office.choices import latest_week
from survey_app.periods import Period, week_of
from survey_app.places import descendants, spans_of

STEP = 10
"""An open week's count is shown in steps of this many answers."""


def latest_period(session: Session, unit: str, today: date) -> Period:
    """The last published week, or the last closed one."""
    week = latest_week(today)
    published = session.scalar(
        sa.select(sa.func.max(Snapshot.last)).where(
            Snapshot.unit == unit, Snapshot.last <= week.last, Snapshot.period.like("____-W__")
        )
    )
    return week if published is None else week_of(published)


def published_periods(session: Session, unit: str) -> dict[str, date]:
    """The last day of each period that was published of a unit, by the period's id."""
    query = sa.select(Snapshot.period, Snapshot.last).where(Snapshot.unit == unit).distinct()
    return {period: last for period, last in session.execute(query)}


def first_day(session: Session, unit: str, today: date) -> date | None:
    """The day of the first answer, where there is any."""
    # each unit's is the first entry of its own stretch of the index; asking for all at once would read every entry
    own = sa.select(sa.func.min(Response.day)).where(Response.unit == Unit.code, Response.day <= today)
    query = sa.select(own.correlate(Unit).scalar_subquery()).where(
        Unit.code.in_(_codes(session, unit, date.min, date.max))
    )
    return min((day for day in session.scalars(query) if day is not None), default=None)


def begins_on(session: Session, unit: str) -> date | None:
    """The first day on which the unit stood under another; `None` above all others, which have always been there."""
    return min((span.valid_from for span in spans_of(session, [unit], date.min, date.max)), default=None)


def has_desks(session: Session, unit: str, today: date) -> bool:
    """Whether the unit or one below it has, or ever had, a desk."""
    query = sa.select(Desk.code).where(Desk.unit.in_(_codes(session, unit, date.min, today))).limit(1)
    return session.scalar(query) is not None


def open_count(session: Session, unit: str, week: Period, today: date) -> int:
    """At least how many answers an open week had as of yesterday."""
    yesterday = today - timedelta(days=1)
    query = sa.select(sa.func.count()).where(
        Response.unit.in_(_codes(session, unit, week.first, yesterday)),
        Response.day.between(week.first, yesterday),
        is_counted(),
    )
    return (session.scalar(query) or 0) // STEP * STEP


def _codes(session: Session, unit: str, first: date, last: date) -> set[str]:
    return {member.unit for member in descendants(session, unit, first, last)}
