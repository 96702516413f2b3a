"""Taylor linearisation: the covariance of weighted sums of influence values, from sums per PSU (R's ``svyrecvar``).

Every estimator here is a smooth function of weighted totals; its influence value z says how much one answer moves it.
The covariance follows from the PSU sums of z, after what the adjustments of the weights explain is taken away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.design import sum_by_group
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from analysis.design import SurveyDesign

    Floats = NDArray[np.float64]
    Refit = Callable[[NDArray[np.float64]], NDArray[np.float64]]

CERTAIN = 1e-7
"""A stratum with a smaller share left undrawn was taken whole and adds nothing (R uses the same limit)."""


def covariance(
    design: SurveyDesign, influence: Floats, inside: NDArray[np.bool_], refit: Refit | None = None
) -> Floats:
    """Return the (k, k) covariance of k estimators.

    Parameters
    ----------
    design : SurveyDesign
    influence : (rows, k)
        Influence of one answer of each row, weight included; zero outside the domain.
    inside : (rows,) bool
        The domain. It decides only which lone strata are looked at; all PSUs drawn stay in.
    refit : callable, optional
        (rows,) weights of one answer → the (k,) estimates they give, for designs that come with replicate weights.

    Raises
    ------
    DesignError
        A stratum of the domain has one PSU and the design says ``fail``, or no stratum is left to average over.

    Notes
    -----
    V = Σ_h (1 − f_h) n_h / (n_h − 1) Σ_i (T_hi − T̄_h)(T_hi − T̄_h)ᵀ with T_hi = Σ_{k in PSU i} z_k, where z is first
    replaced by what the adjustments of the weights leave of it: z_k − w_k Σ_g d z/w / Σ_g d within each post-stratum g
    (d the weight before, w after post-stratification). Answers of one cell with unequal weights and no PSU of their
    own have z in proportion to their weights.

    References
    ----------
    Särndal, Swensson, Wretman (1992), §5.5 and §7.6; Wolter (2007), ch. 6; Lumley (2010), §2.2 and §7.2.
    """
    index = np.flatnonzero(inside)
    return covariance_at(design, influence[index], index, refit)


def covariance_at(
    design: SurveyDesign, influence: Floats, index: NDArray[np.intp], refit: Refit | None = None
) -> Floats:
    """Return the covariance of `covariance` from the (m, k) influence of the domain's rows ``index``, ascending."""
    rows = index
    for adjustment in design.adjustments:
        influence, rows = adjustment.residuals(design.counts, influence, rows)
    looked_at = np.arange(design.rows) if design.adjustments else index
    return _first_stage(design, _psu_sums(design, influence, rows), looked_at)


@dataclass(frozen=True, slots=True, eq=False)
class _PsuSums:
    """Sums of the influence over PSUs; PSUs that are not listed have a sum of 0."""

    sums: Floats
    """(units, k) of one PSU."""
    times: Floats
    """(units,) PSUs that have it: a cell of c answers without PSU labels is c equal PSUs."""
    stratum: NDArray[np.intp]
    within: Floats | None = None
    """(units,) squared coefficient of variation of the PSUs of one unit about its sum."""


def _psu_sums(design: SurveyDesign, influence: Floats, rows: NDArray[np.intp]) -> _PsuSums:
    """Add the influence up to PSUs."""
    if design.psu_codes is None:
        within = None if design.weight_spread is None else design.weight_spread[rows]
        return _PsuSums(influence, design.counts[rows], design.stratum_codes[rows], within)
    sums = sum_by_group(influence * design.counts[rows, None], design.psu_codes[rows], len(design.psu_stratum))
    return _PsuSums(sums, np.ones(len(sums)), design.psu_stratum)


def _first_stage(design: SurveyDesign, psus: _PsuSums, looked_at: NDArray[np.intp]) -> Floats:
    """Return the variance between the PSUs of a stratum."""
    strata, drawn = len(design.stratum_labels), design.psus_drawn
    means = sum_by_group(psus.sums * psus.times[:, None], psus.stratum, strata) / drawn[:, None]
    spread = psus.sums - means[psus.stratum]
    several = drawn > 1
    scale = np.where(several, design.unsampled * drawn / np.where(several, drawn - 1, 1), 0.0)
    times = scale[psus.stratum] * psus.times
    total: Floats = (spread * times[:, None]).T @ spread
    absent = drawn - np.bincount(psus.stratum, psus.times, strata)
    total += (means * (scale * absent)[:, None]).T @ means
    if psus.within is not None:
        total += (psus.sums * (times * psus.within)[:, None]).T @ psus.sums
    present = np.bincount(design.stratum_codes[looked_at], minlength=strata) > 0
    lone = ~several & (design.unsampled >= CERTAIN) & present
    return _LONE[design.lone_psu](design, total, psus, lone, int(present.sum())) if lone.any() else total


def _fail(design: SurveyDesign, total: Floats, psus: _PsuSums, lone: NDArray[np.bool_], present: int) -> Floats:
    names = [str(design.stratum_labels[i]) for i in np.flatnonzero(lone)[:5]]
    raise DesignError(
        f"strata: {int(lone.sum())} with one PSU only ({', '.join(names)}); merge them with another stratum or choose "
        'lone_psu="adjust", "average", "remove" or "certainty"'
    )


def _adjust(design: SurveyDesign, total: Floats, psus: _PsuSums, lone: NDArray[np.bool_], present: int) -> Floats:
    """Add each lone PSU's square about the whole sample's mean, which is 0 for an influence."""
    rows = lone[psus.stratum]
    unsampled = design.unsampled[psus.stratum[rows]]
    squares: Floats = (psus.sums[rows] * unsampled[:, None]).T @ psus.sums[rows]
    return total + squares


def _average(design: SurveyDesign, total: Floats, psus: _PsuSums, lone: NDArray[np.bool_], present: int) -> Floats:
    """Let each lone stratum count as the average of the strata that have several PSUs."""
    usable = present - int(lone.sum())
    if usable == 0:
        raise DesignError('strata: all have one PSU, nothing to average over; choose lone_psu="adjust" or merge strata')
    return total * (present / usable)


def _ignore(design: SurveyDesign, total: Floats, psus: _PsuSums, lone: NDArray[np.bool_], present: int) -> Floats:
    return total


_LONE: dict[str, Callable[..., NDArray[np.float64]]] = {
    "fail": _fail,
    "adjust": _adjust,
    "average": _average,
    "remove": _ignore,
    "certainty": _ignore,
}
