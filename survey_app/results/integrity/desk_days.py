"""The one reader of what a silence is judged by: each open desk's working days, answers, and how many people came."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.cells import count_desk_days, count_sector_visits
from survey_app.models import Desk, DeskSector, Response, Unit
from survey_app.own_days import calendar_of
from survey_app.results.reconcile import read_batches

Basis = Literal["tickets", "visits", "days"]
"""What says that people came, the best first: the desk's tickets, its visits, or only that offices worked that day."""
BASES: tuple[Basis, ...] = get_args(Basis)
UNKNOWN = float("nan")
Visits = Mapping[tuple[str, date], Mapping[str, float]]
"""Unit and day → sector → visits."""
HasCome = Callable[[Session, date], bool]


@dataclass(frozen=True, slots=True)
class DeskDays:
    """A desk's working days, oldest first: answers, and how many people came by each basis; NaN where not known."""

    desk: str
    unit: str
    days: Sequence[date]
    answers: Sequence[int]
    came: Mapping[Basis, Sequence[float]]

    @property
    def has_answers(self) -> bool:
        """Whether any answer came in these days."""
        return any(self.answers)

    def basis(self, start: int, end: int) -> Basis:
        """What the days from `start` to `end` are judged by: the best that is known of some, and of half before."""

        def is_known(basis: Basis) -> bool:
            came = self.came[basis]
            before = sum(number == number for number in came[:start])
            return any(number == number for number in came[start:end]) and 2 * before >= start

        return next(basis for basis in BASES if basis == "days" or is_known(basis))


def came_anywhere(session: Session, day: date) -> bool:
    """Whether any answer of the day was kept, of whatever unit."""
    # a unit at a time, by the index of unit and day: asked as a join, a day without any answer reads the whole table
    one = sa.select(Response.unit).where(Response.unit == Unit.code, Response.day == day).limit(1)
    return session.scalar(sa.select(Unit.code).where(one.scalar_subquery().is_not(None)).limit(1)) is not None


def read_desk_days(
    session: Session, span: tuple[date, date], units: set[str], *, has_come: HasCome = came_anywhere
) -> list[DeskDays]:
    """The working days of every desk of these units that is open at the end."""
    first, last = span
    days = calendar_of(session).working_days(first, last)
    counted = count_desk_days(session, first, last, units=units)
    answers = {str(desk): dict(zip(rows["day"], rows["count"], strict=True)) for desk, rows in counted.groupby("desk")}
    # of the others it is asked whether an answer came anywhere, so that the same is told whoever asks
    worked = set(counted["day"])
    worked |= {day for day in days if day not in worked and has_come(session, day)}
    desks = _open_desks(session, units, last)
    tickets, visits = _tickets(session, span, units), _visits(session, span, units)
    shares = _shares(session, desks)
    found = []
    for desk, unit in desks:
        own = answers.get(desk, {})
        # somebody who answers on the weekend after them shows that the code works
        since = sorted(day for day in own if day > days[-1])
        known = [day for day in (*days, *since) if not own or day >= min(own)]
        handed = tickets.get(desk, {})
        came: dict[Basis, Sequence[float]] = {
            "tickets": [handed.get(day, UNKNOWN) for day in known],
            "visits": [_came(visits.get((unit, day), {}), shares[desk]) for day in known],
            "days": [float(day in worked) for day in known],
        }
        found.append(DeskDays(desk, unit, known, [int(own.get(day, 0)) for day in known], came))
    return found


def _open_desks(session: Session, units: set[str], last: date) -> list[tuple[str, str]]:
    query = sa.select(Desk.code, Desk.unit).where(
        Desk.unit.in_(units), sa.or_(Desk.closed_on.is_(None), Desk.closed_on > last)
    )
    return [(code, unit) for code, unit in session.execute(query.order_by(Desk.unit, Desk.code))]


def _tickets(session: Session, span: tuple[date, date], units: set[str]) -> dict[str, dict[date, float]]:
    found: dict[str, dict[date, float]] = {}
    for batch in read_batches(session, *span, units):
        here = found.setdefault(batch.desk, {})
        for day, share in batch.spread().items():
            here[day] = here.get(day, 0.0) + share
    return found


def _visits(session: Session, span: tuple[date, date], units: set[str]) -> Visits:
    found: dict[tuple[str, date], dict[str, float]] = defaultdict(dict)
    rows = count_sector_visits(session, *span, units=units)
    for unit, sector, day, visits in rows.itertuples(index=False):
        found[unit, day][sector] = visits
    return found


def _shares(session: Session, desks: list[tuple[str, str]]) -> dict[str, Callable[[str], float]]:
    """For each desk the part of a sector's visits at its unit that is taken to be its own.

    Equal parts of the desks that serve the sector; of all the unit's desks for one that names no sector.
    """
    unit_of = dict(desks)
    served: dict[str, set[str]] = defaultdict(set)
    for desk, sector in session.execute(sa.select(DeskSector.desk, DeskSector.sector)):
        if desk in unit_of:
            served[desk].add(sector)
    serving = Counter((unit_of[desk], sector) for desk, sectors in served.items() for sector in sectors)
    desks_of = Counter(unit_of.values())

    def share(desk: str, sector: str) -> float:
        if desk not in served:
            return 1 / desks_of[unit_of[desk]]
        return 1 / serving[unit_of[desk], sector] if sector in served[desk] else 0.0

    return {desk: partial(share, desk) for desk in unit_of}


def _came(visits: Mapping[str, float], share: Callable[[str], float]) -> float:
    """The desk's visits of a day; not known where none of its sectors was counted."""
    parts = [number * part for sector, number in visits.items() if (part := share(sector))]
    return sum(parts) if parts else UNKNOWN
