"""McDonald's omega: the reliability of a sum of items that measure one thing to different degrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.estimation.linearised import Linearised
from analysis.measurement.newton import minimise
from analysis.measurement.patterns import SATISFACTION
from analysis.measurement.reliability import covariances, read_complete, reliability

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.estimation.linearised import Labels

    Floats = NDArray[np.float64]

TOLERANCE = 1e-13


@dataclass(frozen=True, slots=True)
class ItemLoading:
    """How strongly one item, in units of its standard deviation, goes with the common factor."""

    item: str
    loading: float
    uniqueness: float
    """1 − loading²: what the item has for itself; negative in a Heywood case."""


@dataclass(frozen=True, slots=True)
class Omega:
    """McDonald's omega of the one-factor model."""

    estimate: Estimate
    loadings: tuple[ItemLoading, ...]
    residual: float
    """Root mean square of what the factor leaves of the correlations; above about 0.08 one factor is not enough."""
    heywood: tuple[str, ...]
    """Items with a loading of 1 or more: no such model exists and omega should not be used."""
    incomplete: int
    """Answers of the domain left out because an item is missing."""


def mcdonald_omega(
    design: SurveyDesign,
    items: Sequence[str],
    *,
    scale: Sequence[float] | None = SATISFACTION,
    reversed_items: Collection[str] = (),
    not_applicable: Collection[float] = (),
    standardized: bool = False,
    where: Any = None,
    level: float = 0.95,
    method: str = "log",
    domain: Labels = (),
) -> Omega:
    """Return McDonald's omega (total, one factor) of the sum of ``items``, with its standard error and the loadings.

    Parameters
    ----------
    design : SurveyDesign
    items : sequence of str
        Three columns or more; two do not determine a factor.
    scale, reversed_items, not_applicable, where, level, method, domain
        As in `cronbach_alpha`.
    standardized : bool
        Of the sum of items each divided by its standard deviation, as R's ``psych::omega`` has it, and not of the sum
        of the codes.

    Returns
    -------
    Omega

    Raises
    ------
    DidNotConverge
        The correlations do not determine one factor: no common part, or a loading without bound.
    DesignError, EmptyCellError, MethodError
        As in `cronbach_alpha`.

    Notes
    -----
    Minimum residuals: λ makes Σ_{i<j} (r_ij − λ_i λ_j)² smallest, r the weighted correlations, by Newton's method.
    ω = (Σ σ_i λ_i)² / ((Σ σ_i λ_i)² + Σ σ_i² (1 − λ_i²)), σ_i the standard deviation, or 1 if ``standardized``. R's
    ``psych::omega`` puts the sum of the observed correlations below the line, which differs by the residuals.

    Influence: dλ = H⁻¹ Σ_{j≠i} λ_j dr_ij with H the second derivatives (H_ii = Σ_{j≠i} λ_j², H_ij = 2 λ_i λ_j − r_ij),
    dr_ij = z_i z_j − r_ij (z_i² + z_j²)/2 and dσ_i = σ_i (z_i² − 1)/2 for an answer with standard scores z.

    References
    ----------
    McDonald (1999), Test Theory, eq. 6.20; Harman, Jones (1966), Psychometrika 31(3), 351–368 (minimum residuals);
    Heywood (1931), Proc. Royal Society A 134.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"a": [1, 2, 4, 5, 3], "b": [2, 1, 5, 4, 2], "c": [1, 3, 5, 5, 1], "count": [9] * 5})
    >>> found = mcdonald_omega(SurveyDesign(cells, count="count"), ["a", "b", "c"])
    >>> round(found.estimate.value, 3), [round(one.loading, 3) for one in found.loadings]
    (0.911, [0.894, 0.861, 0.884])
    """
    answers = read_complete(
        design,
        items,
        scale=scale,
        reversed_items=reversed_items,
        not_applicable=not_applicable,
        where=where,
        fewest=3,
    )
    rows, values = answers.rows, answers.values
    model = _fit(*covariances(values, rows.persons), standardized=standardized)

    def refit(weight: Floats) -> float:
        persons = weight[rows.index] * rows.design.counts[rows.index]
        return _fit(*covariances(values, persons), standardized=standardized).omega

    slope = model.slope(values) / rows.persons.sum()
    found = Linearised("omega", answers.name, model.omega, rows, slope, 1.0, refit)
    return Omega(
        estimate=reliability(found, level, method, domain),
        loadings=tuple(
            ItemLoading(item, float(loading), float(1 - loading**2))
            for item, loading in zip(answers.items, model.loadings, strict=True)
        ),
        residual=model.residual,
        heywood=tuple(np.array(answers.items)[np.abs(model.loadings) >= 1].tolist()),
        incomplete=answers.incomplete,
    )


