"""A window of weeks tells nothing of the small weeks in it that ten answers would not have told."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest

from survey_app.periods import Period, week_of
from survey_app.results.windows import is_safe
from survey_app.week_blocks import BLOCKS, block_ending

LAST = block_ending(week_of(date(2026, 11, 22)), 26)
"""Twenty-six weeks with blocks of 4 and 13 weeks within."""


def weeks_of(block: Period, *numbers: int) -> dict[date, int]:
    return {block.first + timedelta(weeks=place): number for place, number in enumerate(numbers)}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((12, 3, 12, 12), False),  # 39 less 12, 12, 12 told on their own pages
        ((12, 12, 12, 12), True),
        ((12, 0, 12, 12), True),  # nobody is left to be told of
        ((5, 5, 12, 12), True),
        ((4, 5, 12, 12), False),
        ((3, 3, 3, 3), True),
        ((9, 0, 0, 30), False),
    ],
)
def test_four_weeks_less_those_told_by_themselves(numbers: tuple[int, ...], expected: bool) -> None:
    block = block_ending(week_of(date(2026, 11, 22)), 4)
    assert is_safe(block, weeks_of(block, *numbers)) is expected


def test_thirteen_weeks_less_the_four_that_are_told_together() -> None:
    """The small weeks inside a shorter block are told as ten there; three of another week would be left."""
    block = block_ending(week_of(date(2026, 11, 22)), 13)
    inner = next(
        found
        for found in (block_ending(week_of(block.first + timedelta(weeks=place)), 4) for place in range(3, 13))
        if found.first >= block.first
    )
    answered = {block.first + timedelta(weeks=place): 20 for place in range(13)}
    answered |= {inner.first: 6, inner.first + timedelta(weeks=1): 6}
    assert is_safe(inner, answered | {}) is True
    assert is_safe(block, answered)
    outside = next(monday for monday in answered if not inner.first <= monday <= inner.last)
    assert not is_safe(block, answered | {outside: 3})


def test_no_difference_of_told_blocks_is_of_fewer_than_ten() -> None:
    draw = np.random.default_rng(20261127)
    mondays = [LAST.first + timedelta(weeks=place) for place in range(26)]
    blocks = {block_ending(week_of(monday), length) for monday in mondays for length in BLOCKS}
    inside = [block for block in blocks if block.last >= LAST.first]
    assert {(block.last - block.first).days // 7 + 1 for block in inside} == {4, 13, 26}
    told_blocks = 0
    for _time in range(400):
        answered = {
            monday: int(number) for monday, number in zip(mondays, draw.poisson(draw.uniform(1, 15), 26), strict=True)
        }
        small = {monday: number for monday, number in answered.items() if 0 < number < 10}
        told = {
            block: frozenset(monday for monday in small if block.first <= monday <= block.last)
            for block in inside
            if is_safe(
                block, {monday: number for monday, number in answered.items() if block.first <= monday <= block.last}
            )
        }
        told_blocks += len(told)
        for weeks in told.values():
            assert not weeks or sum(small[monday] for monday in weeks) >= 10
        for one, other in combinations(told.values(), 2):
            left = one - other if other < one else other - one if one < other else frozenset()
            assert not left or sum(small[monday] for monday in left) >= 10
    assert told_blocks > 500
