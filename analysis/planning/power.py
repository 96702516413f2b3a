"""What change between two periods a survey can see: power, answers for it, and the smallest change visible.

The two periods are two independent samples: nobody is asked in both (overlap 0). A design effect divides the answers.
Powers count the tail on the side of the change only, as R's ``power.prop.test`` and ``power.t.test`` do.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from analysis.asked import is_number, read_level, takes_numbers
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

    Direction = Literal["up", "down"]

LEAST = 2.0
"""Fewest effective answers of a period that a plan may ask for."""
MOST = 1e9
"""More answers than this are no plan."""
DIRECTIONS = ("up", "down")


@takes_numbers("before", "after", "answers", "answers_after", "deff")
def power_of_share_change(
    before: float,
    after: float,
    answers: float,
    *,
    answers_after: float | None = None,
    deff: float = 1.0,
    level: float = 0.95,
) -> float:
    """Return the chance that a two-sided test sees a share change from ``before`` to ``after``.

    Parameters
    ----------
    before, after : float
        Shares, fractions.
    answers : float
        Of each period, or of the first where ``answers_after`` is given.
    answers_after : float, optional
    deff : float
        Design effect of both shares.
    level : float
        1 − α of the test.

    Raises
    ------
    DesignError
        Shares outside 0–1 or both 0 or both 1, answers or deff not above 0.
    MethodError
        A level outside (0, 1).

    Notes
    -----
    Φ((|p₁ − p₀| − z √(p̄q̄ (1/n₀ + 1/n₁))) / √(p₀q₀/n₀ + p₁q₁/n₁)), n answers / deff and p̄ the share of both together.

    References
    ----------
    Fleiss, Levin, Paik (2003), Statistical Methods for Rates and Proportions, §4.2–4.3; R, ``power.prop.test``.

    Examples
    --------
    >>> f"{power_of_share_change(0.75, 0.80, 1000):.3f} {power_of_share_change(0.75, 0.80, 1000, deff=2):.3f}"
    '0.764 0.473'
    """
    first, second = _sizes(answers, answers_after, deff)
    if not (0 <= before <= 1 and 0 <= after <= 1) or before == after in (0, 1):
        raise DesignError(
            f"before {before!r} and after {after!r}; expected fractions from 0 to 1, not both 0 or both 1"
        )
    read_level(level)
    return _share_power(before, after, (first, second), level)


@takes_numbers("change", "sd", "answers", "answers_after", "deff")
def power_of_mean_change(
    change: float,
    sd: float,
    answers: float,
    *,
    answers_after: float | None = None,
    deff: float = 1.0,
    level: float = 0.95,
) -> float:
    """Return the chance that a two-sided t test sees a mean change by ``change``.

    Parameters
    ----------
    change : float
        In the unit of the measure; its sign does not matter.
    sd : float
        Standard deviation between people, the same in both periods.
    answers, answers_after, deff, level
        As in `power_of_share_change`.

    Raises
    ------
    DesignError, MethodError
        As in `power_of_share_change`; fewer than two effective answers in all.

    Notes
    -----
    Noncentral t with ν = n₀ + n₁ − 2 and δ = |change| / (sd √(1/n₀ + 1/n₁)), n answers / deff.

    References
    ----------
    Cohen (1988), Statistical Power Analysis, ch. 2; R, ``power.t.test``.

    Examples
    --------
    >>> f"{power_of_mean_change(2, 15, 900):.3f}"
    '0.807'
    """
    sizes = _sizes(answers, answers_after, deff)
    if not (sd > 0 and math.isfinite(sd) and math.isfinite(change)):
        raise DesignError(f"change {change!r} and sd {sd!r}; expected a number and a standard deviation above 0")
    if sum(sizes) <= 2:
        raise DesignError(f"answers: {sum(sizes):g} effective in both periods; expected more than 2")
    read_level(level)
    return _mean_power(abs(change), sd, sizes, level)


@takes_numbers("before", "after", "power", "deff")
def answers_for_share_change(
    before: float, after: float, *, power: float = 0.8, deff: float = 1.0, level: float = 0.95
) -> int:
    """Return the answers each period needs for `power_of_share_change` to reach ``power``.

    Raises
    ------
    DesignError
        As in `power_of_share_change`; two equal shares, a power outside (0, 1), or one no number of answers reaches.

    Examples
    --------
    >>> answers_for_share_change(0.75, 0.80)
    1094
    """
    if before == after:
        raise DesignError(f"before and after are both {before!r}; no number of answers shows a change of 0")
    power_of_share_change(before, after, 1.0, deff=deff, level=level)
    return _answers(lambda size: _share_power(before, after, (size, size), level), power, deff)


@takes_numbers("change", "sd", "power", "deff")
def answers_for_mean_change(
    change: float, sd: float, *, power: float = 0.8, deff: float = 1.0, level: float = 0.95
) -> int:
    """Return the answers each period needs for `power_of_mean_change` to reach ``power``.

    Raises
    ------
    DesignError
        As in `power_of_mean_change`; a change of 0, or a power outside (0, 1).

    Examples
    --------
    >>> answers_for_mean_change(2, 15)
    884
    """
    if change == 0:
        raise DesignError("change: got 0; no number of answers shows a change of 0")
    power_of_mean_change(change, sd, 2.0 * deff, deff=deff, level=level)
    return _answers(lambda size: _mean_power(abs(change), sd, (size, size), level), power, deff)


@takes_numbers("before", "answers", "answers_after", "power", "deff")
def visible_share_change(
    before: float,
    answers: float,
    *,
    answers_after: float | None = None,
    power: float = 0.8,
    direction: Direction = "up",
    deff: float = 1.0,
    level: float = 0.95,
) -> float | None:
    """Return the smallest change of a share seen with ``power``, a fraction; ``None`` where not even 0 or 1 is.

    ``direction`` "down" gives the size of a fall. Other parameters and errors as in `power_of_share_change`.

    Raises
    ------
    DesignError, MethodError
        As in `power_of_share_change`; a power outside (0, 1) or a direction that does not exist.

    Examples
    --------
    >>> f"{visible_share_change(0.75, 1000):.4f} {visible_share_change(0.75, 1000, direction='down'):.4f}"
    '0.0522 0.0561'
    """
    if direction not in DIRECTIONS:
        raise MethodError(f"direction {direction!r} is not known; choose one of {list(DIRECTIONS)}")
    furthest = 1.0 - before if direction == "up" else before
    side = 1 if direction == "up" else -1
    if not 0 <= before <= 1:
        raise DesignError(f"before: got {before!r}; expected a fraction from 0 to 1")
    sizes = _sizes(answers, answers_after, deff)
    read_level(level)
    _refuse_power(power)

    def short(change: float) -> float:
        return _share_power(before, before + side * change, sizes, level) - power

    # a step away from the ends, where a share and its complement leave no variance
    least = 1e-9
    if furthest <= least or short(furthest) < 0:
        return None
    return _root(short, least, furthest) if short(least) < 0 else 0.0


@takes_numbers("sd", "answers", "answers_after", "power", "deff")
def visible_mean_change(
    sd: float,
    answers: float,
    *,
    answers_after: float | None = None,
    power: float = 0.8,
    deff: float = 1.0,
    level: float = 0.95,
) -> float:
    """Return the smallest change of a mean seen with ``power``, in the unit of ``sd``.

    Parameters and errors as in `power_of_mean_change`.

    Raises
    ------
    DesignError, MethodError
        As in `power_of_mean_change`; a power outside (0, 1).

    Examples
    --------
    >>> f"{visible_mean_change(15, 900):.3f}"
    '1.982'
    """
    power_of_mean_change(0.0, sd, answers, answers_after=answers_after, deff=deff, level=level)
    _refuse_power(power)
    sizes = _sizes(answers, answers_after, deff)
    unit = math.sqrt(1 / sizes[0] + 1 / sizes[1])

    def short(effect: float) -> float:
        return _mean_power(effect, 1.0, sizes, level) - power

    highest = unit
    while short(highest) < 0:
        highest *= 2
    return sd * (_root(short, 0.0, highest) if short(0.0) < 0 else 0.0)


def _share_power(before: float, after: float, sizes: tuple[float, float], level: float) -> float:
    from scipy.special import ndtr, ndtri

    first, second = sizes
    together = (first * before + second * after) / (first + second)
    null = math.sqrt(together * (1 - together) * (1 / first + 1 / second))
    spread = math.sqrt(before * (1 - before) / first + after * (1 - after) / second)
    reach = abs(after - before) - float(ndtri((1 + level) / 2)) * null
    if spread == 0:
        return 1.0 if reach > 0 else 0.0
    return float(ndtr(reach / spread))


def _mean_power(change: float, sd: float, sizes: tuple[float, float], level: float) -> float:
    from scipy.stats import nct, t

    first, second = sizes
    dof = first + second - 2
    distance = change / (sd * math.sqrt(1 / first + 1 / second))
    edge = float(t.ppf((1 + level) / 2, dof))
    return float(nct.sf(edge, dof, distance)) if distance > 0 else float(t.sf(edge, dof))


def _answers(power_at: Callable[[float], float], power: float, deff: float) -> int:
    """Return deff times the simple size at which the power is reached, rounded up."""
    _refuse_power(power)
    if power_at(LEAST) >= power:
        return math.ceil(LEAST * deff * (1 - 1e-12))
    highest = 2 * LEAST
    while power_at(highest) < power:
        highest *= 2
        if highest > MOST:
            raise DesignError(f"power {power!r}: not reached with {MOST:.0e} answers; ask for less, or a larger change")
    return math.ceil(_root(lambda size: power_at(size) - power, LEAST, highest) * deff * (1 - 1e-12))


def _root(short: Callable[[float], float], low: float, high: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(short, low, high, xtol=1e-13, rtol=1e-13))


def _sizes(answers: float, answers_after: float | None, deff: float) -> tuple[float, float]:
    second = answers if answers_after is None else answers_after
    if not all(is_number(number) and 0 < number < math.inf for number in (answers, second, deff)):
        raise DesignError(f"answers {answers!r} and {second!r}, deff {deff!r}; expected numbers above 0")
    return answers / deff, second / deff


def _refuse_power(power: float) -> None:
    if not 0 < power < 1:
        raise DesignError(f"power: got {power!r}; expected a chance between 0 and 1, such as 0.8")
