"""t tests on a design: a mean or share against a number, two groups, or two answers of the same people."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_level, read_number
from analysis.design.domains import Domain, read_domain
from analysis.design.linearisation import covariance
from analysis.estimation.intervals import t_quantile
from analysis.exceptions import DesignError, MethodError
from analysis.testing.outcomes import read_groups, read_outcome
from analysis.testing.tails import two_sided

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from analysis.design.linearisation import Refit
    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]
    Labels = tuple[tuple[str, str], ...]
    Said = tuple[str, str, tuple[str, ...]]

ROUNDING = 1e-12
"""A standard error below this share of the answers' size is rounding error of zero."""


@dataclass(frozen=True, slots=True)
class TTest:
    """A mean, share or difference against a number."""

    kind: str
    """``one-sample``, ``two-sample`` or ``paired``."""
    item: str
    groups: tuple[str, ...]
    """The two labels: the difference is that of the second less the first; empty otherwise."""
    estimate: float
    null: float
    se: float
    statistic: float
    dof: float
    p: float
    """Two-sided."""
    ci_low: float
    ci_high: float
    level: float
    n: int
    domain: tuple[tuple[str, str], ...] = ()


def t_test(
    design: SurveyDesign,
    item: Any,
    *,
    between: Any = None,
    minus: Any = None,
    codes: Collection[Any] | None = None,
    scores: Mapping[Any, float] | None = None,
    mu: float = 0.0,
    where: Any = None,
    level: float = 0.95,
    domain: Labels = (),
) -> TTest:
    """Test a mean or share against ``mu``, between two groups, or between two items of the same answers.

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
    between : str or (rows,) array, optional
        Column with two labels in the domain: the second's mean less the first's is tested.
    minus : str or (rows,) array, optional
        A second item of the same answers: the mean of ``item`` less ``minus`` is tested (paired).
    codes : collection, optional
        Test the share of these answers among all that are not missing, instead of a mean.
    scores : mapping, optional
        Code → score, as in `mean`.
    mu : float
        The mean, share or difference under the null hypothesis.
    where : (rows,) bool, optional
        The domain.
    level : float
        Of the interval.
    domain : tuple of (column, label)
        Copied to the result.

    Raises
    ------
    DesignError
        Other than two groups, answers that do not vary, or no degree of freedom left.
    EmptyCellError
        No complete answer in the domain.
    MethodError
        ``between`` and ``minus`` together.

    Notes
    -----
    t = (θ̂ − μ) / se on PSUs less strata less 1 degrees of freedom; the difference of two groups is the slope of the
    linear regression on the group (R: ``svyttest``). A row with a missing value is outside the domain; with one mean
    or pairs a PSU of missing values only still counts for the degrees of freedom, with two groups it does not, as in R.

    References
    ----------
    Lumley (2010), Complex Surveys, §2.3 and §5.2; Korn, Graubard (1999), §3.2.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"sex": ["f", "f", "m", "m"], "y": [1, 0, 1, 0], "count": [60, 40, 45, 55]})
    >>> found = t_test(SurveyDesign(cells, count="count"), "y", between="sex")
    >>> f"{found.estimate:.2f} se {found.se:.4f} p {found.p:.3f}"
    '-0.15 se 0.0700 p 0.033'
    """
    if between is not None and minus is not None:
        raise MethodError("between and minus: both given; choose two groups (between) or two items (minus)")
    mu = read_number("mu", mu, "a finite number")
    values, name = read_outcome(design, item, codes, scores)
    if minus is not None:
        values = values - read_outcome(design, minus, codes, scores)[0]
    if between is None:
        rows, group = read_domain(design, where, ~np.isnan(values), name), np.zeros(design.rows, dtype=np.intp)
        said: Said = ("one-sample" if minus is None else "paired", name, ())
    else:
        groups, rows, group = _two_groups(design, values, name, between, where)
        said = ("two-sample", name, groups)
    slope, refit = difference(rows, values, group, max(len(said[2]), 1))
    se = standard_error(rows, slope, float(np.abs(values[rows.inside]).max()), refit)
    everyone = np.ones(design.rows, dtype=bool)
    dof = dof_left(read_domain(design, where, everyone, name) if between is None else rows, 1)
    return _report(rows, said, (float(refit(design.weight)[0]), se, dof), (mu, level, domain))


