"""Importance beside performance: two panels with the same rows, so that no dot hides another."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from reports.chart_frame import (
    ACCENT,
    EDGE,
    LINE,
    MUTED,
    TEXT,
    WIDTH,
    Frame,
    Line,
    Side,
    scale_range,
    tick_labels,
    ticks_between,
)
from reports.content import NOTE_GAP, Chart, Scale

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMES, GAP, NOTES = 128.0, 18.0, 84.0
HEAD, AXIS = 15.0, 14.0
ROW, STEP = 34.0, 10.5
NAME_LETTERS, NOTE_LETTERS = 23, 15
Found = tuple[float | None, float | None, float | None]


def draw_drivers(chart: Chart) -> Figure:
    """The chart of factors."""
    frame = Frame(chart, HEAD + ROW * len(chart.rows) + AXIS)
    left = NAMES + EDGE
    width = (WIDTH - left - GAP - NOTES) / 2
    second = left + width + GAP
    _panel(frame, chart, ("percent", (left, left + width)), [(row.point, row.low, row.high) for row in chart.rows])
    _panel(frame, chart, ("score", (second, second + width)), [row.second or (None,) * 3 for row in chart.rows])
    for at, head in zip((left, second), chart.axes, strict=True):
        frame.words((at, frame.top + HEAD / 2 - 2), head, size=TEXT - 1, colour=MUTED)
    for place, row in enumerate(chart.rows):
        middle = frame.top + HEAD + ROW * (place + 0.5)
        _lines(frame, row.label, (left - 7, middle), NAME_LETTERS, "right")
        _lines(frame, row.note.split(NOTE_GAP)[-1], (second + width + 8, middle), NOTE_LETTERS, "left")
    return frame.figure


def _panel(frame: Frame, chart: Chart, where: tuple[Scale, tuple[float, float]], found: list[Found]) -> None:
    scale, ends = where
    values = [value for each in found for value in each if value is not None]
    low, high = scale_range([*values, 0.0] if scale == "score" else values, scale)
    line, top = Line(low, high, *ends), frame.top + HEAD
    bottom = top + ROW * len(found)
    ticks = ticks_between(low, high, scale)
    ticks = ticks[:: 2 if len(ticks) > 4 else 1]
    for tick, words in zip(ticks, tick_labels(ticks, scale, chart.language), strict=True):
        at, is_nothing = line.at(tick), scale == "score" and tick == 0
        frame.stroke([(at, top), (at, bottom)], colour=MUTED if is_nothing else LINE, width=1 if is_nothing else 0.6)
        frame.words((at, bottom + AXIS / 2), words, size=TEXT - 0.5, colour=MUTED, side="center")
    for place, (point, lowest, highest) in enumerate(found):
        if point is not None and lowest is not None and highest is not None:
            at = top + ROW * (place + 0.5)
            frame.stroke([(line.at(lowest), at), (line.at(highest), at)], colour=ACCENT, width=2.2)
            frame.mark((line.at(point), at))


def _lines(frame: Frame, text: str, at: tuple[float, float], letters: int, side: Side) -> None:
    lines = textwrap.wrap(text, letters) or [""]
    for number, words in enumerate(lines):
        frame.words((at[0], at[1] + (number - (len(lines) - 1) / 2) * STEP), words, side=side)
