"""Desks that fell silent while people kept coming: a poster torn off, covered or replaced; or a code that never worked.

The one rule for letters, for the week and for the day before: `analysis.silence` and `analysis.never_heard`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from analysis import Silence, never_heard, silence
from reports.integrity.findings import SilenceRow
from survey_app.results.integrity.desk_days import Basis, DeskDays, read_desk_days
from survey_app.results.integrity.spots import Spots

PAST = timedelta(days=42)
"""How far back the ordinary number of answers is learnt."""
NEVER_DAYS = 10
"""The last working days whose visits are held against a desk that has no answer at all: it may be new."""


def find_silences(session: Session, span: tuple[date, date], units: set[str], spots: Spots) -> tuple[SilenceRow, ...]:
    """Desks with a remarkable silence on one of the days; the most improbable first."""
    first, last = span
    series = read_desk_days(session, (first - PAST, last), units)
    return silences_of(series, first, spots)


def silences_of(series: Sequence[DeskDays], first: date, spots: Spots) -> tuple[SilenceRow, ...]:
    """The same of desks already read."""
    rows = [
        row for desk in series for row in (_silences(desk, first, spots) if desk.has_answers else _never(desk, spots))
    ]
    return tuple(sorted(rows, key=lambda row: (row.p, row.spot.unit, row.spot.desk)))


def _silences(desk: DeskDays, first: date, spots: Spots) -> Iterator[SilenceRow]:
    """Each stretch of days without an answer that touches the days asked about."""
    start: int | None = None
    for place in range(len(desk.days) + 1):
        is_quiet = place < len(desk.days) and desk.answers[place] == 0
        if is_quiet and start is None:
            start = place
        if is_quiet or start is None:
            continue
        if desk.days[place - 1] >= first:
            yield from _told(desk, start, place, spots)
        start = None


def _told(desk: DeskDays, start: int, end: int, spots: Spots) -> Iterator[SilenceRow]:
    basis = desk.basis(start, end)
    found = _judged(desk, start, end, basis)
    if found is None or not found.is_remarkable:
        return
    judged = ((place, _judged(desk, start, place + 1, basis)) for place in range(start, end))
    noticed = next(place for place, one in judged if one is not None and one.is_remarkable)
    yield _row(desk, spots, (start, noticed, end), found, basis)


def _judged(desk: DeskDays, start: int, end: int, basis: Basis) -> Silence | None:
    came = desk.came[basis]
    return silence(desk.answers[start:end], came[start:end], desk.answers[:start], came[:start])


def _never(desk: DeskDays, spots: Spots) -> Iterator[SilenceRow]:
    """A desk without any answer, of which it is known that people come."""
    start, end = max(len(desk.days) - NEVER_DAYS, 0), len(desk.days)
    basis = desk.basis(start, end)
    if basis == "days":
        return
    found = never_heard(desk.came[basis][start:end])
    if found is not None and found.is_remarkable:
        yield _row(desk, spots, (start, end - 1, end), found, basis, is_never=True)


def _row(
    desk: DeskDays,
    spots: Spots,
    places: tuple[int, int, int],
    found: Silence,
    basis: Basis,
    *,
    is_never: bool = False,
) -> SilenceRow:
    start, noticed, end = places
    return SilenceRow(
        spots.desk(desk.unit, desk.desk),
        desk.days[start],
        desk.days[end - 1],
        found.days,
        desk.days[noticed],
        found.expected,
        found.p,
        basis,
        is_over=end < len(desk.days),
        uncounted=found.uncounted,
        is_never=is_never,
    )
