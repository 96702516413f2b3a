"""A row too small in its own week falls back on the shortest closed window of weeks with enough answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.findings import Row, WindowFigure
from survey_app.periods import Period
from survey_app.results.rows import make_row
from survey_app.results.view import View

ENOUGH = 10
"""Fewer answers are never shown (measures.md 6)."""


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
        if wide is not None and wide.share is not None and wide.answered >= ENOUGH:
            weeks = ((block.last - block.first).days + 1) // 7
            return replace(
                row,
                window=WindowFigure(weeks, block.first, block.last, wide.answered, wide.share, wide.is_same_level),
            )
    return row
