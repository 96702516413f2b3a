"""A row too small in its own week falls back on the shortest closed window of weeks with enough answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from reports.disclosure import MOST_WITHOUT_DATA
from reports.findings import Row, WindowFigure
from survey_app.periods import Period
from survey_app.results.domains import Domain
from survey_app.results.rows import make_row
from survey_app.results.samples import Sample
from survey_app.results.view import View
from survey_app.week_blocks import BLOCKS, block_holding

ENOUGH = 10
"""Fewer answers are never shown (docs/outputs.md)."""


def with_past_window(row: Row, period: Period, blocks: Sequence[Period], view: View) -> Row:
    """The same for a whole that is withheld: of blocks without a day of the period, so that no difference tells it."""
    blank = with_window(replace(row, answered=0), [block for block in blocks if block.last < period.first], view)
    return replace(row, window=blank.window)


def with_window(row: Row, blocks: Sequence[Period], view: View) -> Row:
    """Add the first of `blocks`, shortest first, in which the row has enough answers; nothing for a large row."""
    if row.answered >= ENOUGH:
        return row
    for block in blocks:
        domain = view.find(block, row.kind, row.key)
        wide = None if domain is None else make_row(view.sample(block), domain)
        if wide is None or domain is None or wide.share is None or wide.answered < ENOUGH:
            continue
        if wide.no_data_share > MOST_WITHOUT_DATA:
            continue
        answered = _by_week(view.sample(block), domain)
        if is_safe(block, answered):
            found = WindowFigure(
                ((block.last - block.first).days + 1) // 7, block.first, block.last,
                n=wide.share.n, share=wide.share, is_same_level=wide.is_same_level,
                weeks_answered=sum(number > 0 for number in answered.values()),
            )  # fmt: skip
            return replace(row, window=found)
    return row


def is_safe(block: Period, answered: Mapping[date, int]) -> bool:
    """Whether a block less the weeks, and less the other blocks, that have a figure of their own leaves enough.

    `answered` has the valid answers of each week by its Monday. Weeks of 12, 3, 12, 12 answers: three of them are told
    on their own pages, so the four together would tell of three people. Nothing left is as good as ten. Of a block that
    reaches out of this one nothing is known but the weeks within: it counts as told, and as without others.
    """
    small = {monday for monday, number in answered.items() if 0 < number < ENOUGH and _has(block, monday)}
    left = [small]
    for length in BLOCKS:
        within, across = _blocks_across(block, length)
        told = [each for each in within if _may_be_told(each, answered)]
        rest = {monday for monday in small if not any(_has(each, monday) for each in told)}
        for each in across:
            left += [{monday for monday in weeks if not _has(each, monday)} for weeks in (small, rest)]
        left.append(rest)
    return all(not weeks or sum(answered[monday] for monday in weeks) >= ENOUGH for weeks in left)


def _may_be_told(block: Period, answered: Mapping[date, int]) -> bool:
    inside = sum(number for monday, number in answered.items() if _has(block, monday))
    return inside >= ENOUGH and is_safe(block, answered)


def _has(block: Period, monday: date) -> bool:
    return block.first <= monday <= block.last


def _blocks_across(block: Period, length: int) -> tuple[list[Period], list[Period]]:
    """The blocks of this length of the fixed grid: those that lie within a longer one, and those that reach out."""
    within: list[Period] = []
    across: list[Period] = []
    found = block_holding(block.first, length)
    while found.first <= block.last:
        if found != block:
            is_within = found.first >= block.first and found.last <= block.last
            (within if is_within else across).append(found)
        found = block_holding(found.last + timedelta(days=1), length)
    return within, across


def _by_week(sample: Sample, domain: Domain) -> dict[date, int]:
    if sample.measures is None:
        return {}
    valid = domain.cells & sample.measures.is_valid
    # 1 January of the year 1, the ordinal 1, was a Monday
    weeks, place = np.unique((sample.keys.day[valid] - 1) // 7, return_inverse=True)
    counts = np.bincount(place, sample.measures.counts[valid], len(weeks))
    return {date.fromordinal(int(week) * 7 + 1): int(number) for week, number in zip(weeks, counts, strict=True)}
