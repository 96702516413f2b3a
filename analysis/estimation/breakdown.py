"""A table by domain: the same estimator in every domain, the design kept whole."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_columns
from analysis.design.columns import partial_groups
from analysis.design.domains import domain_of, read_domain, read_mask
from analysis.estimation import estimators, indices
from analysis.estimation.linearised import Linearised, estimate
from analysis.estimation.quantiles import quantile, read_quantile
from analysis.exceptions import EmptyCellError, MethodError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from analysis.design.domains import Domain
    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.estimation.linearised import Labels, Statistic
    from analysis.estimation.quantiles import QuantileOf

READERS: dict[Callable[..., Estimate], Callable[..., Statistic]] = {**estimators.READERS, **indices.READERS}
"""Estimator → what reads its item once for many domains."""


def by_domain(
    estimator: Callable[..., Estimate],
    design: SurveyDesign,
    by: str | Sequence[str],
    *arguments: Any,
    where: Any = None,
    **options: Any,
) -> list[Estimate]:
    """Return one estimate for each domain that has a valid answer, in the order of the labels.

    Parameters
    ----------
    estimator : callable
        ``proportion``, ``mean``, ``total``, ``ratio``, ``quantile`` or one of the same form.
    design : SurveyDesign
    by : str or sequence of str
        Columns whose labels make the domains. Rows with a missing label are in no domain.
    *arguments, **options
        Handed to the estimator after the design.

    Returns
    -------
    list of Estimate
        ``domain`` holds ((column, label), …). A domain without a valid answer is left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> from analysis.estimation.estimators import proportion
    >>> cells = pd.DataFrame({"sector": ["land", "land", "tax"], "overall": [5, 1, 4], "count": [30, 10, 20]})
    >>> found = by_domain(proportion, SurveyDesign(cells, count="count"), "sector", "overall", {4, 5})
    >>> [(estimate.domain[0][1], estimate.value) for estimate in found]
    [('land', 0.75), ('tax', 1.0)]
    """
    if estimator not in READERS and estimator is not quantile:
        return list(_one_by_one(estimator, design, by, arguments, where, options))
    refuse_call(estimator, design, arguments, options)
    usual = signature(estimator).parameters
    level, method = (options.pop(name, usual[name].default) for name in ("level", "method"))
    if estimator is quantile:
        asked = read_quantile(design, *arguments, **options)
        return [asked.tell(rows, level, method, domain) for domain, rows in _answered(asked, design, by, where)]
    found = linearised_by_domain(estimator, design, by, *arguments, where=where, **options)
    return [estimate(one, level, method, domain) for domain, one in found]


def in_domains(
    estimator: Callable[..., Estimate], design: SurveyDesign, *arguments: Any, **options: Any
) -> Callable[[Any], Estimate]:
    """Return what gives the estimator in a domain, from its ``where``; the item is read once for all of them.

    For many domains that overlap, where `by_domain` serves those that do not. The function raises what the estimator
    raises.

    Examples
    --------
    >>> import numpy as np
    >>> from analysis.design.survey_design import SurveyDesign
    >>> from analysis.estimation.estimators import proportion
    >>> design = SurveyDesign({"overall": np.array([5, 1, 4]), "count": np.array([30, 10, 20])}, count="count")
    >>> share = in_domains(proportion, design, "overall", {4, 5})
    >>> share(np.array([True, True, False])).value
    0.75
    """
    refuse_call(estimator, design, arguments, options)
    usual = signature(estimator).parameters
    level, method, domain = (options.pop(name, usual[name].default) for name in ("level", "method", "domain"))
    statistic = READERS[estimator](design, *arguments, **options)
    return lambda where: estimate(
        statistic.linearise(read_domain(design, where, statistic.valid, statistic.item)), level, method, domain
    )


def refuse_call(
    estimator: Callable[..., Estimate], design: SurveyDesign, arguments: Sequence[Any], options: dict[str, Any]
) -> None:
    """Refuse what an estimator is handed and does not take.

    Raises
    ------
    MethodError
        Names the estimator, what is wrong, and what it takes.
    """
    try:
        signature(estimator).bind(design, *arguments, **options)
    except TypeError as error:
        taken = [name for name in signature(estimator).parameters if name != "design"]
        raise MethodError(f"{estimator.__name__}: {error}; it takes {taken} after the design") from error


def linearised_by_domain(
    estimator: Callable[..., Estimate],
    design: SurveyDesign,
    by: str | Sequence[str],
    *arguments: Any,
    where: Any = None,
    **options: Any,
) -> Iterator[tuple[Labels, Linearised]]:
    """Yield each domain that has a valid answer with its linearised estimator; the item is read once."""
    statistic = READERS[estimator](design, *arguments, **options)
    for domain, rows in _answered(statistic, design, by, where):
        yield domain, statistic.linearise(rows)


def _answered(
    asked: Statistic | QuantileOf, design: SurveyDesign, by: str | Sequence[str], where: Any
) -> Iterator[tuple[Labels, Domain]]:
    """Yield the domains that have a valid answer."""
    chosen = asked.valid if where is None else asked.valid & read_mask(design, where)
    for domain, rows in domains(design, by):
        index = rows[chosen[rows]]
        if len(index):
            yield domain, domain_of(design, index, asked.item, asked.valid)


def domains(design: SurveyDesign, by: str | Sequence[str]) -> Iterator[tuple[Labels, NDArray[np.intp]]]:
    """Yield the labels and the rows of each domain, in the order of the labels."""
    columns = read_columns("by", by)
    read = [partial_groups(design.cells, name, "by") for name in columns]
    labelled = np.flatnonzero(np.all([codes >= 0 for codes, _ in read], axis=0))
    combined = np.zeros(len(labelled), dtype=np.intp)
    for codes, labels in read:
        combined = combined * len(labels) + codes[labelled]
    order = np.argsort(combined, kind="stable")
    starts = np.flatnonzero(np.diff(combined[order], prepend=-1))
    for rows in np.split(labelled[order], starts[1:]) if len(starts) else []:
        named = zip(columns, read, strict=True)
        yield tuple((name, str(labels[codes[rows[0]]])) for name, (codes, labels) in named), rows


def _one_by_one(
    estimator: Callable[..., Estimate],
    design: SurveyDesign,
    by: str | Sequence[str],
    arguments: tuple[Any, ...],
    where: Any,
    options: dict[str, Any],
) -> Iterator[Estimate]:
    """Yield the estimates of an estimator that reads its item itself."""
    chosen = np.ones(design.rows, dtype=bool) if where is None else read_mask(design, where)
    for domain, rows in domains(design, by):
        mask = np.zeros(design.rows, dtype=bool)
        mask[rows] = chosen[rows]
        try:
            yield estimator(design, *arguments, where=mask, domain=domain, **options)
        except EmptyCellError:
            continue
