"""Twelve weeks: dots with intervals over the band of ordinary variation, marked weeks with their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.chart_frame import (
    ACCENT,
    BAND,
    DASHES,
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

INNER = 168.0
AXIS = 15.0
LEFT, RIGHT = 32.0, WIDTH - 74.0


def draw_weeks(chart: Chart) -> Figure:
    """The chart of weeks."""
    frame = make_frame(chart, INNER)
    axes = frame.axes(LEFT, RIGHT, bottom=AXIS)
    low, high = scale_range(_values(chart), chart.scale)
    axes.set_ylim(low, high)
    axes.set_xlim(-0.6, len(chart.rows) - 0.4)
    quiet(axes)
    ticks = ticks_between(low, high, chart.scale)
    axes.set_yticks(ticks, labels=tick_labels(ticks, chart.scale, chart.language))
    axes.set_xticks(range(len(chart.rows)), labels=[row.label for row in chart.rows])
    axes.hlines(ticks, -0.6, len(chart.rows) - 0.4, color=LINE, linewidth=0.6, zorder=0)
    _band(axes, chart)
    for place, row in enumerate(chart.rows):
        _week(axes, place, row)
    _lines(axes, chart)
    return frame.figure


def _values(chart: Chart) -> list[float]:
    found = [v for row in chart.rows for v in (row.point, row.low, row.high, row.target, *(row.limits or ()))]
    return [value for value in found if value is not None]


def _band(axes: Axes, chart: Chart) -> None:
    for place, row in enumerate(chart.rows):
        if row.limits is not None:
            low, high = row.limits
            axes.fill_between([place - 0.5, place + 0.5], low, high, color=BAND, linewidth=0, zorder=0.5)


def _week(axes: Axes, place: int, row: ChartRow) -> None:
    if row.point is None or row.low is None or row.high is None:
        # on the ground's colour, so that the target's line does not run through the words
        ground = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}
        axes.text(
            place, axes.get_ylim()[0], f" {row.note}", rotation=90, ha="center", va="bottom", fontsize=TEXT - 1,
            color=MUTED, style="italic", bbox=ground, zorder=5,
        )  # fmt: skip
        return
    axes.vlines(place, row.low, row.high, color=ACCENT, linewidth=1.8, zorder=3)
    marker, size = ("D", 7.5) if row.flag else ("o", 6.0)
    axes.plot(
        [place], [row.point], marker, markersize=size, color=PAPER if row.flag else ACCENT, markeredgecolor=ACCENT,
        markeredgewidth=1.6, zorder=4,
    )  # fmt: skip


def _lines(axes: Axes, chart: Chart) -> None:
    """Centre, target and the last week's figure, each with its words; words never stand on each other."""
    last = len(chart.rows) - 1
    if chart.centre is not None:
        axes.hlines(chart.centre, -0.5, last + 0.5, color=MUTED, linewidth=1, zorder=2)
    first = next((row for row in chart.rows if row.target is not None), None)
    if first is not None and first.target is not None:
        axes.axhline(first.target, color=INK, linewidth=1.1, linestyle=DASHES, zorder=2)
        axes.text(-0.55, first.target, first.target_label, ha="left", va="bottom", fontsize=TEXT - 0.5, color=INK)
    said = []
    if chart.centre is not None:
        said.append((chart.centre, chart.centre_label, MUTED))
    row = chart.rows[last]
    if row.point is not None:
        said.append((row.point, row.note.replace(", ", "\n"), INK))
    for at, words, colour in _apart(axes, said):
        axes.text(last + 0.65, at, words, ha="left", va="center", fontsize=TEXT - 0.5, color=colour, linespacing=1.15)


def _apart(axes: Axes, said: list[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Move the lower words down and the upper up until they are clear of each other."""
    low, high = axes.get_ylim()
    room = (high - low) / (INNER - AXIS) * 24
    if len(said) < 2 or abs(said[0][0] - said[1][0]) >= room:
        return said
    (one, *rest), (two, *others) = said
    middle = (one + two) / 2
    shift = room / 2 if one >= two else -room / 2
    return [(middle + shift, rest[0], rest[1]), (middle - shift, others[0], others[1])]
