"""Auxiliary variables whose population totals are known: numbers and labels, read as the columns of a matrix."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_mapping, read_positive
from analysis.design.columns import row_label
from analysis.estimation.items import read_numbers
from analysis.exceptions import DesignError
from analysis.weighting.margins import SAME, joint_codes, read_margin, refuse_different_sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.weighting.margins import Margin

    Codes = NDArray[np.intp]
    Floats = NDArray[np.float64]

PEOPLE = "the population"


@dataclass(frozen=True, slots=True, eq=False)
class Auxiliaries:
    """Values of the auxiliaries for each pattern, rows of one pattern having the same values."""

    names: tuple[str, ...]
    """(p,) what a refusal calls each column."""
    values: Floats
    """(patterns, p)."""
    totals: Floats
    """(p,) in the population."""
    in_r: NDArray[np.bool_]
    """(p,) columns R's model matrix has: each factor after the intercept goes without its first label."""
    pattern: Codes | None
    """(rows,) pattern of each row; ``None`` where each row is its own."""

    def per_pattern(self, values: Floats) -> Floats:
        """Return the sums of (rows,) values per pattern."""
        if self.pattern is None:
            return values
        return np.bincount(self.pattern, values, len(self.values)).astype(np.float64, copy=False)

    def per_row(self, values: Floats) -> Floats:
        """Return each row's value of its pattern."""
        return values if self.pattern is None else values[self.pattern]


@dataclass(frozen=True, slots=True, eq=False)
class _Number:
    """A numeric auxiliary."""

    name: str
    values: Floats
    """(rows,)."""
    total: float


def read_auxiliaries(
    design: SurveyDesign,
    totals: Mapping[Any, Any],
    *,
    population: float | None,
    intercept: bool,
    by_row: bool = False,
) -> Auxiliaries:
    """Return the auxiliaries after refusing totals that contradict each other or do not fit the sample.

    Parameters
    ----------
    totals : mapping
        Numeric column → its total; column or tuple of columns with labels → {label: total}.
    population : float, optional
        Total of the intercept; what the first labels add up to when left out.
    by_row : bool
        Let each row be its own pattern even where only labels are known.
    """
    known = read_mapping("calibrate: totals", totals, "column → its total, or column → {label: total}")
    margins = [
        read_margin(design, by, given, role="calibrate") for by, given in known.items() if hasattr(given, "items")
    ]
    numbers = [_read_number(design, name, given) for name, given in known.items() if not hasattr(given, "items")]
    people = _population(margins, population, intercept)
    codes = [np.maximum(margin.codes, 0) for margin in margins]
    pattern = None
    if not (numbers or by_row):
        sizes = [1, *(len(margin.labels) for margin in margins)]
        pattern, (_, *codes) = joint_codes([np.zeros(design.rows, dtype=np.intp), *codes], sizes)
    rows = design.rows if pattern is None else int(pattern.max()) + 1
    columns = list(_columns(people, list(zip(margins, codes, strict=True)), numbers, rows))
    if not columns:
        raise DesignError("calibrate: no totals given; name one column or more, or population=")
    names, values, sums, in_r = zip(*columns, strict=True)
    return Auxiliaries(names, np.stack(values, axis=1), np.array(sums), np.array(in_r), pattern)


def averaged(found: Auxiliaries, codes: Codes, counts: Floats) -> Auxiliaries:
    """Return the auxiliaries with their means over the answers of each group in place of their values."""
    groups = int(codes.max()) + 1
    size = np.bincount(codes, counts, groups)
    means = [
        np.bincount(codes, counts * found.per_row(column), groups) / np.where(size > 0, size, 1)
        for column in found.values.T
    ]
    return Auxiliaries(found.names, np.stack(means, axis=1), found.totals, found.in_r, codes)


def _read_number(design: SurveyDesign, name: Any, total: Any) -> _Number:
    """Return a numeric auxiliary; refuse gaps, since a total is known for everyone."""
    if not isinstance(name, str):
        raise DesignError(f"calibrate: {name!r} has the total {total!r}; expected label → total for crossed columns")
    values, _ = read_numbers(design, name)
    gaps = np.isnan(values)
    if (bad := gaps & (design.weight != 0)).any():
        row = row_label(design.cells, int(np.argmax(bad)))
        raise DesignError(f"calibrate: row {row!r}, column {name!r} is missing; fill it in or leave the row out")
    try:
        known = float(total)
    except (TypeError, ValueError) as error:
        raise DesignError(f"calibrate: the total of {name} is {total!r}; expected a number") from error
    if not math.isfinite(known):
        raise DesignError(f"calibrate: the total of {name} is {known}; expected a finite number")
    return _Number(name, np.where(gaps, 0.0, values), known)


def _population(margins: list[Margin], population: float | None, intercept: bool) -> float | None:
    """Return the intercept's total, ``None`` without intercept."""
    if margins:
        refuse_different_sums(margins, "calibrate")
    if not intercept:
        if population is not None:
            raise DesignError("calibrate: population= is the intercept's total; leave it out or keep the intercept")
        return None
    if population is None:
        if not margins:
            raise DesignError("calibrate: the intercept has no total; give population=, or intercept=False")
        return margins[0].sum
    population = read_positive("calibrate: population", population)
    if margins and not math.isclose(population, margins[0].sum, rel_tol=SAME):
        raise DesignError(
            f"calibrate: population is {population:.10g}, but the totals of {margins[0].name} add up to "
            f"{margins[0].sum:.10g}; bring them to one population"
        )
    return population


def _columns(
    people: float | None, margins: list[tuple[Margin, Codes]], numbers: list[_Number], rows: int
) -> Iterator[tuple[str, Floats, float, bool]]:
    """Yield name, values, total and whether R has the column."""
    if people is not None:
        yield PEOPLE, np.ones(rows), people, True
    for place, (margin, codes) in enumerate(margins):
        is_full = place == 0 and people is None
        for label, total in enumerate(margin.totals):
            name = f"{margin.name} {margin.labels[label]!r}"
            yield name, (codes == label).astype(np.float64), float(total), is_full or label > 0
    for number in numbers:
        yield number.name, number.values, number.total, True
