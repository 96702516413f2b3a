"""Which cells of a table of units by sectors to hide, so that no sum over rows or columns gives a small one away.

Each unit's page shows its row with its total, the page above shows the totals of the columns. So a cell hidden on one
page must not be what the others leave over. Two rules, applied until both hold: what is hidden in a row or column is
together safe to know (`disclosure.is_safe_together`), and every secret cell could hold at least `ROOM` answers more or
fewer with every shown figure as it is: along rings of hidden cells, found as cheapest flows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.disclosure import Part, is_open_secret, is_safe_together

Counts = NDArray[np.int64]
Levels = NDArray[np.float64]
Mask = NDArray[np.bool_]

ROOM = 6
"""Whoever adds and subtracts all that is shown learns a secret count no closer than this many answers."""
STEP = 0.001
"""A shorter ring is preferred to a longer one at the same price."""
DEAR = 1_000_000
"""A priority column is opened only when nothing else is left."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Answers of each unit (row) in each sector (column), and what stands beyond them."""

    n: Counts
    """(rows, columns) answers."""
    level: Levels
    """(rows, columns) where all answers are the same: a number equal for equal answers; else NaN."""
    hidden: Mask
    """(rows, columns) cells that their own page hides already."""
    is_keen: Mask
    """(columns,) priority sectors, hidden for another's sake last."""
    beyond_columns: Counts
    """(rows,) answers of no column (sector unknown); never shown."""
    beyond_rows: Counts
    """(columns,) answers of no row (of the parent itself); never shown."""
    total_hidden: tuple[Mask, Mask]
    """Whether the total of each row, and of each column, is hidden."""


def hidden_cells(grid: Grid) -> Mask:
    """(rows, columns) every cell to hide, those of `grid.hidden` among them."""
    secret = _secret(grid)
    hidden = (grid.hidden | secret) & (grid.n > 0)
    while True:
        before = int(hidden.sum())
        flow = _Flow(grid, hidden)
        for row, column in np.argwhere(secret):
            flow.give_room(int(row), int(column))
        for column in np.flatnonzero(grid.total_hidden[1]):
            # a column's total that is hidden must not be the sum of its cells
            flow.give_room(flow.totals_row, int(column))
        hidden |= flow.opened
        _make_lines_safe(grid, hidden)
        if int(hidden.sum()) == before:
            return hidden


def _secret(grid: Grid) -> Mask:
    places = np.argwhere(grid.n > 0)
    found = np.zeros(grid.n.shape, dtype=bool)
    for row, column in places:
        found[row, column] = is_open_secret(_part(grid, int(row), int(column)))
    return found


def _part(grid: Grid, row: int, column: int) -> Part:
    level = float(grid.level[row, column])
    return Part("", int(grid.n[row, column]), None if np.isnan(level) else level, bool(grid.is_keen[column]))


def _make_lines_safe(grid: Grid, hidden: Mask) -> None:
    rows, columns = grid.n.shape
    for row in np.flatnonzero(~grid.total_hidden[0]):
        line = [(int(row), column) for column in range(columns)]
        _make_line_safe(grid, hidden, line, int(grid.beyond_columns[row]))
    for column in np.flatnonzero(~grid.total_hidden[1]):
        line = [(row, int(column)) for row in range(rows)]
        _make_line_safe(grid, hidden, line, int(grid.beyond_rows[column]))


def _make_line_safe(grid: Grid, hidden: Mask, line: list[tuple[int, int]], beyond: int) -> None:
    """Hide the smallest further cells until the hidden ones together give nobody away."""
    unseen = [Part("", beyond)] if beyond else []
    parts = [_part(grid, *place) for place in line if hidden[place]]
    others = sorted(
        ((_part(grid, *place), place) for place in line if grid.n[place] > 0 and not hidden[place]),
        key=lambda each: (each[0].is_keen, each[0].n),
    )
    while parts and others and not is_safe_together([*parts, *unseen]):
        part, place = others.pop(0)
        parts.append(part)
        hidden[place] = True


