"""Twelve weeks: dots with intervals over the band of ordinary variation, marked weeks with a shape of their own."""

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
    Frame,
    Line,
    scale_range,
    tick_labels,
    ticks_between,
)
from reports.content import Chart, ChartRow

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INNER, AXIS = 168.0, 15.0
LEFT, RIGHT = 32.0, WIDTH - 74.0
SMALLER = TEXT - 0.5
LINE_HEIGHT, GAP_LETTER = 10.5, 4.6


def draw_weeks(chart: Chart) -> Figure:
    """The chart of weeks."""
    frame = Frame(chart, INNER)
    low, high = scale_range(_values(chart), chart.scale)
    bottom = frame.top + INNER - AXIS
    up = Line(low, high, bottom, frame.top)
    step = (RIGHT - LEFT) / max(1, len(chart.rows))
    middles = [LEFT + step * (place + 0.5) for place in range(len(chart.rows))]
    ticks = ticks_between(low, high, chart.scale)
    for tick, words in zip(ticks, tick_labels(ticks, chart.scale, chart.language), strict=True):
        frame.stroke([(LEFT, up.at(tick)), (RIGHT, up.at(tick))], colour=LINE, width=0.6)
        frame.words((LEFT - 3, up.at(tick)), words, size=SMALLER, colour=MUTED, side="right")
    _band(frame, chart, up, (middles, step))
    for at, row in zip(middles, chart.rows, strict=True):
        frame.words((at, bottom + AXIS / 2 + 1), row.label, size=SMALLER, colour=MUTED, side="center")
        _week(frame, row, up, at)
    _lines(frame, chart, up)
    for at, row in zip(middles, chart.rows, strict=True):
        if row.point is None:
            _gap(frame, row, up, at)
    return frame.figure


def _values(chart: Chart) -> list[float]:
    found = [v for row in chart.rows for v in (row.point, row.low, row.high, row.target, *(row.limits or ()))]
    return [value for value in found if value is not None]


def _band(frame: Frame, chart: Chart, up: Line, across: tuple[list[float], float]) -> None:
    """One shape for each run of weeks with limits: between two shapes a reader would see a seam."""
    middles, step = across
    run: list[tuple[float, float, float]] = []
    for at, row in [*zip(middles, chart.rows, strict=True), (0.0, None)]:
        if row is not None and row.limits is not None:
            run += [(at - step / 2, *row.limits), (at + step / 2, *row.limits)]
        elif run:
            upper = [(x, up.at(high)) for x, _low, high in run]
            lower = [(x, up.at(low)) for x, low, _high in reversed(run)]
            frame.area([*upper, *lower], colour=BAND)
            run = []


def _week(frame: Frame, row: ChartRow, up: Line, at: float) -> None:
    if row.point is None or row.low is None or row.high is None:
        return
    frame.stroke([(at, up.at(row.low)), (at, up.at(row.high))], colour=ACCENT, width=1.8)
    if row.flag:
        frame.mark((at, up.at(row.point)), shape="D", size=7.5, fill=PAPER)
    else:
        frame.mark((at, up.at(row.point)), size=6.0)


def _gap(frame: Frame, row: ChartRow, up: Line, at: float) -> None:
    """Why a week has no figure, on the ground's colour: no line runs through the words."""
    top = up.start - 6 - GAP_LETTER * len(row.note)
    left, right = at - 6, at + 6
    frame.area([(left, up.start - 2), (right, up.start - 2), (right, top), (left, top)], colour=PAPER)
    frame.words((at, up.start - 3), row.note, size=TEXT - 1, colour=MUTED, italic=True, upright=True)


def _lines(frame: Frame, chart: Chart, up: Line) -> None:
    """Centre, target and the last week's figure, each with its words; words never stand on each other."""
    if chart.centre is not None:
        frame.stroke([(LEFT, up.at(chart.centre)), (RIGHT, up.at(chart.centre))], colour=MUTED, width=1)
    first = next((row for row in chart.rows if row.target is not None), None)
    if first is not None and first.target is not None:
        at = up.at(first.target)
        frame.stroke([(LEFT, at), (RIGHT, at)], colour=INK, width=1.1, dashes=DASHES)
        frame.words((LEFT + 2, at - 6), first.target_label, size=SMALLER)
    said = []
    if chart.centre is not None:
        said.append((up.at(chart.centre), [chart.centre_label], MUTED))
    row = chart.rows[-1]
    if row.point is not None:
        said.append((up.at(row.point), row.note.split(", "), INK))
    for middle, words, colour in _apart(said):
        for number, line in enumerate(words):
            at = middle + (number - (len(words) - 1) / 2) * LINE_HEIGHT
            frame.words((RIGHT + 4, at), line, size=SMALLER, colour=colour)


Said = list[tuple[float, list[str], str]]


def _apart(said: Said) -> Said:
    """Move the lower words down and the upper up until they are clear of each other."""
    room = LINE_HEIGHT * 1.6
    if len(said) < 2 or abs(said[0][0] - said[1][0]) >= room:
        return said
    (one, *rest), (two, *others) = said
    middle, shift = (one + two) / 2, room / 2 if one >= two else -room / 2
    return [(middle + shift, *rest), (middle - shift, *others)]  # type: ignore[list-item]  # words and colour go along
