"""Control charts over weeks: between which limits a figure moves by chance, and which weeks stand out.

p and Laney's p′ for shares; individuals with moving ranges and a chart of medians for waiting. A week without answers
is a gap, never 0. Where the questionnaire, a target or the place changed, a mark can begin a new phase with its own
limits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from analysis.asked import read_pair
from analysis.exceptions import DesignError, EmptyCellError, MethodError
from analysis.monitoring.chart_limits import CHARTS, NOISE, RANGE_LIMITS, SHARE_CHARTS, Limits, Stretch
from analysis.monitoring.run_rules import FAR, WESTERN_ELECTRIC, beyond, read_rule, run_signals

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MarkKind = Literal["questionnaire", "target", "place"]
Place = Literal["below", "inside", "above"]


@dataclass(frozen=True, slots=True)
class Mark:
    """From this week on something else was measured: the questionnaire, the target or the place changed."""

    week: Any
    """Label of the first week after the change."""
    kind: MarkKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One week of a chart. Value, place and limits are ``None`` in a gap; limits also in a phase too short for them."""

    label: Any
    value: float | None
    answers: float | None
    centre: float | None
    low: float | None
    high: float | None
    sigma: float | None
    place: Place | None
    signals: tuple[str, ...]
    """Names of the rules that fire at this week: keys of ``RUN_RULES``, or ``moving_range``."""
    phase: int
    moving_range: float | None = None
    """Distance from the week just before, on charts of individuals."""


