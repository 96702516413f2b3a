"""A row too small in its own week falls back on the shortest closed window of weeks with enough answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from reports.findings import Row, RowKind, WindowFigure
from survey_app.periods import Period
from survey_app.results.rows import Domain, make_row
from survey_app.results.samples import Sample

ENOUGH = 10
"""Fewer answers are never shown (measures.md 6)."""


Found = Callable[[Period], tuple[Sample, Mapping[RowKind, Sequence[Domain]]]]
"""A block's sample and its domains."""


def with_window(row: Row, blocks: Sequence[Period], find: Found) -> Row:
    """Add the first of `blocks`, shortest first, in which the row has enough answers; nothing for a large row."""
    if row.answered >= ENOUGH:
        return row
    for block in blocks:
        sample, parts = find(block)
        domain = next((one for one in parts[row.kind] if one.key == row.key), None)
        wide = None if domain is None else make_row(sample, domain)
        if wide is not None and wide.share is not None and wide.answered >= ENOUGH:
            weeks = ((block.last - block.first).days + 1) // 7
            return replace(
                row,
                window=WindowFigure(weeks, block.first, block.last, wide.answered, wide.share, wide.is_same_level),
            )
    return row
