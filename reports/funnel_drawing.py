"""The funnel: a dot a unit by its number of answers, the limits as curves, names only where a unit stands out."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from reports.chart_frame import (
    ACCENT,
    BAND,
    INK,
    LINE,
    MUTED,
    PAPER,
    TEXT,
    WIDTH,
    make_frame,
    quiet,
    scale_range,
    tick_labels,
    ticks_between,
)
from reports.content import Chart, ChartRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INNER = 210.0
AXIS = 30.0
LEFT, RIGHT = 32.0, WIDTH - 70.0
NAMED = 6
"""More names would stand on each other; the table has them all."""
MARKERS = {"below": "v", "above": "^"}


def draw_funnel(chart: Chart) -> Figure:
    """The funnel of units."""
    frame = make_frame(chart, INNER)
    axes = frame.axes(LEFT, RIGHT, bottom=AXIS)
    values = [row.point for row in chart.rows if row.point is not None]
    low, high = scale_range([*values, *(end for curve in chart.curves for end in curve.inner)], "percent")
    axes.set_ylim(low, min(high, 1.0) + (high - low) * 0.02)
    axes.set_xlim(chart.curves[0].size, chart.curves[-1].size)
    axes.set_xscale("log")
    axes.minorticks_off()
    quiet(axes)
    _grid(axes, chart, low, high)
    _limits(axes, chart)
    for row in chart.rows:
        _unit(axes, row)
    for row in [row for row in chart.rows if row.flag][:NAMED]:
        _named(axes, row)
    return frame.figure


def _grid(axes: Axes, chart: Chart, low: float, high: float) -> None:
    ticks = ticks_between(low, high, "percent")
    axes.set_yticks(ticks, labels=tick_labels(ticks, "percent", chart.language))
    least, most = axes.get_xlim()
    across = [size for size in (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000) if least <= size <= most]
    axes.set_xticks(across, labels=tick_labels(across, "score", chart.language))
    axes.hlines(ticks, least, most, color=LINE, linewidth=0.6, zorder=0)
    axes.set_xlabel(chart.axes[0], fontsize=TEXT - 0.5, color=MUTED, labelpad=3)


def _limits(axes: Axes, chart: Chart) -> None:
    sizes = [curve.size for curve in chart.curves]
    lows, highs = ([curve.inner[end] for curve in chart.curves] for end in (0, 1))
    axes.fill_between(sizes, lows, highs, color=BAND, linewidth=0, zorder=0.5)
    for end in (0, 1):
        axes.plot(sizes, [curve.outer[end] for curve in chart.curves], color=INK, linewidth=1, zorder=2)
    if chart.centre is not None:
        axes.hlines(chart.centre, *axes.get_xlim(), color=MUTED, linewidth=1, zorder=2)
        words = chart.centre_label.replace(" ", "\n", 2).replace("\n", " ", 1)
        axes.text(
            1.015, chart.centre, words, transform=axes.get_yaxis_transform(), fontsize=TEXT - 0.5,
            ha="left", va="center", color=MUTED, linespacing=1.15,
        )  # fmt: skip


def _unit(axes: Axes, row: ChartRow) -> None:
    if row.point is None or row.size is None:
        return
    marker = MARKERS.get(row.mark, "o")
    axes.plot(
        [row.size], [row.point], marker, markersize=8.5 if row.mark else 5.5, color=ACCENT if row.mark else PAPER,
        markeredgecolor=ACCENT, markeredgewidth=1.3, zorder=4, clip_on=False,
    )  # fmt: skip


def _named(axes: Axes, row: ChartRow) -> None:
    if row.point is None or row.size is None:
        return
    at = axes.transLimits.transform(axes.transScale.transform((row.size, row.point)))[0]
    is_right = at > 0.55
    axes.annotate(
        "\n".join(textwrap.wrap(row.flag, 34)), (row.size, row.point), xytext=(-8 if is_right else 8, 0),
        textcoords="offset points", ha="right" if is_right else "left", va="center", fontsize=TEXT - 0.5, color=INK,
        zorder=5,
    )  # fmt: skip
