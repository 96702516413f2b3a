"""Reliability of a sum of items: Cronbach's alpha and McDonald's omega from weighted covariances.

Both are smooth functions of weighted covariances, so their standard errors come from influence values as every other
one here. Answers count that have all items (listwise); how many did not is said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.domains import Domain, read_domain
from analysis.estimation.intervals import UNBOUNDED, t_quantile
from analysis.estimation.linearised import NOISE, Linearised, estimate
from analysis.exceptions import DesignError, MethodError
from analysis.measurement.patterns import SATISFACTION, read_patterns, turned

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.estimation.linearised import Labels

    Floats = NDArray[np.float64]

RELIABILITY_INTERVALS = ("log", *UNBOUNDED)


@dataclass(frozen=True, slots=True)
class ItemReliability:
    """One item beside the sum of the others."""

    item: str
    mean: float
    sd: float
    """Weighted, on the complete answers, divisor Σ w."""
    rest_correlation: float | None
    """With the sum of the other items; ``None`` where that sum does not vary."""
    alpha_without: float | None
    """Alpha of the other items; ``None`` where one is left or their sum does not vary."""


@dataclass(frozen=True, slots=True)
class Alpha:
    """Cronbach's alpha of a set of items."""

    estimate: Estimate
    items: tuple[ItemReliability, ...]
    incomplete: int
    """Answers of the domain left out because an item is missing."""


@dataclass(frozen=True, slots=True, eq=False)
class CompleteAnswers:
    """The answers of a domain that have every item, turned where an item is worded the other way."""

    rows: Domain
    items: tuple[str, ...]
    values: Floats
    """(m, items) in the order of ``rows.index``."""
    incomplete: int

    @property
    def name(self) -> str:
        """The items in one text, as an estimate names them."""
        return " + ".join(self.items)


def cronbach_alpha(
    design: SurveyDesign,
    items: Sequence[str],
    *,
    scale: Sequence[float] | None = SATISFACTION,
    reversed_items: Collection[str] = (),
    not_applicable: Collection[float] = (),
    where: Any = None,
    level: float = 0.95,
    method: str = "log",
    domain: Labels = (),
) -> Alpha:
    """Return Cronbach's alpha of the sum of ``items``, with its standard error, and alpha without each item.

    Parameters
    ----------
    design : SurveyDesign
    items : sequence of str
        Two columns or more, each an item.
    scale : sequence of float, optional
        The codes that are answers, 1 to 5; ``None`` takes any number.
    reversed_items : collection of str
        Items worded the other way: their codes are turned round (lowest + highest − code).
    not_applicable : collection of float
        Codes such as 0 ("chưa phát sinh") that are no answer: the answer is incomplete.
    where, level, domain
        As in `mean`.
    method : {"log", "mean", "linear"}
        Interval on log(1 − α), which never passes 1; or symmetric on t, or on the normal.

    Returns
    -------
    Alpha
        ``estimate.n`` counts the complete answers; ``deff`` is against as many drawn at random with replacement.

    Raises
    ------
    EmptyCellError
        Nobody in the domain answered all items.
    DesignError
        Fewer than two items, an item or the sum that does not vary, a code that is not on the scale.
    MethodError
        A method that does not exist, or reversed items that are none of the items.

    Notes
    -----
    α = k/(k − 1) (1 − S/V), S = Σ_i s_ii, V = Σ_ij s_ij with s_ij = Σ w (x_i − x̄_i)(x_j − x̄_j) / Σ w. Influence
    w/Σw · k/(k − 1) · (S t²/V² − Σ_i (x_i − x̄_i)²/V), t the sum less its mean. Interval: 1 − (1 − α) exp(± t_{dof} se /
    (1 − α)).

    References
    ----------
    Cronbach (1951), Psychometrika 16(3), 297–334; Bonett (2002), J. Educational and Behavioral Statistics 27(4),
    335–340 (the logarithm); Särndal, Swensson, Wretman (1992), §5.5. The point is R's ``svycralpha``.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"a": [1, 2, 4, 5], "b": [2, 1, 5, 4], "count": [10, 10, 10, 10]})
    >>> found = cronbach_alpha(SurveyDesign(cells, count="count"), ["a", "b"])
    >>> round(found.estimate.value, 4), found.estimate.n
    (0.8889, 40)
    """
    answers = read_complete(
        design, items, scale=scale, reversed_items=reversed_items, not_applicable=not_applicable, where=where
    )
    rows, values = answers.rows, answers.values
    means, table = covariances(values, rows.persons)
    spread, whole = float(np.trace(table)), float(table.sum())
    if whole <= NOISE * spread:
        raise DesignError(f"items: the sum of {answers.name} is the same in every answer; name items in reversed_items")
    distance, k = values - means, len(answers.items)
    total, squares = distance.sum(axis=1), np.square(distance).sum(axis=1)
    slope = k / (k - 1) * (spread * np.square(total) / whole**2 - squares / whole) / rows.persons.sum()

    def refit(weight: Floats) -> float:
        return _alpha(covariances(values, weight[rows.index] * rows.design.counts[rows.index])[1])

    found = Linearised("alpha", answers.name, _alpha(table), rows, slope, 1.0, refit)
    return Alpha(reliability(found, level, method, domain), _items(answers.items, means, table), answers.incomplete)


