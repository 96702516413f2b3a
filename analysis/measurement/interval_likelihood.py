"""The likelihood of a distribution when each answer is known to an interval only, and its solution."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.measurement.newton import minimise
from analysis.measurement.waiting_families import LEAST, Family

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SLOPE = 1e-10
STEP = 1e-3
OFFSETS = STEP * np.array([-2.0, -1.0, 1.0, 2.0])
FACTORS = np.array([1.0, -8.0, 8.0, -1.0]) / (12 * STEP)
"""Differences of fourth order: slope ≈ Σ factor · value at offset."""


@dataclass(frozen=True, slots=True, eq=False)
class RoundedMinutes:
    """The different answers a distribution is fitted to."""

    low: Floats
    high: Floats
    """(u,) ends of the interval each different answer stands for."""
    place: NDArray[np.intp]
    """(m,) which of them a row of the domain gave; −1 for who did not wait."""
    middle: Floats

    @property
    def waited(self) -> NDArray[np.bool_]:
        return self.place >= 0

    def shares(self, persons: Floats) -> Floats:
        """Return the (u,) share of each different answer under (m,) weights."""
        found = np.bincount(self.place[self.waited], persons[self.waited], len(self.low))
        shares: Floats = found / found.sum()
        return shares


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A family at the parameters that fit best."""

    family: Family
    minutes: RoundedMinutes
    free: Floats
    shares: Floats

    @property
    def height(self) -> float:
        """Mean log-likelihood of an answer."""
        return float(self.shares @ log_probability(self.family, self.minutes, self.free))

    def slopes(self) -> tuple[Floats, Floats]:
        """Return the (u, 2) score of each different answer and the (2, 2) mean second derivatives, sign turned."""
        return score_of(self.family, self.minutes, self.free), curvature_of(
            self.family, self.minutes, self.shares, self.free
        )

    def distribution(self, ends: Floats) -> tuple[Floats, Floats]:
        """Return observed and fitted share at or below each of ``ends``."""
        fitted, above = np.exp(self.family.tails(self.free, ends))
        below_low, above_low = np.exp(self.family.tails(self.free, self.minutes.low))
        part = np.where(below_low < 0.5, fitted[:, None] - below_low, above_low - above[:, None])
        whole = np.maximum(np.exp(log_probability(self.family, self.minutes, self.free)), LEAST)
        reached = np.clip(part / whole, 0.0, 1.0)
        reached[ends[:, None] >= self.minutes.high] = 1.0
        observed: Floats = reached @ self.shares
        return observed, fitted


def solve(family: Family, minutes: RoundedMinutes, persons: Floats, start: Floats | None) -> Solution:
    """Return the parameters that make the pseudo-likelihood largest under (m,) weights."""
    shares = minutes.shares(persons)
    if start is None:
        middle = float(shares @ minutes.middle)
        spread = math.sqrt(float(shares @ np.square(minutes.middle - middle)))
        start = np.array(family.start(middle, max(spread / middle, 0.1)))

    def short(free: Floats) -> float:
        return -float(shares @ log_probability(family, minutes, free))

    def slopes(free: Floats) -> tuple[Floats, Floats]:
        return -shares @ score_of(family, minutes, free), curvature_of(family, minutes, shares, free)

    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        free = minimise(short, slopes, start, tolerance=SLOPE, what="waiting distribution")
    return Solution(family, minutes, free, shares)


def log_probability(family: Family, minutes: RoundedMinutes, free: Floats) -> Floats:
    """Return the (…, u) logarithm of the distribution's share in each interval at (…, 2) parameters.

    It is taken from the tail that has the digits.
    """
    parameters = np.moveaxis(free, -1, 0)[..., None]
    below, above = family.tails(parameters, np.concatenate([minutes.low, minutes.high]))
    (below_low, below_high), (above_low, above_high) = np.split(below, 2, axis=-1), np.split(above, 2, axis=-1)
    is_left = below_low < math.log(0.5)
    large, small = np.where(is_left, below_high, above_low), np.where(is_left, below_low, above_high)
    found: Floats = large + np.log1p(-np.exp(small - large))
    return found


def score_of(family: Family, minutes: RoundedMinutes, free: Floats) -> Floats:
    """Return the (u, 2) slopes of the log of each interval's share."""
    points = free + OFFSETS[:, None, None] * np.eye(2)
    score: Floats = np.einsum("a,aju->uj", FACTORS, log_probability(family, minutes, points))
    return score


def curvature_of(family: Family, minutes: RoundedMinutes, shares: Floats, free: Floats) -> Floats:
    """Return the (2, 2) second derivatives of minus the mean log-share."""
    moved = OFFSETS[:, None, None] * np.eye(2)
    points = free + moved[:, None, :, None] + moved[None, :, None, :]
    curvature: Floats = -np.einsum("a,b,abjk->jk", FACTORS, FACTORS, log_probability(family, minutes, points) @ shares)
    return curvature


def derivative(function: Callable[[Floats], float], at: Floats) -> Floats:
    """Return the slopes of a number in each parameter, by differences of fourth order."""
    return np.array([[function(at + step) for step in offset * np.eye(2)] for offset in OFFSETS]).T @ FACTORS
