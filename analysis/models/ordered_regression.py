"""Proportional-odds regression of ordered answers on a design (R: ``svyolr``, logistic)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_collection
from analysis.design.domains import read_domain
from analysis.design.linearisation import covariance
from analysis.exceptions import DesignError, DidNotConverge
from analysis.models.maximum import Maximum, at_or_nowhere, is_far, maximise, parted, separating
from analysis.models.model_matrix import ModelMatrix, Predictor, is_complete, model_matrix, read_predictors
from analysis.models.regression_result import Regression, tell
from analysis.testing.outcomes import read_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]


def proportional_odds(
    design: SurveyDesign,
    item: Any,
    predictors: Sequence[str],
    *,
    levels: Sequence[Any] | None = None,
    base: Mapping[str, Any] | None = None,
    categorical: Collection[str] = (),
    where: Any = None,
    level: float = 0.95,
    dof: float | None = None,
) -> Regression:
    """Explain an ordered answer: how each predictor multiplies the odds of answering higher, at every threshold alike.

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
        Three or more ordered answers.
    levels : sequence, optional
        The answers from lowest to highest; in their own order when left out. An answer not listed is missing.
    predictors, base, categorical, where, level
        As in `logistic_regression`.
    dof : float, optional
        Of t; PSUs less strata less the slopes when left out (R's Wald tests), ``math.inf`` for the normal (R's
        ``confint``).

    Returns
    -------
    Regression
        ``coefficients`` are the slopes, ``thresholds`` follow them in ``covariance``.

    Raises
    ------
    DesignError
        Fewer than three answers given in the domain, or as `linear_regression`.
    DidNotConverge
        Predictors that part the answers without error; names them.
    EmptyCellError
        No complete answer in the domain.

    Notes
    -----
    logit P(y ≤ c) = γ_c − xᵀβ. The weighted score Σ w ∂ log(F(γ_y − xᵀβ) − F(γ_{y−1} − xᵀβ)) is brought to 0 by
    Newton's steps with the analytic second derivatives H; influence w s H⁻¹.

    References
    ----------
    McCullagh (1980), JRSS B 42(2), 109–142; Binder (1983); Lumley (2010), Complex Surveys, §6.4.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"sex": list("fffmmm"), "y": [1, 2, 3] * 2, "count": [20, 30, 50, 30, 40, 30]})
    >>> found = proportional_odds(SurveyDesign(cells, count="count"), "y", ["sex"])
    >>> [f"{one.name} {one.value:.3f}" for one in (*found.coefficients, *found.thresholds)]
    ['sex = m -0.730', 'threshold = 1|2 -1.505', 'threshold = 2|3 0.046']
    """
    read = read_predictors(design, predictors, base, categorical)
    return regress_order(design, read_order(design, item, levels), read, (where, level, dof))


def regress_order(
    design: SurveyDesign,
    outcome: tuple[NDArray[np.intp], Sequence[Any], str],
    read: Sequence[Predictor],
    asked: tuple[Any, float, float | None],
) -> Regression:
    """Fit a model of (place in the order, order, name) and report it; ``asked`` is (where, level, dof)."""
    (answer, labels, name), (where, level, dof) = outcome, asked
    rows = read_domain(design, where, (answer >= 0) & is_complete(read), f"{name} and its predictors")
    present = np.unique(answer[rows.inside])
    if len(present) < 3:
        raise DesignError(
            f"outcome {name!r} has the answers {[labels[code] for code in present]} in the domain; expected three or "
            "more: use logistic_regression for two"
        )
    matrix = model_matrix(read, rows)
    ordered = _Ordered(matrix, np.searchsorted(present, answer[rows.inside]), len(present) - 1, name)
    found = ordered.fit_or_explain(rows.weight[rows.inside])

    def refit(weights: Floats) -> Floats:
        again = (weights * design.counts)[rows.inside]
        return ordered.unscale(at_or_nowhere(lambda: ordered.fit(again, found.at), len(found.at)))

    scores = ordered.scores(found.at)[1] / rows.weight.sum()
    slope = ordered.unscale(np.linalg.solve(found.curvature, scores.T).T)
    influence = np.zeros((design.rows, slope.shape[1]))
    influence[rows.inside] = slope * design.weight[rows.inside, None]
    spread = covariance(design, influence, rows.inside, refit)
    shown = [str(labels[code]) for code in present]
    cuts = tuple(("threshold", f"{low}|{high}") for low, high in zip(shown, shown[1:], strict=False))
    said = ("proportional_odds", name, matrix.bases, found.steps)
    values = (*matrix.names, *cuts), ordered.unscale(found.at), spread
    return tell(rows, said, values, (level, dof), thresholds=len(cuts))


def read_order(
    design: SurveyDesign, item: Any, levels: Sequence[Any] | None
) -> tuple[NDArray[np.intp], Sequence[Any], str]:
    """Return the place of each answer in the order (−1 where missing), the order, and the item's name."""
    codes, labels, name = read_groups(design, item, "item")
    if levels is None:
        return codes, labels, name
    levels = read_collection("levels", levels, "different answers from lowest to highest")
    if not levels:
        raise DesignError(f"levels: got {levels!r}; expected different answers from lowest to highest")
    place = {label: i for i, label in enumerate(levels)}
    if len(place) < len(levels):
        raise DesignError(f"levels: got {levels!r}; expected different answers from lowest to highest")
    order = np.array([place.get(label, -1) for label in labels] + [-1])
    return order[codes], levels, name


