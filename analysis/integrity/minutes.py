"""Felt minutes: honest answers pile up on 5, 10, 15 and 30; invented ones are flat, or all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.exceptions import DesignError, EmptyCellError
from analysis.integrity.outliers import Outlier, share_outlier
from analysis.integrity.overdispersed import share_overdispersion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

HEAP = 5
"""Minutes that people round to, and their multiples."""
FEWEST = 5
"""A value named less often is no pile."""


def heaping_deficit(minutes: Any, past: Any, *, rho: float | None = None) -> Outlier:
    """Hold the share of round minutes (multiples of 5) against earlier weeks: too few is remarkable.

    Parameters
    ----------
    minutes : (values,)
        How many answers gave 0, 1, 2, … minutes.
    past : (weeks, values)
        The same of earlier weeks.
    rho : float, optional
        As in `share_outlier`.

    Returns
    -------
    Outlier
        Observed and expected are shares of multiples of 5 among answers above 0.

    Raises
    ------
    EmptyCellError
        Nobody waited, now or before.
    DesignError
        Tables that do not fit each other.

    References
    ----------
    Holbrook et al. (2014), Public Opinion Quarterly 78 (heaping of honest numbers); Schwanhäuser, Sakshaug, Kosyakova
    (2022), Public Opinion Quarterly 86 (too little rounding as a sign of invented interviews).

    Examples
    --------
    >>> week = [0] * 31
    >>> week[5], week[10], week[7], week[13] = 20, 20, 10, 10
    >>> before = [0] * 31
    >>> before[5], before[10], before[7] = 45, 45, 10
    >>> found = heaping_deficit(week, [before, before])
    >>> f"{found.observed:.2f} {found.expected:.2f} {found.p:.4f}"
    '0.67 0.90 0.0000'
    """
    now, before = read_tables(minutes, past)
    heaped, all_before = heaped_of(before)
    count, n = (int(each[0]) for each in heaped_of(now[None]))
    return share_outlier(count, n, heaped, all_before, side="below", rho=rho)


def minutes_spike(minutes: Any, past: Any, *, rho: float | None = None) -> tuple[int, Outlier]:
    """Return the number of minutes that is named most beyond what earlier weeks lead to expect.

    Parameters
    ----------
    minutes, past, rho
        As in `heaping_deficit`; 0 counts here too.

    Returns
    -------
    int
        The minutes of the pile.
    Outlier
        Its p is raised for the number of values looked at (Bonferroni).

    Raises
    ------
    EmptyCellError
        No answer, now or before, or no value named five times.
    DesignError
        As in `heaping_deficit`.

    References
    ----------
    Schwanhäuser, Sakshaug, Kosyakova (2022), Public Opinion Quarterly 86 (less variation in invented numbers).

    Examples
    --------
    >>> week, before = [0] * 31, [0] * 31
    >>> week[5], week[8], week[10] = 40, 45, 40
    >>> before[5], before[8], before[10] = 100, 20, 100
    >>> value, found = minutes_spike(week, [before, before])
    >>> value, f"{found.observed:.2f} {found.expected:.2f}", found.p < 1e-6
    (8, '0.36 0.09', True)
    """
    now, before = read_tables(minutes, past)
    piles = np.flatnonzero(now >= FEWEST)
    if not len(piles) or not before.sum():
        raise EmptyCellError("minutes_spike: no number of minutes was named five times, or nothing is known of before")
    n, wholes = int(now.sum()), before.sum(axis=1)
    within = rho if rho is not None else share_overdispersion(before.T, np.broadcast_to(wholes, before.T.shape))
    found = {int(value): share_outlier(int(now[value]), n, before[:, value], wholes, rho=within) for value in piles}
    value = min(found, key=lambda each: found[each].p)
    one = found[value]
    looked = int(((now > 0) | (before > 0).any(axis=0)).sum())
    return value, Outlier(one.observed, one.expected, n, min(one.p * looked, 1.0), one.side, one.spread)


def heaped_of(tables: Ints) -> tuple[Ints, Ints]:
    """Return of each row of counts by minutes the multiples of 5 above 0 and all above 0."""
    return tables[:, HEAP::HEAP].sum(axis=1), tables[:, 1:].sum(axis=1)


def read_tables(minutes: Any, past: Any) -> tuple[Ints, Ints]:
    """Return counts by minutes of this week and of those before.

    Raises
    ------
    DesignError
        Not a list and a table of as many columns, or anything but whole numbers from 0.
    """
    now, before = np.asarray(minutes), np.atleast_2d(np.asarray(past))
    whole = all(each.dtype.kind in "iu" and (each >= 0).all() for each in (now, before) if each.size)
    if now.ndim != 1 or before.ndim != 2 or before.shape[1] != len(now) or not whole:
        raise DesignError(
            f"minutes of shape {now.shape} and past of shape {before.shape}; expected how many gave 0, 1, 2, … "
            "minutes, whole numbers, and the same for each week before"
        )
    return now.astype(np.int64), before.astype(np.int64)
