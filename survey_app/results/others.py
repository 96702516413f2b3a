"""What the answers without a ticket said must not be found by subtraction where a row rests on its tickets.

A row tells of all its answers, and where it rests on tickets, of those by themselves: the difference is what the others
said. So a row rests on tickets only where the others are none or enough, by the same measure as every shown figure;
and so for what the rows of each unit and each sector below leave over (docs/decisions/0016).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.disclosure import SMALLEST, SMALLEST_UNANIMOUS

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
SECTORS, UNITS = 0, 1
"""Along which axis a table is summed: over the units, for a line a sector; over the sectors, for a line a unit."""


@dataclass(frozen=True, slots=True, eq=False)
class Others:
    """Valid answers of a table's parts: any shape, (units, sectors) to begin with."""

    tickets: Floats
    others: Floats
    """Those without a ticket."""
    least: Floats
    """The lowest level among the others, +inf where there are none."""
    most: Floats
    """The highest, −inf where there are none."""
    size: Floats
    """What the part weighs by: visits, or answers where no visit is known."""
    without: Floats
    """Of it, in units and sectors without any ticket answer."""

    def along(self, axis: int | tuple[int, int]) -> Others:
        """The same of the sums over an axis."""
        return Others(
            self.tickets.sum(axis),
            self.others.sum(axis),
            self.least.min(axis),
            self.most.max(axis),
            self.size.sum(axis),
            self.without.sum(axis),
        )

    def is_telling(self) -> Mask:
        """Whether what the others said must not be known: a few, or not thirty and all of one mind."""
        few, of_one_mind = self.others < SMALLEST, self.least == self.most
        found: Mask = (self.others > 0) & (few | of_one_mind & (self.others < SMALLEST_UNANIMOUS))
        return found

    def only(self, parts: Mask) -> Others:
        """The others of some parts alone."""
        return Others(
            self.tickets,
            np.where(parts, self.others, 0.0),
            np.where(parts, self.least, np.inf),
            np.where(parts, self.most, -np.inf),
            self.size,
            self.without,
        )


Speaks = Callable[[Others], Mask]
"""Which parts have tickets enough to rest on, as far as their numbers go."""


def may_rest_on_tickets(table: Others, speaks: Speaks, *, is_inner: bool, is_agency: bool = False) -> bool:
    """Whether a row with this table of units by sectors may rest on its tickets without telling what a few others said.

    What its own units and sectors leave over, those that do not rest on tickets themselves, must be safe to know. A row
    that stands between others (`is_inner`: more than one unit, but not the whole tree; an agency's) may leave over
    nothing at all: the row above it could be taken with it. The last column, of unknown sector, is no row; it protects
    like what is left over, and alone it withholds nothing, as in `reports.disclosure.hidden_keys`.
    """
    units, sectors, named = _speaking(table, speaks)
    by_unit, by_sector = table.along(UNITS), table.along(SECTORS)
    if is_inner and (by_unit.others[~units] > 0).any():
        return False
    if is_agency and (by_sector.others[~sectors & named] > 0).any():
        return False
    return not (
        table.along((0, 1)).is_telling()
        or _leaves_few(by_unit, units, np.ones_like(units), 0)
        or _leaves_few(by_sector, sectors, named, 0)
    )


def leave_few_over(page: Others, speaks: Speaks) -> bool:
    """Whether the sectors of a page that rest on tickets leave over a few others, where the page tells of them all."""
    _units, sectors, named = _speaking(page, speaks)
    return bool(_leaves_few(page.along(SECTORS), sectors, named, 0))


def _speaking(table: Others, speaks: Speaks) -> tuple[Mask, Mask, Mask]:
    """Which units and which sectors rest on tickets by themselves, and which sectors are known."""
    named = np.ones(table.others.shape, dtype=bool)
    named[:, -1] = False
    cells = speaks(table) & ~table.is_telling() & named
    by_unit, by_sector = table.along(UNITS), table.along(SECTORS)
    units = speaks(by_unit) & ~by_unit.is_telling() & ~_leaves_few(table, cells, named, UNITS)
    sectors = speaks(by_sector) & ~by_sector.is_telling() & ~_leaves_few(table, cells, named, SECTORS) & named[0]
    return units, sectors, named[0]


def _leaves_few(parts: Others, speaking: Mask, named: Mask, axis: int) -> Mask:
    """Whether the others of the parts that do not speak, found together by subtraction, are a few."""
    left = parts.only(~speaking & named).along(axis).others > 0
    found: Mask = left & parts.only(~speaking).along(axis).is_telling()
    return found
