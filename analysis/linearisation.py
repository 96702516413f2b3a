"""Taylor linearisation: the covariance of weighted sums of influence values, from sums per PSU (R's ``svyrecvar``).

Every estimator here is a smooth function of weighted totals; its influence value z says how much one answer moves it.
The covariance follows from the PSU sums of z, after the means within post-strata are taken away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from analysis.design import SurveyDesign

    Floats = NDArray[np.float64]

CERTAIN = 1e-7
"""A stratum with a smaller share left undrawn was taken whole and adds nothing (R uses the same limit)."""


def covariance(design: SurveyDesign, influence: Floats, inside: NDArray[np.bool_]) -> Floats:
    """Return the (k, k) covariance of k estimators.

    Parameters
    ----------
    design : SurveyDesign
    influence : (rows, k)
        Influence of one answer of each row, weight included; zero outside the domain.
    inside : (rows,) bool
        The domain. It decides only which lone strata are looked at; all PSUs drawn stay in.

    Raises
    ------
    DesignError
        A stratum of the domain has one PSU and the design says ``fail``, or no stratum is left to average over.

    Notes
    -----
    V = Σ_h (1 − f_h) n_h / (n_h − 1) Σ_i (T_hi − T̄_h)(T_hi − T̄_h)ᵀ with T_hi = Σ_{k in PSU i} z_k, where z is first
    replaced by z_k − w_k Σ_g d z/w / Σ_g d within each post-stratum g (d the weight before, w after
    post-stratification).

    References
    ----------
    Särndal, Swensson, Wretman (1992), §5.5 and §7.6; Wolter (2007), ch. 6; Lumley (2010), §2.2 and §7.2.
    """
    sums, times = _psu_sums(design, _residuals(design, influence))
    strata, drawn = len(design.stratum_labels), design.psus_drawn
    means = sum_by_group(sums * times[:, None], design.psu_stratum, strata) / drawn[:, None]
    spread = sums - means[design.psu_stratum]
    unsampled = np.broadcast_to(design.unsampled, strata)
    several = drawn > 1
    scale = np.where(several, unsampled * drawn / np.where(several, drawn - 1, 1), 0.0)[design.psu_stratum]
    total: Floats = (spread * (scale * times)[:, None]).T @ spread
    lone = ~several & (unsampled >= CERTAIN) & _present(design, inside)
    return _LONE[design.lone_psu](design, total, sums, lone, inside) if lone.any() else total


def sum_by_group(values: Floats, codes: NDArray[np.intp], groups: int) -> Floats:
    """Sum each column of (rows, k) within groups."""
    return np.stack([np.bincount(codes, column, groups) for column in values.T], axis=1)


def _residuals(design: SurveyDesign, influence: Floats) -> Floats:
    """Take from each influence the mean of its post-stratum, one post-stratification after the other."""
    for post in design.poststrata:
        took_part = post.codes >= 0
        codes = np.where(took_part, post.codes, 0)
        share = np.where(took_part, design.counts * post.before, 0.0)
        groups = len(post.labels)
        means = sum_by_group(influence * (share / post.after)[:, None], codes, groups)
        means /= np.bincount(codes, share, groups)[:, None]
        influence = influence - np.where(took_part[:, None], means[codes] * post.after[:, None], 0.0)
    return influence


def _psu_sums(design: SurveyDesign, influence: Floats) -> tuple[Floats, Floats]:
    """Return one sum per PSU and how many PSUs share it: a cell of k answers without PSU labels is k equal PSUs."""
    if design.psu_codes is None:
        return influence, design.counts
    sums = sum_by_group(influence * design.counts[:, None], design.psu_codes, len(design.psu_stratum))
    return sums, np.ones(len(sums))


def _present(design: SurveyDesign, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the strata looked at: those with rows in the domain, or all once post-strata tie every row to it."""
    rows = np.ones(design.rows, dtype=bool) if design.poststrata else inside
    return np.bincount(design.stratum_codes[rows], minlength=len(design.stratum_labels)) > 0


def _fail(
    design: SurveyDesign, total: Floats, sums: Floats, lone: NDArray[np.bool_], inside: NDArray[np.bool_]
) -> Floats:
    names = [str(design.stratum_labels[i]) for i in np.flatnonzero(lone)[:5]]
    raise DesignError(
        f"strata: {int(lone.sum())} with one PSU only ({', '.join(names)}); merge them with another stratum or choose "
        'lone_psu="adjust", "average", "remove" or "certainty"'
    )


def _adjust(
    design: SurveyDesign, total: Floats, sums: Floats, lone: NDArray[np.bool_], inside: NDArray[np.bool_]
) -> Floats:
    """Add each lone PSU's square about the whole sample's mean, which is 0 for an influence."""
    rows = lone[design.psu_stratum]
    unsampled = np.broadcast_to(design.unsampled, len(lone))[design.psu_stratum[rows]]
    squares: Floats = (sums[rows] * unsampled[:, None]).T @ sums[rows]
    return total + squares


def _average(
    design: SurveyDesign, total: Floats, sums: Floats, lone: NDArray[np.bool_], inside: NDArray[np.bool_]
) -> Floats:
    """Let each lone stratum count as the average of the strata that have several PSUs."""
    present = int(_present(design, inside).sum())
    usable = present - int(lone.sum())
    if usable == 0:
        raise DesignError('strata: all have one PSU, nothing to average over; choose lone_psu="adjust" or merge strata')
    return total * (present / usable)


def _ignore(
    design: SurveyDesign, total: Floats, sums: Floats, lone: NDArray[np.bool_], inside: NDArray[np.bool_]
) -> Floats:
    return total


_LONE: dict[str, Callable[..., NDArray[np.float64]]] = {
    "fail": _fail,
    "adjust": _adjust,
    "average": _average,
    "remove": _ignore,
    "certainty": _ignore,
}
