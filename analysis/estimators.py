"""Estimators: a share, a mean, a total of a design, each with its standard error, interval and design effect.

Missing answers are outside the denominator: share and mean are ratios of two weighted sums over the valid answers, and
their standard errors are those of the ratio.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.columns import column
from analysis.domains import Domain, read_domain
from analysis.estimate import Estimate
from analysis.exceptions import DesignError
from analysis.intervals import Evidence, interval
from analysis.linearisation import covariance

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray
    from pandas import Series

    from analysis.design import SurveyDesign

    Floats = NDArray[np.float64]
    Labels = tuple[tuple[str, str], ...]

NOISE = 1e-12
"""A standard error below this share of the largest residual is rounding error of zero."""


def proportion(
    design: SurveyDesign,
    item: Any,
    codes: Collection[Any],
    *,
    valid: Collection[Any] | None = None,
    where: Any = None,
    level: float = 0.95,
    method: str = "beta",
    domain: Labels = (),
) -> Estimate:
    """Return the share of valid answers that are one of ``codes``.

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
        Column of the cells, or values in the order of its rows.
    codes : collection
        The answers counted, such as ``{4, 5}``.
    valid : collection, optional
        The answers in the denominator; all that are not missing when left out.
    where : (rows,) bool, optional
        The domain.
    level : float
        Of the interval, 0.95 for 95 %.
    method : str
        A key of ``INTERVALS``.
    domain : tuple of (column, label)
        Copied to the result.

    Returns
    -------
    Estimate
        ``value`` a fraction; ``deff`` against simple random sampling with replacement (R: ``deff="replace"``), Kish's
        where the answers do not vary.

    Raises
    ------
    EmptyCellError
        No valid answer in the domain.
    DesignError
        A code counted that is not valid, an unusable ``where``, or a lone PSU under ``lone_psu="fail"``.
    MethodError
        A method that does not exist, or the logit of 0 or 1.

    Notes
    -----
    p̂ = Σ w_k y_k / Σ w_k with y 1 or 0; influence z_k = w_k (y_k − p̂) / Σ w.

    References
    ----------
    Särndal, Swensson, Wretman (1992), §5.6–5.7; Korn, Graubard (1998).

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design import SurveyDesign
    >>> cells = pd.DataFrame({"overall": [1, 2, 3, 4, 5], "count": [5, 10, 35, 100, 50]})
    >>> share = proportion(SurveyDesign(cells, count="count"), "overall", {4, 5}, method="wilson")
    >>> f"{share.value:.3f} {share.ci_low:.3f} {share.ci_high:.3f}"
    '0.750 0.686 0.805'
    """
    series, name = _answers(design, item)
    if isinstance(codes, str) or isinstance(valid, str):
        raise DesignError(f"codes: got the text {codes!r}; expected a collection of codes such as {{4, 5}}")
    answered = series.notna() if valid is None else series.isin(list(valid))
    if valid is not None and (stray := [code for code in codes if code not in valid]):
        raise DesignError(
            f"codes: {stray} are counted but not among the valid answers {list(valid)}; add them to valid"
        )
    hit = series.isin(list(codes)).to_numpy().astype(np.float64)
    rows = read_domain(design, where, answered.to_numpy(dtype=bool), name)
    value, se = _ratio(rows, hit)
    return report(rows, hit, "proportion", name, (min(max(value, 0.0), 1.0), se), (level, method, domain))


def mean(
    design: SurveyDesign,
    item: Any,
    *,
    scores: Mapping[Any, float] | None = None,
    where: Any = None,
    level: float = 0.95,
    method: str = "mean",
    domain: Labels = (),
) -> Estimate:
    """Return the weighted mean of an item's numbers, or of the scores given to its codes.

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
    scores : mapping, optional
        Code → score, such as ``{1: 0, 2: 25, 3: 50, 4: 75, 5: 100}``. It lists the valid answers: a code without a
        score is outside the denominator.
    where, level, domain
        As in `proportion`.
    method : {"mean", "linear"}
        t on the design's degrees of freedom, or the normal.

    Raises
    ------
    DesignError
        Values that are not finite numbers and have no score.
    EmptyCellError
        No valid answer in the domain.

    Notes
    -----
    ȳ = Σ w y / Σ w; influence w (y − ȳ) / Σ w. Where every answer is the same the interval has no width.

    References
    ----------
    Särndal, Swensson, Wretman (1992), §5.7.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design import SurveyDesign
    >>> cells = pd.DataFrame({"overall": [1, 2, 3, 4, 5], "count": [5, 10, 35, 100, 50]})
    >>> mean(SurveyDesign(cells, count="count"), "overall", scores={1: 0, 2: 25, 3: 50, 4: 75, 5: 100}).value
    72.5
    """
    values, name = read_numbers(design, item, scores)
    rows = read_domain(design, where, ~np.isnan(values), name)
    return report(rows, values, "mean", name, _ratio(rows, values), (level, method, domain))


def total(
    design: SurveyDesign,
    item: Any,
    *,
    scores: Mapping[Any, float] | None = None,
    where: Any = None,
    level: float = 0.95,
    method: str = "mean",
    domain: Labels = (),
) -> Estimate:
    """Return the estimated population total of an item, Σ w y; a missing answer adds nothing.

    Parameters, errors and methods as in `mean`.

    Notes
    -----
    Influence w y. With a constant item the design effect is not defined and Kish's is given.

    References
    ----------
    Särndal, Swensson, Wretman (1992), §2.8 and §4.2.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design import SurveyDesign
    >>> cells = pd.DataFrame({"minutes": [10, 20], "persons": [5.0, 7.0]})
    >>> total(SurveyDesign(cells, weights="persons"), "minutes").value
    190.0
    """
    values, name = read_numbers(design, item, scores)
    rows = read_domain(design, where, ~np.isnan(values), name)
    known = np.where(rows.inside, values, 0.0)
    found = float(rows.weight @ known), _standard_error(rows, design.weight * known, design.weight * np.abs(known))
    return report(rows, values, "total", name, found, (level, method, domain), scale=float(rows.weight.sum()))


def report(
    rows: Domain,
    values: Floats,
    measure: str,
    item: str,
    found: tuple[float, float],
    asked: tuple[float, str, Labels],
    *,
    scale: float = 1.0,
) -> Estimate:
    """Complete (value, se) to an `Estimate`.

    ``asked`` is (level, method, domain); ``scale`` turns the variance of a mean into that of the quantity.
    """
    (value, se), (level, method, domain) = found, asked
    deff = _design_effect(rows, values, se, scale)
    n_eff = rows.n / (deff if se > 0 else rows.kish_deff)
    evidence = Evidence(value, se, n_eff, rows.dof, rows.nominal, rows.few_psus)
    low, high = interval(evidence, level, method, share=measure == "proportion")
    return Estimate(
        measure=measure,
        item=item,
        value=value,
        se=se,
        ci_low=low,
        ci_high=high,
        level=level,
        dof=rows.dof,
        n=rows.n,
        n_eff=n_eff,
        deff=deff,
        kish_deff=rows.kish_deff,
        cv=coefficient_of_variation(value, se),
        psus=rows.psus,
        method=method,
        domain=domain,
        few_psus=rows.few_psus,
    )


def coefficient_of_variation(value: float, se: float) -> float:
    """Return se / |value|: 0 where both are 0, infinite where only the value is."""
    if value == 0:
        return math.inf if se > 0 else 0.0
    return se / abs(value)


def read_numbers(design: SurveyDesign, item: Any, scores: Mapping[Any, float] | None = None) -> tuple[Floats, str]:
    """Return an item's numbers, or the scores of its codes, with NaN where there is no valid answer."""
    series, name = _answers(design, item)
    if scores is not None:
        series = series.map(dict(scores))
    try:
        values = series.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise DesignError(
            f"item {name!r} holds something that is not a number ({error}); give scores for its codes"
        ) from error
    if np.isinf(values).any():
        row = int(np.argmax(np.isinf(values)))
        raise DesignError(f"item {name!r}: row {design.cells.index[row]!r} is infinite; correct it or make it missing")
    return values, name


