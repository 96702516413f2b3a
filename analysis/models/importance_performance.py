"""Drivers of satisfaction: which factor moves the overall answer, beside how well each factor does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.domains import Domain, read_domain, read_mask
from analysis.estimation.estimators import mean, proportion
from analysis.estimation.items import read_numbers
from analysis.exceptions import DesignError, EmptyCellError, MethodError
from analysis.models.model_matrix import Predictor, is_complete
from analysis.models.ordered_regression import read_order, regress_order
from analysis.models.regression import regress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.models.regression_result import Regression

    Floats = NDArray[np.float64]
    Labels = tuple[tuple[str, str], ...]
    Fit = Callable[[Sequence[Predictor], tuple[Any, float, float | None]], Regression]

SCORES = {1: 0.0, 2: 25.0, 3: 50.0, 4: 75.0, 5: 100.0}
SATISFIED = (4, 5)


@dataclass(frozen=True, slots=True)
class Importance:
    """How much the overall answer moves with one factor."""

    coefficient: float
    """Per step of the factor's answers: log-odds, or points of the overall score in the linear model."""
    se: float
    p: float
    odds_ratio: float | None
    """Of a better overall answer per step of the factor; ``None`` in the linear model."""
    odds_low: float | None
    odds_high: float | None
    standardised: float
    """The coefficient per standard deviation of the factor, so that factors can be ranked."""
    standardised_low: float
    standardised_high: float


@dataclass(frozen=True, slots=True)
class Driver:
    """One factor: how it does and how much it matters."""

    factor: str
    performance: Estimate
    """Mean score of all who answered the factor."""
    satisfied: Estimate
    """Share satisfied of all who answered the factor."""
    joint: Importance
    """Beside all other factors: what is left of it where the others stay as they are."""
    alone: Importance
    """By itself: what it carries, with all that goes along with it."""
    quadrant: str
    """``focus`` (matters, does worse), ``keep`` (matters, does well), ``low_priority`` (matters less, does worse) or
    ``possible_overkill`` (matters less, does well)."""


@dataclass(frozen=True, slots=True, eq=False)
class Drivers:
    """An importance–performance table."""

    overall: str
    model: str
    drivers: tuple[Driver, ...]
    left_out: tuple[tuple[str, str], ...]
    """(factor, ``no_answers`` or ``no_variation``)."""
    n: int
    """Answers to the overall question and to every factor in the table: importance rests on these."""
    incomplete: int
    """Answers to the overall question with a factor missing."""
    importance: str
    """``joint`` or ``alone``: what the quadrants go by."""
    importance_cut: float
    """Mean standardised importance."""
    performance_cut: float
    """Mean performance."""
    regression: Regression
    """The model of all factors together."""
    domain: tuple[tuple[str, str], ...] = ()