@dataclass(frozen=True, slots=True, eq=False)
class _Ordered:
    """The likelihood of ordered answers, in the slopes of the scaled predictors and the thresholds."""

    matrix: ModelMatrix
    answer: NDArray[np.intp]
    """(m,) 0 … thresholds."""
    thresholds: int
    item: str

    def fit_or_explain(self, weight: Floats) -> Maximum:
        """Return the weighted maximum, or say which predictors part the answers."""
        try:
            found = self.fit(weight, None)
        except DidNotConverge as error:
            raise (self._reason() or error) from None
        if is_far(np.concatenate(self._edges(found.at))) and (why := self._reason()):
            raise why
        return found

    def _reason(self) -> DidNotConverge | None:
        """Return an error that names the predictors that part the answers, where they do."""
        return parted(self.item, self.matrix, separating(*self._sides()))

    def fit(self, weight: Floats, start: Floats | None) -> Maximum:
        """Return the weighted maximum."""
        share = weight / max(float(weight.sum()), np.finfo(float).tiny)
        slopes = self.matrix.scaled.shape[1]
        if start is None:
            below = np.cumsum(np.bincount(self.answer, share, self.thresholds + 1))[:-1]
            start = np.concatenate([np.zeros(slopes), np.log(below / (1 - below))])

        def climb(theta: Floats) -> tuple[float, Floats, Floats]:
            if (np.diff(theta[slopes:]) <= 0).any():
                return -np.inf, np.zeros_like(theta), np.eye(len(theta))
            height, scores = self.scores(theta)
            return float(share @ height), share @ scores, self.curvature(theta, share)

        return maximise(climb, start, f"proportional-odds regression of {self.item!r}")

    def scores(self, theta: Floats) -> tuple[Floats, Floats]:
        """Return each answer's log-likelihood (m,) and its derivatives (m, k).

        F(u) − F(l) = F(u) F(−l) (1 − e^{l−u}) keeps its digits far out.
        """
        from scipy.special import expit, log_expit

        upper, lower = self._edges(theta)
        gap = _gap(upper, lower)
        height = log_expit(upper) + log_expit(-lower) + np.log(-np.expm1(lower - upper))
        scores = (expit(-upper) + gap)[:, None] * self._design(0) - (expit(lower) + gap)[:, None] * self._design(1)
        return height, scores

    def curvature(self, theta: Floats, share: Floats) -> Floats:
        """Return the negative second derivatives (k, k) of the weighted log-likelihood."""
        upper, lower = self._edges(theta)
        gap = _gap(upper, lower)
        found = np.zeros((len(theta), len(theta)))
        first, second = self._design(0), self._design(1)
        parts = ((first, _density(upper)), (second, _density(lower)), (first - second, gap * (1 + gap)))
        for side, weight in parts:
            found += side.T @ (side * (share * weight)[:, None])
        return found

    def unscale(self, theta: Floats) -> Floats:
        """Return slopes and thresholds (…, k) of the predictors themselves."""
        slopes = self.matrix.scaled.shape[1]
        back, starts = self.matrix.unscale(theta[..., :slopes], -theta[..., slopes:])
        return np.concatenate([back, -starts], axis=-1)

    def _edges(self, theta: Floats) -> tuple[Floats, Floats]:
        """Return γ_y − xᵀβ and γ_{y−1} − xᵀβ, infinite at the ends."""
        slopes = self.matrix.scaled.shape[1]
        cuts = np.concatenate([[-np.inf], theta[slopes:], [np.inf]])
        eta = self.matrix.scaled @ theta[:slopes]
        return cuts[self.answer + 1] - eta, cuts[self.answer] - eta

    def _design(self, below: int) -> Floats:
        """Return (m, k) derivatives of the upper edge (``below`` 0) or the lower one; 0 at the ends."""
        cut = self.answer - below
        marks = (cut[:, None] == np.arange(self.thresholds)).astype(np.float64)
        inner = ((cut >= 0) & (cut < self.thresholds))[:, None]
        return np.column_stack([np.where(inner, -self.matrix.scaled, 0.0), marks])

    def _sides(self) -> tuple[Floats, Floats]:
        """Return what grows along a direction without end: each edge away from its answer, in slopes and thresholds."""
        slopes = self.matrix.scaled.shape[1]
        edges = np.concatenate([self._design(0), -self._design(1)])
        inner = edges[edges[:, slopes:].any(axis=1)]
        return inner[:, :slopes], inner[:, slopes:]


def _density(at: Floats) -> Floats:
    """Return the logistic density, 0 at the ends."""
    from scipy.special import expit

    density: Floats = expit(at) * expit(-at)
    return density


def _gap(upper: Floats, lower: Floats) -> Floats:
    """Return 1 / (e^(u − l) − 1), 0 where one of the edges is at an end."""
    near = np.exp(lower - upper)
    gap: Floats = near / -np.expm1(lower - upper)
    return gap
