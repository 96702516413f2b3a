"""Is a figure out of line with an office's own past, or with its peers?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.exceptions import DesignError, EmptyCellError
from analysis.integrity.overdispersed import (
    MOST_RHO,
    Side,
    beta_binomial_tail,
    count_overdispersion,
    negative_binomial_tail,
    read_series,
    refuse_side,
    share_overdispersion,
)
from analysis.testing.multiple import adjust_p

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64] | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outlier:
    """What was seen beside what was to be expected, and how rarely chance alone goes so far."""

    observed: float
    expected: float
    n: int
    """Answers (or visits, or desk-days) the observed figure rests on."""
    p: float
    """Chance of so much or more to the side asked about, where nothing is wrong."""
    side: Side
    spread: float = 0.0
    """The overdispersion allowed for, what is not known of the expected figure included."""
    q: float | None = None
    """p raised for the number of peers looked at (false discovery rate); ``None`` for a single look."""


def share_outlier(
    count: int,
    n: int,
    past_counts: Sequence[int] | Numbers,
    past_answers: Sequence[int] | Numbers,
    *,
    side: Side = "above",
    rho: float | None = None,
) -> Outlier:
    """Hold a share against those of earlier weeks: top box, straight-lining, round minutes, answers of a tier.

    Parameters
    ----------
    count, n : int
        Answers of the kind this week, and answers.
    past_counts, past_answers : (weeks,)
        The same of earlier weeks.
    side : {"above", "below"}
        What would be remarkable.
    rho : float, optional
        Correlation of answers within a week as known from elsewhere (many offices); the larger of it and the past's own
        is used.

    Returns
    -------
    Outlier
        Observed and expected are shares.

    Raises
    ------
    EmptyCellError
        No answer now or none before.
    DesignError
        As in `beta_binomial_tail` and `share_overdispersion`.

    Notes
    -----
    Expected m = (Σx + ½)/(N + 1). The variance of x/n around it, over m(1 − m): (1 + (n − 1)ρ)/n for the week and
    Σ n_w(1 + (n_w − 1)ρ)/N² for the mean of the past; the beta-binomial with that variance gives the tail.

    References
    ----------
    Prentice (1986), JASA 81, 321–327; Gelman et al. (2013), Bayesian Data Analysis, §5.3 (prediction, in this form).

    Examples
    --------
    >>> found = share_outlier(160, 220, [100, 118, 104, 96], [200, 230, 210, 190])
    >>> f"{found.observed:.3f} {found.expected:.3f} {found.p:.1e}"
    '0.727 0.504 1.2e-09'
    """
    refuse_side(side)
    kinds, wholes = read_series(past_counts, past_answers)
    if n < 1 or wholes.sum() < 1:
        raise EmptyCellError(f"share_outlier: {n} answers now and {wholes.sum():g} before; expected some of both")
    within = max(share_overdispersion(kinds, wholes), rho or 0.0)
    total = float(wholes.sum())
    expected = float((kinds.sum() + 0.5) / (total + 1))
    variance = (1 + (n - 1) * within) / n + float((wholes * (1 + (wholes - 1) * within)).sum()) / total**2
    spread = min(max((variance * n - 1) / (n - 1), 0.0), MOST_RHO) if n > 1 else 0.0
    return Outlier(count / n, expected, n, beta_binomial_tail(count, n, expected, spread, side=side), side, spread)


def count_outlier(
    count: int,
    exposure: float,
    past_counts: Sequence[int] | Numbers,
    past_exposures: Sequence[float] | Numbers,
    *,
    side: Side = "above",
    spread: float | None = None,
) -> Outlier:
    """Hold the answers of some visits against those of earlier weeks: a surge, or coverage that fell.

    Parameters
    ----------
    count : int
        Answers now.
    exposure : float
        Visits now, above 0 (or days, where no visits are known).
    past_counts, past_exposures : (weeks,)
    side : {"above", "below"}
    spread : float, optional
        Overdispersion known from many offices; the larger of it and the past's own is used.

    Returns
    -------
    Outlier
        Observed and expected are answers per unit of exposure.

    Raises
    ------
    EmptyCellError
        No exposure now or before.
    DesignError
        As in `negative_binomial_tail`.

    Notes
    -----
    Expected rate (Σc + ½)/Σe; V(c) = μ + spread μ² + μ²(1/(Σc + ½) + spread Σe²/(Σe)²), the last two for what is not
    known of the rate. Negative binomial tail.

    References
    ----------
    Nelson (1982), Applied Life Data Analysis, §6.2 (prediction of a count); Anscombe (1949), Biometrics 5.

    Examples
    --------
    >>> found = count_outlier(95, 300, [60, 66, 54, 60], [300, 310, 290, 300])
    >>> f"{found.observed:.3f} {found.expected:.3f} {found.p:.4f}"
    '0.317 0.200 0.0001'
    """
    refuse_side(side)
    counts, exposures = read_series(past_counts, past_exposures)
    if not exposure > 0 or not exposures.sum() > 0:
        raise EmptyCellError(
            f"count_outlier: exposure {exposure!r} now, {exposures.sum():g} before; expected both above 0"
        )
    between = max(count_overdispersion(counts, exposures), spread or 0.0)
    known, total = float(counts.sum()) + 0.5, float(exposures.sum())
    wide = between + 1 / known + between * float((exposures**2).sum()) / total**2
    rate = known / total
    p = negative_binomial_tail(count, rate * exposure, wide, side=side)
    return Outlier(count / exposure, rate, round(exposure), p, side, wide)


def peer_outliers(counts: Sequence[int], answers: Sequence[int], *, side: Side = "above") -> tuple[Outlier, ...]:
    """Hold each of several offices against all the others, with the false discovery rate under control.

    Parameters
    ----------
    counts, answers : (offices,)
        Answers of the kind and answers of each; every office with at least one answer.
    side : {"above", "below"}

    Returns
    -------
    tuple of Outlier
        In the order given; `q` after Benjamini and Hochberg: among the offices with q ≤ 0.05 no more than 5 % are
        expected to be ordinary.

    Raises
    ------
    DesignError
        Fewer than three offices, or counts that do not fit.

    Notes
    -----
    Each is left out in turn; the others give mean and correlation, so that offices that differ for good reasons (their
    sectors) widen the limits.

    References
    ----------
    Benjamini, Hochberg (1995), JRSS B 57; Spiegelhalter (2005), Statistics in Medicine 24 (overdispersed peers).

    Examples
    --------
    >>> found = peer_outliers([100, 105, 98, 190, 102], [200] * 5)
    >>> [f"{one.q:.3f}" for one in found]
    ['0.699', '0.699', '0.699', '0.000', '0.699']
    """
    kinds, wholes = (np.asarray(each) for each in (counts, answers))
    if kinds.ndim != 1 or kinds.shape != wholes.shape or len(kinds) < 3:
        raise DesignError(f"got {kinds.shape} counts and {wholes.shape} answers; expected three offices or more")
    found = []
    for one in range(len(kinds)):
        others = np.arange(len(kinds)) != one
        found.append(share_outlier(int(kinds[one]), int(wholes[one]), kinds[others], wholes[others], side=side))
    raised = adjust_p([each.p for each in found], method="bh")
    return tuple(
        Outlier(each.observed, each.expected, each.n, each.p, each.side, each.spread, q)
        for each, q in zip(found, raised, strict=True)
    )
