"""The fixed grid of 4, 13 and 26 weeks that a small week falls back on: blocks of one length never overlap."""

from __future__ import annotations

from datetime import date, timedelta

from survey_app.periods import Period, week_of, weeks_between

BLOCKS = (4, 13, 26)
"""Weeks of the closed windows that a small week may fall back on."""
FIRST_GRID_MONDAY = date(2021, 1, 4)
"""Where the fixed grid of 4, 13 and 26 weeks starts; moving it would change blocks already shown."""


def block_ending(week: Period, length: int) -> Period:
    """The latest block of 4, 13 or 26 weeks on the fixed grid ending with this week or before; blocks never overlap."""
    if length not in BLOCKS:
        raise ValueError(f"a block has 4, 13 or 26 weeks, not {length}")
    ended = (week.first - FIRST_GRID_MONDAY).days // 7 + 1
    after = FIRST_GRID_MONDAY + timedelta(weeks=ended // length * length)
    return weeks_between(after - timedelta(weeks=length), after - timedelta(days=1))


def block_holding(day: date, length: int) -> Period:
    """The block of the fixed grid with this day."""
    monday = week_of(day).first
    place = (monday - FIRST_GRID_MONDAY).days // 7 % length
    return block_ending(week_of(monday + timedelta(weeks=length - 1 - place)), length)


def ends_a_block(period: Period) -> bool:
    """Whether the period's last day ends a block of four weeks of the fixed grid."""
    return block_ending(week_of(period.last), 4).last == period.last