def drivers(
    design: SurveyDesign,
    overall: str,
    factors: Sequence[str],
    *,
    model: str = "proportional_odds",
    scores: Mapping[Any, float] | None = None,
    satisfied: Collection[Any] = SATISFIED,
    importance: str = "joint",
    where: Any = None,
    level: float = 0.95,
    dof: float | None = None,
    domain: Labels = (),
) -> Drivers:
    """Return for each factor how well it does and how much the overall answer moves with it.

    Importance comes from one model of all factors (``joint``) and from one model each (``alone``), on the same complete
    answers. Factors go together, so that the joint figures are unsteady and one may even turn negative; the figures
    alone are steady and overlap. Neither is a cause.

    Parameters
    ----------
    design : SurveyDesign
    overall : str
        Column with the overall answer.
    factors : sequence of str
        Columns with the answers to the factors, on the same scale.
    model : {"proportional_odds", "logistic", "linear"}
        Of the ordered overall answer, of being satisfied, or of the overall score.
    scores : mapping, optional
        Code → score, the valid answers of all items; 0, 25, 50, 75, 100 for 1 to 5 when left out.
    satisfied : collection
        The codes that count as satisfied.
    importance : {"joint", "alone"}
        What the quadrants go by.
    where, level, dof, domain
        As in `proportional_odds`.

    Raises
    ------
    DesignError
        No factor, fewer than two scores, collinear factors, or too few PSUs for so many factors.
    DidNotConverge
        A factor that parts the overall answers without error.
    EmptyCellError
        No answer has the overall question and every factor that anybody answered.
    MethodError
        A model or kind of importance that does not exist.

    Notes
    -----
    A factor enters as its score over the mean distance between neighbouring scores, so that β is per step of the scale.
    Standardised: β · sd, sd the weighted standard deviation over the complete answers. A factor is high in the table
    where it is at or above the mean of all factors.

    References
    ----------
    Martilla, James (1977), J. Marketing 41(1); McCullagh (1980), JRSS B 42; Menard (2004), American Statistician 58(3).

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({
    ...     "overall": [5, 4, 3, 2, 4, 5], "staff": [5, 4, 3, 2, 5, 4], "place": [4, 3, 4, 3, 3, 4],
    ...     "count": [40, 50, 30, 20, 10, 10]})
    >>> found = drivers(SurveyDesign(cells, count="count"), "overall", ["staff", "place"], model="linear")
    >>> [(one.factor, round(one.joint.standardised, 1), one.quadrant) for one in found.drivers]
    [('staff', 22.3, 'keep'), ('place', 3.8, 'low_priority')]
    """
    if importance not in ("joint", "alone"):
        raise MethodError(f"importance {importance!r} is not known; choose one of ['joint', 'alone']")
    scale = _scale(SCORES if scores is None else scores)
    fit = _model(model, design, overall, scale, satisfied)
    asked = np.ones(design.rows, dtype=bool) if where is None else read_mask(design, where)
    answered = asked & ~np.isnan(read_numbers(design, overall, scale)[0])
    kept, left_out = _usable(_read_factors(design, factors, scale), answered)
    complete = answered & is_complete(kept)
    rows = read_domain(design, complete, complete, f"{overall} and its factors")
    together = fit(kept, (complete, level, dof))
    joint = [_importance(one, rows, together, i) for i, one in enumerate(kept)]
    alone = [_importance(one, rows, fit((one,), (complete, level, dof)), 0) for one in kept]
    doing = [_performance(design, one.name, (scale, satisfied), (asked, level, domain)) for one in kept]
    counted = joint if importance == "joint" else alone
    cut = float(np.mean([one.standardised for one in counted])), float(np.mean([score.value for score, _ in doing]))
    table = tuple(
        Driver(one.name, score, share, near, own, _quadrant(weight.standardised, score.value, cut))
        for one, (score, share), near, own, weight in zip(kept, doing, joint, alone, counted, strict=True)
    )
    incomplete = int(design.counts[answered].sum()) - rows.n
    return Drivers(overall, model, table, left_out, rows.n, incomplete, importance, *cut, together, domain)


def _scale(scores: Mapping[Any, float]) -> dict[Any, float]:
    """Return the scores, two or more that differ."""
    if len(set(scores.values())) < 2:
        raise DesignError(f"scores: got {dict(scores)}; expected two codes or more with different scores")
    return dict(scores)


def _read_factors(design: SurveyDesign, factors: Sequence[str], scale: dict[Any, float]) -> tuple[Predictor, ...]:
    """Return each factor in steps of the scale."""
    if isinstance(factors, str) or not factors or len(set(factors)) < len(factors):
        raise DesignError(f"factors: got {factors!r}; expected a list of different columns")
    step = (max(scale.values()) - min(scale.values())) / (len(scale) - 1)
    return tuple(Predictor(name, read_numbers(design, name, scale)[0] / step) for name in factors)


