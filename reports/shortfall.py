"""Which sectors stand below their target, and which stand apart: only as far as the data can tell."""

from __future__ import annotations

from collections.abc import Sequence

from reports.findings import Row
from reports.telling import Teller, reaches


def compared(teller: Teller) -> list[Row]:
    """Sectors with both a figure and a target."""
    return [row for row in teller.findings.sectors if row.share is not None and row.target is not None]


def is_below(row: Row) -> bool:
    """The point figure does not reach the target's level."""
    return row.share is not None and row.target is not None and not reaches(row.share.value, row.target)


def is_surely_below(row: Row) -> bool:
    """The whole interval lies below the target's level."""
    return row.share is not None and row.target is not None and row.share.ci_high < row.target.value


def is_unproven(row: Row) -> bool:
    """The interval holds the target's level: the figure stands on one side of it by chance as well as by merit."""
    if row.share is None or row.target is None:
        return False
    return not is_surely_below(row) if is_below(row) else not reaches(row.share.ci_low, row.target)


def distance(row: Row) -> float:
    """Share minus target; 0 without either."""
    return row.share.value - row.target.value if row.share is not None and row.target is not None else 0.0


def furthest_short(rows: Sequence[Row]) -> Row | None:
    """The sector farthest below its target: among priority sectors if one of them is below, else among all."""
    below = [row for row in rows if is_below(row)]
    return min(below, key=lambda row: (not row.is_priority, distance(row)), default=None)


def set_apart(teller: Teller) -> list[Row]:
    """Sectors whose whole interval lies below the figure of the whole, farthest first."""
    total = teller.findings.total.share
    if total is None:
        return []
    found = [row for row in teller.findings.sectors if row.share is not None and row.share.ci_high < total.value]
    return sorted(found, key=lambda row: row.share.value if row.share is not None else 1.0)
