"""Counts that vary more than chance alone: tails of the beta-binomial and the negative binomial, and their spread.

People of one desk and day resemble each other, and so do the weeks of one office. A binomial or Poisson tail would call
every busy Monday remarkable.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from analysis.asked import is_whole, read_number
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Side = Literal["above", "below"]
SIDES = ("above", "below")
MOST_RHO = 0.99


def beta_binomial_tail(count: int, n: int, share: float, rho: float = 0.0, *, side: Side = "above") -> float:
    """Return the chance of so many answers of a kind, or more (fewer), where answers resemble each other.

    Parameters
    ----------
    count, n : int
        Answers of the kind, and answers.
    share : float
        Expected share, a fraction.
    rho : float
        Correlation of two answers of the group, 0 to below 1; 0 is the binomial.
    side : {"above", "below"}
        P(X ≥ count) or P(X ≤ count).

    Raises
    ------
    DesignError
        Counts that are not whole, more of the kind than answers, a share outside 0–1, a correlation outside 0–1.
    MethodError
        A side that does not exist.

    Notes
    -----
    X | π binomial(n, π), π beta(a, b) with a = share · s, b = (1 − share) · s, s = 1/rho − 1, so that
    V(X) = n share (1 − share)(1 + (n − 1) rho). The tail is summed from log Γ.

    References
    ----------
    Skellam (1948), JRSS B 10, 257–261; Griffiths (1973), Biometrics 29, 637–648.

    Examples
    --------
    >>> f"{beta_binomial_tail(8, 10, 0.5):.4f} {beta_binomial_tail(8, 10, 0.5, 1 / 3):.4f}"
    '0.0547 0.2727'
    """
    refuse_side(side)
    if not (is_whole(count, 0) and is_whole(n, 0) and count <= n):
        raise DesignError(f"count and n: got {count!r} of {n!r}; expected whole numbers, the first the smaller")
    share = read_number("share", share, "a fraction from 0 to 1", least=0.0, most=1.0)
    rho = read_number("rho", rho, "a correlation from 0 to below 1", least=0.0, most=MOST_RHO)
    if side == "below":
        return _share_above(n - count, n, 1 - share, rho)
    return _share_above(count, n, share, rho)


def negative_binomial_tail(count: int, mean: float, spread: float = 0.0, *, side: Side = "above") -> float:
    """Return the chance of so many answers, or more (fewer), where days are busier or quieter than each other.

    Parameters
    ----------
    count : int
    mean : float
        Expected number, from 0.
    spread : float
        Squared coefficient of variation of the rate, from 0; 0 is the Poisson.
    side : {"above", "below"}

    Raises
    ------
    DesignError, MethodError
        As in `beta_binomial_tail`.

    Notes
    -----
    X | λ Poisson(λ), λ gamma with mean μ and variance spread · μ², so that V(X) = μ + spread μ². With r = 1/spread
    P(X ≥ x) = I_{μ/(μ + r)}(x, r), the regularised incomplete beta.

    References
    ----------
    Anscombe (1949), Biometrics 5, 165–173; Cameron, Trivedi (2013), Regression Analysis of Count Data, §3.3.

    Examples
    --------
    >>> f"{negative_binomial_tail(0, 5, side='below'):.4f} {negative_binomial_tail(0, 5, 0.2, side='below'):.5f}"
    '0.0067 0.03125'
    """
    from scipy.special import betainc, gammainc

    refuse_side(side)
    if not is_whole(count, 0):
        raise DesignError(f"count: got {count!r}; expected a whole number from 0")
    mean = read_number("mean", mean, "a number from 0", least=0.0)
    spread = read_number("spread", spread, "a number from 0", least=0.0)
    reached = count if side == "above" else count + 1
    if reached == 0:
        above = 1.0
    elif mean == 0:
        above = 0.0
    elif spread == 0:
        above = float(gammainc(reached, mean))
    else:
        above = float(betainc(reached, 1 / spread, mean / (mean + 1 / spread)))
    return above if side == "above" else 1 - above


def share_overdispersion(counts: Any, answers: Any) -> float:
    """Return the correlation of answers of one group: how much its shares vary beyond the binomial.

    Parameters
    ----------
    counts, answers : (groups,) or (series, groups)
        Answers of the kind and answers; a series (an office over weeks) has a mean of its own. 0 answers is a gap.

    Returns
    -------
    float
        0 where shares vary no more than chance, or where there is nothing to tell by.

    Raises
    ------
    DesignError
        Tables of different shapes, counts below 0 or above the answers.

    Notes
    -----
    With m = Σx/Σn of a series and S = Σ n (x/n − m)² / (m(1 − m)), E(S) = (W − 1)(1 − ρ) + ρ (N − Σn²/N), summed over
    series and solved for ρ.

    References
    ----------
    Kleinman (1973), JASA 68, 46–54; Ridout, Demétrio, Firth (1999), Biometrics 55, 137–148 (analysis of variance).

    Examples
    --------
    >>> f"{share_overdispersion([2, 8, 5, 9], [10, 10, 10, 10]):.3f}"
    '0.352'
    """
    kind, whole = read_series(counts, answers)
    if (kind > whole).any():
        raise DesignError("counts: more of the kind than answers; the second table is that of all answers")
    total = whole.sum(axis=1)
    share = kind.sum(axis=1) / np.maximum(total, 1)
    usable = (share > 0) & (share < 1) & ((whole > 0).sum(axis=1) > 1)
    kind, whole, share, total = kind[usable], whole[usable], share[usable, None], total[usable]
    seen = np.where(whole > 0, (kind - whole * share) ** 2 / np.maximum(whole, 1), 0) / (share * (1 - share))
    free = (whole > 0).sum(axis=1) - 1
    room = float((total - (whole**2).sum(axis=1) / np.maximum(total, 1) - free).sum())
    return float(np.clip((seen.sum() - free.sum()) / room, 0.0, MOST_RHO)) if room > 0 else 0.0


def count_overdispersion(counts: Any, exposures: Any) -> float:
    """Return the squared coefficient of variation of a rate beyond Poisson chance.

    Parameters
    ----------
    counts, exposures : (groups,) or (series, groups)
        Answers, and the visits (or days) they came from; exposure 0 is a gap.

    Raises
    ------
    DesignError
        Tables of different shapes, numbers below 0.

    Notes
    -----
    With μ = e Σc/Σe, Σ((c − μ)² − μ(1 − e/Σe)) / Σ μ² (1 − e/Σe), not below 0.

    References
    ----------
    Breslow (1984), Applied Statistics 33, 38–44; moments, as there.

    Examples
    --------
    >>> f"{count_overdispersion([10, 30, 20, 20], [100, 100, 100, 100]):.3f}"
    '0.117'
    """
    number, exposed = read_series(counts, exposures)
    total = exposed.sum(axis=1, keepdims=True)
    mean = exposed * number.sum(axis=1, keepdims=True) / np.maximum(total, 1e-300)
    left = np.where(exposed > 0, 1 - exposed / np.maximum(total, 1e-300), 0)
    extra = float((np.where(exposed > 0, (number - mean) ** 2, 0) - mean * left).sum())
    room = float((mean**2 * left).sum())
    return max(extra / room, 0.0) if room > 0 else 0.0


def refuse_side(side: Any) -> None:
    """Refuse a side that does not exist.

    Raises
    ------
    MethodError
        Neither of the two.
    """
    if side not in SIDES:
        raise MethodError(f"side {side!r} is not known; choose one of {list(SIDES)}")


def _share_above(count: int, n: int, share: float, rho: float) -> float:
    """Return P(X ≥ count)."""
    from scipy.special import bdtrc, betaln, gammaln

    if count <= 0 or share >= 1:
        return 1.0
    if share <= 0:
        return 0.0
    if rho == 0:
        return float(bdtrc(count - 1, n, share))
    both = 1 / rho - 1
    a, b = share * both, (1 - share) * both
    upper = count > n * share
    hits = np.arange(count, n + 1) if upper else np.arange(count)
    log = gammaln(n + 1) - gammaln(hits + 1) - gammaln(n - hits + 1) + betaln(hits + a, n - hits + b) - betaln(a, b)
    summed = float(np.exp(log).sum())
    return min(summed, 1.0) if upper else max(1.0 - summed, 0.0)


def read_series(counts: Any, wholes: Any) -> tuple[Floats, Floats]:
    """Return two checked tables with a row for each series."""
    try:
        first, second = (np.atleast_2d(np.asarray(each, dtype=np.float64)) for each in (counts, wholes))
    except (TypeError, ValueError) as error:
        raise DesignError(f"expected two tables of numbers of one shape ({error})") from error
    fine = first.shape == second.shape and first.ndim == 2 and np.isfinite(first).all() and np.isfinite(second).all()
    if not fine or (first < 0).any() or (second < 0).any():
        raise DesignError(
            f"got tables of shapes {first.shape} and {second.shape}; expected two of one shape, with numbers from 0"
        )
    return first, second


def standard_quantile(p: float) -> float:
    """Return the z with P(Z > z) = p, held inside ±8 so that sums of them stay finite."""
    from scipy.special import ndtri

    return float(np.clip(-ndtri(p), -8.0, 8.0))


def above_normal(z: float) -> float:
    """Return P(Z > z)."""
    return math.erfc(z / math.sqrt(2)) / 2
