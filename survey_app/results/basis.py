"""What a period's figures rest on, as a short text for each part: while it stands, nothing has to be computed anew.

Only what lies in the period's own days counts. A week's page also shows the weeks before it and the plan's year to
date; those are as they were when the week was published, and newer weeks show them anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.models import (
    Desk,
    HeldAnswer,
    PlanAdoption,
    Response,
    Sector,
    SectorAgency,
    TicketBatch,
    TransactionCount,
    Unit,
    UnitParent,
)
from survey_app.periods import Period

LENGTH = 12
"""Hexadecimal digits of each part: two states that look alike would cost a revision, not a figure."""


def read_basis(session: Session, period: Period, units: Collection[str], *, method: str) -> str:
    """The parts, such as `units:2b… answers:0f… visits:… places:… plans:… tickets:… method:1`."""
    parts = {
        "units": _digest((code,) for code in sorted(units)),
        "answers": _digest(_answers(session, period, units)),
        "visits": _digest(_visits(session, period, units)),
        "places": _digest(_places(session, period, units)),
        "plans": _digest(_plans(session, period, units)),
        "tickets": _digest(_tickets(session, period, units)),
        "method": method,
    }
    return " ".join(f"{part}:{state}" for part, state in parts.items())


def changed_parts(before: str, after: str) -> tuple[str, ...]:
    """Which parts differ, in their order; a part that was not noted then is not known to differ."""
    then = dict(part.split(":", 1) for part in before.split())
    now = dict(part.split(":", 1) for part in after.split())
    return tuple(part for part, state in now.items() if then.get(part) != state and (part in then or not then))


def stated_reasons(changed: Collection[str]) -> tuple[str, ...]:
    """What may be said of parts that differ: where other units make up the tree, all that is theirs came or left."""
    if "units" not in changed:
        return tuple(changed)
    return tuple(part for part in changed if part in ("units", "method"))


def _digest(rows: Iterable[tuple[object, ...]]) -> str:
    digest = hashlib.blake2b(digest_size=LENGTH // 2)
    for row in rows:
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _answers(session: Session, period: Period, units: Collection[str]) -> list[tuple[object, ...]]:
    """Answers that are counted, by day and unit: all of them less those that wait."""
    keys = Response.day, Response.unit
    inside = Response.day.between(period.first, period.last), Response.unit.in_(list(units))
    connection = session.connection()
    every = sa.select(*keys, sa.func.count()).where(*inside).group_by(*keys)
    counts = {(day, unit): count for day, unit, count in connection.execute(every)}
    waiting = every.join(HeldAnswer, HeldAnswer.response == Response.id)
    for day, unit, count in connection.execute(waiting):
        counts[day, unit] = counts.get((day, unit), 0) - count
    return sorted((day, unit, count) for (day, unit), count in counts.items() if count)


def _visits(session: Session, period: Period, units: Collection[str]) -> list[tuple[object, ...]]:
    table = TransactionCount
    names = (
        "visits",
        "received",
        "resolved_early",
        "resolved_on_time",
        "resolved_late",
        "overdue_pending",
        "apologies",
    )
    sums = [sa.func.sum(getattr(table, name)) for name in names]
    inside = table.day.between(period.first, period.last), table.unit.in_(list(units))
    by_day = sa.select(table.day, table.unit, *sums).where(*inside).group_by(table.day, table.unit)
    by_sector = sa.select(table.sector, table.unit, *sums).where(*inside).group_by(table.sector, table.unit)
    return [*_sorted(session, by_day), *_sorted(session, by_sector)]


def _places(session: Session, period: Period, units: Collection[str]) -> list[tuple[object, ...]]:
    """The tree and who is responsible, not the names: a corrected name is no new figure."""
    places = sa.select(Unit.code, Unit.level, Unit.area).where(Unit.code.in_(list(units)))
    groups = sa.select(Sector.code, Sector.priority_group)
    parents = sa.select(UnitParent.unit, UnitParent.parent, UnitParent.valid_from, UnitParent.valid_to).where(
        UnitParent.unit.in_(list(units)), _overlaps(UnitParent.valid_from, UnitParent.valid_to, period)
    )
    agencies = sa.select(
        SectorAgency.sector, SectorAgency.agency, SectorAgency.valid_from, SectorAgency.valid_to
    ).where(_overlaps(SectorAgency.valid_from, SectorAgency.valid_to, period))
    spans = [*_sorted(session, parents), *_sorted(session, agencies)]
    # an end that was set after the period changes nothing in it
    inside = [
        (one, other, max(first, period.first), min(last or date.max, period.last)) for one, other, first, last in spans
    ]
    return [*_sorted(session, places), *_sorted(session, groups), *inside]


def _plans(session: Session, period: Period, units: Collection[str]) -> list[tuple[object, ...]]:
    adopted = sa.select(PlanAdoption.unit, PlanAdoption.plan).where(
        PlanAdoption.unit.in_(list(units)),
        PlanAdoption.valid_from <= period.last,
        sa.or_(PlanAdoption.valid_to.is_(None), PlanAdoption.valid_to >= period.last),
    )
    return _sorted(session, adopted)


def _tickets(session: Session, period: Period, units: Collection[str]) -> list[tuple[object, ...]]:
    batches = (
        sa.select(TicketBatch.id, TicketBatch.size)
        .join(Desk, Desk.code == TicketBatch.desk)
        .where(Desk.unit.in_(list(units)), TicketBatch.valid_from <= period.last, TicketBatch.valid_to >= period.first)
    )
    return _sorted(session, batches)


def _overlaps(
    first: sa.orm.InstrumentedAttribute[date], last: sa.orm.InstrumentedAttribute[date | None], period: Period
) -> sa.ColumnElement[bool]:
    return sa.and_(first <= period.last, sa.or_(last.is_(None), last >= period.first))


def _sorted(session: Session, query: sa.Executable) -> list[tuple[Any, ...]]:
    """The rows in an order of their own: engines sort texts differently."""
    return sorted((tuple(row) for row in session.connection().execute(query)), key=repr)
