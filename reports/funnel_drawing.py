"""The funnel: a dot a unit by its number of answers, the limits as curves, names only where a unit stands out."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from math import log
from typing import TYPE_CHECKING

from reports.chart_frame import (
    BAND,
    INK,
    LINE,
    MUTED,
    PAPER,
    TEXT,
    WIDTH,
    Frame,
    Line,
    scale_range,
    tick_labels,
    ticks_between,
)
from reports.content import Chart, ChartRow

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INNER, AXIS = 210.0, 30.0
LEFT, RIGHT = 32.0, WIDTH - 70.0
SMALLER, LINE_HEIGHT = TEXT - 0.5, 10.5
NAMED = 6
"""More names would stand on each other; the table has them all."""
MARKERS = {"below": "v", "above": "^"}
SIZES = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)


def draw_funnel(chart: Chart) -> Figure:
    """The funnel of units, their sizes on a scale of ratios."""
    frame = Frame(chart, INNER)
    values = [row.point for row in chart.rows if row.point is not None]
    low, high = scale_range([*values, *(end for curve in chart.curves for end in curve.inner)], "percent")
    up = Line(low, high, frame.top + INNER - AXIS, frame.top + 6)
    across = Line(log(chart.curves[0].size), log(chart.curves[-1].size), LEFT, RIGHT)
    _grid(frame, chart, up, across)
    _limits(frame, chart, up, across)
    for row in chart.rows:
        _unit(frame, row, up, across)
    taken: list[tuple[float, float]] = []
    for row in sorted((row for row in chart.rows if row.flag and row.point is not None), key=_height)[:NAMED]:
        _named(frame, row, (up, across), taken)
    return frame.figure


def _height(row: ChartRow) -> float:
    return -(row.point or 0.0)


def _grid(frame: Frame, chart: Chart, up: Line, across: Line) -> None:
    ticks = ticks_between(up.low, up.high, "percent")
    for tick, words in zip(ticks, tick_labels(ticks, "percent", chart.language), strict=True):
        frame.stroke([(LEFT, up.at(tick)), (RIGHT, up.at(tick))], colour=LINE, width=0.6)
        frame.words((LEFT - 3, up.at(tick)), words, size=SMALLER, colour=MUTED, side="right")
    sizes = [size for size in SIZES if across.low <= log(size) <= across.high]
    for size, words in zip(sizes, tick_labels(sizes, "score", chart.language), strict=True):
        frame.words((across.at(log(size)), up.start + 9), words, size=SMALLER, colour=MUTED, side="center")
    frame.words(((LEFT + RIGHT) / 2, up.start + 22), chart.axes[0], size=SMALLER, colour=MUTED, side="center")


def _limits(frame: Frame, chart: Chart, up: Line, across: Line) -> None:
    places = [across.at(log(curve.size)) for curve in chart.curves]
    lower = [(at, up.at(curve.inner[0])) for at, curve in zip(places, chart.curves, strict=True)]
    upper = [(at, up.at(curve.inner[1])) for at, curve in zip(places, chart.curves, strict=True)]
    frame.area([*upper, *reversed(lower)], colour=BAND)
    for end in (0, 1):
        values = [curve.outer[end] for curve in chart.curves]
        _curve(frame, places, values, up)
    if chart.centre is not None:
        at = up.at(chart.centre)
        frame.stroke([(LEFT, at), (RIGHT, at)], colour=MUTED, width=1)
        *first, last = chart.centre_label.split(" ")
        for number, words in enumerate((" ".join(first), last)):
            frame.words((RIGHT + 4, at + (number - 0.5) * LINE_HEIGHT), words, size=SMALLER, colour=MUTED)


def _curve(frame: Frame, places: Sequence[float], values: Sequence[float], up: Line) -> None:
    """The part of a curve that lies on the scale."""
    inside = [(at, up.at(value)) for at, value in zip(places, values, strict=True) if up.low <= value <= up.high]
    if len(inside) > 1:
        frame.stroke(inside, colour=INK, width=1)


def _unit(frame: Frame, row: ChartRow, up: Line, across: Line) -> None:
    if row.point is None or row.size is None:
        return
    at = (across.at(log(row.size)), up.at(row.point))
    if row.mark:
        frame.mark(at, shape=MARKERS.get(row.mark, "o"), size=8.5)
    else:
        frame.mark(at, size=5.5, fill=PAPER)


def _named(frame: Frame, row: ChartRow, where: tuple[Line, Line], taken: list[tuple[float, float]]) -> None:
    """A unit's name beside its mark, below the names that stand there already."""
    up, across = where
    if row.point is None or row.size is None:
        return
    at = across.at(log(row.size))
    is_right = at > LEFT + (RIGHT - LEFT) * 0.55
    lines = textwrap.wrap(row.flag, 34)
    half = len(lines) * LINE_HEIGHT / 2
    middle = up.at(row.point)
    for upper, lower in taken:
        if upper - half < middle < lower + half:
            middle = lower + half
    taken.append((middle - half, middle + half))
    for number, words in enumerate(lines):
        place = (at - 8 if is_right else at + 8, middle + (number - (len(lines) - 1) / 2) * LINE_HEIGHT)
        frame.words(place, words, size=SMALLER, side="right" if is_right else "left")
