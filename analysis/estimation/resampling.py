"""Resampling of PSUs: an interval that leans on no symmetry, for skewed quantities such as waiting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from analysis.asked import is_whole
from analysis.design.columns import plain
from analysis.design.domains import Domain, read_domain
from analysis.design.psu_sums import sum_by_group
from analysis.estimation.estimators import mean
from analysis.estimation.items import read_numbers
from analysis.exceptions import AnalysisError, MethodError
from analysis.weighting.post_strata import PostStratification

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.estimation.linearised import Labels
    from analysis.weighting.adjusting import Step

    Floats = NDArray[np.float64]

CHUNK = 50
"""Replicates held in memory at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Sums per PSU and post-stratum, in the order of the post-strata: all that a replicate needs."""

    stratum: NDArray[np.intp]
    """(units,) stratum of a PSU, or of a class of equal answers where each answer is its own PSU."""
    times: Floats
    """(units,) PSUs a unit stands for."""
    unit: NDArray[np.intp]
    """(entries,) unit of each sum."""
    post: NDArray[np.intp]
    """(entries,) post-stratum, ascending; after the last of them the rows that took part in none."""
    sums: Floats
    """(entries, 3) for one PSU of the unit: weight of all answers, of the domain's, and weight times answer."""


def resampled_mean(
    design: SurveyDesign,
    item: Any,
    *,
    where: Any = None,
    level: float = 0.95,
    seed: int = 0,
    replicates: int = 1000,
    domain: Labels = (),
) -> Estimate:
    """Return the mean with a percentile interval over resampled PSUs.

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
    where, level, domain
        As in `mean`.
    seed : int
        The same seed gives the same figures, whatever the order of the rows.
    replicates : int
        At least 100.

    Returns
    -------
    Estimate
        ``method`` is ``"resampled"``; ``se`` and ``deff`` stay those of linearisation.

    Raises
    ------
    MethodError
        Fewer than 100 replicates; cells of unequal weights, or raked and calibrated answers, that have no PSU; totals
        that half of the replicates cannot meet.
    EmptyCellError
        No valid answer in the domain.

    Notes
    -----
    Rao–Wu: in a stratum of n_h PSUs draw n_h − 1 with replacement and multiply their weights by n_h / (n_h − 1) × times
    drawn. Weights are brought back to the control totals of the last post-stratification in each replicate; a
    post-stratum not drawn at all is left out of it. Where anything else was done to the weights, all of it is repeated
    in each replicate; replicates that cannot meet the totals are left out. Lone PSUs are drawn together as one
    stratum. No finite population correction. A replicate that draws no PSU of the domain is left out; the limits are
    the (1 ± level)/2 quantiles of the others.

    References
    ----------
    Rao, Wu (1988), JASA 83, 231–241; Rao, Wu, Yue (1992), Survey Methodology 18.
    """
    if not is_whole(seed, 0):
        raise MethodError(f"seed: got {plain(seed)}; expected a whole number from 0")
    if not is_whole(replicates, 100):
        raise MethodError(f"replicates: got {plain(replicates)}; expected at least 100, or the limits are noise")
    _refuse_design(design)
    estimate = mean(design, item, where=where, level=level, domain=domain)
    values, name = read_numbers(design, item)
    rows, draw = read_domain(design, where, ~np.isnan(values), name), np.random.default_rng(seed)
    sizes = [CHUNK] * (replicates // CHUNK) + [replicates % CHUNK]
    if all(isinstance(step, PostStratification) for step in design.adjustments):
        sums, totals = _needed(_sums(rows, values)), _totals(design)
        found = np.concatenate([_replicates(sums, totals, _draws(sums, size, draw)) for size in sizes])
    else:
        found = np.array([one for size in sizes for one in _readjusted(rows, values, size, draw)])
        _refuse_few(len(found), replicates)
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return replace(estimate, ci_low=float(low), ci_high=float(high), method="resampled")


def _sums(rows: Domain, values: Floats) -> _Sums:
    """Add up the rows to PSU × post-stratum, in an order that is not that of the rows."""
    design = rows.design
    post = _post_codes(design)
    inside = np.where(rows.inside, design.weight, 0.0)
    per_answer = np.stack([design.weight, inside, inside * np.where(rows.inside, values, 0.0)], axis=1)
    if design.psu_codes is None:
        return _classes(design, post, per_answer)
    units = len(design.psu_stratum)
    keys, entry = np.unique(post * units + design.psu_codes, return_inverse=True)
    per_row = per_answer * design.counts[:, None]
    sums = sum_by_group(per_row, entry, len(keys))
    return _Sums(design.psu_stratum, np.ones(units), keys % units, keys // units, sums)


def _classes(design: SurveyDesign, post: NDArray[np.intp], per_answer: Floats) -> _Sums:
    """Gather answers that are their own PSUs into classes of equal ones, so that rows and cells draw alike."""
    keyed = np.column_stack([post, design.stratum_codes, per_answer])
    classes, entry = np.unique(keyed, axis=0, return_inverse=True)
    times = sum_by_group(design.counts[:, None], entry, len(classes))[:, 0]
    codes = classes[:, :2].astype(np.intp)
    return _Sums(codes[:, 1], times, np.arange(len(classes)), codes[:, 0], classes[:, 2:])


def _needed(sums: _Sums) -> _Sums:
    """Leave out the sums of post-strata without an answer of the domain: they calibrate nothing that is asked for."""
    asked = np.zeros(int(sums.post[-1]) + 1, dtype=bool)
    asked[sums.post[sums.sums[:, 1] > 0]] = True
    keep = asked[sums.post]
    return _without_strangers(_Sums(sums.stratum, sums.times, sums.unit[keep], sums.post[keep], sums.sums[keep]))


def _without_strangers(sums: _Sums) -> _Sums:
    """Leave out the units of strata that are not asked for: they draw nothing, and there may be many.

    Strata and units keep their order, and lone PSUs are drawn together as before, so that the draws are the same.
    """
    drawn = np.bincount(sums.stratum, sums.times)
    asked = np.zeros(len(drawn), dtype=bool)
    asked[sums.stratum[sums.unit]] = True
    if (asked & (drawn == 1)).any():
        asked |= drawn == 1
    keep = asked[sums.stratum]
    place = np.cumsum(keep) - 1
    return _Sums(sums.stratum[keep], sums.times[keep], place[sums.unit], sums.post, sums.sums)


def _post_codes(design: SurveyDesign) -> NDArray[np.intp]:
    """Return each row's place in the last post-stratification; refuse cells that cannot be drawn from."""
    if design.weight_spread is not None and design.psu_codes is None:
        raise MethodError("resampling: cells of unequal weights cannot be drawn from; give rows, or a psu column")
    if not design.adjustments:
        return np.zeros(design.rows, dtype=np.intp)
    last = cast("PostStratification", design.adjustments[-1])
    return np.where(last.codes < 0, len(last.labels), last.codes)


def _totals(design: SurveyDesign) -> Floats | None:
    """Return what each replicate is brought back to."""
    return cast("PostStratification", design.adjustments[-1]).totals if design.adjustments else None


def _refuse_design(design: SurveyDesign) -> None:
    """Refuse samples that were not drawn as the replicates are: first-stage PSUs with replacement."""
    if design.repeated is not None or design.pps is not None or len(design.stages) > 1:
        raise MethodError(
            "resampling: PSUs are drawn again in one stage with equal probabilities; this design has further stages, "
            "unequal probabilities or replicate weights: use mean() with its linearised interval"
        )


def _draws(sums: _Sums, count: int, draw: np.random.Generator) -> Floats:
    """Return (units, replicates) factors of the units asked for, 1 elsewhere; for a class of equal PSUs their sum."""
    drawn = np.bincount(sums.stratum, sums.times)
    stratum = np.where(drawn[sums.stratum] == 1, len(drawn), sums.stratum)
    factors = np.ones((len(stratum), count))
    for label in np.unique(stratum[sums.unit]):
        members = np.flatnonzero(stratum == label)
        psus = int(sums.times[members].sum())
        if psus > 1:
            factors[members] = _draw(sums.times[members], psus, count, draw) * (psus / (psus - 1))
    return factors


def _draw(times: Floats, psus: int, count: int, draw: np.random.Generator) -> NDArray[np.int64]:
    """Return how often psus − 1 draws with replacement fell on each of the units, in each replicate."""
    if psus > len(times):
        return draw.multinomial(psus - 1, times / psus, size=count).T
    places = draw.integers(psus, size=(psus - 1, count)) * count + np.arange(count)
    return np.bincount(places.ravel(), minlength=psus * count).reshape(psus, count)


def _replicates(sums: _Sums, totals: Floats | None, factors: Floats) -> Floats:
    """Return the mean of each replicate that has an answer of the domain."""
    labels, post = np.unique(sums.post, return_inverse=True)
    every, inside, scored = (_by_post(sums, column, post, len(labels)) @ factors for column in sums.sums.T)
    if totals is not None:
        wanted = np.append(totals, np.nan)[labels]
        scale = np.divide(wanted[:, None], every, out=np.zeros_like(every), where=every > 0)
        scale[labels == len(totals)] = 1.0
        inside, scored = inside * scale, scored * scale
    persons = inside.sum(axis=0)
    some: Floats = scored.sum(axis=0)[persons > 0] / persons[persons > 0]
    return some


def _by_post(sums: _Sums, column: Floats, post: NDArray[np.intp], posts: int) -> Any:
    """Return the (post-strata, units) sparse matrix of one sum."""
    from scipy.sparse import csr_array

    return csr_array((column, (post, sums.unit)), shape=(posts, len(sums.stratum)))


def _readjusted(rows: Domain, values: Floats, count: int, draw: np.random.Generator) -> Iterator[float]:
    """Yield the mean of each replicate in which all that was done to the weights can be done again."""
    design, codes = rows.design, rows.design.psu_codes
    if codes is None:
        raise MethodError(
            "resampling: after raking, calibrating or trimming, PSUs are drawn; name the psu column, or use mean() and "
            "its linearised interval"
        )
    every = np.arange(len(design.psu_stratum))
    units = _Sums(design.psu_stratum, np.ones(len(every)), every, np.zeros(0, dtype=np.intp), np.zeros((0, 3)))
    for factor in _draws(units, count, draw).T:
        weight = design.base_weight * factor[codes]
        try:
            for step in cast("tuple[Step, ...]", design.adjustments):
                weight = step.repeat(design.counts, weight)
        except AnalysisError:
            continue
        persons = weight[rows.index] * design.counts[rows.index]
        if (whole := float(persons.sum())) > 0:
            yield float(persons @ values[rows.index]) / whole


def _refuse_few(found: int, asked: int) -> None:
    """Refuse an interval that rests on the replicates that happened to fit."""
    if found < asked / 2:
        raise MethodError(
            f"resampling: only {found} of {asked} replicates can meet the totals; merge labels, or use mean() with its "
            "linearised interval"
        )