def read_complete(
    design: SurveyDesign,
    items: Sequence[str],
    *,
    scale: Sequence[float] | None,
    reversed_items: Collection[str] = (),
    not_applicable: Collection[float] = (),
    where: Any = None,
    fewest: int = 2,
) -> CompleteAnswers:
    """Return the answers that have every item.

    Raises
    ------
    DesignError
        An item that everyone answered alike, besides what `read_patterns` refuses.
    EmptyCellError
        No complete answer.
    """
    patterns = read_patterns(design, items, scale=scale, not_applicable=not_applicable, where=where, fewest=fewest)
    rows = read_domain(design, None, patterns.complete, " + ".join(patterns.items))
    values = turned(patterns, reversed_items, scale)[rows.index]
    _refuse_constant(patterns.items, values)
    incomplete = int(design.counts[patterns.inside & ~patterns.complete].sum())
    return CompleteAnswers(rows, patterns.items, values, incomplete)


def covariances(values: Floats, persons: Floats) -> tuple[Floats, Floats]:
    """Return the (items,) weighted means and (items, items) covariances with divisor Σ w."""
    shares = persons / persons.sum()
    means = shares @ values
    distance = values - means
    return means, (distance * shares[:, None]).T @ distance


def reliability(found: Linearised, level: float, method: str, domain: Labels) -> Estimate:
    """Complete a reliability to an `Estimate`, by default with an interval that never passes 1.

    Raises
    ------
    MethodError
        An interval that does not exist.
    """
    if method not in RELIABILITY_INTERVALS:
        raise MethodError(f"interval method {method!r} is not known here; choose one of {list(RELIABILITY_INTERVALS)}")
    if method != "log":
        return estimate(found, level, method, domain)
    plain = estimate(found, level, "mean", domain)
    short = 1 - plain.value
    if short <= 0:
        return replace(plain, method="log")
    reach = math.exp(t_quantile(level, plain.dof) * plain.se / short)
    return replace(plain, ci_low=1 - short * reach, ci_high=1 - short / reach, method="log")


def _alpha(table: Floats) -> float:
    """Return alpha of the items whose covariances are given."""
    return float(len(table) / (len(table) - 1) * (1 - np.trace(table) / table.sum()))


def _refuse_constant(items: tuple[str, ...], values: Floats) -> None:
    """Refuse an item without variance."""
    constant = values.min(axis=0) == values.max(axis=0)
    if constant.any():
        item = int(np.argmax(constant))
        raise DesignError(
            f"items: everyone with complete answers gave {values[0, item]:g} to {items[item]!r}; an item that does not "
            "vary says nothing of reliability: leave it out or widen the domain"
        )


def _items(items: tuple[str, ...], means: Floats, table: Floats) -> tuple[ItemReliability, ...]:
    """Return each item beside the others, from the covariances alone."""
    every = np.arange(len(items))
    return tuple(_item(items[one], means[one], table, one, every[every != one]) for one in range(len(items)))


def _item(item: str, mean: float, table: Floats, one: int, others: NDArray[np.intp]) -> ItemReliability:
    rest, own = table[np.ix_(others, others)], float(table[one, one])
    whole = float(rest.sum())
    varies = whole > NOISE * float(np.trace(rest))
    return ItemReliability(
        item=item,
        mean=float(mean),
        sd=math.sqrt(own),
        rest_correlation=float(table[one, others].sum()) / math.sqrt(own * whole) if varies else None,
        alpha_without=_alpha(rest) if varies and len(others) > 1 else None,
    )