def difference(rows: Domain, values: Floats, codes: NDArray[np.intp], groups: int) -> tuple[Floats, Refit]:
    """Return what an answer of weight 1 adds to the last group's mean less the first's, and the difference itself.

    With one group it is the mean. The difference comes as a function of the weights of one answer of each row.
    """
    known, counts = np.where(rows.inside, values, 0.0), rows.design.counts
    signed = [(1.0, rows.inside & (codes == groups - 1)), (-1.0, rows.inside & (codes == 0))][:groups]

    def means(weights: Floats) -> list[float]:
        return [_mean(weights * counts * one, known) for _, one in signed]

    def refit(weights: Floats) -> Floats:
        return np.array([sum(sign * found for (sign, _), found in zip(signed, means(weights), strict=True))])

    slope = np.zeros(rows.design.rows)
    for (sign, one), centre in zip(signed, means(rows.design.weight), strict=True):
        slope += sign * np.where(one, known - centre, 0.0) / float(rows.weight @ one)
    return slope, refit


def _mean(weight: Floats, values: Floats) -> float:
    """Return the weighted mean, NaN where a replicate gives nobody a weight."""
    persons = float(weight.sum())
    return float(weight @ values) / persons if persons > 0 else math.nan


def linear_refit(design: SurveyDesign, slope: Floats) -> Refit:
    """Return the weighted sums of a (rows, k) slope as a function of the weights of one answer."""

    def refit(weights: Floats) -> Floats:
        sums: Floats = (weights * design.counts) @ slope
        return sums

    return refit


def standard_error(rows: Domain, slope: Floats, size: float, refit: Refit) -> float:
    """Return the standard error of an estimator from what an answer of weight 1 adds to it.

    Raises
    ------
    DesignError
        When it is 0: nothing varies that a test could weigh against chance.
    """
    influence = rows.design.weight[:, None] * slope[:, None]
    variance = float(covariance(rows.design, influence, rows.inside, refit)[0, 0])
    se = math.sqrt(max(variance, 0.0))
    if se <= ROUNDING * size:
        raise DesignError(
            "test: the answers do not vary between PSUs, the standard error is 0; a test needs answers that differ: "
            "show the figures with their Korn–Graubard intervals instead"
        )
    return se


def dof_left(rows: Domain, used: int) -> float:
    """Return the design's degrees of freedom less those used.

    Raises
    ------
    DesignError
        When none is left.
    """
    left = rows.dof - used
    if left <= 0:
        raise DesignError(
            f"test: {rows.psus} PSUs leave {rows.dof:g} degrees of freedom and {used} are used, none is left; "
            "widen the domain, use fewer predictors, or give dof"
        )
    return left


def _two_groups(
    design: SurveyDesign, values: Floats, item: str, between: Any, where: Any
) -> tuple[tuple[str, ...], Domain, NDArray[np.intp]]:
    """Return the two labels, the rows, and the group 0 or 1 of each row."""
    codes, labels, name = read_groups(design, between, "between")
    rows = read_domain(design, where, ~np.isnan(values) & (codes >= 0), item)
    present = np.unique(codes[rows.inside])
    named = tuple(str(labels[code]) for code in present)
    if len(named) != 2:
        raise DesignError(
            f"between: column {name!r} has {len(named)} labels in the domain ({', '.join(named[:5])}); a t test "
            "compares two: choose them with where=, or use rank_test or chi_square_test for several"
        )
    return named, rows, np.where(rows.inside, np.searchsorted(present, codes), -1)


def _report(rows: Domain, said: Said, found: tuple[float, float, float], asked: tuple[float, float, Labels]) -> TTest:
    """Complete (estimate, se, dof) to a `TTest`; ``said`` is (kind, item, groups), ``asked`` (mu, level, domain)."""
    (kind, item, groups), (estimate, se, dof), (mu, level, domain) = said, found, asked
    reach, statistic = t_quantile(read_level(level), dof) * se, (estimate - mu) / se
    return TTest(
        kind=kind,
        item=item,
        groups=groups,
        estimate=estimate,
        null=mu,
        se=se,
        statistic=statistic,
        dof=dof,
        p=two_sided(statistic, dof),
        ci_low=estimate - reach,
        ci_high=estimate + reach,
        level=level,
        n=rows.n,
        domain=domain,
    )
