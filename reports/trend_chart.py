"""Twelve weeks: dots with intervals over the band of ordinary variation, the target dashed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.chart_frame import (
    ACCENT,
    BAND,
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
from reports.content import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INNER = 2.9


def draw_trend(chart: Chart) -> Figure:
    """The chart of weeks."""
    height = HEAD + INNER + FOOT + 0.1
    figure = new_figure(height)
    axes = figure.add_axes((0.07, (FOOT + 0.1) / height, 0.8, INNER / height))
    low, high = shown_range(chart.rows)
    axes.set_ylim(low, high)
    axes.set_xlim(-0.6, len(chart.rows) - 0.4)
    quiet(axes)
    ticks = percent_ticks(low, high)
    axes.set_yticks(ticks, labels=tick_labels(ticks, chart.language))
    axes.set_xticks(range(len(chart.rows)), labels=[row.label for row in chart.rows])
    axes.hlines(ticks, -0.6, len(chart.rows) - 0.4, color=LINE, linewidth=0.7, zorder=0)
    _band(axes, chart)
    _weeks(axes, chart)
    _target(axes, chart)
    write_head(figure, chart)
    write_foot(figure, chart)
    return figure


def _band(axes: Axes, chart: Chart) -> None:
    for place, row in enumerate(chart.rows):
        if row.limits is not None:
            low, high = row.limits
            axes.fill_between([place - 0.5, place + 0.5], low, high, color=BAND, linewidth=0, zorder=0.5)


def _weeks(axes: Axes, chart: Chart) -> None:
    bottom = axes.get_ylim()[0]
    for place, row in enumerate(chart.rows):
        if row.point is None or row.low is None or row.high is None:
            # on white, so that the target's line does not run through the words
            white = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            axes.text(
                place,
                bottom,
                f" {row.note}",
                rotation=90,
                ha="center",
                va="bottom",
                fontsize=8.5,
                color=MUTED,
                style="italic",
                bbox=white,
                zorder=5,
            )
            continue
        axes.vlines(place, row.low, row.high, color=ACCENT, linewidth=2.2, zorder=3)
        axes.plot([place], [row.point], "o", markersize=7, color=ACCENT, zorder=4)
    last = len(chart.rows) - 1
    row = chart.rows[last]
    if row.point is not None:
        axes.text(last + 0.65, row.point, row.note.replace(", ", "\n"), ha="left", va="center", fontsize=9, color=INK)


def _target(axes: Axes, chart: Chart) -> None:
    first = next((row for row in chart.rows if row.target is not None), None)
    if first is None or first.target is None:
        return
    axes.axhline(first.target, color=INK, linewidth=1.3, linestyle=(0, (4, 3)), zorder=2)
    axes.text(-0.55, first.target, first.target_label, ha="left", va="bottom", fontsize=9, color=INK)
