"""Unit and sector of each cell and each transaction as numbers of one table of units by sectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Places = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Row and column of each; −1, the last column, where the sector is not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Where the cells and the transactions of a sample stand in the table."""

    shape: tuple[int, int]
    of_cells: Places
    of_visits: Places


def read_pairs(cells: pd.DataFrame, transactions: pd.DataFrame) -> Pairs:
    """Number the units and sectors of both tables alike."""
    (units, number), (sectors, kinds) = (_number(cells[name], transactions[name]) for name in ("unit", "sector"))
    at = len(cells)
    return Pairs((number, kinds + 1), (units[:at], sectors[:at]), (units[at:], sectors[at:]))


def _number(*columns: pd.Series[str]) -> tuple[NDArray[np.intp], int]:
    numbers, labels = pd.factorize(pd.concat([column.astype(object) for column in columns], ignore_index=True))
    return numbers, len(labels)
