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
    Line,
    Side,
    scale_range,
    tick_labels,
    ticks_between,
)
from reports.content import NOTE_GAP, SHAPES, Chart, ChartRow

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMES = 150.0
"""Room for names at the left."""
NAME_LETTERS = 27
ROW, STEP, LABEL = 19.0, 10.5, 12.0
"""Height of a row, between the lines of a long name, and of a target's words."""
AXIS = 14.0
MARKERS = {"below": "v", "not_met": "X", "window": "s"}
HOLLOW = ("window", "not_proven", "unsure")
NOTE_GAP_WIDTH, NOTE_LETTER = 7.0, 5.3
"""Between the parts of a note, and of one letter of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, from the top of the figure."""

    top: float
    """With the words of its target."""
    middle: float
    bottom: float
    names: tuple[str, ...]


def draw_rows(chart: Chart) -> Figure:
    """The chart of rows."""
    heights = [_height(row) for row in chart.rows]
    inner = sum(heights) + AXIS
    frame = Frame(chart, inner)
    places = _places(chart, heights, frame.top)
    offsets = _offsets(chart)
    right = WIDTH - min(offsets[-1] + EDGE, WIDTH - NAMES - 100)
    low, high = scale_range(_values(chart), chart.scale, from_zero=is_plain(chart))
    line = Line(low, high, NAMES + EDGE, right)
    _scale(frame, chart, line, frame.top + inner - AXIS)
    _between_groups(frame, chart, places)
    for row, place in zip(chart.rows, places, strict=True):
        _name(frame, row, place)
        _figure(frame, chart, row, (line, place))
        _note(frame, row, place, [right + offset for offset in offsets])
    _targets(frame, chart, line, places)
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


def _names(row: ChartRow) -> tuple[str, ...]:
    return tuple(textwrap.wrap(row.label, NAME_LETTERS) or [""])


def _height(row: ChartRow) -> float:
    return max(ROW, STEP * len(_names(row)) + 6) + (LABEL if row.target_label else 0.0)


def _places(chart: Chart, heights: list[float], top: float) -> list[Place]:
    found = []
    for row, height in zip(chart.rows, heights, strict=True):
        label = LABEL if row.target_label else 0.0
        found.append(Place(top, top + label + (height - label) / 2, top + height, _names(row)))
        top += height
    return found


def _scale(frame: Frame, chart: Chart, line: Line, bottom: float) -> None:
    ticks = ticks_between(line.low, line.high, chart.scale)
    for tick, words in zip(ticks, tick_labels(ticks, chart.scale, chart.language), strict=True):
        at = line.at(tick)
        frame.stroke([(at, frame.top), (at, bottom)], colour=LINE, width=0.6)
        frame.words((at, bottom + AXIS / 2), words, size=TEXT - 0.5, colour=MUTED, side="center")


def _between_groups(frame: Frame, chart: Chart, places: list[Place]) -> None:
    """A line under the rows that come first."""
    first = sum(row.is_priority for row in chart.rows)
    if 0 < first < len(places):
        at = places[first].top
        frame.stroke([(EDGE, at), (WIDTH - EDGE, at)], colour=LINE, width=0.8)


def _name(frame: Frame, row: ChartRow, place: Place) -> None:
    # each line by itself: a reader's font is narrower than the one the lines are measured with
    for number, words in enumerate(place.names):
        at = place.middle + (number - (len(place.names) - 1) / 2) * STEP
        frame.words((NAMES - 3, at), words, side="right", bold=row.is_priority)


def _figure(frame: Frame, chart: Chart, row: ChartRow, where: tuple[Line, Place]) -> None:
    line, place = where
    if row.point is None:
        middle = (line.start + line.end) / 2
        frame.words((middle, place.middle), row.note, colour=MUTED, side="center", italic=True)
        return
    if row.limits is not None:
        left, right = (line.at(limit) for limit in row.limits)
        above, below = place.middle - 6, place.middle + 6
        frame.area([(left, above), (right, above), (right, below), (left, below)], colour=BAND)
    if row.low is not None and row.high is not None:
        ends = [(line.at(row.low), place.middle), (line.at(row.high), place.middle)]
        frame.stroke(ends, colour=ACCENT, width=2.2)
    elif is_plain(chart):
        frame.stroke([(line.start, place.middle), (line.at(row.point), place.middle)], colour=ACCENT, width=5)
        return
    shape = MARKERS.get(row.mark, "o")
    fill = PAPER if row.mark in HOLLOW else ACCENT
    frame.mark((line.at(row.point), place.middle), shape=shape, size=7.5 if shape == "o" else 8.5, fill=fill)


def _targets(frame: Frame, chart: Chart, line: Line, places: list[Place]) -> None:
    """One dashed line along each run of rows with the same target, its words where it begins."""
    start = 0
    for end in range(1, len(places) + 1):
        row = chart.rows[start]
        if end < len(places) and chart.rows[end].target in (row.target, None) and not chart.rows[end].target_label:
            continue
        if row.target is not None:
            at, top = line.at(row.target), places[start].top
            frame.stroke([(at, top + LABEL), (at, places[end - 1].bottom)], colour=INK, width=1.1, dashes=DASHES)
            share = (at - line.start) / (line.end - line.start)
            side: Side = "left" if share < 0.2 else "right" if share > 0.8 else "center"
            frame.words((at, top + LABEL / 2), row.target_label, size=TEXT - 0.5, side=side)
        start = end


def _note(frame: Frame, row: ChartRow, place: Place, starts: list[float]) -> None:
    if row.point is None:
        return
    for number, words in enumerate(_note_parts(row)):
        frame.words((starts[number], place.middle), words, colour=MUTED if number else INK)
