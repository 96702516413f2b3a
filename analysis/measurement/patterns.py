"""Joint answers to several items: each row a pattern of codes, read and checked once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.columns import row_label
from analysis.design.domains import Domain, domain_of, read_mask
from analysis.estimation.items import read_numbers
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]

SATISFACTION = (1.0, 2.0, 3.0, 4.0, 5.0)
"""The codes of the five levels."""


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """The answers of each row to the items asked for."""

    design: SurveyDesign
    items: tuple[str, ...]
    values: Floats
    """(rows, items) code as it was given; NaN where there is no answer on the scale."""
    not_applicable: NDArray[np.bool_]
    """(rows, items) answered with a code that says the item does not apply."""
    inside: NDArray[np.bool_]
    """(rows,) the domain."""

    @property
    def answered(self) -> NDArray[np.intp]:
        """(rows,) items answered on the scale."""
        found: NDArray[np.intp] = np.sum(~np.isnan(self.values), axis=1)
        return found

    @property
    def complete(self) -> NDArray[np.bool_]:
        """(rows,) in the domain with an answer on the scale to every item."""
        found: NDArray[np.bool_] = self.inside & (self.answered == len(self.items))
        return found


def read_patterns(
    design: SurveyDesign,
    items: Sequence[str],
    *,
    scale: Sequence[float] | None,
    not_applicable: Collection[float] = (),
    where: Any = None,
    fewest: int = 2,
) -> Patterns:
    """Return the answers to ``items`` in the rows of ``where``.

    Raises
    ------
    DesignError
        Fewer than ``fewest`` items, one named twice, or a code in the domain that is neither on the scale nor one of
        ``not_applicable``.
    """
    names = _names(items, fewest)
    inside = np.ones(design.rows, dtype=bool) if where is None else read_mask(design, where)
    values = np.column_stack([read_numbers(design, name)[0] for name in names])
    outside = np.isin(values, list(not_applicable))
    values[outside] = np.nan
    if scale is not None:
        _refuse_strange(design, names, np.where(inside[:, None], values, np.nan), tuple(scale))
    return Patterns(design, names, values, outside, inside)


def turned(patterns: Patterns, reversed_items: Collection[str], scale: Sequence[float] | None) -> Floats:
    """Return the answers with ``reversed_items`` turned round: lowest + highest code − code."""
    astray = [name for name in reversed_items if name not in patterns.items]
    if isinstance(reversed_items, str) or astray:
        raise MethodError(f"reversed_items: {reversed_items!r} are not all among the items {list(patterns.items)}")
    if not reversed_items:
        return patterns.values
    if scale is None:
        raise MethodError("reversed_items: a code can be turned round on a known scale only; give scale")
    turn = np.isin(patterns.items, list(reversed_items))
    return np.where(turn, min(scale) + max(scale) - patterns.values, patterns.values)


def enough(patterns: Patterns, minimum: int | None) -> tuple[Domain, int, int]:
    """Return the answers with enough items, how many that is, and the number of answers with fewer.

    Raises
    ------
    MethodError
        ``minimum`` below 2 or above the number of items.
    EmptyCellError
        Nobody answered so many.
    """
    most = len(patterns.items)
    fewest = most if minimum is None else minimum
    if not 2 <= fewest <= most:
        raise MethodError(f"minimum: got {fewest}; expected 2 to {most}, the items there are")
    enough = patterns.inside & (patterns.answered >= fewest)
    rows = domain_of(patterns.design, np.flatnonzero(enough), " + ".join(patterns.items))
    return rows, fewest, int(patterns.design.counts[patterns.inside & ~enough].sum())


def spread(rows: Domain, values: Any) -> Floats:
    """Return the domain's values in the order of all rows, NaN outside."""
    found = np.full(rows.design.rows, np.nan)
    found[rows.index] = values
    return found


def by_chance(rows: Domain, values: Floats, sets: Sequence[Sequence[float]]) -> float:
    """Return the share whose answers would all lie in one of the ``sets`` of codes if items were independent."""
    answered = ~np.isnan(values)
    base = rows.persons @ answered
    expected = 0.0
    for codes in sets:
        chance = np.divide(rows.persons @ np.isin(values, codes), base, out=np.zeros(len(base)), where=base > 0)
        expected += float(rows.persons @ np.prod(np.where(answered, chance, 1.0), axis=1))
    return expected / float(rows.persons.sum())


def _names(items: Sequence[str], fewest: int) -> tuple[str, ...]:
    """Return the items' names, several and each once."""
    names = (items,) if isinstance(items, str) else tuple(items)
    if len(names) < fewest:
        raise DesignError(f"items: got {len(names)} ({', '.join(names)}); expected at least {fewest}")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DesignError(f"items: {', '.join(twice)} named more than once; name each item once")
    return names


def _refuse_strange(design: SurveyDesign, names: tuple[str, ...], values: Floats, scale: tuple[float, ...]) -> None:
    """Refuse the first answer that is not on the scale."""
    strange = ~np.isnan(values) & ~np.isin(values, scale)
    if strange.any():
        row, item = (int(place[0]) for place in np.nonzero(strange))
        raise DesignError(
            f"items: row {row_label(design.cells, row)!r}, column {names[item]!r} is {values[row, item]:g}, not on "
            f"the scale {list(scale)}; name it in not_applicable, make it missing or give another scale"
        )
