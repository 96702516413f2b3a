"""Trend over weeks: how much a share or mean moves from week to week, held against chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_level
from analysis.design.domains import read_domain
from analysis.estimation.intervals import t_quantile
from analysis.estimation.items import read_numbers
from analysis.exceptions import DesignError, MethodError
from analysis.models.model_matrix import Predictor
from analysis.models.regression import regress
from analysis.testing.outcomes import read_outcome
from analysis.testing.t_tests import standard_error
from analysis.testing.tails import two_sided

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]
    Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """A slope per week."""

    method: str
    item: str
    slope: float
    """In the unit of the item a week; with ``logit`` in log-odds a week."""
    se: float
    statistic: float
    dof: float
    p: float
    ci_low: float
    ci_high: float
    level: float
    weeks: int
    """Weeks with answers."""
    n: int
    domain: tuple[tuple[str, str], ...] = ()


def trend(
    design: SurveyDesign,
    item: Any,
    week: Any,
    *,
    codes: Collection[Any] | None = None,
    scores: Mapping[Any, float] | None = None,
    method: str = "linear",
    where: Any = None,
    level: float = 0.95,
    domain: Labels = (),
) -> Trend:
    """Return the slope of a mean, or with ``codes`` of a share, over the number of the week.

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
    week : str or (rows,) array
        Numbers that grow by 1 a week; number them through over the turn of a year.
    codes, scores
        As in `t_test`.
    method : {"linear", "logit", "weekly"}
        Linear regression over the answers, logistic regression, or the straight line through the weekly figures, each
        week counting the same whatever its answers.
    where, level, domain
        As in `t_test`.

    Raises
    ------
    DesignError
        Weeks that are no numbers, fewer than two of them, or answers that do not vary.
    EmptyCellError
        No complete answer in the domain.
    MethodError
        A method that does not exist.

    Notes
    -----
    ``linear``, ``logit``: the slope of `linear_regression` or `logistic_regression`, t on PSUs less strata less 1.
    ``weekly``: Σ_t (t − t̄) θ̂_t / Σ_t (t − t̄)² with the covariance of the weekly figures, t on PSUs less strata (R:
    ``svycontrast(svyby(…, covmat = TRUE))``). A straight line is assumed; steps and seasons show in control charts.

    References
    ----------
    Lumley (2010), Complex Surveys, §5.1 and §6.3; Korn, Graubard (1999), §8.3.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"week": [1, 1, 2, 2, 3, 3], "y": [1, 0] * 3, "count": [70, 30, 75, 25, 80, 20]})
    >>> found = trend(SurveyDesign(cells, count="count"), "y", "week", codes={1})
    >>> f"{found.slope:.3f} a week, se {found.se:.4f}, p {found.p:.2f}"
    '0.050 a week, se 0.0305, p 0.10'
    """
    if method not in _METHODS:
        raise MethodError(f"trend method {method!r} is not known; choose one of {list(_METHODS)}")
    outcome = read_outcome(design, item, codes, scores)
    weeks, name = read_numbers(design, week)
    found = _METHODS[method](design, outcome, Predictor(name or "week", weeks), (where, read_level(level)))
    rows = read_domain(design, where, ~(np.isnan(outcome[0]) | np.isnan(weeks)), outcome[1])
    different = len(np.unique(weeks[rows.inside]))
    slope, se, dof = found
    reach = t_quantile(level, dof) * se
    p = two_sided(slope / se, dof)
    ends = slope - reach, slope + reach
    return Trend(method, outcome[1], slope, se, slope / se, dof, p, *ends, level, different, rows.n, domain)


def _regression(model: str) -> Callable[..., tuple[float, float, float]]:
    """Return the slope of a regression on the week."""

    def slope(
        design: SurveyDesign, outcome: tuple[Floats, str], week: Predictor, asked: tuple[Any, float]
    ) -> tuple[float, float, float]:
        fitted = regress(model, design, outcome, (week,), (*asked, None))
        return fitted.coefficients[1].value, fitted.coefficients[1].se, fitted.dof

    return slope


def _weekly(
    design: SurveyDesign, outcome: tuple[Floats, str], week: Predictor, asked: tuple[Any, float]
) -> tuple[float, float, float]:
    """Return the slope of the line through the weekly figures."""
    values, name = outcome
    rows = read_domain(design, asked[0], ~(np.isnan(values) | np.isnan(week.values)), name)
    weeks, inner = np.unique(week.values[rows.inside], return_inverse=True)
    if len(weeks) < 2:
        raise DesignError(f"week: every answer in the domain is of week {weeks[0]:g}; a trend needs two weeks or more")
    line = (weeks - weeks.mean()) / ((weeks - weeks.mean()) ** 2).sum()
    answers = values[rows.inside]

    def figures(weights: Floats) -> tuple[Floats, Floats]:
        share = (weights * design.counts)[rows.inside]
        persons: Floats = np.bincount(inner, share, len(weeks)).astype(np.float64)
        known = np.where(persons > 0, persons, np.nan)
        return np.bincount(inner, share * answers, len(weeks)) / known, persons

    means, persons = figures(design.weight)
    slope = np.zeros(design.rows)
    slope[rows.inside] = (line / persons)[inner] * (answers - means[inner])
    se = standard_error(rows, slope, float(np.abs(answers).max()), lambda again: np.array([line @ figures(again)[0]]))
    return float(line @ means), se, rows.dof


_METHODS: dict[str, Callable[..., tuple[float, float, float]]] = {
    "linear": _regression("linear"),
    "logit": _regression("logistic"),
    "weekly": _weekly,
}
