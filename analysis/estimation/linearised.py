"""An estimator at a sample: its value, how much each answer moves it, and what it would be under other weights.

Every estimate is reported from here, so that shares, means, totals and ratios have one standard error, one design
effect and one interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from analysis.design.domains import Domain
from analysis.design.linearisation import covariance_at
from analysis.estimate import Estimate
from analysis.estimation.intervals import Evidence, interval
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Labels = tuple[tuple[str, str], ...]

NOISE = 1e-12
"""A standard error below this share of the sums it comes from is rounding error of zero."""


@dataclass(frozen=True, slots=True, eq=False)
class Linearised:
    """A value with the influence of the answers it rests on."""

    measure: str
    item: str
    value: float
    rows: Domain
    slope: Floats
    """(m,) influence of one answer of each row of the domain per unit of its weight, so that z = w · slope."""
    size: float
    """Sum of the absolute values that the influence was made of: what rounding error is measured against."""
    refit: Callable[[Floats], float]
    """(rows,) weights of one answer → the value they give."""

    @property
    def influence(self) -> Floats:
        """(m,) influence of one answer of each row, weight included."""
        z: Floats = self.rows.design.weight[self.rows.index] * self.slope
        return z


class Statistic(Protocol):
    """An estimator with its item read, so that many domains need not read it anew."""

    @property
    def item(self) -> str:
        """Name of the item."""

    @property
    def valid(self) -> NDArray[np.bool_]:
        """(rows,) row with a valid answer."""

    def linearise(self, rows: Domain) -> Linearised:
        """Return the value in a domain and what moves it."""


@dataclass(frozen=True, slots=True, eq=False)
class RatioOfSums:
    """Σ w y / Σ w x: a share or mean where x is 1, else a ratio."""

    measure: str
    item: str
    valid: NDArray[np.bool_]
    y: Floats
    x: Floats | None = None
    """(rows,) ``None`` for 1."""

    def linearise(self, rows: Domain) -> Linearised:
        """Return R̂ = Σ w y / Σ w x with slope (y − R̂ x) / Σ w x."""
        y, x = self.y[rows.index], None if self.x is None else self.x[rows.index]
        whole = float(rows.persons.sum() if x is None else rows.persons @ x)
        if whole == 0:
            raise DesignError(f"{self.measure} {self.item!r}: the denominator adds up to 0; leave the domain out")
        value = float(rows.persons @ y) / whole
        if x is None and y.min() == y.max():
            value = float(y[0])
        slope = (y - value * (1.0 if x is None else x)) / whole
        parts = np.abs(y) + np.abs(value * (1.0 if x is None else x))
        size = float(rows.persons @ parts) / abs(whole)
        return Linearised(self.measure, self.item, value, rows, slope, size, self._refit(rows, y, x))

    def _refit(self, rows: Domain, y: Floats, x: Floats | None) -> Callable[[Floats], float]:
        def ratio(weight: Floats) -> float:
            persons = weight[rows.index] * rows.design.counts[rows.index]
            whole = persons.sum() if x is None else persons @ x
            return float(persons @ y) / float(whole) if whole != 0 else math.nan

        return ratio


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """Σ w y over the valid answers."""

    measure: str
    item: str
    valid: NDArray[np.bool_]
    y: Floats

    def linearise(self, rows: Domain) -> Linearised:
        """Return Σ w y with slope y."""
        y = self.y[rows.index]

        def total(weight: Floats) -> float:
            return float((weight[rows.index] * rows.design.counts[rows.index]) @ y)

        size = float(rows.persons @ np.abs(y))
        return Linearised(self.measure, self.item, float(rows.persons @ y), rows, y, size, total)


def estimate(found: Linearised, level: float, method: str, domain: Labels = (), *, se: float | None = None) -> Estimate:
    """Complete a linearised value to an `Estimate`; ``se`` where it is known already."""
    rows, value = found.rows, found.value
    se = standard_error(found) if se is None else se
    deff = _design_effect(found, se)
    n_eff = rows.n / (deff if se > 0 else rows.kish_deff)
    is_share = found.measure == "proportion"
    value = min(max(value, 0.0), 1.0) if is_share else value
    known = rows.known if method == "likelihood" else None
    evidence = Evidence(value, se, n_eff, rows.dof, rows.nominal, rows.few_psus, rows.n, known)
    low, high = interval(evidence, level, method, share=is_share)
    return Estimate(
        measure=found.measure,
        item=found.item,
        value=value,
        se=se,
        ci_low=low,
        ci_high=high,
        level=level,
        dof=rows.dof,
        n=rows.n,
        n_eff=n_eff,
        deff=deff,
        kish_deff=rows.kish_deff,
        cv=coefficient_of_variation(value, se),
        psus=rows.psus,
        method=method,
        domain=domain,
        few_psus=rows.few_psus,
    )


def standard_error(found: Linearised) -> float:
    """Return the standard error; exactly 0 where only the rounding error of sums is left."""
    return math.sqrt(float(covariance_of([found])[0, 0]))


def covariance_of(found: Sequence[Linearised]) -> Floats:
    """Return the (k, k) covariance of estimators of one design; exactly 0 for one that has only rounding error."""
    design = found[0].rows.design
    index = found[0].rows.index if len(found) == 1 else np.unique(np.concatenate([one.rows.index for one in found]))
    influence = np.zeros((len(index), len(found)))
    for place, one in enumerate(found):
        influence[np.searchsorted(index, one.rows.index), place] = one.influence

    def refit(weight: Floats) -> Floats:
        return np.array([one.refit(weight) for one in found])

    matrix = covariance_at(design, influence, index, refit)
    varies = np.sqrt(np.maximum(np.diag(matrix), 0.0)) > NOISE * np.array([one.size for one in found])
    return np.where(np.outer(varies, varies), matrix, 0.0)


def coefficient_of_variation(value: float, se: float) -> float:
    """Return se / |value|: 0 where both are 0, infinite where only the value is."""
    if value == 0:
        return math.inf if se > 0 else 0.0
    return se / abs(value)


def _design_effect(found: Linearised, se: float) -> float:
    """Return V̂ over the variance of as many answers drawn at random with replacement; Kish's where they do not vary."""
    rows, persons = found.rows, float(found.rows.persons.sum())
    centred = found.slope - float(rows.persons @ found.slope) / persons
    variance = persons * float(rows.persons @ centred**2)
    # weights below 0, as linear calibration may leave them, can make it less than 0
    if rows.n == 1 or variance <= (NOISE * found.size) ** 2:
        return rows.kish_deff
    return se**2 * (rows.n - 1) / variance
