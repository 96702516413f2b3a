"""Acquiescence: agreeing whatever is said, told from being satisfied only where items are worded both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.estimation.estimators import mean, proportion
from analysis.exceptions import MethodError
from analysis.measurement.patterns import SATISFACTION, Patterns, by_chance, enough, read_patterns, spread

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.estimation.linearised import Labels

    Floats = NDArray[np.float64]

AGREE = (4.0, 5.0)
DISAGREE = (1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Acquiescence:
    """How far people agree whatever is said."""

    everything: Estimate
    """Share that agreed with every item answered, those worded the other way too."""
    expected: float
    """That share if the items were independent."""
    net: Estimate
    """Mean of (items agreed with − items disagreed with) / items answered, −1 to 1."""
    balanced: Estimate | None
    """Mean of half the net agreement with the items worded one way and half with those worded the other way: what the
    person thinks cancels, agreeing as such stays. ``None`` without items worded the other way."""
    minimum: int
    too_few: int


def acquiescence(
    design: SurveyDesign,
    items: Sequence[str],
    *,
    reversed_items: Collection[str] = (),
    agree: Collection[float] = AGREE,
    disagree: Collection[float] = DISAGREE,
    minimum: int | None = None,
    scale: Sequence[float] | None = SATISFACTION,
    not_applicable: Collection[float] = (),
    where: Any = None,
    level: float = 0.95,
    method: str = "beta",
    domain: Labels = (),
) -> Acquiescence:
    """Return the share that agreed with everything, net agreement, and their balance where items are worded both ways.

    Parameters
    ----------
    design : SurveyDesign
    items : sequence of str
        Two columns or more, codes as they were given: nothing is turned round.
    reversed_items : collection of str
        The items worded the other way, to which agreeing means being dissatisfied.
    agree, disagree : collection of float
        The codes counted as agreement and as disagreement.
    minimum, scale, not_applicable, where, level, method, domain
        As in `straight_lining`.

    Returns
    -------
    Acquiescence

    Raises
    ------
    EmptyCellError
        Nobody in the domain answered so many items, or none of the items worded one way and the other.
    MethodError
        A code that counts as both, reversed items that are none or all of the items, or an unusable ``minimum``.
    DesignError
        As in `item_nonresponse`.

    Notes
    -----
    With a_k and d_k the shares of the items answered that k agreed and disagreed with: net = Σ w (a − d) / Σ w;
    balanced = Σ w ½[(a − d)_forward + (a − d)_reversed] / Σ w over those who answered at least one of either kind.
    Only a balanced set tells agreeing from being satisfied.

    References
    ----------
    Billiet, McClendon (2000), Structural Equation Modeling 7(4), 608–628 (balanced sets of items); Baumgartner,
    Steenkamp (2001), J. Marketing Research 38(2), 143–156 (net acquiescence).

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"clear": [5, 4, 2], "confusing": [1, 4, 4], "count": [60, 20, 20]})
    >>> found = acquiescence(SurveyDesign(cells, count="count"), ["clear", "confusing"], reversed_items=["confusing"])
    >>> found.everything.value, found.balanced.value
    (0.2, 0.2)
    """
    patterns = read_patterns(design, items, scale=scale, not_applicable=not_applicable, where=where)
    turned = _worded_other_way(patterns, reversed_items, set(agree) & set(disagree))
    rows, minimum, too_few = enough(patterns, minimum)
    values = patterns.values[rows.index]
    yes = np.isin(values, list(agree))
    signed = np.where(np.isnan(values), np.nan, yes.astype(np.float64) - np.isin(values, list(disagree)))
    all_yes = yes.sum(axis=1) == patterns.answered[rows.index]
    return Acquiescence(
        everything=proportion(
            design, spread(rows, all_yes), {1.0}, valid=(0.0, 1.0), level=level, method=method, domain=domain
        ),
        expected=by_chance(rows, values, [list(agree)]),
        net=mean(design, spread(rows, _row_means(signed)), level=level, domain=domain),
        balanced=mean(design, spread(rows, _balance(signed, turned)), level=level, domain=domain)
        if turned.any()
        else None,
        minimum=minimum,
        too_few=too_few,
    )


def _worded_other_way(patterns: Patterns, reversed_items: Collection[str], both: set[float]) -> NDArray[np.bool_]:
    """Return which items are worded the other way; refuse what makes no balance."""
    if both:
        raise MethodError(f"agree and disagree: {sorted(both)} in both; a code can be one of them only")
    names = list(reversed_items)
    turned = np.isin(patterns.items, names)
    if isinstance(reversed_items, str) or int(turned.sum()) != len(names) or turned.all():
        raise MethodError(
            f"reversed_items: got {reversed_items!r}; expected some, not all, of the items {list(patterns.items)}"
        )
    return turned


def _row_means(values: Floats) -> Floats:
    """Return the mean of each row's values, NaN where it has none."""
    there = ~np.isnan(values)
    count = there.sum(axis=1)
    sums = np.where(there, values, 0.0).sum(axis=1)
    means: Floats = np.divide(sums, count, out=np.full(len(values), np.nan), where=count > 0)
    return means


def _balance(signed: Floats, turned: NDArray[np.bool_]) -> Floats:
    """Return half the net agreement with either kind of item, NaN where one kind is not answered."""
    balance: Floats = (_row_means(signed[:, ~turned]) + _row_means(signed[:, turned])) / 2
    return balance