@dataclass(frozen=True, slots=True)
class Phase:
    """Weeks that share one centre, from a mark (or the beginning) to the next."""

    number: int
    first: Any
    last: Any
    weeks: int
    """Weeks with answers that the limits rest on."""
    centre: float | None
    sigma_z: float | None = None
    """Laney's: how much more the weeks differ than their answers explain."""
    mean_range: float | None = None
    """Mean (``xmr``) or median (``median``) moving range."""
    range_high: float | None = None


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A chart with its weeks, phases, marks and the names of the rules it was read by."""

    method: str
    points: tuple[ChartPoint, ...]
    phases: tuple[Phase, ...]
    marks: tuple[Mark, ...]
    rules: tuple[str, ...]

    @property
    def signals(self) -> tuple[ChartPoint, ...]:
        """The weeks at which a rule fires."""
        return tuple(point for point in self.points if point.signals)


def control_chart(
    values: Sequence[float | None] | Floats,
    answers: Sequence[float | None] | Floats | None = None,
    *,
    method: str = "p",
    deff: float | Sequence[float | None] | Floats | None = None,
    labels: Sequence[Any] | None = None,
    marks: Sequence[Mark] = (),
    rebase: Collection[str] = (),
    baseline: int | None = None,
    bounds: tuple[float, float] | None = None,
    rules: Sequence[str] = WESTERN_ELECTRIC,
) -> ControlChart:
    """Return limits of ordinary variation for a series of weeks, and the weeks that stand out, with the reason.

    Parameters
    ----------
    values : (weeks,) figures in their order
        Shares as fractions for ``p`` and ``laney``; minutes or scores for ``xmr`` and ``median``. ``None`` or NaN where
        there is none.
    answers : (weeks,) answers, optional
        Needed for shares. A week with 0 answers is a gap whatever its value.
    method : {"p", "laney", "xmr", "median"}
        A key of ``CHARTS``.
    deff : float or (weeks,), optional
        Design effect of each week's share, 1 when left out.
    labels : (weeks,) names, all different, optional
        1, 2, … when left out.
    marks : sequence of Mark, optional
    rebase : collection of {"questionnaire", "target", "place"}
        Kinds of marks that begin a new phase; none when left out.
    baseline : int, optional
        The limits of a phase rest on its first so many weeks with answers; on all of them when left out.
    bounds : (lowest, highest), optional
        Values that can be; limits are held inside. 0 and 1 for shares, none for the others.
    rules : sequence of str
        Keys of ``RUN_RULES``. On charts of individuals a moving range above its limit is told as ``moving_range`` too
        (false alarms: 0.9 % of the ranges).

    Returns
    -------
    ControlChart

    Raises
    ------
    DesignError
        Series of different lengths, shares outside 0–1, a share without its answers, labels twice, a mark at no week.
    EmptyCellError
        No week with answers, or no two neighbouring ones where moving ranges are needed.
    MethodError
        A method, rule or kind of mark that does not exist; deff for a chart of individuals; medians of weeks that
        hardly differ.

    Notes
    -----
    ``p``: p̄ = Σ n p / Σ n, σ_i = √(p̄(1 − p̄) deff_i / n_i). ``laney``: σ_i σ_z, σ_z = mean moving range of
    (p_i − p̄)/σ_i over 1.128. ``xmr``: mean ± 3 mean moving range / 1.128. ``median``: median ± 3 median moving range /
    0.954. A moving range is taken between neighbouring weeks of one phase only; limits are three sigmas away.

    A deff that is the same every week leaves Laney's limits as they are: σ_z becomes σ_z / √deff. So σ_z² is the whole
    factor between the spread of weeks and that of simple random answers; with each week's own deff it is what is left
    between weeks once desk-days are allowed for.

    References
    ----------
    Montgomery (2013), Introduction to Statistical Quality Control, §6.4 and §7.2; Laney (2002), Quality Engineering
    14(4), 531–537; Wheeler, Chambers (1992), Understanding Statistical Process Control, ch. 3; NIST/SEMATECH
    e-Handbook of Statistical Methods, 6.3.2.2 and 6.3.3.2.

    Examples
    --------
    >>> chart = control_chart([0.80, 0.84, None, 0.79, 0.55], [100, 100, 0, 100, 100], labels=["1", "2", "3", "4", "5"])
    >>> [(point.label, f"{point.low:.3f}", point.signals) for point in chart.signals]
    [('5', '0.614', ('western_electric_1',))]
    >>> chart.points[2].value is None
    True
    """
    if method not in CHARTS:
        raise MethodError(f"chart {method!r} is not known; choose one of {list(CHARTS)}")
    for rule in rules:
        read_rule(rule)
    weeks = _read(values, answers, deff, share=method in SHARE_CHARTS)
    names = _read_labels(labels, len(weeks.values))
    starts = _phase_starts(names, marks, rebase)
    ends = _read_bounds(bounds, share=method in SHARE_CHARTS)
    phases: list[Phase] = []
    points: list[ChartPoint] = []
    for number, (start, stop) in enumerate(pairwise((*starts, len(names))), start=1):
        stretch = _cut(weeks, slice(start, stop), baseline)
        limits = CHARTS[method](stretch)
        phases.append(_phase(number, names[start:stop], stretch, limits, method))
        points += _points(phases[-1], names[start:stop], stretch, limits, (ends, rules))
    if all(phase.centre is None for phase in phases):
        raise EmptyCellError(
            f"chart {method!r}: no phase has enough weeks with answers for its limits (neighbouring weeks are needed "
            "for moving ranges); show the figures without limits, or give more weeks"
        )
    return ControlChart(method, tuple(points), tuple(phases), tuple(marks), tuple(rules))


def _read_bounds(bounds: tuple[float, float] | None, *, share: bool) -> tuple[float, float]:
    """Return the lowest and the highest value that can be."""
    if bounds is None:
        return (0.0, 1.0) if share else (-math.inf, math.inf)
    lowest, highest = read_pair("bounds", bounds, "the lowest and the highest value that can be")
    if not lowest < highest:
        raise DesignError(f"bounds: got {bounds!r}; expected the lowest value before the highest")
    return lowest, highest


def _read(values: Any, answers: Any, deff: Any, *, share: bool) -> Stretch:
    """Check the three series and make every week without answers a gap in all of them."""
    figures = _numbers(values, "values")
    if figures.ndim != 1 or len(figures) == 0:
        raise DesignError(f"values: got shape {figures.shape}; expected one figure for each week, at least one week")
    if share and answers is None:
        raise DesignError("answers: nothing came; a chart of shares needs the answers of each week")
    if not share and deff is not None:
        raise MethodError("deff: only a chart of shares uses it; charts of individuals measure the spread themselves")
    counted = np.full(len(figures), np.nan) if answers is None else _numbers(answers, "answers")
    effects = np.broadcast_to(_numbers(1.0 if deff is None else deff, "deff"), np.shape(deff) or figures.shape)
    if not figures.shape == counted.shape == effects.shape:
        raise DesignError(f"got {figures.size} values, {counted.size} answers, {effects.size} deff; expected as many")
    gap = np.isnan(figures) | (counted == 0)
    figures = np.where(gap, np.nan, figures)
    if share:
        _refuse_weeks(gap | ((figures >= 0) & (figures <= 1)), figures, "values", "a fraction from 0 to 1")
        _refuse_weeks(gap | (counted > 0), counted, "answers", "a number above 0, since the week has a share")
        _refuse_weeks(gap | (effects > 0), effects, "deff", "a number above 0")
    return Stretch(figures, np.where(gap, np.nan, counted), np.where(gap, np.nan, effects), ~gap)


def _numbers(given: Any, name: str) -> Floats:
    try:
        numbers = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DesignError(f"{name}: expected numbers, None or NaN where there is none ({error})") from error
    if np.isinf(numbers).any():
        raise DesignError(f"{name}: week {int(np.argmax(np.isinf(numbers))) + 1} is infinite; correct it")
    return numbers


def _refuse_weeks(fine: NDArray[np.bool_], given: Floats, name: str, expected: str) -> None:
    if not fine.all():
        week = int(np.argmin(fine))
        raise DesignError(f"{name}: week {week + 1} is {float(given[week])!r}; expected {expected}")


def _read_labels(labels: Sequence[Any] | None, weeks: int) -> tuple[Any, ...]:
    names = tuple(range(1, weeks + 1)) if labels is None else tuple(labels)
    if len(names) != weeks or len(set(names)) != weeks:
        raise DesignError(f"labels: got {len(names)}, {len(set(names))} different; expected {weeks}, one for each week")
    return names


def _phase_starts(names: tuple[Any, ...], marks: Sequence[Mark], rebase: Collection[str]) -> list[int]:
    """Return where each phase begins."""
    kinds = get_args(MarkKind)
    if isinstance(rebase, str) or (stray := {*rebase, *(mark.kind for mark in marks)} - set(kinds)):
        raise MethodError(f"marks and rebase: {rebase if isinstance(rebase, str) else sorted(stray)}; kinds: {kinds}")
    for mark in marks:
        if mark.week not in names:
            raise DesignError(
                f"marks: no week is called {mark.week!r}; expected one of the labels, such as {names[:3]}"
            )
    return sorted({0, *(names.index(mark.week) for mark in marks if mark.kind in rebase)})


def _cut(weeks: Stretch, span: slice, baseline: int | None) -> Stretch:
    used = weeks.used[span].copy()
    if baseline is not None:
        if baseline < 1:
            raise DesignError(f"baseline: got {baseline!r}; expected at least 1 week")
        used &= np.cumsum(used) <= baseline
    return Stretch(weeks.values[span], weeks.answers[span], weeks.deff[span], used)


def _phase(number: int, names: tuple[Any, ...], weeks: Stretch, limits: Limits | None, method: str) -> Phase:
    used = int(weeks.used.sum())
    if limits is None:
        return Phase(number, names[0], names[-1], used, None)
    step = limits.mean_range
    high = None if step is None else RANGE_LIMITS[method] * step
    return Phase(number, names[0], names[-1], used, limits.centre, limits.sigma_z, step, high)


def _points(
    phase: Phase,
    names: tuple[Any, ...],
    weeks: Stretch,
    limits: Limits | None,
    asked: tuple[tuple[float, float], Sequence[str]],
) -> list[ChartPoint]:
    """Place each week of a phase against its limits."""
    (lowest, highest), rules = asked
    z = np.full(len(names), np.nan) if limits is None else _standardised(weeks.values, limits)
    fired = run_signals(z, rules)
    steps = [math.nan, *np.abs(np.diff(weeks.values)).tolist()]
    points = []
    for week, label in enumerate(names):
        value, answers = _known(weeks.values[week]), _known(weeks.answers[week])
        step = None if phase.mean_range is None else _known(steps[week])
        if limits is None or value is None:
            points.append(ChartPoint(label, value, answers, None, None, None, None, None, (), phase.number, step))
            continue
        sigma = float(limits.sigma[week])
        low, high = max(limits.centre - 3 * sigma, lowest), min(limits.centre + 3 * sigma, highest)
        signals = fired[week] + _range_signal(step, phase.range_high)
        place = _place(float(z[week]))
        points.append(
            ChartPoint(label, value, answers, limits.centre, low, high, sigma, place, signals, phase.number, step)
        )
    return points


def _standardised(values: Floats, limits: Limits) -> Floats:
    """Return (value − centre) / sigma; far away where the centre has no variation and the value is another."""
    least = NOISE * max(abs(limits.centre), NOISE)
    distance = np.where(np.abs(values - limits.centre) <= least, 0.0, values - limits.centre)
    moves = limits.sigma > least
    return np.where(
        moves,
        distance / np.where(moves, limits.sigma, 1.0),
        np.where(np.isnan(distance), np.nan, FAR * np.sign(distance)),
    )


def _place(z: float) -> Place:
    if not beyond(z, 3.0):
        return "inside"
    return "below" if z < 0 else "above"


def _range_signal(step: float | None, high: float | None) -> tuple[str, ...]:
    return ("moving_range",) if step is not None and high is not None and step > high * (1 + 1e-12) else ()


def _known(number: float) -> float | None:
    return None if math.isnan(number) else float(number)
