"""When a week's visits are far above those before: asked where counts come in, and where they are checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

LOOKED_BACK = timedelta(weeks=26)
FEWEST_WEEKS = 4
"""Fewer weeks with visits do not say what is usual."""
TIMES, BESIDE = 3, 30
"""A week is unusual above three times the most there was, and thirty more: a few visits vary much by chance."""


def unusual_weeks(
    visits: Mapping[date, int], asked: Collection[date], *, left_out: Collection[date] = ()
) -> dict[date, tuple[int, int]]:
    """The asked weeks (Mondays) with unusually many visits of a unit in a sector: visits then, and the most before.

    Weeks `left_out` do not say what is usual: they come with the same file.
    """
    found = {}
    for week in sorted(asked):
        before = [
            count
            for other, count in visits.items()
            if count and week - LOOKED_BACK <= other < week and other not in left_out
        ]
        count = visits.get(week, 0)
        if len(before) >= FEWEST_WEEKS and count > TIMES * max(before) + BESIDE:
            found[week] = count, max(before)
    return found
