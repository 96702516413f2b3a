"""Desks that fell silent while people kept coming: a poster torn off, covered or replaced by another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.orm import Session

from analysis import silence
from reports.integrity.findings import SilenceRow, Spot
from survey_app.cells import count_desk_days
from survey_app.models import Desk
from survey_app.own_days import calendar_of
from survey_app.results.integrity.spots import Spots
from survey_app.results.reconcile import read_batches

PAST = timedelta(days=42)
"""How far back the ordinary number of answers is learnt."""
Basis = Literal["tickets", "visits", "days"]


@dataclass(frozen=True, slots=True)
class DeskDays:
    """A desk's working days, oldest first: answers, and how many people came as far as that is known."""

    days: Sequence[date]
    answers: Sequence[int]
    came: Sequence[float]
    basis: Basis


def find_silences(
    session: Session,
    span: tuple[date, date],
    units: set[str],
    spots: Spots,
    visits: pd.DataFrame,
) -> tuple[SilenceRow, ...]:
    """Desks with a remarkable silence on one of the days; the most improbable first."""
    first, last = span
    days = calendar_of(session).working_days(first - PAST, last)
    answers = count_desk_days(session, first - PAST, last, units=units)
    by_desk = {str(desk): dict(zip(rows["day"], rows["count"], strict=True)) for desk, rows in answers.groupby("desk")}
    tickets = _tickets(session, first - PAST, last, units)
    came = {str(unit): dict(zip(rows["day"], rows["visits"], strict=True)) for unit, rows in visits.groupby("unit")}
    active = set(answers["day"])
    rows = []
    for desk, unit in _open_desks(session, units, last):
        if desk in by_desk:
            series = _series(days, by_desk[desk], tickets.get(desk, {}), came.get(unit, {}), active)
            rows += list(_silences(spots.desk(unit, desk), series, first))
    return tuple(sorted(rows, key=lambda row: (row.p, row.spot.unit, row.spot.desk)))


def _silences(spot: Spot, series: DeskDays, first: date) -> Iterator[SilenceRow]:
    """Each stretch of days without an answer that touches the days asked about."""
    start: int | None = None
    for place in range(len(series.days) + 1):
        is_quiet = place < len(series.days) and series.answers[place] == 0
        if is_quiet and start is None:
            start = place
        if is_quiet or start is None:
            continue
        if series.days[place - 1] >= first:
            yield from _told(spot, series, start, place)
        start = None


def _told(spot: Spot, series: DeskDays, start: int, end: int) -> Iterator[SilenceRow]:
    noticed: date | None = None
    for place in range(start, end):
        found = silence(
            series.answers[start : place + 1],
            series.came[start : place + 1],
            series.answers[:start],
            series.came[:start],
        )
        if found is None or not found.is_remarkable:
            continue
        noticed = noticed or series.days[place]
        if place == end - 1:
            yield SilenceRow(
                spot,
                series.days[start],
                series.days[place],
                found.days,
                noticed,
                found.expected,
                found.p,
                series.basis,
                end < len(series.days),
            )


def _series(
    days: Sequence[date],
    answers: Mapping[date, int],
    tickets: Mapping[date, float],
    visits: Mapping[date, float],
    active: set[date],
) -> DeskDays:
    """What says that people came: the desk's tickets, else the unit's visits, else that offices worked that day."""
    known = [day for day in days if day >= min(answers)]
    number = [int(answers.get(day, 0)) for day in known]
    sources: tuple[tuple[Basis, Mapping[date, float]], ...] = (("tickets", tickets), ("visits", visits))
    for basis, counted in sources:
        here = [counted[day] for day in known if day in counted]
        if here and len(here) >= len(known) / 2:
            # counts of the last days may not be imported yet
            usual = sum(here) / len(here)
            came = [float(counted.get(day, usual if day in active else 0.0)) for day in known]
            return DeskDays(known, number, came, basis)
    return DeskDays(known, number, [1.0 if day in active else 0.0 for day in known], "days")


def _open_desks(session: Session, units: set[str], last: date) -> list[tuple[str, str]]:
    query = sa.select(Desk.code, Desk.unit).where(
        Desk.unit.in_(units), sa.or_(Desk.closed_on.is_(None), Desk.closed_on > last)
    )
    return [(code, unit) for code, unit in session.execute(query.order_by(Desk.unit, Desk.code))]


def _tickets(session: Session, first: date, last: date, units: set[str]) -> dict[str, dict[date, float]]:
    found: dict[str, dict[date, float]] = {}
    for batch in read_batches(session, first, last, units):
        here = found.setdefault(batch.desk, {})
        for day, share in batch.spread().items():
            here[day] = here.get(day, 0.0) + share
    return found