class _Flow:
    """The table with its totals as one more row and column, in which every row and column sums to nothing known.

    A total counts against its line: where it is hidden, it may give way as a cell does.
    """

    def __init__(self, grid: Grid, hidden: Mask) -> None:
        rows, columns = grid.n.shape
        self.totals_row, self.totals_column = rows + 1, columns + 1
        shape = (rows + 2, columns + 2)
        self._down, self._up, self._price = np.zeros(shape), np.full(shape, np.inf), np.full(shape, np.inf)
        self._down[:rows, :columns] = grid.n
        self._price[:rows, :columns] = np.where(hidden, 0, np.where(grid.n > 0, grid.n + DEAR * grid.is_keen, np.inf))
        self._down[:rows, columns], self._down[rows, :columns] = grid.beyond_columns, grid.beyond_rows
        self._price[:rows, columns] = self._price[rows, : columns + 1] = 0.0
        self._add_totals(grid)
        self.opened = np.zeros(grid.n.shape, dtype=bool)
        self._cells = (rows, columns)

    def _add_totals(self, grid: Grid) -> None:
        rows, columns = grid.n.shape
        sums = grid.n.sum(axis=1) + grid.beyond_columns, grid.n.sum(axis=0) + grid.beyond_rows
        # a total that grows is an entry that goes down, without limit
        self._up[:rows, -1], self._up[-1, :columns] = sums
        self._down[:rows, -1] = self._down[-1, :columns] = np.inf
        self._price[:rows, -1] = np.where(grid.total_hidden[0], 0, np.inf)
        self._price[-1, :columns] = np.where(grid.total_hidden[1], 0, np.inf)
        # what is beyond rows and columns has totals that nobody shows
        self._up[rows, -1], self._up[-1, columns] = grid.beyond_rows.sum(), grid.beyond_columns.sum()
        self._down[rows, -1] = self._down[-1, columns] = np.inf
        self._price[rows, -1] = self._price[-1, columns] = 0.0

    def give_room(self, row: int, column: int) -> None:
        """Open cells until this one can move by `ROOM`, upwards or else downwards; as far as the table allows."""
        own = float(self._down[row, column])
        moved = self._move(row, column, ROOM, self._down, self._up)
        if moved < ROOM:
            self._move(row, column, min(ROOM - moved, own), self._up, self._down)

    def _move(self, row: int, column: int, wanted: float, give: Levels, take: Levels) -> float:
        """Send `wanted` through rings from the row back to the column; returns how much went."""
        give, take = give.copy(), take.copy()
        give[row, column] = take[row, column] = 0.0
        sent = 0.0
        while sent < wanted:
            path = self._cheapest(row, column, give, take)
            if not path:
                break
            amount = min(wanted - sent, *(float((give if falls else take)[at]) for at, falls in path))
            for at, falls in path:
                give[at] -= amount if falls else -amount
                take[at] += amount if falls else -amount
                self._open(at)
            sent += amount
        return sent

    def _open(self, at: tuple[int, int]) -> None:
        if at[0] < self._cells[0] and at[1] < self._cells[1]:
            self.opened[at] = True
            self._price[at] = 0.0

    def _cheapest(self, row: int, column: int, give: Levels, take: Levels) -> list[tuple[tuple[int, int], bool]]:
        """Cells that fall and rise in turn, from the row to the column; empty where there is no way."""
        falling = np.where(give > 0, self._price, np.inf) + STEP
        rising = np.where(take > 0, self._price, np.inf) + STEP
        rows, columns = np.full(len(give), np.inf), np.full(give.shape[1], np.inf)
        from_row, from_column = np.zeros(give.shape[1], dtype=int), np.full(len(give), -1)
        rows[row] = 0.0
        while True:
            reach = rows[:, None] + falling
            better = reach.min(axis=0) < columns
            columns[better], from_row[better] = reach.min(axis=0)[better], reach.argmin(axis=0)[better]
            reach = columns[None, :] + rising
            nearer = reach.min(axis=1) < rows
            rows[nearer], from_column[nearer] = reach.min(axis=1)[nearer], reach.argmin(axis=1)[nearer]
            if not better.any() and not nearer.any():
                break
        if np.isinf(columns[column]):
            return []
        return _walk_back(row, column, from_row, from_column)


def _walk_back(
    row: int, column: int, from_row: NDArray[np.int_], from_column: NDArray[np.int_]
) -> list[tuple[tuple[int, int], bool]]:
    path = []
    while True:
        above = int(from_row[column])
        path.append(((above, column), True))
        if above == row:
            return path
        column = int(from_column[above])
        path.append(((above, column), False))
