"""Signs that need two figures: desk-days too alike, two tiers apart, few answers and yet content ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.exceptions import EmptyCellError
from analysis.integrity.outliers import Outlier
from analysis.integrity.overdispersed import above_normal, read_series, standard_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class TierGap:
    """How much higher the share is without a ticket than with one."""

    gap: float
    """Static minus ticket, a fraction."""
    expected: float
    """The gap of earlier weeks."""
    se: float
    p: float
    """Chance of a gap so far above the expected one."""
    n: tuple[int, int]
    """Answers without and with a ticket."""


def variance_deficit(counts: Any, answers: Any, past_counts: Any, past_answers: Any) -> Outlier:
    """Hold the variation between desk-days against earlier weeks: days too alike are remarkable.

    Parameters
    ----------
    counts, answers : (desks, days)
        Answers of the kind and answers of each desk and day of the week; 0 answers is a gap.
    past_counts, past_answers : (desks, days before)
        The same of earlier weeks; desks need not be the same ones.

    Returns
    -------
    Outlier
        Observed and expected are the ratio of the variance between days to the binomial's (1: chance alone); n is the
        number of desk-days.

    Raises
    ------
    EmptyCellError
        No desk with answers on two days, now or before.
    DesignError
        Tables that do not fit.

    Notes
    -----
    φ = Σ n (x/n − m_desk)² / (m_desk (1 − m_desk)) / (desk-days − desks); p = P(F ≤ φ/φ_past) on their degrees of
    freedom. A guide: the ratio is only nearly F.

    References
    ----------
    McCullagh, Nelder (1989), §4.5 (dispersion); Bredl, Winker, Kötschau (2012), Statistical Papers 53 (variance of
    invented answers).

    Examples
    --------
    >>> found = variance_deficit([[5, 5, 5, 5, 5]], [[10] * 5], [[2, 9, 4, 8, 5, 3, 7, 9, 6, 2]], [[10] * 10])
    >>> f"{found.observed:.2f} {found.expected:.2f} {found.p:.4f}"
    '0.00 2.99 0.0000'
    """
    from scipy.special import fdtr

    (now, free), (before, free_before) = _dispersion(counts, answers), _dispersion(past_counts, past_answers)
    if not free or not free_before:
        raise EmptyCellError("variance_deficit: no desk has answers on two days; hand over tables of desks by days")
    ratio = now / before if before else math.inf
    return Outlier(now, before, free, float(fdtr(free, free_before, ratio)), "below")


def tier_gap(
    static: tuple[int, int],
    ticket: tuple[int, int],
    past_static: Any = ((0,), (0,)),
    past_ticket: Any = ((0,), (0,)),
    *,
    rho: float = 0.0,
) -> TierGap:
    """Compare the share among answers without a ticket with that among ticket answers: far above is remarkable.

    Parameters
    ----------
    static, ticket : (count, answers)
        Answers of the kind and answers, without and with a ticket.
    past_static, past_ticket : ((weeks,), (weeks,))
        The same of earlier weeks; without any, no gap is expected.
    rho : float
        Correlation of answers within a week and tier.

    Raises
    ------
    EmptyCellError
        No answer in one of the tiers.
    DesignError
        As in `share_overdispersion`.

    Notes
    -----
    z = (gap − gap of the past) / √Σ V, V = m(1 − m)(1 + (n − 1)ρ)/n with Agresti and Caffo's one answer added to each
    side, for both tiers now and before.

    References
    ----------
    Agresti, Caffo (2000), American Statistician 54, 280–288.

    Examples
    --------
    >>> found = tier_gap((90, 100), (50, 100))
    >>> f"{found.gap:.2f} {found.se:.3f} {found.p:.1e}"
    '0.40 0.058 3.3e-12'
    """
    pairs = [read_series([static[0]], [static[1]]), read_series([ticket[0]], [ticket[1]])]
    if not all(whole.sum() for _kind, whole in pairs):
        raise EmptyCellError(
            f"tier_gap: {static[1]} answers without a ticket, {ticket[1]} with one; expected some of both"
        )
    before = [read_series(*past_static), read_series(*past_ticket)]
    has_past = all(whole.sum() for _kind, whole in before)
    gap, variance = _gap(pairs, rho)
    expected, unsure = _gap(before, rho) if has_past else (0.0, 0.0)
    se = math.sqrt(variance + unsure)
    return TierGap(gap, expected, se, above_normal((gap - expected) / se), (int(static[1]), int(ticket[1])))


def coverage_against_share(coverage: Outlier, share: Outlier) -> float:
    """Return the chance of so few answers and so content ones together: what turning away the unhappy looks like.

    Parameters
    ----------
    coverage : Outlier
        Of `count_outlier` with ``side="below"``: answers against visits.
    share : Outlier
        Of `share_outlier` with ``side="above"``.

    Returns
    -------
    float
        1 unless both point that way.

    Notes
    -----
    Stouffer: z = (z_coverage + z_share)/√2.

    References
    ----------
    Stouffer et al. (1949), The American Soldier, vol. 1, p. 45.

    Examples
    --------
    >>> few = Outlier(0.15, 0.20, 1000, 0.02, "below")
    >>> content = Outlier(0.92, 0.85, 150, 0.01, "above")
    >>> f"{coverage_against_share(few, content):.4f}"
    '0.0010'
    """
    if coverage.p >= 0.5 or share.p >= 0.5:
        return 1.0
    return above_normal((standard_quantile(coverage.p) + standard_quantile(share.p)) / math.sqrt(2))


def _dispersion(counts: Any, answers: Any) -> tuple[float, int]:
    """Return φ and its degrees of freedom, each desk around its own share."""
    kind, whole = read_series(counts, answers)
    total = whole.sum(axis=1)
    share = kind.sum(axis=1) / np.maximum(total, 1)
    usable = (share > 0) & (share < 1) & ((whole > 0).sum(axis=1) > 1)
    kind, whole, share = kind[usable], whole[usable], share[usable, None]
    free = int((whole > 0).sum() - len(share))
    seen = np.where(whole > 0, (kind - whole * share) ** 2 / np.maximum(whole, 1), 0) / (share * (1 - share))
    return (float(seen.sum() / free), free) if free else (0.0, 0)


def _gap(pairs: Sequence[tuple[Any, Any]], rho: float) -> tuple[float, float]:
    """Return the first share minus the second, and its variance."""
    shares, variance = [], 0.0
    for kind, whole in pairs:
        total = float(whole.sum())
        shares.append(float(kind.sum()) / total)
        near = (float(kind.sum()) + 1) / (total + 2)
        variance += near * (1 - near) * (1 / (total + 2) + rho * float((whole**2).sum()) / total**2)
    return shares[0] - shares[1], variance
