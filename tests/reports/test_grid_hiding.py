"""What adding and subtracting all shown figures can find of a hidden cell: bounded by linear programmes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from reports.disclosure import Part, is_open_secret, is_safe_together
from reports.grid_hiding import ROOM, Grid, hidden_cells


def make_grid(n: list[list[int]] | NDArray[np.int64], **changes: object) -> Grid:
    """A grid whose pages hide nothing yet but what is secret; small totals are hidden."""
    counts = np.asarray(n, dtype=np.int64)
    rows, columns = counts.shape
    given = {
        "n": counts,
        "level": np.full(counts.shape, np.nan),
        "hidden": np.zeros(counts.shape, dtype=bool),
        "is_keen": np.zeros(columns, dtype=bool),
        "beyond_columns": np.zeros(rows, dtype=np.int64),
        "beyond_rows": np.zeros(columns, dtype=np.int64),
        "total_hidden": ((counts.sum(axis=1) < 10) & (counts.sum(axis=1) > 0), counts.sum(axis=0) < 10),
    }
    return Grid(**{**given, **changes})  # type: ignore[arg-type]


def random_grid(draw: np.random.Generator) -> Grid:
    rows, columns = int(draw.integers(2, 9)), int(draw.integers(2, 7))
    sizes = draw.gamma(0.7, 30, (rows, 1)) * draw.gamma(0.8, 1, (1, columns))
    counts = draw.poisson(sizes)
    level = np.where((counts > 0) & (draw.random(counts.shape) < 0.15), 1.0, np.nan)
    beyond = draw.poisson(1.5, rows) * draw.integers(0, 2), draw.poisson(1.0, columns) * draw.integers(0, 2)
    sums = counts.sum(axis=1) + beyond[0], counts.sum(axis=0) + beyond[1]
    return make_grid(
        counts, level=level, is_keen=draw.random(columns) < 0.3, beyond_columns=beyond[0], beyond_rows=beyond[1],
        total_hidden=((sums[0] > 0) & (sums[0] < 10), (sums[1] > 0) & (sums[1] < 10)),
    )  # fmt: skip


def widths(grid: Grid, hidden: NDArray[np.bool_], cells: list[tuple[int, int]]) -> list[float]:
    """How far apart the least and the largest count of each cell are, with every shown cell and total as it is."""
    rows, columns = grid.n.shape
    places = [tuple(map(int, place)) for place in np.argwhere(hidden)]
    # unknowns: hidden cells, then what is beyond each row, each column and both, which is never shown
    size = len(places) + rows + columns + 1
    equations, known = [], []

    def add(members: list[int], total: int) -> None:
        line = np.zeros(size)
        line[members] = 1
        equations.append(line)
        known.append(total)

    def in_line(axis: int, number: int) -> list[int]:
        return [at for at, place in enumerate(places) if place[axis] == number]

    for row in np.flatnonzero(~grid.total_hidden[0]):
        add([*in_line(0, row), len(places) + row], int(grid.n[row][hidden[row]].sum() + grid.beyond_columns[row]))
    for column in np.flatnonzero(~grid.total_hidden[1]):
        shown = int(grid.n[:, column][hidden[:, column]].sum() + grid.beyond_rows[column])
        add([*in_line(1, column), len(places) + rows + column], shown)
    add(list(range(size)), int(grid.n[hidden].sum() + grid.beyond_columns.sum() + grid.beyond_rows.sum()))
    found = []
    for cell in cells:
        goal = np.zeros(size)
        goal[places.index(cell)] = 1
        least, most = (linprog(sign * goal, A_eq=np.array(equations), b_eq=known, bounds=(0, None)) for sign in (1, -1))
        found.append(np.inf if most.status == 3 else -most.fun - least.fun)
    return found


def secrets(grid: Grid) -> list[tuple[int, int]]:
    places = [tuple(map(int, place)) for place in np.argwhere(grid.n > 0)]
    levels = {place: None if np.isnan(grid.level[place]) else float(grid.level[place]) for place in places}
    return [place for place in places if is_open_secret(Part("", int(grid.n[place]), levels[place]))]


@pytest.mark.parametrize("seed", range(25))
def test_no_secret_count_is_bounded_closer_than_five_answers(seed: int) -> None:
    grid = random_grid(np.random.default_rng(seed))
    hidden = hidden_cells(grid)
    cells = secrets(grid)
    assert all(hidden[cell] for cell in cells)
    # with everything hidden a table with few answers may still be told by its totals: no page can help that
    best = widths(grid, grid.n > 0, cells)
    for cell, width, most in zip(cells, widths(grid, hidden, cells), best, strict=True):
        assert width >= min(ROOM, most) - 1e-6, (cell, width, most)
    assert np.mean(np.array(best) >= ROOM) > 0.5 or not cells


@pytest.mark.parametrize("seed", range(25, 45))
def test_what_is_hidden_in_a_row_or_column_is_together_at_least_ten(seed: int) -> None:
    grid = random_grid(np.random.default_rng(seed))
    hidden = hidden_cells(grid)
    for axis, beyond in ((0, grid.beyond_columns), (1, grid.beyond_rows)):
        for number in np.flatnonzero(~grid.total_hidden[axis]):
            line, masked, level = (np.take(values, number, axis) for values in (grid.n, hidden, grid.level))
            parts = [
                Part("", int(count), None if np.isnan(same) else float(same))
                for count, same in zip(line[masked], level[masked], strict=True)
            ]
            unseen = [Part("", int(beyond[number]))] if beyond[number] else []
            assert not parts or is_safe_together([*parts, *unseen]) or masked.sum() == (line > 0).sum()


def test_a_cell_that_its_column_gives_away_takes_a_second_one_with_it() -> None:
    # the row of unit 0 hides 4 and 12; the second column's total less its other cells would give 12, and so 4, away
    grid = make_grid([[4, 12, 40], [60, 25, 70], [50, 80, 31]])
    hidden = hidden_cells(grid)
    assert hidden[0, 0]
    assert widths(grid, hidden, [(0, 0)]) >= [ROOM]
    assert hidden.sum() == 4  # one ring: two rows, two columns


def test_a_table_without_small_cells_hides_nothing() -> None:
    assert not hidden_cells(make_grid([[40, 50], [60, 70]])).any()
    assert not hidden_cells(make_grid([[0, 0], [0, 0]])).any()
    assert not hidden_cells(make_grid([[40, 0], [0, 70]])).any()


def test_a_priority_column_is_opened_last() -> None:
    counts = [[4, 300, 20], [60, 25, 70], [50, 80, 31]]
    assert not hidden_cells(make_grid(counts))[:, 1].any()
    keen = np.array([False, False, True])
    assert not hidden_cells(make_grid(counts, is_keen=keen))[:, 2].any()


def test_answers_that_no_row_and_column_shows_protect_like_hidden_ones() -> None:
    counts = [[4, 300], [60, 25]]
    beyond = {"beyond_columns": np.array([20, 20]), "beyond_rows": np.array([20, 20])}
    assert hidden_cells(make_grid(counts, **beyond)).sum() == 1
    assert hidden_cells(make_grid(counts)).sum() == 4


def test_a_hidden_total_is_not_the_sum_of_shown_cells() -> None:
    hidden = hidden_cells(make_grid([[40, 50], [60, 70]], total_hidden=(np.zeros(2, bool), np.array([True, False]))))
    assert hidden[:, 0].any()


def test_it_is_quick_enough_for_a_province() -> None:
    draw = np.random.default_rng(3)
    grid = make_grid(draw.poisson(draw.gamma(0.6, 8, (46, 1)) * draw.gamma(0.8, 1, (1, 14))))
    hidden = hidden_cells(grid)
    cells = secrets(grid)
    assert len(cells) > 200
    sampled = [cells[at] for at in draw.choice(len(cells), 12, replace=False)]
    assert min(widths(grid, hidden, sampled)) >= ROOM - 1e-6
