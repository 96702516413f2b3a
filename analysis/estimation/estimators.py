"""Estimators: a share, a mean, a total, a ratio of a design, each with its standard error, interval and design effect.

Missing answers are outside the denominator: share and mean are ratios of two weighted sums over the valid answers, and
their standard errors are those of the ratio.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_codes
from analysis.design.columns import is_missing, is_one_of, plain
from analysis.design.domains import read_domain
from analysis.estimation.items import possible_answers, read_answers, read_numbers, refuse_another_kind
from analysis.estimation.linearised import RatioOfSums, Statistic, Sum, estimate
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.estimation.linearised import Labels


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
        The answers in the denominator; all that are not missing when left out. Give it where a code may be one that
        nobody chose.
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
        A code counted that is not valid, that no row has (without ``valid``), or that is text where the answers are
        numbers or the other way round; an unusable ``where``, or a lone PSU under ``lone_psu="fail"``.
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
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"overall": [1, 2, 3, 4, 5], "count": [5, 10, 35, 100, 50]})
    >>> share = proportion(SurveyDesign(cells, count="count"), "overall", {4, 5}, method="wilson")
    >>> f"{share.value:.3f} {share.ci_low:.3f} {share.ci_high:.3f}"
    '0.750 0.686 0.805'
    """
    statistic = read_share(design, item, codes, valid=valid)
    return _tell(statistic, design, where, (level, method, domain))


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
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"overall": [1, 2, 3, 4, 5], "count": [5, 10, 35, 100, 50]})
    >>> mean(SurveyDesign(cells, count="count"), "overall", scores={1: 0, 2: 25, 3: 50, 4: 75, 5: 100}).value
    72.5
    """
    statistic = read_mean(design, item, scores=scores)
    return _tell(statistic, design, where, (level, method, domain))


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
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"minutes": [10, 20], "persons": [5.0, 7.0]})
    >>> total(SurveyDesign(cells, weights="persons"), "minutes").value
    190.0
    """
    statistic = read_total(design, item, scores=scores)
    return _tell(statistic, design, where, (level, method, domain))


def ratio(
    design: SurveyDesign,
    numerator: Any,
    denominator: Any,
    *,
    where: Any = None,
    level: float = 0.95,
    method: str = "mean",
    domain: Labels = (),
) -> Estimate:
    """Return the ratio of two population totals, such as dossiers on time per dossier resolved.

    Parameters
    ----------
    design : SurveyDesign
    numerator, denominator : str or (rows,) array
        Numbers; a row counts where both are known.
    where, level, method, domain
        As in `mean`.

    Raises
    ------
    DesignError
        Values that are not finite numbers, or a denominator that adds up to 0.
    EmptyCellError
        No row of the domain has both.

    Notes
    -----
    R̂ = Σ w y / Σ w x; influence w (y − R̂ x) / Σ w x.

    References
    ----------
    Särndal, Swensson, Wretman (1992), §5.6.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> desks = pd.DataFrame({"late": [1, 3], "resolved": [10, 30]})
    >>> ratio(SurveyDesign(desks), "late", "resolved").value
    0.1
    """
    statistic = read_ratio(design, numerator, denominator)
    return _tell(statistic, design, where, (level, method, domain))


def read_share(
    design: SurveyDesign, item: Any, codes: Collection[Any], *, valid: Collection[Any] | None = None
) -> RatioOfSums:
    """Return the statistic of `proportion`."""
    answers, name = read_answers(design, item)
    counted, possible = read_codes("codes", codes), None if valid is None else read_codes("valid", valid)
    if possible is None:
        refuse_another_kind(answers, name, counted)
        possible_answers([answers], f"column {name!r}", counted)
        return RatioOfSums("proportion", name, ~is_missing(answers), is_one_of(answers, counted).astype(np.float64))
    if stray := [code for code in counted if code not in possible]:
        raise DesignError(
            f"codes: {plain(stray)} are counted but not among the valid answers {plain(list(possible))}; add them to "
            "valid"
        )
    refuse_another_kind(answers, name, possible)
    return RatioOfSums("proportion", name, is_one_of(answers, possible), is_one_of(answers, counted).astype(np.float64))


def read_mean(design: SurveyDesign, item: Any, *, scores: Mapping[Any, float] | None = None) -> RatioOfSums:
    """Return the statistic of `mean`."""
    values, name = read_numbers(design, item, scores)
    return RatioOfSums("mean", name, ~np.isnan(values), values)


def read_total(design: SurveyDesign, item: Any, *, scores: Mapping[Any, float] | None = None) -> Sum:
    """Return the statistic of `total`."""
    values, name = read_numbers(design, item, scores)
    return Sum("total", name, ~np.isnan(values), values)


def read_ratio(design: SurveyDesign, numerator: Any, denominator: Any) -> RatioOfSums:
    """Return the statistic of `ratio`."""
    (y, above), (x, below) = read_numbers(design, numerator), read_numbers(design, denominator)
    return RatioOfSums("ratio", f"{above}/{below}", ~(np.isnan(y) | np.isnan(x)), y, x)


READERS: dict[Callable[..., Estimate], Callable[..., Statistic]] = {
    proportion: read_share,
    mean: read_mean,
    total: read_total,
    ratio: read_ratio,
}
"""Estimator → what reads its item once for many domains."""


def _tell(statistic: Statistic, design: SurveyDesign, where: Any, asked: tuple[float, str, Labels]) -> Estimate:
    """Return the estimate in one domain; ``asked`` is (level, method, domain)."""
    return estimate(statistic.linearise(read_domain(design, where, statistic.valid, statistic.item)), *asked)
