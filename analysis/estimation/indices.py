"""Indices of several items answered together, from joint patterns: cells with one column for each item.

A respondent's own figure is made first and then averaged, so that the answers of one respondent are never taken for
those of several and the standard error is right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from analysis.asked import read_codes
from analysis.design.domains import read_domain
from analysis.estimation.estimators import read_share
from analysis.estimation.items import possible_answers, read_answers, read_numbers
from analysis.estimation.linearised import RatioOfSums, estimate
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.estimation.linearised import Labels, Statistic

    Floats = NDArray[np.float64]

Missing = Literal["complete", "half", "any"]

ENOUGH: dict[str, Callable[[NDArray[np.intp], int], NDArray[np.bool_]]] = {
    "complete": lambda answered, items: answered == items,
    "half": lambda answered, items: 2 * answered >= items,
    "any": lambda answered, items: answered > 0,
}
"""Rule → which respondents answered enough of the items."""


def factor_mean(
    design: SurveyDesign,
    items: Sequence[Any],
    *,
    scores: Mapping[Any, float] | None = None,
    missing: Missing = "half",
    where: Any = None,
    level: float = 0.95,
    method: str = "mean",
    domain: Labels = (),
) -> Estimate:
    """Return the mean of a factor: each respondent's mean over the items answered, averaged over respondents.

    Parameters
    ----------
    design : SurveyDesign
    items : sequence of str or (rows,) arrays
        The factor's items, one column each.
    scores : mapping, optional
        Code → score, as in `mean`; a code without a score counts as not answered.
    missing : {"complete", "half", "any"}
        Who counts: those who answered all items, at least half of them, or one.
    where, level, method, domain
        As in `mean`.

    Raises
    ------
    DesignError
        No item, or values that are not numbers and have no score.
    EmptyCellError
        Nobody in the domain answered enough items.
    MethodError
        A rule for missing items that does not exist.

    Notes
    -----
    y_k = Σ_j x_kj a_kj / Σ_j a_kj, a_kj = 1 where item j is answered; then the mean of y over who answered enough.

    References
    ----------
    Särndal, Swensson, Wretman (1992), §5.7; on the half rule: Fayers, Machin (2016), Quality of Life, §15.3.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> patterns = pd.DataFrame({"polite": [5, 3, 1], "clear": [4, None, 1], "count": [20, 10, 10]})
    >>> factor_mean(SurveyDesign(patterns, count="count"), ["polite", "clear"]).value
    3.25
    """
    statistic = read_factor(design, items, scores=scores, missing=missing)
    rows = read_domain(design, where, statistic.valid, statistic.item)
    return estimate(statistic.linearise(rows), level, method, domain)


def share_satisfied_with_all(
    design: SurveyDesign,
    items: Sequence[Any],
    codes: Collection[Any],
    *,
    valid: Collection[Any] | None = None,
    missing: Missing = "complete",
    where: Any = None,
    level: float = 0.95,
    method: str = "beta",
    domain: Labels = (),
) -> Estimate:
    """Return the share of respondents whose every answer to the items is one of ``codes``.

    Parameters
    ----------
    design : SurveyDesign
    items : sequence of str or (rows,) arrays
    codes, valid
        As in `proportion`, for each item.
    missing : {"complete", "half", "any"}
        Who counts, as in `factor_mean`. With ``half`` and ``any`` the items answered must all be in ``codes``.
    where, level, method, domain
        As in `proportion`.

    Raises
    ------
    DesignError, EmptyCellError, MethodError
        As in `factor_mean` and `proportion`.

    Notes
    -----
    y_k = Π_j over the items answered of 1(x_kj in codes); then the share of y = 1 among those who answered enough.

    References
    ----------
    Särndal, Swensson, Wretman (1992), §5.7.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> patterns = pd.DataFrame({"polite": [5, 4, 1], "clear": [4, 2, None], "count": [15, 5, 9]})
    >>> share_satisfied_with_all(SurveyDesign(patterns, count="count"), ["polite", "clear"], {4, 5}).value
    0.75
    """
    statistic = read_all_satisfied(design, items, codes, valid=valid, missing=missing)
    rows = read_domain(design, where, statistic.valid, statistic.item)
    return estimate(statistic.linearise(rows), level, method, domain)


def read_factor(
    design: SurveyDesign, items: Sequence[Any], *, scores: Mapping[Any, float] | None = None, missing: Missing = "half"
) -> RatioOfSums:
    """Return the statistic of `factor_mean`."""
    read = [read_numbers(design, item, scores) for item in _several(items)]
    answers = np.stack([values for values, _ in read])
    answered = np.count_nonzero(~np.isnan(answers), axis=0)
    own = np.nansum(answers, axis=0) / np.maximum(answered, 1)
    return RatioOfSums("mean", _joined([name for _, name in read]), _enough(missing, answered, len(read)), own)


def read_all_satisfied(
    design: SurveyDesign,
    items: Sequence[Any],
    codes: Collection[Any],
    *,
    valid: Collection[Any] | None = None,
    missing: Missing = "complete",
) -> RatioOfSums:
    """Return the statistic of `share_satisfied_with_all`."""
    counted = read_codes("codes", codes)
    if valid is None:
        possible = possible_answers([read_answers(design, item)[0] for item in _several(items)], "the items", counted)
    else:
        possible = read_codes("valid", valid)
    read = [read_share(design, item, counted, valid=possible) for item in _several(items)]
    answered = np.sum([one.valid for one in read], axis=0)
    every = np.all([(one.y > 0) | ~one.valid for one in read], axis=0).astype(np.float64)
    return RatioOfSums("proportion", _joined([one.item for one in read]), _enough(missing, answered, len(read)), every)


READERS: dict[Callable[..., Estimate], Callable[..., Statistic]] = {
    factor_mean: read_factor,
    share_satisfied_with_all: read_all_satisfied,
}
"""Index → what reads its items once for many domains."""


def _several(items: Sequence[Any]) -> Sequence[Any]:
    """Return the items; refuse a single text and an empty list."""
    if isinstance(items, str) or len(items) == 0:
        raise DesignError(f'items: got {items!r}; expected a list of at least one item, such as ["polite", "clear"]')
    return items


def _enough(missing: str, answered: NDArray[np.intp], items: int) -> NDArray[np.bool_]:
    """Return who answered enough items by the named rule."""
    if missing not in ENOUGH:
        raise MethodError(f"missing {missing!r} is not known; choose one of {list(get_args(Missing))}")
    return ENOUGH[missing](answered, items)


def _joined(names: list[str]) -> str:
    """Return the items' names as one."""
    return "+".join(names)
