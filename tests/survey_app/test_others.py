"""Where a row rests on its tickets, no sum or difference of shown rows tells what a few without a ticket said."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from survey_app.results.others import SECTORS, UNITS, Others, may_rest_on_tickets

TICKETS = 100


def speaks(part: Others) -> NDArray[np.bool_]:
    enough: NDArray[np.bool_] = part.tickets >= TICKETS
    return enough


def table(others: list[list[float]], tickets: list[list[float]] | None = None, *, level: float = 0.0) -> Others:
    """Units by sectors; the others of one mind where a level is given. The last column, of unknown sector, is added."""
    n = np.array([[*row, 0.0] for row in others])
    codes = np.full(n.shape, 150.0) if tickets is None else np.array([[*row, 0.0] for row in tickets])
    low, high = (level, level) if level else (1.0, 5.0)
    least, most = np.where(n > 0, low, np.inf), np.where(n > 0, high, -np.inf)
    return Others(codes, n, least, most, codes + n, np.zeros(n.shape))


def may(found: Others, *, is_inner: bool = False, is_agency: bool = False) -> bool:
    return may_rest_on_tickets(found, speaks, is_inner=is_inner, is_agency=is_agency)


@pytest.mark.parametrize(("others", "expected"), [(0, True), (1, False), (9, False), (10, True)])
def test_the_others_are_none_or_ten(others: int, expected: bool) -> None:
    assert may(table([[others]])) is expected


@pytest.mark.parametrize(("others", "expected"), [(10, False), (29, False), (30, True)])
def test_others_of_one_mind_are_thirty(others: int, expected: bool) -> None:
    assert may(table([[others]], level=1.0)) is expected


def test_what_the_sectors_leave_over_is_none_or_ten() -> None:
    assert not may(table([[20, 4, 20]]))
    assert may(table([[20, 4, 6]]))
    # a sector of too few codes leaves over its others as well
    assert not may(table([[20, 4, 20]], [[150, 5, 150]]))
    assert may(table([[20, 12, 20]], [[150, 5, 150]]))


def test_what_the_units_leave_over_is_none_or_ten() -> None:
    assert not may(table([[20], [4], [20]]))
    assert may(table([[20], [4], [6]]))


def test_a_row_between_others_leaves_over_nothing() -> None:
    assert may(table([[12], [20]], [[5], [150]]))
    assert not may(table([[12], [20]], [[5], [150]]), is_inner=True)
    assert not may(table([[12, 20]], [[5, 150]]), is_agency=True)
    assert may(table([[20, 20]]), is_inner=True, is_agency=True)


def test_an_unknown_sector_protects_and_alone_withholds_nothing() -> None:
    known = table([[20, 4, 20]])
    for others, expected in ((5.0, False), (6.0, True)):
        known.others[0, -1], known.least[0, -1], known.most[0, -1] = others, 1.0, 5.0
        assert may(known) is expected
    alone = table([[20, 20]])
    alone.others[0, -1], alone.least[0, -1], alone.most[0, -1] = 3.0, 2.0, 4.0
    assert may(alone)


@pytest.mark.parametrize("seed", range(200))
def test_no_difference_of_shown_rows_is_of_a_few(seed: int) -> None:
    random = np.random.default_rng(seed)
    others = random.choice([0, 2, 5, 9, 12, 40], size=(random.integers(1, 5), random.integers(1, 5)))
    tickets = random.choice([0, 60, 150], size=others.shape, p=[0.1, 0.3, 0.6])
    found = table(others.tolist(), tickets.tolist())
    rows = [_part(found, [at], slice(None)) for at in range(others.shape[0])]
    columns = [_part(found, slice(None), [at, -1]) for at in range(others.shape[1])]
    cells = [[_part(found, [row], [column, -1]) for column in range(others.shape[1])] for row in range(others.shape[0])]
    shown_cells = np.array([[_is_shown(cell) for cell in line] for line in cells])
    for at, row in enumerate(rows):
        if _is_shown(row):
            _assert_safe(others[at], shown_cells[at])
    for at, column in enumerate(columns):
        if _is_shown(column):
            _assert_safe(others[:, at], shown_cells[:, at])
    if _is_shown(found):
        _assert_safe(others.sum(1), np.array([_is_shown(row) for row in rows]))
        _assert_safe(others.sum(0), np.array([_is_shown(column) for column in columns]))


def _part(found: Others, rows: list[int] | slice, columns: list[int] | slice) -> Others:
    def cut(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return values[rows][:, columns]

    return Others(*(cut(getattr(found, name)) for name in Others.__slots__))


def _is_shown(found: Others) -> bool:
    whole = found.along((UNITS, SECTORS))
    return bool(speaks(whole)) and may(found)


def _assert_safe(others: NDArray[np.int64], shown: NDArray[np.bool_]) -> None:
    assert all(n == 0 or n >= 10 for n in others[shown])
    left = others[~shown].sum()
    assert left == 0 or left >= 10
