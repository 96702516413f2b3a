"""Quality of answers seen from their patterns: what was left blank, and what was answered all alike.

None of these accuses a person. Someone content with everything gives the same answer throughout; so beside each share
stands what it would be if the items were answered independently, and domains are to be compared with each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.domains import Domain, domain_of
from analysis.estimation.estimators import mean, proportion
from analysis.measurement.patterns import SATISFACTION, Patterns, by_chance, enough, read_patterns, spread

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.estimation.linearised import Labels

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ItemNonresponse:
    """How many of those asked one item left it blank."""

    item: str
    asked: int
    """Answers (returned questionnaires) of the domain."""
    missing: int
    not_applicable: int
    """Answered that the item does not apply to them."""
    share: Estimate
    """Missing / asked, weighted."""
    not_applicable_share: Estimate | None
    """``None`` where no such code was named."""


@dataclass(frozen=True, slots=True)
class StraightLining:
    """How many gave the same answer to all items they answered."""

    share: Estimate
    expected: float
    """The share if the items were independent, each with its own distribution."""
    by_code: tuple[tuple[float, float], ...]
    """Each code with the share of answers that gave nothing else; they add up to ``share``."""
    longest: Estimate
    """Mean length of the longest run of the same answer to items that follow each other."""
    minimum: int
    """Items that must be answered to be counted."""
    too_few: int
    """Answers of the domain with fewer."""


def item_nonresponse(
    design: SurveyDesign,
    items: Sequence[str],
    *,
    scale: Sequence[float] | None = SATISFACTION,
    not_applicable: Collection[float] = (),
    where: Any = None,
    level: float = 0.95,
    method: str = "beta",
    domain: Labels = (),
) -> tuple[ItemNonresponse, ...]:
    """Return for each item how many were asked, left it blank, or said that it does not apply.

    Parameters
    ----------
    design : SurveyDesign
    items : sequence of str
        Columns. An item that a questionnaire did not ask is to be left out by ``where``.
    scale : sequence of float, optional
        The codes that are answers; ``None`` takes any number.
    not_applicable : collection of float
        Codes such as 0 ("chưa phát sinh"). They are answers: asked, not missing.
    where, level, method, domain
        As in `proportion`.

    Returns
    -------
    tuple of ItemNonresponse
        In the order of ``items``.

    Raises
    ------
    DesignError
        No item, one named twice, or a code that is neither on the scale nor in ``not_applicable``.
    EmptyCellError
        Nobody in the domain.

    Notes
    -----
    Share = Σ w over missing / Σ w over asked.

    References
    ----------
    de Leeuw, Hox, Huisman (2003), J. Official Statistics 19(2), 153–176; AAPOR (2023), Standard Definitions.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"staff": [5, None, 0], "count": [70, 10, 20]})
    >>> found = item_nonresponse(SurveyDesign(cells, count="count"), ["staff"], not_applicable={0})[0]
    >>> found.asked, found.missing, found.not_applicable, round(found.share.value, 2)
    (100, 10, 20, 0.1)
    """
    patterns = read_patterns(design, items, scale=scale, not_applicable=not_applicable, where=where, fewest=1)
    asked = domain_of(design, np.flatnonzero(patterns.inside), " + ".join(patterns.items))
    return tuple(
        _nonresponse(patterns, asked, one, bool(not_applicable), (level, method, domain))
        for one in range(len(patterns.items))
    )


def straight_lining(
    design: SurveyDesign,
    items: Sequence[str],
    *,
    minimum: int | None = None,
    scale: Sequence[float] | None = SATISFACTION,
    not_applicable: Collection[float] = (),
    where: Any = None,
    level: float = 0.95,
    method: str = "beta",
    domain: Labels = (),
) -> StraightLining:
    """Return the share of answers that gave one code to all items they answered, and what chance would give.

    Parameters
    ----------
    design : SurveyDesign
    items : sequence of str
        Two columns or more, in the order in which they were asked.
    minimum : int, optional
        Items an answer must have to be counted; all of them when left out.
    scale, not_applicable, where, level, method, domain
        As in `item_nonresponse`; an item that does not apply is an item not answered.

    Returns
    -------
    StraightLining

    Raises
    ------
    EmptyCellError
        Nobody in the domain answered so many items.
    MethodError
        ``minimum`` below 2 or above the number of items.
    DesignError
        As in `item_nonresponse`.

    Notes
    -----
    Expected: Σ w Σ_c Π_{i answered} p_i(c) / Σ w, p_i(c) the weighted share of code c at item i among the answers
    counted. Satisfied people answer alike without any fault, so that the share lies above what is expected: compare
    units, weeks and modes. Longest run: a blank ends it.

    References
    ----------
    Kim, Dykema, Stevenson, Black, Moberg (2019), Social Science Computer Review 37(2), 214–233 (simple
    nondifferentiation); Couper, Tourangeau, Conrad, Zhang (2013), same journal 31(3), 322–345; Johnson (2005),
    J. Research in Personality 39, 103–129 (longest run).

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"a": [4, 4, 5, 5], "b": [4, 5, 4, 5], "count": [40, 10, 10, 40]})
    >>> found = straight_lining(SurveyDesign(cells, count="count"), ["a", "b"])
    >>> found.share.value, found.expected, found.by_code
    (0.8, 0.5, ((4.0, 0.4), (5.0, 0.4)))
    """
    patterns = read_patterns(design, items, scale=scale, not_applicable=not_applicable, where=where)
    rows, minimum, too_few = enough(patterns, minimum)
    first = np.nanmax(patterns.values[rows.index], axis=1)
    alike = first == np.nanmin(patterns.values[rows.index], axis=1)
    codes = np.unique(first[alike])
    runs = spread(rows, _longest_runs(patterns.values[rows.index]))
    return StraightLining(
        share=proportion(
            design, spread(rows, alike), {1.0}, valid=(0.0, 1.0), level=level, method=method, domain=domain
        ),
        expected=by_chance(rows, patterns.values[rows.index], [[code] for code in _codes(patterns.values[rows.index])]),
        by_code=tuple((float(c), float(rows.persons @ (alike & (first == c)) / rows.persons.sum())) for c in codes),
        longest=mean(design, runs, level=level, domain=domain),
        minimum=minimum,
        too_few=too_few,
    )


def _nonresponse(
    patterns: Patterns, asked: Domain, one: int, has_code: bool, asked_for: tuple[float, str, Labels]
) -> ItemNonresponse:
    """Count one item."""
    design, (level, method, domain) = patterns.design, asked_for
    outside = patterns.not_applicable[:, one]
    missing = np.isnan(patterns.values[:, one]) & ~outside

    def share(hit: NDArray[np.bool_]) -> Estimate:
        return proportion(
            design, spread(asked, hit[asked.index]), {1.0}, valid=(0.0, 1.0), level=level, method=method, domain=domain
        )

    return ItemNonresponse(
        item=patterns.items[one],
        asked=asked.n,
        missing=int(design.counts[asked.inside & missing].sum()),
        not_applicable=int(design.counts[asked.inside & outside].sum()),
        share=share(missing),
        not_applicable_share=share(outside) if has_code else None,
    )


def _codes(values: Floats) -> Floats:
    """Return the codes that were given."""
    codes: Floats = np.unique(values[~np.isnan(values)])
    return codes


def _longest_runs(values: Floats) -> Floats:
    """Return the longest run of equal neighbours in each row; a missing value ends a run."""
    run = np.where(np.isnan(values[:, 0]), 0.0, 1.0)
    longest = run
    for before, after in zip(values.T[:-1], values.T[1:], strict=True):
        run = np.where(np.isnan(after), 0.0, np.where(after == before, run + 1, 1.0))
        longest = np.maximum(longest, run)
    return longest
