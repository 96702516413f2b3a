"""Calibration: weights as near to those given as the known totals of auxiliary variables allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_control
from analysis.design.psu_sums import sum_by_group
from analysis.estimation.items import read_numbers
from analysis.exceptions import DesignError, MethodError
from analysis.weighting.adjusting import adjusted
from analysis.weighting.auxiliaries import Auxiliaries, averaged, read_auxiliaries
from analysis.weighting.calibration_equations import Equations, orthonormal, solve
from analysis.weighting.distances import checked_bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Codes = NDArray[np.intp]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Weights calibrated to the totals of auxiliary variables."""

    equations: Equations
    factor: Floats
    """(patterns,) weight after over weight before."""
    basis: Floats
    """(patterns, r) auxiliaries made orthonormal under the weights before, over the variance."""
    variance: Floats | None
    """(patterns,) variance about the regression, up to a constant; ``None`` where it is the same for all."""
    after: Floats
    """(rows,) weight of one answer after it."""

    def repeat(self, counts: Floats, weight: Floats) -> Floats:
        """Return other weights of one answer calibrated to the same totals."""
        known = self.equations.known
        return weight * known.per_row(solve(self.equations, known.per_pattern(counts * weight))[0])

    def residuals(self, counts: Floats, influence: Floats, index: Codes) -> tuple[Floats, Codes]:
        """Take the regression on the auxiliaries off: z_k − w_k x_kᵀ (Σ d x xᵀ/σ²)⁻¹ Σ x z/(g σ²)."""
        pattern = self.equations.known.pattern
        places = index if pattern is None else pattern[index]
        divisor = self.factor if self.variance is None else self.factor * self.variance
        share = np.divide(counts[index], divisor[places], out=np.zeros(len(index)), where=divisor[places] != 0)
        scaled = influence * share[:, None]
        if pattern is None:
            slopes = self.basis[index].T @ scaled
        else:
            slopes = self.basis.T @ sum_by_group(scaled, places, len(self.basis))
        fitted = self.basis @ slopes
        left: Floats = -self.after[:, None] * (fitted if pattern is None else fitted[pattern])
        left[index] += influence
        return left, np.arange(len(left))


def calibrate(
    design: SurveyDesign,
    totals: Mapping[Any, Any],
    *,
    population: float | None = None,
    intercept: bool = True,
    distance: str = "linear",
    bounds: tuple[float, float] | None = None,
    variance: Any = None,
    by_psu: bool = False,
    tolerance: float = 1e-12,
    steps: int = 100,
) -> SurveyDesign:
    """Change the weights as little as possible so that the totals of auxiliary variables are those of the population.

    Use it where totals of numbers are known, or of numbers beside labels; with labels only it does what `rake` does,
    and the distance says how weights move. Its estimates are those of generalised regression (GREG).

    Parameters
    ----------
    design : SurveyDesign
    totals : mapping
        Numeric column → its population total; column or tuple of columns with labels → {label: persons}, as in
        `rake`. Text and numbers are told apart by what they are given.
    population : float, optional
        Persons in all, the intercept's total. What the labels add up to when left out.
    intercept : bool
        Whether the number of persons is one of the totals, as in an R formula. ``False`` is R's ``- 1``.
    distance : {"linear", "raking", "logit"}
        Key of ``DISTANCES``. Linear weights may be negative unless bounded below by 0.
    bounds : (lower, upper), optional
        Limits of weight after / weight before, on both sides of 1.
    variance : str or (rows,) array, optional
        Variance of a row about the regression, up to a constant.
    by_psu : bool
        Give all rows of a PSU one factor (R: ``aggregate.stage=1``).
    tolerance : float
        A total T is met within tolerance · (1 + |T|).
    steps : int
        Newton steps at most.

    Returns
    -------
    SurveyDesign
        A new design whose standard errors use the residuals of the regression on the auxiliaries.

    Raises
    ------
    DesignError
        Totals that do not fit the sample or contradict each other (named), gaps in an auxiliary.
    DidNotConverge
        Totals that cannot be met within the bounds: says after how many steps, and how far off which is.
    MethodError
        A distance that does not exist or bounds it cannot have.

    Notes
    -----
    w_k = d_k F(x_kᵀη / σ_k²) with Σ w x = T; F(u) = 1 + u, exp u, or the logit's. Residual of an influence z:
    z_k − w_k x_kᵀ (Σ d x xᵀ / σ²)⁻¹ Σ x z / (g σ²), g = w/d, whatever the distance; σ² is 1 in it for other distances
    and with bounds, as in R. Where all totals exceed 20 times the sample's, weights are first multiplied by the mean
    of those ratios and bounds hold for what comes on top, as in R. Collinear auxiliaries share their effect.

    References
    ----------
    Deville, Särndal (1992), JASA 87, 376–382; Särndal, Swensson, Wretman (1992), §6.4–6.5; Lumley (2010), §7.3.

    Examples
    --------
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = {"visits": np.array([1.0, 2, 4]), "w": np.array([10.0, 10, 10])}
    >>> calibrated = calibrate(SurveyDesign(cells, weights="w"), {"visits": 80}, population=30)
    >>> calibrated.weight.round(4).tolist()
    [7.1429, 9.2857, 13.5714]
    """
    limits = checked_bounds(distance, bounds)
    read_control("calibrate", tolerance, ("steps", steps))
    known = read_auxiliaries(
        design, totals, population=population, intercept=intercept, by_row=by_psu or variance is not None
    )
    spread = None if variance is None else _read_variance(design, variance)
    if by_psu:
        known, spread = _by_psu(design, known, spread)
    equations = Equations(known, spread, distance, limits, tolerance, steps)
    before = known.per_pattern(design.counts * design.weight)
    factor, basis = solve(equations, before)
    used = spread if equations.is_closed else None
    if used is not spread:
        basis, _ = orthonormal(known, before, None)
    return adjusted(design, Calibration(equations, factor, basis, used, design.weight * known.per_row(factor)))


def _read_variance(design: SurveyDesign, variance: Any) -> Floats:
    """Return the variances of the rows."""
    values, name = read_numbers(design, variance)
    if not (values > 0).all():
        row = int(np.argmin(values > 0))
        raise DesignError(f"calibrate: variance {name!r} is {values[row]!r} in place {row}; expected numbers above 0")
    return values


def _by_psu(design: SurveyDesign, known: Auxiliaries, spread: Floats | None) -> tuple[Auxiliaries, Floats | None]:
    """Return auxiliaries and variances averaged over the answers of a PSU."""
    codes = design.psu_codes
    if codes is None:
        raise MethodError("calibrate: by_psu without psu; name the design's psu column or leave by_psu out")
    counts = np.where(design.weight != 0, design.counts, 0.0)
    top, bottom = np.zeros(int(codes.max()) + 1), np.full(int(codes.max()) + 1, np.inf)
    np.maximum.at(top, codes[counts > 0], design.weight[counts > 0])
    np.minimum.at(bottom, codes[counts > 0], design.weight[counts > 0])
    if (top > bottom * (1 + 1e-9)).any():
        raise DesignError("calibrate: by_psu, but weights differ inside a PSU; calibrate rows, or adjust them later")
    means = averaged(known, codes, counts)
    if spread is None:
        return means, None
    size = np.bincount(codes, design.counts)
    return means, np.bincount(codes, design.counts * spread) / size
