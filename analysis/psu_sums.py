"""Sums of an influence over the units of a stage: all that a variance needs to know of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.stages import Stage

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


@dataclass(frozen=True, slots=True, eq=False)
class PsuSums:
    """Sums of the influence over units; units that are not listed have a sum of 0."""

    sums: Floats
    """(listed, k) of one unit."""
    times: Floats
    """(listed,) units that have it: a cell of c answers without unit labels is c equal units."""
    stratum: Codes
    """(listed,)"""
    lists_all: bool
    """Every unit of the stage is listed, in its order; else those are left out whose sum is 0."""


def psu_sums(stage: Stage, counts: Floats, influence: Floats, rows: Codes) -> PsuSums:
    """Add the (m, k) influence of one answer of each of ``rows`` up to units."""
    if stage.units is None and not stage.is_unequal:
        return PsuSums(influence, counts[rows], stage.unit_stratum[rows], lists_all=False)
    units = len(stage.unit_stratum)
    if stage.units is None:
        sums = np.zeros((units, influence.shape[1]))
        sums[rows] = influence
        return PsuSums(sums, counts, stage.unit_stratum, lists_all=True)
    sums = sum_by_group(influence * counts[rows, None], stage.units[rows], units)
    return PsuSums(sums, np.ones(units), stage.unit_stratum, lists_all=True)
