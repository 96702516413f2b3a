"""The calibration equations: factors of the weights that bring auxiliaries to their totals, by Newton's steps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.exceptions import DesignError, DidNotConverge
from analysis.weighting.distances import DISTANCES, FREE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from analysis.weighting.auxiliaries import Auxiliaries
    from analysis.weighting.distances import Bounds

    Floats = NDArray[np.float64]

COLLINEAR = 1e-9
"""A direction of the auxiliaries with a smaller share of the longest one's length is not there."""
CONTRADICTION = 1e-8
FLAT = 1e-6
"""Smallest curvature a step relies on, where 1 is that of the linear distance."""
HALVINGS = 30
ROUNDING = 1e-13
"""Share of the sum of a total's parts by which it may be missed whatever the tolerance."""
RESCALED = 20.0
"""Where all totals are more than so many times the sample's, the weights are first scaled up, as in R."""


@dataclass(frozen=True, slots=True, eq=False)
class Equations:
    """What is to be met, and how."""

    known: Auxiliaries
    variance: Floats | None
    """(patterns,) variance about the regression, up to a constant; ``None`` where it is the same for all."""
    distance: str
    bounds: Bounds
    tolerance: float
    steps: int

    @property
    def is_closed(self) -> bool:
        """Whether one step gives the solution."""
        return self.distance == "linear" and self.bounds == FREE

    def factor(self, u: Floats) -> tuple[Floats, Floats]:
        """Return factors and their slopes at x'η."""
        return DISTANCES[self.distance](u if self.variance is None else u / self.variance, self.bounds)


@dataclass(frozen=True, slots=True, eq=False)
class _Point:
    """One try of the iteration."""

    place: Floats
    factor: Floats
    slope: Floats
    misfit: Floats


def solve(equations: Equations, weights: Floats) -> tuple[Floats, Floats]:
    """Return the factor of each pattern that brings its summed weights to the totals, and the basis it was found in.

    Raises
    ------
    DesignError
        Totals that contradict each other in this sample.
    DidNotConverge
        Totals that cannot be met: after how many steps, and how far off which is.
    """
    known = equations.known
    scale = 1.0 if equations.is_closed else _scale(known, weights)
    weights = weights * scale
    basis, wanted = orthonormal(known, weights, equations.variance)
    allowed = equations.tolerance * (1 + np.abs(known.totals)) + ROUNDING * (np.abs(known.values).T @ weights)
    curved = weights if equations.variance is None else weights / equations.variance

    def at(place: Floats) -> _Point:
        factor, slope = equations.factor(basis @ place)
        return _Point(place, factor, slope, wanted - basis.T @ (weights * factor))

    point = at(np.zeros(len(wanted)))
    for _ in range(equations.steps + 1):
        off = known.values.T @ (weights * point.factor) - known.totals
        if (np.abs(off) <= allowed).all():
            return point.factor * scale, basis * math.sqrt(scale)
        point = _next(point, at, basis, curved * point.slope)
    raise DidNotConverge(_how_far_off(equations, off, point.factor))


def orthonormal(known: Auxiliaries, weights: Floats, variance: Floats | None) -> tuple[Floats, Floats]:
    """Return combinations of the auxiliaries with Σ d z zᵀ / σ² = 1, and their totals."""
    if (weights < 0).any():
        raise DesignError("calibrate: weights below 0 from an earlier adjustment; bound that one below by 0")
    root = np.sqrt(weights if variance is None else weights / variance)
    scaled = known.values * root[:, None]
    length = np.sqrt((scaled**2).sum(axis=0))
    length[length == 0] = 1.0
    _, sizes, axes = np.linalg.svd(np.linalg.qr(scaled / length, mode="r"), full_matrices=True)
    sizes = np.concatenate([sizes, np.zeros(len(axes) - len(sizes))])
    there = sizes > COLLINEAR * sizes[0]
    _refuse_contradiction(known, known.totals / length, axes[~there])
    mix = (axes[there].T / sizes[there]) / length[:, None]
    return known.values @ mix, mix.T @ known.totals


def _refuse_contradiction(known: Auxiliaries, totals: Floats, absent: Floats) -> None:
    """Refuse totals that cannot hold together because the sample's auxiliaries depend on each other."""
    for direction in absent:
        if abs(float(direction @ totals)) > CONTRADICTION * float(np.abs(direction) @ np.abs(totals)):
            named = [name for name, part in zip(known.names, direction, strict=True) if abs(part) > 1e-6]
            what = "depend on each other, but not so their totals" if len(named) > 1 else "is 0, but not so its total"
            raise DesignError(
                f"calibrate: in the sample {', '.join(named)} {what}; leave one out or correct the totals"
            )


def _scale(known: Auxiliaries, weights: Floats) -> float:
    """Return what R multiplies weights by that are far from the population."""
    sample = (known.values.T @ weights)[known.in_r]
    ratios = np.divide(known.totals[known.in_r], sample, out=np.full_like(sample, math.inf), where=sample != 0)
    return float(ratios.mean()) if ratios.min() > RESCALED and np.isfinite(ratios).all() else 1.0


def _next(point: _Point, at: Callable[[Floats], _Point], basis: Floats, curvature: Floats) -> _Point:
    """Return the point a Newton step away, nearer where that would go past the lowest point of its line."""
    sizes, axes = np.linalg.eigh(basis.T @ (basis * curvature[:, None]))
    step = axes @ ((axes.T @ point.misfit) / np.maximum(sizes, FLAT))
    downhill = float(step @ point.misfit)
    tries = (at(point.place + step * 0.5**halving) for halving in range(HALVINGS))
    return next((tried for tried in tries if float(step @ tried.misfit) >= -0.1 * downhill), point)


def _how_far_off(equations: Equations, off: Floats, factor: Floats) -> str:
    """Return which total is missed most."""
    known = equations.known
    at = int(np.argmax(np.abs(off) / (1 + np.abs(known.totals))))
    return (
        f"calibrate: after {equations.steps} steps {known.names[at]} is at {known.totals[at] + off[at]:.6g} instead of "
        f"{known.totals[at]:.6g} ({off[at]:+.3g}), with factors from {factor.min():.3g} to {factor.max():.3g} and "
        f"bounds {equations.bounds}; widen the bounds, check the totals or leave some out"
    )
