"""Reading a design's columns at the door, so that nothing is re-checked inside.

The cells are a DataFrame, or a mapping of column name to array, so that a program that has arrays need not load pandas.
Every refusal names the row, the column and the remedy.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray


LONGEST_SAID = 60
"""Characters of a value that a refusal repeats."""


def plain(value: Any) -> str:
    """Return a value as its user wrote it: nan and 2, not np.float64(nan) and np.int64(2); cut where it is long."""
    if isinstance(value, np.generic):
        value = value.item()
    elif isinstance(value, np.ndarray) or hasattr(value, "to_numpy"):
        return f"a {type(value).__name__} of shape {value.shape}"
    said = _listed(value) if type(value) in (list, tuple, set, frozenset) else repr(value)
    return said if len(said) <= LONGEST_SAID else f"{said[:LONGEST_SAID]}…"


def _listed(values: Any) -> str:
    """Return a list, tuple or set with each value as its user wrote it."""
    inside = ", ".join(map(plain, values))
    if isinstance(values, list):
        return f"[{inside}]"
    if isinstance(values, tuple):
        return f"({inside},)" if len(values) == 1 else f"({inside})"
    return f"{{{inside}}}" if values else "set()"


def row_count(cells: Any) -> int:
    """Return the rows of a DataFrame, or the common length of a mapping's columns.

    Raises
    ------
    DesignError
        Neither of them, or columns of different lengths.
    """
    if hasattr(cells, "columns") and hasattr(cells, "index"):
        return len(cells)
    if not isinstance(cells, Mapping):
        raise DesignError(
            f"cells: got {plain(cells)}; expected a DataFrame, or a mapping of column name to array: "
            "pandas.DataFrame(…) makes one"
        )
    if flat := [str(name) for name, values in cells.items() if np.ndim(values) != 1]:
        raise DesignError(f"cells: {flat} hold not one value a row; expected arrays of one dimension")
    lengths = {str(name): len(values) for name, values in cells.items()}
    if len(set(lengths.values())) > 1:
        raise DesignError(f"cells: columns of different lengths {lengths}; give each column one value a row")
    return next(iter(lengths.values()), 0)


def refuse_no_table(table: Any, role: str) -> None:
    """Refuse what is not a DataFrame.

    Raises
    ------
    DesignError
        Says what came.
    """
    if not (hasattr(table, "columns") and hasattr(table, "index")):
        raise DesignError(f"{role}: got {plain(table)}; expected a DataFrame")


def row_label(cells: Any, row: int) -> Any:
    """Return what a user calls a row: its index label, or its place."""
    return cells.index[row] if hasattr(cells, "index") else row


def column(cells: Any, name: str, role: str) -> Any:
    """Return the column that plays ``role``, a Series or an array.

    Raises
    ------
    DesignError
        When there is no such column; lists those there are.
    """
    if name not in cells:
        raise DesignError(f"{role}: no column {name!r}; the cells have {list(map(str, cells))}")
    found = cells[name] if hasattr(cells, "index") else np.asanyarray(cells[name])
    if found.ndim != 1:
        raise DesignError(f"{role}: {found.shape[1]} columns are named {name!r}; rename all but one")
    return found


def is_missing(values: Any) -> NDArray[np.bool_]:
    """Return which values of a Series or an array are missing: NaN, None, masked."""
    if hasattr(values, "isna"):
        missing: NDArray[np.bool_] = values.isna().to_numpy(dtype=bool)
        return missing
    gaps: NDArray[np.bool_] = np.ma.getmaskarray(values)
    plain = np.ma.getdata(values)
    if plain.dtype.kind == "O":
        gaps = gaps | np.fromiter((value is None or value != value for value in plain), bool, len(plain))
    elif plain.dtype.kind == "f":
        gaps = gaps | np.isnan(plain)
    return gaps


def is_one_of(values: Any, codes: Collection[Any]) -> NDArray[np.bool_]:
    """Return which values of a Series or an array are among ``codes``."""
    if hasattr(values, "isin"):
        found: NDArray[np.bool_] = values.isin(list(codes)).to_numpy(dtype=bool)
        return found
    plain = np.ma.getdata(values)
    if plain.dtype.kind == "O":
        hit = np.fromiter((value in codes for value in plain), bool, len(plain))
    else:
        hit = np.isin(plain, list(codes))
    return hit & ~np.ma.getmaskarray(values)


def is_time(values: Any) -> bool:
    """Return whether a Series or an array holds dates, times or durations."""
    if str(values.dtype) != "object":
        return getattr(values.dtype, "kind", "") in "mM" or str(values.dtype).startswith("period")
    first = next((value for value in np.ma.getdata(np.asarray(values)) if value is not None), None)
    return isinstance(first, (date, time, timedelta, np.datetime64, np.timedelta64))


def as_numbers(values: Any) -> NDArray[np.float64]:
    """Return a Series or an array as floats, NaN where missing.

    Raises
    ------
    TypeError, ValueError
        Something is not a number.
    """
    if hasattr(values, "to_numpy"):
        floats: NDArray[np.float64] = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return floats
    if np.ma.isMaskedArray(values):
        return np.where(np.ma.getmaskarray(values), np.nan, np.ma.getdata(values).astype(np.float64))
    return np.asarray(values, dtype=np.float64)


def positive(cells: Any, name: str, role: str, *, may_be_infinite: bool = False) -> NDArray[np.float64]:
    """Return a column of finite numbers above zero as floats.

    Raises
    ------
    DesignError
        At the first row that is missing, not a number, zero or negative.
    """
    given = column(cells, name, role)
    try:
        values = as_numbers(given)
    except (TypeError, ValueError) as error:
        raise DesignError(f"{role}: column {name!r} holds something that is not a number ({error})") from error
    fine = values > 0
    if not may_be_infinite:
        fine &= np.isfinite(values)
    if not fine.all():
        row = int(np.argmin(fine))
        raise DesignError(
            f"{role}: row {row_label(cells, row)!r}, column {name!r} is {plain(values[row])}; expected a number above "
            "0: correct it or leave the row out"
        )
    return values


def whole(cells: Any, name: str, role: str) -> NDArray[np.float64]:
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
            f"{role}: row {row_label(cells, row)!r}, column {name!r} is {plain(values[row])}; expected a whole number "
            "of answers: put a weight in the weights column instead"
        )
    return values


def groups(cells: Any, name: str, role: str) -> tuple[NDArray[np.intp], tuple[Any, ...]]:
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
            f"{role}: row {row_label(cells, row)!r}, column {name!r} is missing; give it a label of its own "
            "or leave the row out"
        )
    return codes, labels


def partial_groups(cells: Any, name: str, role: str) -> tuple[NDArray[np.intp], tuple[Any, ...]]:
    """Return group codes as `groups` does, with −1 where the label is missing.

    Raises
    ------
    DesignError
        Labels of kinds that cannot be put in order, such as numbers beside text.
    """
    values = column(cells, name, role)
    try:
        codes, labels = _factorize(values)
    except TypeError as error:
        raise DesignError(
            f"{role}: column {name!r} mixes kinds of labels ({error}); make them all text or all numbers"
        ) from error
    return codes.astype(np.intp), tuple(labels.tolist())


def _factorize(values: Any) -> tuple[NDArray[Any], Any]:
    """Return codes and sorted labels of a Series or an array."""
    if hasattr(values, "isna"):
        import pandas as pd

        return pd.factorize(values, sort=True)
    known = ~is_missing(values)
    labels, inverse = np.unique(np.ma.getdata(values)[known], return_inverse=True)
    codes = np.full(len(values), -1, dtype=np.intp)
    codes[known] = inverse
    return codes, labels
