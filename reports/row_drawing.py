"""One row a thing: name, dot and interval, the target as a dashed mark, figures at the right."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.chart_frame import (
    ACCENT,
    BAND,
    DASHES,
    EDGE,
    INK,
    LINE,
    MUTED,
    PAPER,
    TEXT,
    WIDTH,
    Frame,
    make_frame,
    quiet,
    scale_range,
    tick_labels,
    ticks_between,
)
from reports.content import NOTE_GAP, SHAPES, Chart, ChartRow, Mark

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAMES = 150.0
"""Room for names at the left."""
NAME_LETTERS = 27
ROW, STEP, LABEL = 19.0, 10.5, 12.0
"""Height of a row, between the lines of a long name, and of a target's words."""
AXIS = 14.0
MARKERS = {"below": "v", "not_met": "X", "window": "s"}
HOLLOW = ("window", "not_proven")
NOTE_GAP_WIDTH, NOTE_LETTER = 7.0, 5.3
"""Between the parts of a note, and of one letter of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: its middle and its upper edge, from the top of the drawing."""

    top: float
    middle: float
    bottom: float
    names: tuple[str, ...]


def draw_rows(chart: Chart) -> Figure:
    """The chart of rows."""
    places = _places(chart)
    inner = places[-1].bottom + AXIS if places else AXIS
    frame = make_frame(chart, inner)
    offsets = _offsets(chart)
    left, right = NAMES + EDGE, WIDTH - min(offsets[-1] + EDGE, WIDTH - NAMES - 100)
    axes = frame.axes(left, right, bottom=AXIS)
    low, high = scale_range(_values(chart), chart.scale, from_zero=is_plain(chart))
    axes.set_xlim(low, high)
    axes.set_ylim(inner - AXIS, 0)
    quiet(axes)
    _scale(axes, chart, low, high)
    _between_groups(frame, chart, places)
    for row, place in zip(chart.rows, places, strict=True):
        _name(axes, row, place, right - left)
        _figure(axes, chart, row, place)
        _note(axes, row, place, [offset / (right - left) for offset in offsets])
    _targets(axes, chart, places)
    return frame.figure


def is_plain(chart: Chart) -> bool:
    """Whether the rows are counts without intervals: then the scale starts at nothing."""
    return all(row.low is None and row.target is None for row in chart.rows)


def _values(chart: Chart) -> list[float]:
    found = [v for row in chart.rows for v in (row.point, row.low, row.high, row.target, *(row.limits or ()))]
    return [value for value in found if value is not None]


def _offsets(chart: Chart) -> list[float]:
    """Where each part of a note begins right of the scale, and where the last one ends."""
    notes = [_note_parts(row) for row in chart.rows if row.point is not None]
    found = [NOTE_GAP_WIDTH]
    for number in range(max(map(len, notes), default=0)):
        widest = max(len(parts[number]) for parts in notes if number < len(parts))
        found.append(found[-1] + widest * NOTE_LETTER + NOTE_GAP_WIDTH)
    return found


def _note_parts(row: ChartRow) -> list[str]:
    parts = row.note.split(NOTE_GAP)
    return [*parts[:-1], f"{SHAPES[row.mark]} {parts[-1]}"] if row.mark in SHAPES else parts


def _places(chart: Chart) -> list[Place]:
    found, top = [], 0.0
    for row in chart.rows:
        names = tuple(textwrap.wrap(row.label, NAME_LETTERS) or [""])
        height = max(ROW, STEP * len(names) + 6)
        label = LABEL if row.target_label else 0.0
        found.append(Place(top, top + label + height / 2, top + label + height, names))
        top += label + height
    return found


def _scale(axes: Axes, chart: Chart, low: float, high: float) -> None:
    ticks = ticks_between(low, high, chart.scale)
    axes.set_xticks(ticks, labels=tick_labels(ticks, chart.scale, chart.language))
    axes.set_yticks([])
    axes.vlines(ticks, 0, axes.get_ylim()[0], color=LINE, linewidth=0.6, zorder=0)


def _between_groups(frame: Frame, chart: Chart, places: list[Place]) -> None:
    """A line under the rows that come first."""
    first = sum(row.is_priority for row in chart.rows)
    if not 0 < first < len(places):
        return
    height = frame.top + frame.inner + frame.bottom
    at = 1 - (frame.top + places[first].top) / height
    from matplotlib.lines import Line2D

    line = Line2D([EDGE / WIDTH, 1 - EDGE / WIDTH], [at, at], color=LINE, linewidth=0.8, transform=None)
    line.set_transform(frame.figure.transFigure)
    frame.figure.add_artist(line)


def _name(axes: Axes, row: ChartRow, place: Place, width: float) -> None:
    # each line by itself: a reader's font is narrower than the one the lines are measured with
    for number, line in enumerate(place.names):
        at = place.middle + (number - (len(place.names) - 1) / 2) * STEP
        axes.text(
            -7 / width, at, line, transform=axes.get_yaxis_transform(), ha="right", va="center", fontsize=TEXT,
            color=INK, fontweight="bold" if row.is_priority else "normal",
        )  # fmt: skip


def _figure(axes: Axes, chart: Chart, row: ChartRow, place: Place) -> None:
    if row.point is None:
        axes.text(
            0.5, place.middle, row.note, transform=axes.get_yaxis_transform(), ha="center", va="center",
            fontsize=TEXT, color=MUTED, style="italic",
        )  # fmt: skip
        return
    if row.limits is not None:
        axes.fill_between(row.limits, place.middle - 6, place.middle + 6, color=BAND, linewidth=0, zorder=0.5)
    if row.low is not None and row.high is not None:
        axes.hlines(place.middle, row.low, row.high, color=ACCENT, linewidth=2.2, zorder=3)
    elif is_plain(chart):
        axes.hlines(place.middle, 0, row.point, color=ACCENT, linewidth=5, zorder=3)
        return
    _point(axes, row.mark, row.point, place.middle)


def _targets(axes: Axes, chart: Chart, places: list[Place]) -> None:
    """One dashed line along each run of rows with the same target, its words where it begins."""
    low, high = axes.get_xlim()
    start = 0
    for end in range(1, len(places) + 1):
        row = chart.rows[start]
        if end < len(places) and chart.rows[end].target == row.target and not chart.rows[end].target_label:
            continue
        if row.target is not None:
            top, bottom = places[start].top + LABEL, places[end - 1].bottom
            axes.vlines(row.target, top, bottom, color=INK, linewidth=1.1, linestyle=DASHES, zorder=2)
            at = (row.target - low) / (high - low)
            side = "left" if at < 0.2 else "right" if at > 0.8 else "center"
            middle = places[start].top + LABEL / 2
            axes.text(row.target, middle, row.target_label, ha=side, va="center", fontsize=TEXT - 0.5, color=INK)
        start = end


def _point(axes: Axes, mark: Mark, value: float, at: float) -> None:
    fill = PAPER if mark in HOLLOW else ACCENT
    marker = MARKERS.get(mark, "o")
    axes.plot(
        [value], [at], marker, markersize=7.5 if marker == "o" else 8.5, color=fill, markeredgecolor=ACCENT,
        markeredgewidth=1.4, zorder=4,
    )  # fmt: skip


def _note(axes: Axes, row: ChartRow, place: Place, offsets: list[float]) -> None:
    if row.point is None:
        return
    for number, words in enumerate(_note_parts(row)):
        axes.text(
            1 + offsets[number], place.middle, words, transform=axes.get_yaxis_transform(),
            ha="left", va="center", fontsize=TEXT, color=MUTED if number else INK,
        )  # fmt: skip
