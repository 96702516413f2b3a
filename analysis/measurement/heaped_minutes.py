"""Heaped minutes: how strongly answers sit on round figures, and what share over a target that leaves possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import is_number, read_number
from analysis.design.columns import plain, row_label
from analysis.design.domains import Domain, read_domain, read_mask
from analysis.estimation.estimators import proportion
from analysis.estimation.items import read_numbers
from analysis.exceptions import DesignError
from analysis.measurement.waiting import half_widths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.estimation.linearised import Labels

    Floats = NDArray[np.float64]

LONGEST = 480.0
"""Minutes: the longest wait the form takes, one working day."""
ROUND = (5, 10, 30)


@dataclass(frozen=True, slots=True)
class Heap:
    """The answers above 0 that are multiples of so many minutes."""

    multiple: int
    share: Estimate

    @property
    def index(self) -> float:
        """Whipple-like: 100 where no multiple is preferred, 100 × multiple where there are no other answers."""
        return 100 * self.multiple * self.share.value


@dataclass(frozen=True, slots=True)
class Heaping:
    """Preference for round minutes."""

    heaps: tuple[Heap, ...]
    zeros: Estimate
    """Share that say they did not wait at all."""


@dataclass(frozen=True, slots=True)
class ShareOver:
    """Share of visits that waited longer than a target, with what rounding of the answers may hide."""

    share: Estimate
    """Minutes as they were given."""
    surely: Estimate
    """Over the target however the answer was rounded."""
    possibly: Estimate
    """Over it or rounded so that it may have been."""
    target: float

    @property
    def rounding(self) -> tuple[float, float]:
        """Lowest and highest share that the rounded answers allow."""
        return self.surely.value, self.possibly.value


def heaping(
    design: SurveyDesign,
    item: Any,
    *,
    longest: float = LONGEST,
    where: Any = None,
    level: float = 0.95,
    method: str = "beta",
    domain: Labels = (),
) -> Heaping:
    """Return the share of answers on multiples of 5, 10 and 30 minutes, and the share of zeros.

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
        Whole minutes, 0 to ``longest``.
    longest : float
        Minutes above it are refused.
    where, level, method, domain
        As in `proportion`.

    Raises
    ------
    EmptyCellError
        No answer above 0 in the domain.
    DesignError
        Minutes below 0 or above ``longest``.

    Notes
    -----
    Index of m = 100 · m · (Σ w of the multiples of m / Σ w), both over answers above 0: without preference one answer
    in m is a multiple of m. That of 5 is Whipple's for ages, without his limits of age.

    References
    ----------
    Shryock, Siegel (1976), The Methods and Materials of Demography, ch. 8 (Whipple's index).

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"minutes": [0, 7, 15, 20, 30], "count": [20, 20, 20, 20, 20]})
    >>> found = heaping(SurveyDesign(cells, count="count"), "minutes")
    >>> [(one.multiple, one.share.value, one.index) for one in found.heaps]
    [(5, 0.75, 375.0), (10, 0.5, 500.0), (30, 0.25, 750.0)]
    """
    minutes, rows = read_minutes(design, item, longest, where)
    waited = np.where(rows.inside & (minutes > 0), minutes, np.nan)

    def share(hit: NDArray[np.bool_], among: Floats) -> Estimate:
        values = np.where(np.isnan(among), np.nan, hit.astype(np.float64))
        return proportion(design, values, {1.0}, valid=(0.0, 1.0), level=level, method=method, domain=domain)

    heaps = tuple(Heap(multiple, share(np.mod(waited, multiple) == 0, waited)) for multiple in ROUND)
    return Heaping(heaps, share(minutes == 0, np.where(rows.inside, minutes, np.nan)))


def share_over(
    design: SurveyDesign,
    item: Any,
    *,
    target: float = 25.0,
    longest: float = LONGEST,
    where: Any = None,
    level: float = 0.95,
    method: str = "beta",
    domain: Labels = (),
) -> ShareOver:
    """Return the share that waited longer than ``target`` minutes, and the least and most that rounding allows.

    Parameters
    ----------
    target : float
        Minutes; an answer of exactly the target is not over it.
    design, item, longest, where, level, method, domain
        As in `heaping`.

    Returns
    -------
    ShareOver
        Three shares, each with its interval: chance and rounding together lie between ``surely.ci_low`` and
        ``possibly.ci_high``.

    Raises
    ------
    EmptyCellError
        No answer in the domain.
    DesignError
        Minutes below 0 or above ``longest``.

    Notes
    -----
    An answer m may stand for m − h to m + h, h = 15 for multiples of 30, 5 for other multiples of 10, 2.5 for other
    multiples of 5, else 0. Surely over: m − h > target; possibly: m + h > target.

    References
    ----------
    Heitjan, Rubin (1991), Annals of Statistics 19(4), 2244–2253; Horowitz, Manski (1995), Econometrica 63(2), 281–302.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"minutes": [10, 20, 30, 60], "count": [40, 30, 20, 10]})
    >>> found = share_over(SurveyDesign(cells, count="count"), "minutes")
    >>> found.share.value, found.rounding
    (0.3, (0.1, 0.3))
    """
    minutes, rows = read_minutes(design, item, longest, where)
    target = read_number("target", target, "minutes from 0", least=0.0)
    off = half_widths(minutes)

    def share(end: Floats) -> Estimate:
        values = np.where(rows.inside, (end > target).astype(np.float64), np.nan)
        return proportion(design, values, {1.0}, valid=(0.0, 1.0), level=level, method=method, domain=domain)

    return ShareOver(share(minutes), share(minutes - off), share(minutes + off), target)


def read_minutes(design: SurveyDesign, item: Any, longest: float, where: Any) -> tuple[Floats, Domain]:
    """Return (rows,) minutes, NaN where missing, and the rows of the domain that have them.

    Raises
    ------
    DesignError
        Minutes below 0 or above ``longest``.
    EmptyCellError
        Nobody in the domain gave minutes.
    """
    if not is_number(longest) or not longest > 0:
        raise DesignError(f"longest: got {plain(longest)}; expected minutes above 0")
    minutes, name = read_numbers(design, item)
    inside = np.ones(design.rows, dtype=bool) if where is None else read_mask(design, where)
    beyond = inside & ((minutes < 0) | (minutes > longest))
    if beyond.any():
        row = int(np.argmax(beyond))
        raise DesignError(
            f"minutes: row {row_label(design.cells, row)!r}, {name!r} is {minutes[row]:g}; expected 0 to {longest:g}: "
            "correct it, make it missing or say another longest"
        )
    return minutes, read_domain(design, where, ~np.isnan(minutes), name)
