"""Population sizes and sampling fractions: what share of the units of a stratum one stage drew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.columns import positive, row_label
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.intp]


def read_probabilities(cells: Any, names: Sequence[str]) -> list[tuple[Floats, bool]]:
    """Return the (rows,) inclusion probabilities of each fpc column, none of them sizes.

    Raises
    ------
    DesignError
        A probability outside (0, 1].
    """
    given = [positive(cells, name, "fpc", may_be_infinite=True) for name in names]
    for values, name in zip(given, names, strict=True):
        if (values > 1).any():
            row = int(np.argmax(values > 1))
            raise DesignError(
                f"fpc: row {row_label(cells, row)!r}, column {name!r} is {values[row]:g}; with pps expected the "
                "inclusion probability of the unit, above 0 and at most 1"
            )
    return [(values, False) for values in given]


def read_sizes(cells: Any, names: Sequence[str]) -> list[tuple[Floats, bool]]:
    """Return the (rows,) numbers of each fpc column and whether they are population sizes.

    A column of ones only is of the kind of the others: a size where another column has one, else a fraction.

    Raises
    ------
    DesignError
        A value that is not above 0, or a column that mixes fractions and sizes.
    """
    given = [positive(cells, name, "fpc", may_be_infinite=True) for name in names]
    for values, name in zip(given, names, strict=True):
        if (values > 1).any() and (values < 1).any():
            small, big = (row_label(cells, int(np.argmax(odd))) for odd in (values < 1, values > 1))
            raise DesignError(
                f"fpc: column {name!r} mixes fractions and sizes, such as in rows {small!r} and {big!r}; "
                "give all of one kind"
            )
    any_size = any(bool((values > 1).any()) for values in given)
    return [(values, bool((values > 1).any()) or (any_size and bool((values == 1).all()))) for values in given]


def fractions_of_strata(given: Floats, is_size: bool, codes: Codes, drawn: Floats, refuse: Refusals) -> Floats:
    """Return the (strata,) fraction drawn, 0 with replacement.

    Raises
    ------
    DesignError
        A size that varies within a stratum or is smaller than the sample.
    """
    one = refuse.two_values(given, codes, len(drawn))
    if not is_size:
        return one
    short = one < drawn * (1 - 1e-12)
    if short.any():
        thin = int(np.argmax(short))
        raise DesignError(
            f"fpc: {refuse.kind} {refuse.called(thin)} has {drawn[thin]:.0f} PSUs in the sample but column "
            f"{refuse.column!r} says {one[thin]:g} in the population; correct the size"
        )
    return np.minimum(drawn / one, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Refusals:
    """What a refusal names: the cells, the column, and what the groups are called."""

    cells: Any
    column: str
    kind: str
    """``"stratum"`` or ``"PSU"``."""
    called: Callable[[int], str]
    """Code → the group's name."""

    def two_values(self, given: Floats, codes: Codes, groups: int) -> Floats:
        """Return the one value each group has; refuse a group with two."""
        first = np.zeros(groups)
        first[codes] = given
        varies = first[codes] != given
        if varies.any():
            row = int(np.argmax(varies))
            group = f"{self.kind} {self.called(int(codes[row]))}"
            raise DesignError(
                f"fpc: row {row_label(self.cells, row)!r}, column {self.column!r} is {given[row]:g}, another row of "
                f"{group} has {first[codes[row]]:g}; give one value for all of it"
            )
        return first
