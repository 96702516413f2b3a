"""What a regression says: coefficients with their covariance, odds ratios, and Wald tests of terms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.asked import read_level
from analysis.estimation.intervals import normal_quantile, t_quantile
from analysis.exceptions import DesignError, MethodError
from analysis.models.model_matrix import column_name
from analysis.testing.t_tests import dof_left
from analysis.testing.tails import above_f, two_sided

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design.domains import Domain

    Floats = NDArray[np.float64]
    Names = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient of a regression, or one odds ratio."""

    term: str
    """The predictor, ``(intercept)``, or ``threshold``."""
    label: str | None
    """The label compared with the base; the two answers a threshold lies between."""
    value: float
    se: float
    ci_low: float
    ci_high: float
    statistic: float
    """t; infinite for an intercept without standard error, such as that of a base whose answers are all alike."""
    p: float

    @property
    def name(self) -> str:
        """Term and label together."""
        return self.term if self.label is None else f"{self.term} = {self.label}"


@dataclass(frozen=True, slots=True)
class WaldTest:
    """Whether all coefficients of some terms are 0."""

    terms: tuple[str, ...]
    statistic: float
    dof: float
    dof2: float
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """A regression fitted on a design."""

    model: str
    """``linear``, ``logistic`` or ``proportional_odds``."""
    item: str
    coefficients: tuple[Coefficient, ...]
    thresholds: tuple[Coefficient, ...]
    """Between the ordered answers of a proportional-odds model; empty otherwise."""
    covariance: NDArray[np.float64]
    """Of the coefficients, then the thresholds."""
    bases: tuple[tuple[str, str], ...]
    """(predictor, label the others are compared with)."""
    dof: float
    level: float
    n: int
    """Complete answers in the domain."""
    psus: int
    steps: int
    """Newton's steps made."""

    def odds_ratios(self) -> tuple[Coefficient, ...]:
        """Return e^β with its interval for each coefficient but the intercept; se is the delta method's.

        Raises
        ------
        MethodError
            The model is linear.
        """
        if self.model == "linear":
            raise MethodError("odds_ratios: a linear regression has none; use logistic_regression or proportional_odds")
        return tuple(_as_odds(one) for one in self.coefficients if one.term != "(intercept)")

    def wald_test(self, terms: str | Sequence[str]) -> WaldTest:
        """Return the test that every coefficient of one or several predictors is 0 (R: ``regTermTest``).

        Raises
        ------
        DesignError
            A predictor the model does not have, or too few PSUs for its labels.

        Notes
        -----
        F = β̂ᵀV̂⁻¹β̂ / q on F(q, dof), q the coefficients tested.
        """
        asked = (terms,) if isinstance(terms, str) else tuple(terms)
        known = [one.term for one in self.coefficients]
        if (stray := [term for term in asked if term not in known]) or not asked:
            raise DesignError(f"terms: {stray} are not in the model; it has {list(dict.fromkeys(known))}")
        at = [i for i, term in enumerate(known) if term in asked]
        beta, spread = np.array([self.coefficients[i].value for i in at]), self.covariance[np.ix_(at, at)]
        scale = np.sqrt(np.diag(spread))
        if np.linalg.matrix_rank(spread / np.outer(scale, scale), hermitian=True) < len(at):
            raise DesignError(
                f"terms: {len(at)} coefficients of {', '.join(asked)} on {self.psus} PSUs; their covariance is "
                "singular: merge labels or test fewer terms"
            )
        statistic = float(beta @ np.linalg.solve(spread, beta)) / len(at)
        return WaldTest(asked, statistic, len(at), self.dof, above_f(statistic, len(at), self.dof))


def tell(
    rows: Domain,
    said: tuple[str, str, tuple[tuple[str, str], ...], int],
    found: tuple[Names, Floats, Floats],
    asked: tuple[float, float | None],
    *,
    thresholds: int = 0,
) -> Regression:
    """Complete a fit to a `Regression`.

    ``said`` is (model, item, bases, steps), ``found`` (names, values, covariance), the thresholds last, ``asked``
    (level, dof).
    """
    (model, item, bases, steps), (names, values, spread), (level, dof) = said, found, asked
    slopes = len(names) - thresholds
    if dof is None:
        dof = dof_left(rows, slopes - (model != "proportional_odds"))
    elif not dof > 0:
        raise DesignError(f"dof: got {dof!r}; expected a number above 0, or math.inf for the normal")
    reach = _quantile(read_level(level), dof)
    errors = np.sqrt(np.maximum(np.diag(spread), 0.0)).tolist()
    _refuse_silent(names[:slopes], values, errors)
    each = zip(names, values.tolist(), errors, strict=True)
    shown = tuple(_coefficient(*one, (reach, dof, _noise(values))) for one in each)
    return Regression(model, item, shown[:slopes], shown[slopes:], spread, bases, dof, level, rows.n, rows.psus, steps)


def _quantile(level: float, dof: float) -> float:
    """Return the two-sided quantile of t, or of the normal."""
    return normal_quantile(level) if math.isinf(dof) else t_quantile(level, dof)


def _refuse_silent(names: Names, values: Floats, errors: list[float]) -> None:
    """Refuse slopes without standard error; an intercept or threshold may have none."""
    noise = _noise(values)
    each = zip(names, errors, strict=False)
    if silent := [column_name(*name) for name, se in each if se <= noise and name[0] != "(intercept)"]:
        raise DesignError(
            f"predictors: the coefficients of {', '.join(silent[:5])} do not vary between PSUs (standard error 0): the "
            "answers are explained without rest; merge labels or leave predictors out"
        )


def _noise(values: Floats) -> float:
    """Return what is rounding error beside these coefficients."""
    return 1e-12 * float(np.abs(values).max())


def _coefficient(
    name: tuple[str, str | None], value: float, se: float, asked: tuple[float, float, float]
) -> Coefficient:
    """Return one coefficient with its interval and its t test; ``asked`` is (reach, dof, noise)."""
    reach, dof, noise = asked
    if se <= noise:
        value, statistic = (0.0, 0.0) if abs(value) <= noise else (value, math.copysign(math.inf, value))
        return Coefficient(*name, value, 0.0, value, value, statistic, 1.0 if value == 0 else 0.0)
    reach *= se
    return Coefficient(*name, value, se, value - reach, value + reach, value / se, two_sided(value / se, dof))


def _as_odds(one: Coefficient) -> Coefficient:
    """Return a coefficient as an odds ratio."""
    ratio = math.exp(one.value)
    limits = math.exp(one.ci_low), math.exp(one.ci_high)
    return Coefficient(one.term, one.label, ratio, ratio * one.se, *limits, one.statistic, one.p)
