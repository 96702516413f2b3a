"""One row a sector: dot and interval, the target as a dashed mark, figures at the right."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from reports.chart_frame import (
    ACCENT,
    FOOT,
    HEAD,
    INK,
    LINE,
    MUTED,
    new_figure,
    percent_ticks,
    quiet,
    shown_range,
    tick_labels,
    write_foot,
    write_head,
)
from reports.content import NOTE_GAP, Chart, ChartRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.44
LEFT, RIGHT = 0.31, 0.75
NAME_WIDTH = 36
LINE_STEP = 0.32
"""Between the lines of a long name, in rows."""
NOTE_PLACES = (1.04, 1.18, 1.34)
"""Where share, n and coverage stand to the right of the scale, in widths of the scale."""


def draw_sectors(chart: Chart) -> Figure:
    """The sector chart."""
    inner = ROW * max(1, len(chart.rows)) + 0.3
    height = HEAD + inner + FOOT
    figure = new_figure(height)
    axes = figure.add_axes((LEFT, FOOT / height, RIGHT - LEFT, inner / height))
    low, high = shown_range(chart.rows)
    axes.set_xlim(low, high)
    axes.set_ylim(len(chart.rows) - 0.4, -0.9)
    quiet(axes)
    _scale(axes, low, high, chart.language)
    _between_groups(axes, chart)
    for place, row in enumerate(chart.rows):
        _row(axes, place, row)
    write_head(figure, chart)
    write_foot(figure, chart)
    return figure


def _scale(axes: Axes, low: float, high: float, language: str) -> None:
    ticks = percent_ticks(low, high)
    axes.set_xticks(ticks, labels=tick_labels(ticks, language))
    axes.set_yticks([])
    axes.vlines(ticks, -0.5, axes.get_ylim()[0], color=LINE, linewidth=0.7, zorder=0)


def _between_groups(axes: Axes, chart: Chart) -> None:
    priority = sum(row.is_priority for row in chart.rows)
    if 0 < priority < len(chart.rows):
        axes.axhline(priority - 0.5, xmin=-0.68, xmax=1.55, color=LINE, linewidth=1, clip_on=False)


def _row(axes: Axes, place: int, row: ChartRow) -> None:
    _name(axes, place, row)
    beside = axes.get_yaxis_transform()
    if row.point is None or row.low is None or row.high is None:
        axes.text(
            0.5, place, row.note, transform=beside, ha="center", va="center", fontsize=9, color=MUTED, style="italic"
        )
        return
    fill = "white" if row.mark == "window" else ACCENT
    axes.hlines(place, row.low, row.high, color=ACCENT, linewidth=2.6, zorder=3)
    axes.plot(
        [row.point], [place], "o", markersize=8, color=fill, markeredgecolor=ACCENT, markeredgewidth=1.6, zorder=4
    )
    if row.target is not None:
        axes.vlines(row.target, place - 0.5, place + 0.5, color=INK, linewidth=1.3, linestyle=(0, (4, 3)), zorder=2)
        axes.text(row.target, place - 0.53, row.target_label, ha="center", va="bottom", fontsize=9, color=INK)
    for part, along in zip(row.note.split(NOTE_GAP), NOTE_PLACES, strict=False):
        axes.text(along, place, part, transform=beside, ha="left", va="center", fontsize=9, color=MUTED)


def _name(axes: Axes, place: int, row: ChartRow) -> None:
    lines = textwrap.wrap(row.label, NAME_WIDTH) or [""]
    size = 9.5 if len(lines) == 1 else 8.5
    # each line by itself: a reader's font is narrower than the one the lines are measured with
    for number, line in enumerate(lines):
        height = place + (number - (len(lines) - 1) / 2) * LINE_STEP
        axes.text(
            -0.03, height, line, transform=axes.get_yaxis_transform(), ha="right", va="center", fontsize=size,
            color=INK, fontweight="bold" if row.is_priority else "normal",
        )  # fmt: skip
