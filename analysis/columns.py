"""Reading a design's columns at the door, so that nothing is re-checked inside.

Every refusal names the row, the column and the remedy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Series


def column(cells: DataFrame, name: str, role: str) -> Series[Any]:
    """Return the column that plays ``role``.

    Raises
    ------
    DesignError
        When there is no such column; lists those there are.
    """
    if name not in cells.columns:
        raise DesignError(f"{role}: no column {name!r}; the cells have {list(map(str, cells.columns))}")
    return cells[name]


def positive(cells: DataFrame, name: str, role: str) -> NDArray[np.float64]:
    """Return a column of finite numbers above zero as floats.

    Raises
    ------
    DesignError
        At the first row that is missing, not a number, zero or negative.
    """
    series = column(cells, name, role)
    try:
        values = series.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise DesignError(f"{role}: column {name!r} holds something that is not a number ({error})") from error
    bad = ~(np.isfinite(values) & (values > 0))
    if bad.any():
        row = int(np.argmax(bad))
        raise DesignError(
            f"{role}: row {cells.index[row]!r}, column {name!r} is {series.iloc[row]!r}; expected a number above 0: "
            "correct it or leave the row out"
        )
    return values


def whole(cells: DataFrame, name: str, role: str) -> NDArray[np.float64]:
    """Return a column of whole numbers above zero (counts of identical answers) as floats.

    Raises
    ------
    DesignError
        At the first row that is not a whole number above zero.
    """
    values = positive(cells, name, role)
    bad = values != np.floor(values)
    if bad.any():
        row = int(np.argmax(bad))
        raise DesignError(
            f"{role}: row {cells.index[row]!r}, column {name!r} is {values[row]!r}; expected a whole number of "
            "answers: put a weight in the weights column instead"
        )
    return values


def groups(cells: DataFrame, name: str, role: str) -> tuple[NDArray[np.intp], tuple[Any, ...]]:
    """Return group codes 0 … G−1 and their labels, sorted so that the row order never matters.

    Raises
    ------
    DesignError
        At the first row without a label.
    """
    codes, labels = partial_groups(cells, name, role)
    if (codes < 0).any():
        row = int(np.argmax(codes < 0))
        raise DesignError(
            f"{role}: row {cells.index[row]!r}, column {name!r} is missing; give it a label of its own "
            "or leave the row out"
        )
    return codes, labels


def partial_groups(cells: DataFrame, name: str, role: str) -> tuple[NDArray[np.intp], tuple[Any, ...]]:
    """Return group codes as `groups` does, with −1 where the label is missing."""
    import pandas as pd

    codes, labels = pd.factorize(column(cells, name, role), sort=True)
    return codes.astype(np.intp), tuple(labels.tolist())
