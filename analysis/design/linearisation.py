"""The covariance of estimators from what moves them: sums of influence values per PSU (R's ``svyrecvar``).

Every estimator here is a smooth function of weighted totals; its influence value z says how much one answer moves it.
The covariance follows from the sums of z over PSUs and over the units of later stages, after what the adjustments of
the weights explain is taken away. Designs with replicate weights ask for the estimates anew instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.design.lone_psus import treat_lone
from analysis.design.psu_sums import count_by_group, psu_sums, sum_by_group, weighed_squares
from analysis.exceptions import MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from analysis.design.lone_psus import Treatment
    from analysis.design.stages import Stage
    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]
    Refit = Callable[[NDArray[np.float64]], NDArray[np.float64]]


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
    MethodError
        The design has replicate weights and there is no ``refit``.

    Notes
    -----
    V = Σ_h (1 − f_h) n_h / (n_h − 1) Σ_i (T_hi − T̄_h)(T_hi − T̄_h)ᵀ with T_hi = Σ_{k in PSU i} z_k, where z is first
    replaced by what the adjustments of the weights leave of it: z_k − w_k Σ_g d z/w / Σ_g d within each post-stratum g
    (d the weight before, w after post-stratification). Where fpc is given each later stage adds the same within its
    own strata, times the fractions drawn at the stages above. Answers of one cell with unequal weights and no unit of
    their own have z in proportion to their weights.

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
    if design.repeated is not None:
        if refit is None:
            raise MethodError(
                "replicates: this estimator cannot be made anew under replicate weights; give a design with strata and "
                "PSUs in their place"
            )
        return design.repeated.covariance(refit, design.weight)
    rows = index
    for adjustment in design.adjustments:
        influence, rows = adjustment.residuals(design.counts, influence, rows)
    if design.pairs is not None:
        return design.pairs.covariance(psu_sums(design.stages[0], design.counts, influence, rows), design.pps_variance)
    looked_at = None if design.keeps_every_row else index
    found = [_between_units(design, stage, influence, rows, looked_at) for stage in design.stages]
    return found[0] if len(found) == 1 else np.sum(found, axis=0)


def _between_units(
    design: SurveyDesign, stage: Stage, influence: Floats, rows: NDArray[np.intp], looked_at: NDArray[np.intp] | None
) -> Floats:
    """Return what the units of one stage add: their squares about the means of their strata."""
    lone = treat_lone(stage, design.counts, looked_at, design.lone_psu, design.lone_in_domain)
    if stage.is_unequal:
        return _between_unequal(design, stage, influence, rows, lone)
    if stage.units is None:
        return _between_answers(design, stage, influence, rows, lone)
    touched, place = np.unique(stage.units[rows], return_inverse=True)
    sums = sum_by_group(influence * design.counts[rows, None], place, len(touched))
    strata, home = np.unique(stage.unit_stratum[touched], return_inverse=True)
    means = _means(sum_by_group(sums, home, len(strata)), stage, lone, strata)
    counted = stage.coefficient[strata] if lone.factor is None else (stage.coefficient * lone.factor)[strata]
    # the units without a row of the domain have a sum of 0, all as far from their stratum's mean
    absent = stage.drawn[strata] - np.bincount(home, minlength=len(strata))
    return weighed_squares(sums - means[home], counted[home]) + weighed_squares(means, counted * absent)


def _between_unequal(
    design: SurveyDesign, stage: Stage, influence: Floats, rows: NDArray[np.intp], lone: Treatment
) -> Floats:
    """Return the same where each unit has a probability and a coefficient of its own."""
    units = psu_sums(stage, design.counts, influence, rows)
    means = _means(sum_by_group(units.sums * units.times[:, None], units.stratum, len(stage.drawn)), stage, lone)
    counted = stage.coefficient if lone.factor is None else stage.coefficient * lone.factor[units.stratum]
    return weighed_squares(units.sums - means[units.stratum], counted * units.times)


def _between_answers(
    design: SurveyDesign, stage: Stage, influence: Floats, rows: NDArray[np.intp], lone: Treatment
) -> Floats:
    """Return the same where each answer is a unit, in blocks: millions of rows are not copied all at once."""
    strata, width = len(stage.drawn), influence.shape[1]
    blocks = [slice(start, start + _block(strata)) for start in range(0, len(rows), _block(strata))]
    sums, present, total = np.zeros((strata, width)), np.zeros(strata), np.zeros((width, width))
    for block in blocks:
        codes, times = stage.unit_stratum[rows[block]], design.counts[rows[block]]
        sums += sum_by_group(influence[block] * times[:, None], codes, strata)
        present += count_by_group(times, codes, strata)
    means = _means(sums, stage, lone)
    counted = stage.coefficient if lone.factor is None else stage.coefficient * lone.factor
    for block in blocks:
        codes = stage.unit_stratum[rows[block]]
        times = design.counts[rows[block]] * counted[codes]
        spread = influence[block] - means[codes]
        total += weighed_squares(spread, times)
        if design.weight_spread is not None:
            total += weighed_squares(influence[block], times * design.weight_spread[rows[block]])
    return total + weighed_squares(means, counted * (stage.drawn - present))


def _block(strata: int) -> int:
    """Return the rows worked on at a time, many for each stratum."""
    return max(65536, 4 * strata)


def _means(sums: Floats, stage: Stage, lone: Treatment, strata: NDArray[np.intp] | None = None) -> Floats:
    """Return what the units of all strata, or of those listed, are centred at."""
    chosen = slice(None) if strata is None else strata
    means = sums / stage.drawn[chosen, None]
    if lone.uncentred is not None:
        means[lone.uncentred[chosen]] = 0.0
    return means
