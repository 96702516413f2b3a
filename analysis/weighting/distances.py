"""How calibration measures the way from one weight to another: the factor it takes as a function of its argument."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from analysis.asked import read_pair
from analysis.exceptions import MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bounds = tuple[float, float]

FREE: Bounds = (-math.inf, math.inf)
LARGEST_EXPONENT = 700.0


def _linear(u: Floats, bounds: Bounds) -> tuple[Floats, Floats]:
    """Chi-square distance: 1 + u."""
    return _held(1 + u, np.ones_like(u), bounds)


def _raking(u: Floats, bounds: Bounds) -> tuple[Floats, Floats]:
    """Distance of raking: exp u."""
    factor = np.exp(np.minimum(u, LARGEST_EXPONENT))
    return _held(factor, factor, bounds)


def _held(factor: Floats, slope: Floats, bounds: Bounds) -> tuple[Floats, Floats]:
    """Return the factor held within bounds, with slope 0 where it is held."""
    lower, upper = bounds
    return np.clip(factor, lower, upper), np.where((factor > lower) & (factor < upper), slope, 0.0)


def _logit(u: Floats, bounds: Bounds) -> tuple[Floats, Floats]:
    """Logit distance: an S-shaped way between the bounds, 1 at 0."""
    lower, upper = bounds
    steep = (upper - lower) / ((1 - lower) * (upper - 1))
    odds = (1 - lower) / (upper - 1) * np.exp(np.clip(steep * u, -LARGEST_EXPONENT, LARGEST_EXPONENT))
    share = odds / (1 + odds)
    return lower + (upper - lower) * share, (upper - lower) * steep * share / (1 + odds)


DISTANCES: dict[str, Callable[[Floats, Bounds], tuple[Floats, Floats]]] = {
    "linear": _linear,
    "raking": _raking,
    "logit": _logit,
}
"""Name → factor g and its slope at (n,) arguments within bounds."""


def checked_bounds(distance: str, bounds: Bounds | None) -> Bounds:
    """Return the bounds on the factors, free where there are none.

    Raises
    ------
    MethodError
        A distance that does not exist, bounds that do not lie on both sides of 1, or none for the logit.
    """
    if distance not in DISTANCES:
        raise MethodError(f"calibrate: distance {distance!r} is not known; choose one of {list(DISTANCES)}")
    lower, upper = FREE if bounds is None else read_pair("calibrate: bounds", bounds, "lower < 1 < upper")
    if not lower < 1 < upper:
        raise MethodError(f"calibrate: bounds ({lower}, {upper}) on the factors; expected lower < 1 < upper")
    if distance == "logit" and not (math.isfinite(lower) and math.isfinite(upper)):
        raise MethodError("calibrate: the logit distance needs two finite bounds, such as bounds=(0.5, 3)")
    return lower, upper
