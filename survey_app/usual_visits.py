"""When a week's visits are far above those before: asked where counts come in, and where they are checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta

LOOKED_BACK = timedelta(weeks=26)
FEWEST_WEEKS = 4
"""Fewer weeks with visits do not say what is usual."""
TIMES, BESIDE = 3, 30
"""A week is unusual above three times the most there was, and thirty more: a few visits vary much by chance."""
EVERY = ""
"""In the place of a sector: all those of a unit together."""
Weeks = Mapping[date, int]
"""Visits by Monday."""


def unusual_cells(
    visits: Mapping[tuple[str, str], Weeks], asked: Mapping[tuple[str, str], Collection[date]], *, is_one_file: bool
) -> dict[tuple[str, str, date], tuple[int, int]]:
    """The asked weeks of units and sectors with unusually many visits: visits then, and the most before.

    A sector without a past could carry its unit: where it has visits, the unit's sectors together are looked at, told
    as `EVERY`. Weeks that come in one file do not say what is usual.
    """
    found: dict[tuple[str, str, date], tuple[int, int]] = {}
    new: defaultdict[str, set[date]] = defaultdict(set)
    for (unit, sector), weeks in asked.items():
        own, left_out = visits.get((unit, sector), {}), weeks if is_one_file else ()
        told = unusual_weeks(own, weeks, left_out=left_out)
        found |= {(unit, sector, monday): counts for monday, counts in told.items()}
        new[unit].update(week for week in weeks if own.get(week) and len(_before(own, week, left_out)) < FEWEST_WEEKS)
    whole: defaultdict[str, Counter[date]] = defaultdict(Counter)
    for (unit, _sector), counted in visits.items():
        whole[unit].update(counted)
    for unit, weeks in new.items():
        told = unusual_weeks(whole[unit], weeks, left_out=weeks if is_one_file else ())
        found |= {(unit, EVERY, monday): counts for monday, counts in told.items()}
    return found


def unusual_weeks(
    visits: Weeks, asked: Collection[date], *, left_out: Collection[date] = (), times: int = TIMES
) -> dict[date, tuple[int, int]]:
    """The asked weeks (Mondays) with unusually many visits: visits then, and the most before.

    Weeks `left_out` do not say what is usual: they come with the same file.
    """
    found = {}
    for week in asked:
        before, count = _before(visits, week, left_out), visits.get(week, 0)
        if len(before) >= FEWEST_WEEKS and count > times * max(before) + BESIDE:
            found[week] = count, max(before)
    return found


def _before(visits: Weeks, week: date, left_out: Collection[date]) -> list[int]:
    """What was counted in the weeks that say what is usual."""
    return [
        count
        for other, count in visits.items()
        if count and week - LOOKED_BACK <= other < week and other not in left_out
    ]
