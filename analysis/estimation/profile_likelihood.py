"""The Rao–Scott scaled likelihood of a share, and the limits where it falls as far as the level allows.

A share of n* answers drawn at random has the deviance 2 n* KL(p̂ ‖ p). With n* = p̂(1 − p̂) / V̂ it is compared with
t², as the likelihood ratio of a complex sample is scaled by Rao and Scott.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STEPS = 9
"""Points R takes at most on each side of the estimate."""


def divergence(share: float, other: float) -> float:
    """Return the Kullback–Leibler divergence of two shares, p ln(p / x) + (1 − p) ln((1 − p) / (1 − x))."""
    yes = 0.0 if share == 0 else share * math.log(share / other)
    no = 0.0 if share == 1 else (1 - share) * math.log((1 - share) / (1 - other))
    return yes + no


def exact_limits(share: float, reach: float) -> tuple[float, float]:
    """Return the two shares at which the divergence from ``share`` is ``reach``."""
    return _lower(share, reach), 1 - _lower(1 - share, reach)


def _lower(share: float, reach: float) -> float:
    from scipy.optimize import brentq

    # −ln 2 − p ln x bounds the divergence from below, so that it is beyond reach at this share
    far = math.exp(-(reach + 1) / share) if share > 0 else 0.0
    if far == 0:
        return 0.0
    return float(brentq(lambda other: divergence(share, other) - reach, far, share, xtol=1e-300, rtol=1e-14))


def gridded_limits(
    share: float, se: float, dispersion: float, t: float, rows: int, known: int | None = None
) -> tuple[float, float] | None:
    """Return the limits as R reads them off its grid, ``None`` where the grid does not reach them.

    Parameters
    ----------
    share, se : float
        ``se`` above 0, the share strictly between 0 and 1.
    dispersion : float
        What the deviance is divided by.
    t : float
        Quantile of the interval.
    rows : int
        Answers R's ``nrow(design)`` has, to which its weights are brought.
    known : int, optional
        Those of them that are not missing, whose degrees of freedom the length of R's steps rests on; all when left
        out.

    Notes
    -----
    R's ``profile`` takes steps of a fifth of z_max in units of the design's standard error of the log-odds, puts a
    cubic spline through the signed roots of the deviance, reads it at three times as many points and interpolates
    between them on a line.
    """
    from scipy.special import ndtr, stdtrit

    spread = share * (1 - share)
    beyond = t * se * math.sqrt(rows / spread)
    alpha, known = float(ndtr(-beyond)) / 2, rows if known is None else known
    if alpha == 0 or known < 2:
        return None
    z_max = -float(stdtrit(known - 1, alpha / 2))
    step, middle, size = z_max / 5 * se / spread, math.log(share / (1 - share)), 2 * rows / dispersion

    def side(sign: int) -> list[tuple[float, float]]:
        walked: list[tuple[float, float]] = []
        while len(walked) < STEPS and (not walked or abs(walked[-1][1]) < z_max):
            log_odds = middle + sign * (len(walked) + 1) * step
            root = math.sqrt(size * max(divergence_of_log_odds(share, log_odds), 0.0))
            walked.append((log_odds, sign * root))
        return walked

    points = np.array([*side(-1)[::-1], (middle, 0.0), *side(1)])
    at = np.linspace(points[0, 0], points[-1, 0], 3 * len(points))
    roots = cubic_spline(points[:, 0], points[:, 1], at)
    if not (roots[0] <= -beyond and beyond <= roots[-1]):
        return None
    low, high = np.interp([-beyond, beyond], roots, at)
    return 1 / (1 + math.exp(-low)), 1 / (1 + math.exp(-high))


def divergence_of_log_odds(share: float, log_odds: float) -> float:
    """Return the divergence from a share to the one with these log-odds, however far out they are."""
    softplus = float(np.logaddexp(0.0, log_odds))
    return share * math.log(share) + (1 - share) * math.log(1 - share) + softplus - share * log_odds


def cubic_spline(x: Floats, y: Floats, at: Floats) -> Floats:
    """Interpolate by the cubic spline whose third derivative at each end is that of the cubic through four points.

    With three points the ends have none.

    References
    ----------
    Forsythe, Malcolm, Moler (1977), Computer Methods for Mathematical Computations, §4.4.
    """
    gaps, points = np.diff(x), len(x)
    slopes = np.diff(y) / gaps
    system, right = np.zeros((points, points)), np.zeros(points)
    inner = np.arange(1, points - 1)
    system[inner, inner - 1], system[inner, inner + 1] = gaps[:-1], gaps[1:]
    system[inner, inner] = 2 * (gaps[:-1] + gaps[1:])
    right[inner] = 3 * np.diff(slopes)
    for row, beside, gap, ends in ((0, 1, gaps[0], slice(0, 4)), (-1, -2, -gaps[-1], slice(-4, None))):
        system[row, row], system[row, beside] = -1.0, 1.0
        right[row] = 3 * gap * _third_difference(x[ends], y[ends]) if points > 3 else 0.0
    bend = np.linalg.solve(system, right)
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, points - 2)
    linear = slopes - gaps * (2 * bend[:-1] + bend[1:]) / 3
    cubic = np.diff(bend) / (3 * gaps)
    along = at - x[piece]
    value: Floats = y[piece] + along * (linear[piece] + along * (bend[piece] + along * cubic[piece]))
    return value


def _third_difference(x: Floats, y: Floats) -> float:
    """Return the divided difference of four points."""
    for order in (1, 2, 3):
        y = np.diff(y) / (x[order:] - x[:-order])
    return float(y[0])
