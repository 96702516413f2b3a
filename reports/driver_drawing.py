"""Importance beside performance: two panels with the same rows, so that no dot hides another."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from reports.chart_frame import (
    ACCENT,
    EDGE,
    INK,
    LINE,
    MUTED,
    TEXT,
    WIDTH,
    make_frame,
    quiet,
    scale_range,
    tick_labels,
    ticks_between,
)
from reports.content import NOTE_GAP, Chart, Scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAMES, GAP, NOTES = 128.0, 18.0, 84.0
HEAD, AXIS = 15.0, 14.0
ROW, STEP = 30.0, 10.5
NAME_LETTERS, NOTE_LETTERS = 23, 15


def draw_drivers(chart: Chart) -> Figure:
    """The chart of factors."""
    height = ROW * len(chart.rows)
    frame = make_frame(chart, HEAD + height + AXIS)
    left = NAMES + EDGE
    width = (WIDTH - left - GAP - NOTES) / 2
    doing = frame.axes(left, left + width, top=HEAD, bottom=AXIS)
    mattering = frame.axes(left + width + GAP, left + 2 * width + GAP, top=HEAD, bottom=AXIS)
    _panel(doing, chart, "percent", [(row.point, row.low, row.high) for row in chart.rows])
    _panel(mattering, chart, "score", [row.second or (None, None, None) for row in chart.rows])
    for axes, head in zip((doing, mattering), chart.axes, strict=True):
        axes.text(0, -5, head, transform=_across(axes), fontsize=TEXT - 1, color=MUTED, va="bottom")
    for place, row in enumerate(chart.rows):
        at = ROW * (place + 0.5)
        _lines(doing, row.label, (-7 / width, at), NAME_LETTERS, "right", INK)
        _lines(mattering, row.note.split(NOTE_GAP)[-1], (1 + 8 / width, at), NOTE_LETTERS, "left", INK)
    return frame.figure


def _panel(
    axes: Axes, chart: Chart, scale: Scale, found: list[tuple[float | None, float | None, float | None]]
) -> None:
    values = [value for each in found for value in each if value is not None]
    low, high = scale_range([*values, 0.0] if scale == "score" else values, scale)
    axes.set_xlim(low, high)
    axes.set_ylim(ROW * len(found), 0)
    quiet(axes)
    ticks = ticks_between(low, high, scale)[:: 2 if scale == "percent" and high - low > 0.3 else 1]
    axes.set_xticks(ticks, labels=tick_labels(ticks, scale, chart.language))
    axes.set_yticks([])
    axes.vlines(ticks, 0, ROW * len(found), color=LINE, linewidth=0.6, zorder=0)
    if scale == "score":
        axes.vlines(0, 0, ROW * len(found), color=MUTED, linewidth=1, zorder=1)
    for place, (point, lowest, highest) in enumerate(found):
        if point is not None and lowest is not None and highest is not None:
            at = ROW * (place + 0.5)
            axes.hlines(at, lowest, highest, color=ACCENT, linewidth=2.2, zorder=3)
            axes.plot([point], [at], "o", markersize=7.5, color=ACCENT, zorder=4)


def _lines(axes: Axes, text: str, at: tuple[float, float], letters: int, side: str, colour: str) -> None:
    lines = textwrap.wrap(text, letters) or [""]
    for number, line in enumerate(lines):
        middle = at[1] + (number - (len(lines) - 1) / 2) * STEP
        axes.text(at[0], middle, line, transform=_across(axes), ha=side, va="center", fontsize=TEXT, color=colour)


def _across(axes: Axes) -> object:
    return axes.get_yaxis_transform()
