"""The two lines of a target: what the reported figure says, and what the interval proves."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.asked import read_level, read_limit, read_number, takes_numbers
from analysis.design.columns import plain
from analysis.estimate import Comparison, Estimate, PointResult, Target, Verdict
from analysis.estimation.intervals import normal_quantile
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from analysis.estimate import Certainty

NO_DATA = Verdict(point="no_data", certainty="no_data")


def verdict(
    estimate: Estimate | None,
    target: Target,
    *,
    population: int | None = None,
    rounding: tuple[float, float] | None = None,
    full_coverage: bool = False,
) -> Verdict:
    """Judge an estimate against a target.

    Parameters
    ----------
    estimate : Estimate or None
        ``None`` where there is no figure.
    target : Target
        In the unit of the estimate.
    population : int, optional
        People (visits) of the period, to say whether the answers needed can come at all.
    rounding : (low, high), optional
        Bounds of a heaped waiting time; both must clear the target before anything is certain.
    full_coverage : bool
        Every person answered; the only way to prove a target of 100 %.

    Raises
    ------
    DesignError
        A target that is not finite, or for a share not a fraction.
    MethodError
        A comparison other than >=, >, <=, <.

    Notes
    -----
    Certainty from the two-sided interval [L, U] for ≥ T: met if L ≥ T, not met if U < T; for > T: L > T, U ≤ T; for ≤
    T: U ≤ T, L > T; for < T: U < T, L ≥ T. Two figures that differ by rounding error are equal. A share with T = 100
    % is not met at the first dissatisfied answer and met only at full coverage. One answer proves nothing of a mean,
    whose interval has no width there.

    Answers needed: the n at which the interval around the same figure would just clear the target. For a share
    Wilson's, n = deff z² T(1 − T) / (p̂ − T)²; else n (z se / (θ̂ − T))².

    References
    ----------
    Wilson (1927), JASA 22, 209–212.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import SurveyDesign, Target, proportion
    >>> cells = pd.DataFrame({"satisfied": [1, 0], "count": [156, 44]})
    >>> share = proportion(SurveyDesign(cells, count="count"), "satisfied", {1})
    >>> found = verdict(share, Target(">=", 0.75), population=600)
    >>> found.point, found.certainty, found.answers_needed, found.answers_missing, found.feasible
    ('met', 'not_proven', 801, 601, False)
    """
    if not isinstance(target, Target):
        raise DesignError(f'target: got {plain(target)}; expected a Target such as Target(">=", 0.75)')
    if estimate is None:
        return NO_DATA
    read_limit(target, of_share=estimate.measure == "proportion")
    point = _point(estimate.value, target.comparison, target.value)
    stricter = None if target.stricter is None else _point(estimate.value, target.stricter, target.value)
    certainty = _certainty(estimate, target, rounding, full_coverage)
    found = Verdict(point, certainty, stricter)
    blurred = rounding is not None and _proof(rounding, target) != point
    needed = None if certainty != "not_proven" or blurred else _needed(estimate, target, population)
    if needed is None:
        return found
    feasible = None if population is None else needed <= population
    return replace(found, answers_needed=needed, answers_missing=needed - estimate.n, feasible=feasible)


@takes_numbers("numerator", "denominator")
def exact_verdict(numerator: int, denominator: int, target: Target) -> Verdict:
    """Judge an administrative count: every case is known, so the figure is its own proof.

    Raises
    ------
    DesignError
        Counts that are negative, or more in the numerator than in the denominator.

    Examples
    --------
    >>> exact_verdict(300 + 649, 1000, Target(">=", 0.95)).certainty
    'not_met'
    """
    if not 0 <= numerator <= denominator:
        raise DesignError(f"counts: {numerator} of {denominator}; expected 0 ≤ numerator ≤ denominator")
    if denominator == 0:
        return NO_DATA
    read_limit(target, of_share=True)
    share = numerator / denominator
    point = _point(share, target.comparison, target.value)
    stricter = None if target.stricter is None else _point(share, target.stricter, target.value)
    return Verdict(point, point, stricter)


def answers_needed(
    value: float, target: Target, *, level: float = 0.95, deff: float = 1.0, spread: float | None = None
) -> int | None:
    """Return the answers at which the interval around ``value`` would just clear the target; for plans and verdicts.

    Parameters
    ----------
    value : float
        The figure expected (or found), in the unit of the target.
    target : Target
    level : float
        Of the two-sided interval.
    deff : float
        Design effect.
    spread : float, optional
        Standard deviation between people, for a mean; a share is meant when left out.

    Returns
    -------
    int or None
        ``None`` where no number is enough: the figure stands on the target, or a share is asked to be 0 or 100 %.

    Raises
    ------
    DesignError
        A share outside 0–1, or a deff or spread that is not usable.
    MethodError
        A comparison other than >=, >, <=, <.

    Notes
    -----
    Share: deff z² T(1 − T)/(p − T)², where Wilson's interval reaches T. Mean: deff (z S/(ȳ − T))². Rounded up, or to
    the next whole number where touching the target is not enough.

    References
    ----------
    Wilson (1927), JASA 22, 209–212.

    Examples
    --------
    >>> answers_needed(0.78, Target(">=", 0.75)), answers_needed(0.85, Target(">=", 0.80), deff=2.0)
    (801, 492)
    """
    level, share = read_level(level), spread is None
    read_limit(target, of_share=share)
    for name, number in (("value", value), ("deff", deff), ("spread", spread or 0.0)):
        read_number(name, number, "a finite number")
    usable = math.isfinite(value - target.value) and 0 < deff < math.inf and 0 <= (spread or 0.0) < math.inf
    if not usable or (share and not 0 <= value <= 1):
        raise DesignError(
            f"value {value!r}, deff {deff!r}, spread {spread!r}; expected a fraction from 0 to 1 (for a share), a deff "
            "above 0 and a standard deviation"
        )
    met = compare(value, target.comparison, target.value)
    if compare(value, ">=", target.value) and compare(value, "<=", target.value):
        return None
    scale = target.value * (1 - target.value) if spread is None else spread**2
    if share and scale <= 0:
        return None
    exact = deff * scale * (normal_quantile(level) / (value - target.value)) ** 2
    touching_is_enough = (target.comparison in (">=", "<=")) == met
    return max(math.ceil(exact * (1 - 1e-12)) if touching_is_enough else math.floor(exact) + 1, 1)


def compare(value: float, comparison: Comparison, limit: float) -> bool:
    """Return whether ``value`` stands in the comparison to ``limit``, rounding error of sums left aside."""
    equal = math.isclose(value, limit, rel_tol=1e-11, abs_tol=1e-12)
    answers = {
        ">=": equal or value > limit,
        ">": not equal and value > limit,
        "<=": equal or value < limit,
        "<": not equal and value < limit,
    }
    if comparison not in answers:
        raise MethodError(f"comparison {comparison!r} is not known; choose one of {list(answers)}")
    return answers[comparison]


def _point(value: float, comparison: Comparison, limit: float) -> PointResult:
    return "met" if compare(value, comparison, limit) else "not_met"


def _certainty(
    estimate: Estimate, target: Target, rounding: tuple[float, float] | None, full_coverage: bool
) -> Certainty:
    """Return what is proven, by the interval and by the rounding bounds alike."""
    if _is_everyone(estimate, target):
        if compare(estimate.value, "<", 1.0):
            return "not_met"
        return "met" if full_coverage else "not_proven"
    if estimate.rests_on_one and estimate.measure != "proportion":
        return "not_proven"
    proven = _proof((estimate.ci_low, estimate.ci_high), target)
    if rounding is not None and _proof(rounding, target) != proven:
        return "not_proven"
    return proven


def _is_everyone(estimate: Estimate, target: Target) -> bool:
    """Whether the target asks a share of 100 %."""
    return estimate.measure == "proportion" and target.comparison == ">=" and compare(target.value, ">=", 1.0)


def _proof(bounds: tuple[float, float], target: Target) -> Certainty:
    """Return what holds at both ends: met, not met, or neither."""
    ends = {compare(bound, target.comparison, target.value) for bound in bounds}
    if len(ends) == 2:
        return "not_proven"
    return "met" if ends == {True} else "not_met"


def _needed(estimate: Estimate, target: Target, population: int | None) -> int | None:
    """Return the answers at which this figure would be proven; ``None`` when no number is enough."""
    if _is_everyone(estimate, target):
        return population
    is_share = estimate.measure == "proportion"
    if estimate.rests_on_one and not is_share:
        return None
    needed = answers_needed(
        estimate.value,
        target,
        level=estimate.level,
        deff=_deff_to_come(estimate) if is_share else 1.0,
        spread=None if is_share else estimate.se * math.sqrt(estimate.n),
    )
    return None if needed is None else max(needed, estimate.n + 1)


def _deff_to_come(estimate: Estimate) -> float:
    """Return the design effect that more answers would have; none below 1 where the interval credits none either."""
    deff = estimate.deff if estimate.se > 0 else estimate.kish_deff
    return max(deff, 1.0) if estimate.method == "truncated" else deff