def _usable(
    read: tuple[Predictor, ...], answered: NDArray[np.bool_]
) -> tuple[tuple[Predictor, ...], tuple[tuple[str, str], ...]]:
    """Return the factors to explain by, and why the others are left out."""
    heard = tuple(one for one in read if (answered & ~np.isnan(one.values)).any())
    why = {one.name: "no_answers" for one in read if one not in heard}
    complete = answered & is_complete(heard) if heard else np.zeros_like(answered)
    if not complete.any():
        raise EmptyCellError(
            f"no answer in the domain has the overall question and all of {[one.name for one in heard]}; widen the "
            "domain or leave out the factors least answered"
        )
    varied = tuple(one for one in heard if np.ptp(one.values[complete]) > 0)
    why |= {one.name: "no_variation" for one in heard if one not in varied}
    if not varied:
        raise DesignError("factors: none varies among the complete answers of the domain; nothing to explain by")
    return varied, tuple((one.name, why[one.name]) for one in read if one.name in why)


def _model(model: str, design: SurveyDesign, overall: str, scale: dict[Any, float], satisfied: Collection[Any]) -> Fit:
    """Return the named model of the overall answer as a function of (factors, (where, level, dof))."""
    if model not in _MODELS:
        raise MethodError(f"model {model!r} is not known; choose one of {list(_MODELS)}")
    return _MODELS[model](design, overall, scale, satisfied)


def _ordered(design: SurveyDesign, overall: str, scale: dict[Any, float], satisfied: Collection[Any]) -> Fit:
    outcome = read_order(design, overall, sorted(scale, key=lambda code: scale[code]))
    return lambda read, asked: regress_order(design, outcome, read, asked)


def _satisfied(design: SurveyDesign, overall: str, scale: dict[Any, float], satisfied: Collection[Any]) -> Fit:
    values, name = read_numbers(design, overall, {code: float(code in satisfied) for code in scale})
    return lambda read, asked: regress("logistic", design, (values, name), read, asked)


def _score(design: SurveyDesign, overall: str, scale: dict[Any, float], satisfied: Collection[Any]) -> Fit:
    outcome = read_numbers(design, overall, scale)
    return lambda read, asked: regress("linear", design, outcome, read, asked)


def _importance(factor: Predictor, rows: Domain, fitted: Regression, at: int) -> Importance:
    """Return what the fitted model says of its factor number ``at``."""
    one = [found for found in fitted.coefficients if found.term != "(intercept)"][at]
    share = rows.weight / rows.weight.sum()
    known = np.where(rows.inside, factor.values, 0.0)
    sd = float(np.sqrt(share @ np.where(rows.inside, known - share @ known, 0.0) ** 2))
    ends = one.value * sd, one.ci_low * sd, one.ci_high * sd
    if fitted.model == "linear":
        return Importance(one.value, one.se, one.p, None, None, None, *ends)
    odds = fitted.odds_ratios()[at]
    return Importance(one.value, one.se, one.p, odds.value, odds.ci_low, odds.ci_high, *ends)


def _performance(
    design: SurveyDesign,
    factor: str,
    said: tuple[dict[Any, float], Collection[Any]],
    asked: tuple[NDArray[np.bool_], float, Labels],
) -> tuple[Estimate, Estimate]:
    """Return the mean score and the share satisfied; ``said`` is (scores, satisfied)."""
    (scale, satisfied), (where, level, domain) = said, asked
    return (
        mean(design, factor, scores=scale, where=where, level=level, domain=domain),
        proportion(design, factor, satisfied, valid=list(scale), where=where, level=level, domain=domain),
    )


def _quadrant(importance: float, performance: float, cut: tuple[float, float]) -> str:
    """Return where a factor stands in the table."""
    return _QUADRANTS[importance >= cut[0], performance >= cut[1]]


_QUADRANTS = {
    (True, False): "focus",
    (True, True): "keep",
    (False, False): "low_priority",
    (False, True): "possible_overkill",
}
_MODELS: dict[str, Callable[..., Fit]] = {
    "proportional_odds": _ordered,
    "logistic": _satisfied,
    "linear": _score,
}