def _answers(design: SurveyDesign, item: Any) -> tuple[Series[Any], str]:
    """Return the answers of each row and the item's name ('' for values handed over)."""
    import pandas as pd

    if isinstance(item, str):
        return column(design.cells, item, "item"), item
    values = item if isinstance(item, pd.Series) else pd.Series(item)
    if len(values) != design.rows or (values is item and not values.index.equals(design.cells.index)):
        raise DesignError(
            f"item: got {len(values)} values; expected one for each of {design.rows} rows, in their order"
        )
    return values, str(values.name or "")


def _ratio(rows: Domain, values: Floats) -> tuple[float, float]:
    """Return Σ w y / Σ w and its standard error."""
    weight, known = rows.weight, np.where(rows.inside, values, 0.0)
    persons = float(weight.sum())
    value = float(weight @ known) / persons
    distance = np.where(rows.inside, known - value, 0.0)
    largest = np.where(rows.inside, np.abs(known), 0.0)
    inside = values[rows.inside]
    if inside.min() == inside.max():
        return float(inside[0]), 0.0
    per_answer = rows.design.weight / persons
    return value, _standard_error(rows, per_answer * distance, per_answer * largest)


def _standard_error(rows: Domain, influence: Floats, size: Floats) -> float:
    """Return the standard error; exactly 0 where only the rounding error of sums of ``size`` is left."""
    variance = float(covariance(rows.design, influence[:, None], rows.inside)[0, 0])
    se = math.sqrt(max(variance, 0.0))
    return 0.0 if se <= NOISE * float(size @ rows.design.counts) else se


def _design_effect(rows: Domain, values: Floats, se: float, scale: float) -> float:
    """Return V̂ over the variance of as many answers drawn at random with replacement; Kish's where they do not vary."""
    weight, known = rows.weight, np.where(rows.inside, values, 0.0)
    persons = weight.sum()
    spread = float(weight @ (known - weight @ known / persons) ** 2) / float(persons)
    if rows.n == 1 or spread <= (NOISE * float(np.abs(known).max())) ** 2:
        return rows.kish_deff
    return se**2 / (scale**2 * spread / (rows.n - 1))
