"""Distributions that waiting times are compared with, each on parameters that may take any value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Tails = tuple[Floats, Floats]

LEAST = 1e-290
"""Shares smaller than this lose their digits."""
FARTHEST = 1e300
"""In place of infinitely many minutes."""


@dataclass(frozen=True, slots=True)
class Family:
    """One distribution of minutes above 0, with two parameters."""

    parameters: tuple[str, str]
    """Names of the parameters as they are printed."""
    printed: Callable[[Floats], tuple[float, float]]
    tails: Callable[[Floats, Floats], Tails]
    """Free parameters and minutes → logarithm of the share at or below, and of that above."""
    mean: Callable[[Floats], float]
    start: Callable[[float, float], tuple[float, float]]
    """Mean and coefficient of variation → free parameters near them."""


def _lognormal_tails(free: Floats, minutes: Floats) -> Tails:
    from scipy.special import log_ndtr

    z = (_logarithm(minutes) - free[0]) / np.exp(free[1])
    return log_ndtr(z), log_ndtr(-z)


def _lognormal_start(mean: float, cv: float) -> tuple[float, float]:
    variance = math.log1p(cv * cv)
    return math.log(mean) - variance / 2, math.log(variance) / 2


def _gamma_tails(free: Floats, minutes: Floats) -> Tails:
    from scipy.special import gammainc, gammaincc, gammaln

    shape, scaled = np.exp(free[0]), np.minimum(minutes / np.exp(free[1]), FARTHEST)
    with np.errstate(divide="ignore", invalid="ignore"):
        # leading terms of the series where the share is too small for the machine, so that its logarithm still slopes
        density = shape * np.log(scaled) - scaled - gammaln(shape)
        near = density - np.log(shape) - np.log1p(-np.minimum(scaled / (shape + 1), 0.5))
        far = density - np.log(np.maximum(scaled - shape + 1, 1.0))
        below, above = gammainc(shape, scaled), gammaincc(shape, scaled)
        return np.where(below > LEAST, np.log(below), near), np.where(above > LEAST, np.log(above), far)


def _weibull_tails(free: Floats, minutes: Floats) -> Tails:
    hazard = np.exp(free[0]) * (_logarithm(minutes) - free[1])
    power = np.exp(np.minimum(hazard, 700.0))
    with np.errstate(divide="ignore"):
        below = np.where(hazard < -36.0, hazard, np.log(-np.expm1(-power)))
    return below, -power


def _weibull_start(mean: float, cv: float) -> tuple[float, float]:
    shape = cv**-1.086
    return math.log(shape), math.log(mean) - math.lgamma(1 + 1 / shape)


def _logarithm(minutes: Floats) -> Floats:
    """Return log minutes, −∞ at 0."""
    with np.errstate(divide="ignore"):
        return np.log(minutes)


FAMILIES: dict[str, Family] = {
    "lognormal": Family(
        ("mu", "sigma"),
        lambda free: (float(free[0]), math.exp(free[1])),
        _lognormal_tails,
        lambda free: math.exp(free[0] + math.exp(2 * free[1]) / 2),
        _lognormal_start,
    ),
    "gamma": Family(
        ("shape", "scale"),
        lambda free: (math.exp(free[0]), math.exp(free[1])),
        _gamma_tails,
        lambda free: math.exp(free[0] + free[1]),
        lambda mean, cv: (-2 * math.log(cv), math.log(mean) + 2 * math.log(cv)),
    ),
    "weibull": Family(
        ("shape", "scale"),
        lambda free: (math.exp(free[0]), math.exp(free[1])),
        _weibull_tails,
        lambda free: math.exp(free[1] + math.lgamma(1 + math.exp(-free[0]))),
        _weibull_start,
    ),
}
"""``lognormal``: mean and deviation of log minutes; ``gamma`` and ``weibull``: shape, and scale in minutes."""
