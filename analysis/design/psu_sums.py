"""Sums of an influence over the units of a stage: all that a variance needs to know of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design.stages import Stage

    Floats = NDArray[np.float64]
    Codes = NDArray[np.intp]


def count_by_group(weights: Floats, codes: Codes, groups: int) -> Floats:
    """Sum (rows,) numbers within groups."""
    sums: Any = np.bincount(codes, weights, groups)
    found: Floats = sums
    return found


def sum_by_group(values: Floats, codes: Codes, groups: int) -> Floats:
    """Sum each column of (rows, k) within groups."""
    return np.stack([np.bincount(codes, column, groups) for column in values.T], axis=1)


def weighed_squares(values: Floats, times: Floats) -> Floats:
    """Return the (k, k) sum of times v vᵀ over the rows v of (rows, k)."""
    if values.shape[1] > 1:
        products: Floats = (values * times[:, None]).T @ values
        return products
    # one column is the usual case, and waking the threads of a matrix product costs more than the product
    return np.array([[np.sum(values[:, 0] ** 2 * times)]])


@dataclass(frozen=True, slots=True, eq=False)
class PsuSums:
    """Sums of the influence over the units of a stage, one for each unit drawn."""

    sums: Floats
    """(units, k) of one unit."""
    times: Floats
    """(units,) units that have it: a cell of c answers without unit labels is c equal units."""
    stratum: Codes
    """(units,)"""


def psu_sums(stage: Stage, counts: Floats, influence: Floats, rows: Codes) -> PsuSums:
    """Add the (m, k) influence of one answer of each of ``rows`` up to units; units without such a row have 0."""
    units = len(stage.unit_stratum)
    if stage.units is None:
        sums = np.zeros((units, influence.shape[1]))
        sums[rows] = influence
        return PsuSums(sums, counts, stage.unit_stratum)
    sums = sum_by_group(influence * counts[rows, None], stage.units[rows], units)
    return PsuSums(sums, np.ones(units), stage.unit_stratum)