def minimum_residuals(correlations: Floats) -> Floats:
    """Return the (k,) loadings that leave least of the (k, k) correlations, their sum not negative.

    Raises
    ------
    DidNotConverge
        When they are not determined.
    """
    sizes, axes = np.linalg.eigh(correlations)
    start = axes[:, -1] * np.sqrt(sizes[-1])
    pairs = _pairs(len(correlations))

    def misfit(loadings: Floats) -> float:
        return float(np.sum((correlations - np.outer(loadings, loadings))[pairs] ** 2)) / 2

    found = minimise(
        misfit, lambda loadings: _slopes(correlations, loadings), start, tolerance=TOLERANCE, what="one factor"
    )
    return found if found.sum() >= 0 else -found


def _slopes(correlations: Floats, loadings: Floats) -> tuple[Floats, Floats]:
    """Return gradient and second derivatives of half the sum of squared residuals over the pairs."""
    model = np.outer(loadings, loadings)
    residual = correlations - model
    np.fill_diagonal(residual, 0.0)
    squares = np.square(loadings)
    curvature = model - residual
    np.fill_diagonal(curvature, squares.sum() - squares)
    return -residual @ loadings, curvature


def _pairs(count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the places of each pair of items, once."""
    return np.triu_indices(count, 1)


@dataclass(frozen=True, slots=True, eq=False)
class _OneFactor:
    """The model at its solution; ``unit`` is what an item is counted in, its standard deviation or 1."""

    means: Floats
    sigma: Floats
    correlations: Floats
    loadings: Floats
    standardized: bool

    @property
    def unit(self) -> Floats:
        return np.ones(len(self.sigma)) if self.standardized else self.sigma

    @property
    def parts(self) -> tuple[float, float]:
        """Return Σ σ λ and Σ σ² (1 − λ²)."""
        return float(self.unit @ self.loadings), float(np.square(self.unit) @ (1 - np.square(self.loadings)))

    @property
    def omega(self) -> float:
        common, own = self.parts
        return common**2 / (common**2 + own)

    @property
    def residual(self) -> float:
        left = (self.correlations - np.outer(self.loadings, self.loadings))[_pairs(len(self.sigma))]
        return float(np.sqrt(np.mean(np.square(left))))

    def slope(self, values: Floats) -> Floats:
        """Return how each answer moves omega, per share of the persons."""
        common, own = self.parts
        whole = common**2 + own
        up, down = 2 * common * own / whole**2, common**2 / whole**2
        by_loading = up * self.unit + 2 * down * np.square(self.unit) * self.loadings
        scores = (values - self.means) / self.sigma
        moved = self._through_loadings(scores, by_loading)
        if not self.standardized:
            by_sigma = up * self.loadings - 2 * down * self.sigma * (1 - np.square(self.loadings))
            moved = moved + (np.square(scores) - 1) @ (by_sigma * self.sigma) / 2
        return moved

    def _through_loadings(self, scores: Floats, by_loading: Floats) -> Floats:
        """Return how each answer moves what depends on the loadings with the slopes ``by_loading``."""
        curvature = _slopes(self.correlations, self.loadings)[1]
        table = np.outer(np.linalg.solve(curvature, by_loading), self.loadings)
        np.fill_diagonal(table, 0.0)
        drift = table * self.correlations
        products = np.sum((scores @ table) * scores, axis=1)
        moved: Floats = products - np.square(scores) @ (drift.sum(axis=0) + drift.sum(axis=1)) / 2
        return moved


def _fit(means: Floats, table: Floats, *, standardized: bool) -> _OneFactor:
    """Return the one-factor model of items with these covariances."""
    sigma = np.sqrt(np.diag(table))
    correlations = table / np.outer(sigma, sigma)
    return _OneFactor(means, sigma, correlations, minimum_residuals(correlations), standardized)
