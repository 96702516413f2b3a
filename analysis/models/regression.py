"""Linear and logistic regression on a design, with its standard errors (R: ``svyglm``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.domains import read_domain
from analysis.design.linearisation import covariance
from analysis.exceptions import DesignError, DidNotConverge
from analysis.models.maximum import Maximum, at_or_nowhere, is_far, maximise, parted, separating
from analysis.models.model_matrix import ModelMatrix, Predictor, is_complete, model_matrix, read_predictors
from analysis.models.regression_result import Regression, tell
from analysis.testing.outcomes import read_outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Family:
    """A canonical family: what is expected at η, its slope, and the log-likelihood of an answer."""

    name: str
    expected: Callable[[Floats], tuple[Floats, Floats]]
    height: Callable[[Floats, Floats], Floats]


def linear_regression(
    design: SurveyDesign,
    item: Any,
    predictors: Sequence[str],
    *,
    scores: Mapping[Any, float] | None = None,
    codes: Collection[Any] | None = None,
    base: Mapping[str, Any] | None = None,
    categorical: Collection[str] = (),
    where: Any = None,
    level: float = 0.95,
    dof: float | None = None,
) -> Regression:
    """Explain a number, or a share in percentage points, by several predictors (R: ``svyglm``, gaussian).

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
        Numbers, or codes with ``scores``; with ``codes`` 1 where the answer is one of them, else 0.
    predictors : sequence of str
        Columns: numbers enter as they are, text, categories and true/false as labels against a base.
    base : mapping, optional
        Column → the label others are compared with; the first in order when left out. Makes the column labels.
    categorical : collection of str
        Columns of numbers that are labels.
    where : (rows,) bool, optional
        The domain. A row with a missing value is outside it.
    level : float
        Of the intervals.
    dof : float, optional
        Of t; PSUs less strata plus 1 less the coefficients when left out, ``math.inf`` for the normal.

    Raises
    ------
    DesignError
        An outcome or predictor that does not vary, collinear predictors, or no degree of freedom left; names each.
    EmptyCellError
        No complete answer in the domain.

    Notes
    -----
    β̂ = (XᵀWX)⁻¹XᵀWy; influence w x (y − xᵀβ̂) (XᵀWX)⁻¹.

    References
    ----------
    Binder (1983), International Statistical Review 51; Fuller (2009), Sampling Statistics, ch. 6.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"sex": ["f", "f", "m", "m"], "y": [1, 0, 1, 0], "count": [60, 40, 45, 55]})
    >>> found = linear_regression(SurveyDesign(cells, count="count"), "y", ["sex"])
    >>> [(one.name, round(one.value, 3), round(one.se, 4)) for one in found.coefficients]
    [('(intercept)', 0.6, 0.0491), ('sex = m', -0.15, 0.07)]
    """
    values, name = read_outcome(design, item, codes, scores)
    read = read_predictors(design, predictors, base, categorical)
    return regress("linear", design, (values, name), read, (where, level, dof))


def logistic_regression(
    design: SurveyDesign,
    item: Any,
    predictors: Sequence[str],
    *,
    codes: Collection[Any] | None = None,
    base: Mapping[str, Any] | None = None,
    categorical: Collection[str] = (),
    where: Any = None,
    level: float = 0.95,
    dof: float | None = None,
) -> Regression:
    """Explain the odds of an answer by several predictors (R: ``svyglm(family = quasibinomial)``).

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
        With ``codes`` 1 where the answer is one of them, else 0; without, numbers between 0 and 1.
    predictors, base, categorical, where, level, dof
        As in `linear_regression`.

    Raises
    ------
    DesignError
        As `linear_regression`, or an outcome outside 0–1.
    DidNotConverge
        Predictors that part the answers without error, so that an odds ratio would be infinite; names them.
    EmptyCellError
        No complete answer in the domain.

    Notes
    -----
    Σ w x (y − π) = 0 with logit π = xᵀβ; influence w x (y − π) (Σ w π(1 − π) x xᵀ)⁻¹. Newton's steps.

    References
    ----------
    Binder (1983), International Statistical Review 51; Lumley (2010), Complex Surveys, §6.3.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"sex": ["f", "f", "m", "m"], "y": [5, 2, 4, 1], "count": [60, 40, 45, 55]})
    >>> found = logistic_regression(SurveyDesign(cells, count="count"), "y", ["sex"], codes={4, 5})
    >>> odds = found.odds_ratios()[0]
    >>> f"{odds.name}: {odds.value:.3f} ({odds.ci_low:.3f} to {odds.ci_high:.3f})"
    'sex = m: 0.545 (0.310 to 0.961)'
    """
    values, name = read_outcome(design, item, codes, None)
    if bad := sorted({float(value) for value in values if not (np.isnan(value) or 0 <= value <= 1)})[:3]:
        raise DesignError(f"outcome {name!r} holds {bad}; expected numbers between 0 and 1: say in codes what counts")
    read = read_predictors(design, predictors, base, categorical)
    return regress("logistic", design, (values, name), read, (where, level, dof))


def regress(
    model: str,
    design: SurveyDesign,
    outcome: tuple[Floats, str],
    read: Sequence[Predictor],
    asked: tuple[Any, float, float | None],
) -> Regression:
    """Fit a model of (values, name) and report it; ``asked`` is (where, level, dof)."""
    family, (values, name), (where, level, dof) = _FAMILIES[model], outcome, asked
    rows = read_domain(design, where, ~np.isnan(values) & is_complete(read), f"{name} and its predictors")
    y = values[rows.inside]
    if y.min() == y.max():
        raise DesignError(f"outcome {name!r} is {y[0]:g} in every complete answer of the domain; nothing to explain")
    matrix = model_matrix(read, rows)
    x = np.column_stack([np.ones(len(y)), matrix.scaled])
    weight = rows.weight[rows.inside]
    found = _fit_or_explain(family, (x, y), weight, (name, matrix))

    def refit(weights: Floats) -> Floats:
        again = (weights * design.counts)[rows.inside]
        return _back(matrix, at_or_nowhere(lambda: _fit(family, (x, y), again, found.at, name), x.shape[1]))

    residual = (y - family.expected(x @ found.at)[0]) / weight.sum()
    slope = _back(matrix, np.linalg.solve(found.curvature, (x * residual[:, None]).T).T)
    influence = np.zeros((design.rows, x.shape[1]))
    influence[rows.inside] = slope * design.weight[rows.inside, None]
    spread = covariance(design, influence, rows.inside, refit)
    names = (("(intercept)", None), *matrix.names)
    said = (family.name, name, matrix.bases, found.steps)
    return tell(rows, said, (names, _back(matrix, found.at), spread), (level, dof))


def _back(matrix: ModelMatrix, scaled: Floats) -> Floats:
    """Return (…, 1 + k) coefficients of centred predictors as those of the predictors themselves."""
    slopes, starts = matrix.unscale(scaled[..., 1:], scaled[..., :1])
    return np.concatenate([starts, slopes], axis=-1)


def _fit_or_explain(
    family: _Family, data: tuple[Floats, Floats], weight: Floats, said: tuple[str, ModelMatrix]
) -> Maximum:
    """Return the weighted fit, or say which predictors part the answers; ``said`` names the outcome and the columns."""
    (x, y), (item, matrix) = data, said

    def reason() -> DidNotConverge | None:
        sides = np.concatenate([x[y > 0], -x[y < 1]])
        return parted(item, matrix, separating(sides[:, 1:], sides[:, :1]))

    try:
        found = _fit(family, data, weight, np.zeros(x.shape[1]), item)
    except DidNotConverge as error:
        raise (reason() or error) from None
    if family.name == "logistic" and is_far(x @ found.at) and (why := reason()):
        raise why
    return found


def _fit(family: _Family, data: tuple[Floats, Floats], weight: Floats, start: Floats, item: str) -> Maximum:
    """Return the weighted fit to (x, y)."""
    x, y = data
    share = weight / max(float(weight.sum()), np.finfo(float).tiny)

    def slopes(beta: Floats) -> tuple[float, Floats, Floats]:
        eta = x @ beta
        expected, slope = family.expected(eta)
        curvature = x.T @ (x * (share * slope)[:, None])
        return float(share @ family.height(y, eta)), x.T @ (share * (y - expected)), curvature

    return maximise(slopes, start, f"{family.name} regression of {item!r}")


def _straight(eta: Floats) -> tuple[Floats, Floats]:
    return eta, np.ones_like(eta)


def _logistic(eta: Floats) -> tuple[Floats, Floats]:
    from scipy.special import expit

    share: Floats = expit(eta)
    return share, share * expit(-eta)


def _squares(y: Floats, eta: Floats) -> Floats:
    return -((y - eta) ** 2) / 2


def _log_likelihood(y: Floats, eta: Floats) -> Floats:
    return y * eta - np.logaddexp(0.0, eta)


_FAMILIES = {
    "linear": _Family("linear", _straight, _squares),
    "logistic": _Family("logistic", _logistic, _log_likelihood),
}
