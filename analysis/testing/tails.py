"""Tail probabilities of the tests: t, F, chi-square, and weighted sums of chi-squares."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from analysis.exceptions import DidNotConverge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST_TERMS = 20_000
ENOUGH = 1e-13
"""A series stops when what is left of it is below this."""


def two_sided(statistic: float, dof: float) -> float:
    """Return P(|t| > |statistic|) on ``dof`` degrees of freedom, infinite for the normal."""
    from scipy.special import betainc, erfc

    if math.isinf(dof):
        return float(erfc(abs(statistic) / math.sqrt(2)))
    return float(betainc(dof / 2, 0.5, dof / (dof + statistic**2)))


def above_f(statistic: float, dof: float, dof2: float) -> float:
    """Return P(F > statistic); ``dof2`` infinite for a chi-square divided by ``dof``."""
    from scipy.special import betainc

    if math.isinf(dof2):
        return above_chi_square(statistic * dof, dof)
    return float(betainc(dof2 / 2, dof / 2, dof2 / (dof2 + dof * max(statistic, 0.0))))


def above_chi_square(statistic: float, dof: float) -> float:
    """Return P(χ² > statistic)."""
    from scipy.special import gammaincc

    return float(gammaincc(dof / 2, max(statistic, 0.0) / 2))


def above_weighted_sum(statistic: float, weights: Floats, dof2: float) -> float:
    """Return P(Σ a_j χ²_1 > statistic · χ²_h / dof2), h the whole part of ``dof2``, without approximation.

    Notes
    -----
    Σ a_j χ²_1 is a mixture of β χ²_{m+2i}: c_0 = Π √(β/a_j), c_i = Σ_{l<i} g_{i−l} c_l / (2i), g_l = Σ_j (1 − β/a_j)^l.
    R hands the degrees of freedom of the denominator to its routine as a whole number, but divides by them as they are.

    References
    ----------
    Ruben (1962), Annals of Mathematical Statistics 33; Farebrother (1984), Applied Statistics 33.
    """
    weights = weights[weights > 1e-12 * weights.max()]
    beta = 2 / (1 / weights.min() + 1 / weights.max())
    shares = _mixture(beta / weights)
    dofs: Floats = len(weights) + 2 * np.arange(len(shares), dtype=np.float64)
    return float(np.dot(shares, _above(statistic / float(beta), dofs, dof2)))


def _above(statistic: float, dofs: Floats, dof2: float) -> Floats:
    """Return P(χ²_dof > statistic · χ²_h / dof2) for each dof."""
    from scipy.special import betainc, gammaincc

    if math.isinf(dof2):
        return np.asarray(gammaincc(dofs / 2, statistic / 2), dtype=np.float64)
    whole = math.floor(dof2)
    return np.asarray(betainc(whole / 2, dofs / 2, dof2 / (dof2 + statistic)), dtype=np.float64)


def _mixture(ratios: Floats) -> Floats:
    """Return the shares of the mixture, as many as are needed for them to sum to 1."""
    shares, powers = np.zeros(MOST_TERMS), np.zeros(MOST_TERMS)
    shares[0] = np.sqrt(ratios).prod()
    missing, power = 1 - float(shares[0]), np.ones_like(ratios)
    for i in range(1, MOST_TERMS):
        if abs(missing) < ENOUGH and abs(shares[i - 1]) < ENOUGH:
            return shares[:i]
        power = power * (1 - ratios)
        powers[i] = power.sum()
        shares[i] = powers[i:0:-1] @ shares[:i] / (2 * i)
        missing -= float(shares[i])
    raise DidNotConverge(
        f"the weighted sum of chi-squares: after {MOST_TERMS} terms {abs(missing):.1g} is missing; the cells differ "
        'too much in precision: choose method="F"'
    )


def above_by_saddlepoint(statistic: float, weights: Floats, dof2: float) -> float:
    """Return the saddlepoint approximation of P(Σ a_j χ²_1 > statistic · χ²_h / dof2), as R's ``saddlepoint`` has it.

    References
    ----------
    Kuonen (1999), Biometrika 86(4), 929–935.
    """
    if math.isinf(dof2):
        found = _saddle(statistic, weights)
    else:
        found = _saddle(0.0, np.concatenate([weights, np.full(math.floor(dof2), -statistic / dof2)]))
    return _satterthwaite(statistic, weights, dof2) if found is None else found


def _satterthwaite(statistic: float, weights: Floats, dof2: float) -> float:
    """Return the tail of one scaled chi-square with the same first two moments."""
    scale = float((weights**2).sum() / weights.sum())
    dof = float(weights.sum() ** 2 / (weights**2).sum())
    return above_f(statistic / (dof * scale), dof, dof2)


def _saddle(statistic: float, weights: Floats) -> float | None:
    """Return the tail beyond ``statistic``; ``None`` at the mean, where the formula has no value."""
    from scipy.optimize import brentq
    from scipy.special import ndtr

    largest = float(weights.max())
    weights, point = weights / largest, statistic / largest

    def slope(zeta: float) -> float:
        return float((weights / (1 - 2 * zeta * weights)).sum()) - point

    zeta = float(brentq(slope, *_search(weights, point), xtol=1e-15, rtol=1e-14))
    if abs(zeta) < 1e-4:
        return None
    cumulant: float = -float(np.log(1 - 2 * zeta * weights).sum()) / 2
    w = math.copysign(math.sqrt(2 * (zeta * point - cumulant)), zeta)
    v: float = zeta * math.sqrt(2 * float((weights**2 / (1 - 2 * zeta * weights) ** 2).sum()))
    return float(ndtr(-(w + math.log(v / w) / w)))


def _search(weights: Floats, point: float) -> tuple[float, float]:
    """Return two numbers with the saddlepoint between them."""
    if weights.min() < 0:
        low = float((1 / (2 * weights[weights < 0])).max()) * 0.99999
    else:
        low = -0.01 if point > weights.sum() else -len(weights) / (2 * point)
    return low, float((1 / (2 * weights[weights > 0])).min()) * 0.99999
