"""Run rules: which weeks of a chart are out of the ordinary, by which named rule, and how often by chance alone.

A rule looks at standardised points, (value − centre) / sigma. It fires at the point that completes its pattern. A week
without an answer says nothing: a pattern goes on over the gap.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from analysis.asked import read_collection, read_option
from analysis.design.columns import plain
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TOUCH = 1e-9
"""A point this close to a limit, in sigmas, stands on it: the limits themselves are inside."""

FAR = 1e12
"""How far, in sigmas, a point is called that left a centre without any variation."""


@dataclass(frozen=True, slots=True)
class RunRule:
    """One named pattern of points.

    ``false_alarm`` is the chance that the rule fires at a given point of a process that did not change, for independent
    normal points with known centre and sigma and enough points before it.
    """

    name: str
    text: str
    false_alarm: float
    points: int
    """Points the pattern is made of."""
    fires: Callable[[Floats], bool]
    """Whether the last of these (points,) standardised values completes the pattern."""


def beyond(z: float, sigmas: float) -> bool:
    """Whether a standardised point stands outside a limit; on the limit is inside."""
    return abs(z) > sigmas + TOUCH


def run_signals(z: Sequence[float] | Floats, rules: Sequence[str] | None = None) -> tuple[tuple[str, ...], ...]:
    """Return for each point the names of the rules that fire at it.

    Parameters
    ----------
    z : (weeks,) standardised points
        (value − centre) / sigma, NaN for a week without an answer.
    rules : sequence of str, optional
        Keys of ``RUN_RULES``; the four of Western Electric when left out.

    Returns
    -------
    tuple of tuple of str
        One a week; empty where nothing fires and in gaps.

    Raises
    ------
    MethodError
        A rule that does not exist.

    References
    ----------
    Western Electric (1956), Statistical Quality Control Handbook, pp. 25–28; Nelson (1984), Journal of Quality
    Technology 16(4), 237–239; Champ, Woodall (1987), Technometrics 29(4), on the rules used together.

    Examples
    --------
    >>> run_signals([0.2, 3.4, 2.1, float("nan"), 2.2], ["western_electric_1", "western_electric_2"])
    ((), ('western_electric_1',), ('western_electric_2',), (), ('western_electric_2',))
    """
    named = WESTERN_ELECTRIC if rules is None else read_collection("rules", rules, "names of run rules in a list")
    chosen = [read_rule(name) for name in named]
    try:
        points = np.clip(np.asarray(z, dtype=np.float64), -FAR, FAR)
    except (TypeError, ValueError) as error:
        raise DesignError(f"z: expected one number for each week, NaN where there is none ({error})") from error
    if points.ndim != 1:
        raise DesignError(f"z: got {plain(z)}; expected one number for each week")
    heard = np.flatnonzero(~np.isnan(points))
    known = points[heard]
    found: list[tuple[str, ...]] = [()] * len(points)
    for place, week in enumerate(heard):
        past = known[: place + 1]
        found[week] = tuple(
            rule.name for rule in chosen if len(past) >= rule.points and rule.fires(past[-rule.points :])
        )
    return tuple(found)


def read_rule(name: str) -> RunRule:
    """Return a rule by its name.

    Raises
    ------
    MethodError
        A name that is not a key of ``RUN_RULES``.
    """
    return RUN_RULES[read_option("run rule", name, RUN_RULES)]


def _zone(z: Floats, *, sigmas: float, needed: int) -> bool:
    """Whether the last point and at least ``needed`` of all stand beyond the line, on one side."""
    return any(side * z[-1] > sigmas + TOUCH and int((side * z > sigmas + TOUCH).sum()) >= needed for side in (1, -1))


def _steady(z: Floats) -> bool:
    steps = np.diff(z)
    return bool((steps > 0).all() or (steps < 0).all())


def _alternating(z: Floats) -> bool:
    steps = np.diff(z)
    return bool((steps[1:] * steps[:-1] < 0).all())


def _hugging(z: Floats) -> bool:
    return bool((np.abs(z) < 1 - TOUCH).all())


def _avoiding(z: Floats) -> bool:
    return bool((np.abs(z) > 1 + TOUCH).all())


def _tail(sigmas: float) -> float:
    """Chance of a normal point above so many sigmas."""
    return math.erfc(sigmas / math.sqrt(2)) / 2


def _of_zone(points: int, sigmas: float, needed: int) -> float:
    """Chance that a point is beyond the line and completes ``needed`` of ``points`` on its side."""
    chance, before = _tail(sigmas), points - 1
    enough = sum(math.comb(before, k) * chance**k * (1 - chance) ** (before - k) for k in range(needed - 1, before + 1))
    return 2 * chance * enough


def _zigzag(points: int) -> float:
    """Chance that independent points alternate up and down: 2 A_n / n!, A_n the Euler zigzag numbers."""
    row = [1]
    for _ in range(points - 1):
        sums = [0]
        for entry in reversed(row):
            sums.append(sums[-1] + entry)
        row = sums
    return 2 * sum(row) / math.factorial(points)


def _make(name: str, text: str, false_alarm: float, points: int, fires: Callable[[Floats], bool]) -> RunRule:
    return RunRule(name, text, false_alarm, points, fires)


_ZONES = {"beyond 3": (1, 3.0, 1), "2 of 3": (3, 2.0, 2), "4 of 5": (5, 1.0, 4), "8": (8, 0.0, 8), "9": (9, 0.0, 9)}


def _zone_rule(name: str, text: str, zone: str) -> RunRule:
    points, sigmas, needed = _ZONES[zone]
    fires = partial(_zone, sigmas=sigmas, needed=needed)
    return _make(name, text, _of_zone(points, sigmas, needed), points, fires)


WESTERN_ELECTRIC = ("western_electric_1", "western_electric_2", "western_electric_3", "western_electric_4")
"""The four rules used where none are named; together about one false alarm in 92 points (Champ, Woodall 1987)."""

NELSON = tuple(f"nelson_{number}" for number in range(1, 9))

RUN_RULES: dict[str, RunRule] = {
    rule.name: rule
    for rule in (
        _zone_rule("western_electric_1", "one point beyond 3 sigma", "beyond 3"),
        _zone_rule("western_electric_2", "2 of 3 points in a row beyond 2 sigma on one side", "2 of 3"),
        _zone_rule("western_electric_3", "4 of 5 points in a row beyond 1 sigma on one side", "4 of 5"),
        _zone_rule("western_electric_4", "8 points in a row on one side of the centre", "8"),
        _zone_rule("nelson_1", "one point beyond 3 sigma", "beyond 3"),
        _zone_rule("nelson_2", "9 points in a row on one side of the centre", "9"),
        _make("nelson_3", "6 points in a row steadily rising or falling", 2 / math.factorial(6), 6, _steady),
        _make("nelson_4", "14 points in a row alternating up and down", _zigzag(14), 14, _alternating),
        _zone_rule("nelson_5", "2 of 3 points in a row beyond 2 sigma on one side", "2 of 3"),
        _zone_rule("nelson_6", "4 of 5 points in a row beyond 1 sigma on one side", "4 of 5"),
        _make("nelson_7", "15 points in a row within 1 sigma", (1 - 2 * _tail(1)) ** 15, 15, _hugging),
        _make("nelson_8", "8 points in a row beyond 1 sigma on either side", (2 * _tail(1)) ** 8, 8, _avoiding),
    )
}
"""The rules by name. ``fires`` apart, each says what it looks for and how often it is a false alarm."""
