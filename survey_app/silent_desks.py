"""Desks that fell silent: no answer for a working week although people come, where answers used to come.

A pure rule on counts, with the query beside it. The expected number is the desk's own pace of the four weeks before;
from seven on, a desk at an unchanged pace has a week without any less than once in a thousand (Poisson).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.findings import Name
from survey_app.calendars import WorkingCalendar
from survey_app.models import Desk, DeskSector, Response, TransactionCount, Unit
from survey_app.own_days import calendar_of

SILENT_DAYS = 5
"""Working days without an answer."""
WEEKS_BEFORE = 4
LEAST_EXPECTED = 7.0
LEAST_DAYS = 3
"""Of the silent days, whose visits must be imported before they say that people came."""
LEAST_VISITS = 100
"""Visits in the silent days from which a desk that never had an answer is told too: its code may never have worked."""

State = Literal["raised", "clear", "unclear"]


@dataclass(frozen=True, slots=True)
class DeskPulse:
    """One open desk: answers in the last working days and in the weeks before, and whether people came."""

    desk: str
    name: Name
    unit: str
    unit_name: Name
    first: date
    last: date
    answers: int
    answers_before: int
    visits: int | None
    """Visits of the desk's sectors in the silent days; `None` where most are not imported yet."""
    has_neighbours: bool
    """Other desks of the unit had answers in these days: the unit was at work."""

    @property
    def expected(self) -> float:
        """Answers to be expected in the silent days at the pace of the weeks before."""
        return self.answers_before / WEEKS_BEFORE

    @property
    def state(self) -> State:
        """Silent, heard of, or not to be judged."""
        if self.answers:
            return "clear"
        is_at_work = self.has_neighbours if self.visits is None else self.visits > 0
        is_missed = self.expected >= LEAST_EXPECTED
        never_heard = self.answers_before == 0 and (self.visits or 0) >= LEAST_VISITS
        return "raised" if is_at_work and (is_missed or never_heard) else "unclear"


def silent_window(calendar: WorkingCalendar, today: date) -> tuple[date, date]:
    """The first and last of the working days that are looked at; the last is over."""
    days: list[date] = []
    day = today - timedelta(days=1)
    while len(days) < SILENT_DAYS:
        day = calendar.last_working_day(day)
        days.append(day)
        day -= timedelta(days=1)
    return days[-1], days[0]


def read_pulses(session: Session, units: Collection[str], today: date) -> list[DeskPulse]:
    """The pulse of every open desk of these units."""
    first, last = silent_window(calendar_of(session), today)
    before = first - timedelta(weeks=WEEKS_BEFORE)
    now = _answers(session, units, first, today - timedelta(days=1))
    earlier = _answers(session, units, before, first - timedelta(days=1))
    visits = _visits(session, units, first, last)
    by_unit: dict[str, set[str]] = {}
    desks = _open_desks(session, units, today)
    for desk, unit, *_names in desks:
        if now.get(desk):
            by_unit.setdefault(unit, set()).add(desk)
    served = _served(session, [desk for desk, *_rest in desks])
    return [
        DeskPulse(
            desk=desk,
            name=Name(vi, en),
            unit=unit,
            unit_name=Name(unit_vi, unit_en),
            first=first,
            last=last,
            answers=now.get(desk, 0),
            answers_before=earlier.get(desk, 0),
            visits=_visits_of(visits.get(unit), served.get(desk, frozenset())),
            has_neighbours=bool(by_unit.get(unit, set()) - {desk}),
        )
        for desk, unit, vi, en, unit_vi, unit_en in desks
    ]


def _open_desks(session: Session, units: Collection[str], today: date) -> list[tuple[str, str, str, str, str, str]]:
    columns = Desk.code, Desk.unit, Desk.name_vi, Desk.name_en, Unit.name_vi, Unit.name_en
    query = (
        sa.select(*columns)
        .join(Unit, Unit.code == Desk.unit)
        .where(Desk.unit.in_(list(units)), sa.or_(Desk.closed_on.is_(None), Desk.closed_on > today))
        .order_by(Unit.position, Unit.code, Desk.code)
    )
    return [tuple(row) for row in session.execute(query)]  # type: ignore[misc]


def _answers(session: Session, units: Collection[str], first: date, last: date) -> dict[str, int]:
    query = (
        sa.select(Response.desk, sa.func.count())
        .where(Response.day.between(first, last), Response.unit.in_(list(units)))
        .group_by(Response.desk)
    )
    return {desk: count for desk, count in session.execute(query)}


def _visits(session: Session, units: Collection[str], first: date, last: date) -> dict[str, dict[str, int]]:
    """Visits by unit and sector; a unit whose visits of most of these days are not imported yet is not there."""
    table = TransactionCount
    inside = (table.unit.in_(list(units)), table.day.between(first, last), table.visits.is_not(None))
    days = sa.select(table.unit, sa.func.count(table.day.distinct())).where(*inside).group_by(table.unit)
    known = {unit for unit, count in session.execute(days) if count >= LEAST_DAYS}
    query = sa.select(table.unit, table.sector, sa.func.sum(table.visits)).where(*inside)
    found: dict[str, dict[str, int]] = {unit: {} for unit in known}
    for unit, sector, count in session.execute(query.group_by(table.unit, table.sector)):
        if unit in known:
            found[unit][sector] = int(count or 0)
    return found


def _served(session: Session, desks: Collection[str]) -> dict[str, frozenset[str]]:
    query = sa.select(DeskSector.desk, DeskSector.sector).where(DeskSector.desk.in_(list(desks)))
    found: dict[str, set[str]] = {}
    for desk, sector in session.execute(query):
        found.setdefault(desk, set()).add(sector)
    return {desk: frozenset(sectors) for desk, sectors in found.items()}


def _visits_of(by_sector: Mapping[str, int] | None, sectors: frozenset[str]) -> int | None:
    if by_sector is None:
        return None
    return sum(count for sector, count in by_sector.items() if not sectors or sector in sectors)
