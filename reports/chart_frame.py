"""What all charts share: colours, the figure with its title that is the finding, and its scale.

All lengths are points of a figure as wide as a phone held across, so that text keeps its size on page, paper and sheet.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from reports.content import Chart, Scale
from reports.numbers import Numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1b1b1f"
MUTED = "#55585f"
LINE = "#d5d7dc"
ACCENT = "#0b5c8a"
BAND = "#e4e7eb"
PAPER = "#ffffff"
DASHES = (0, (4, 3))
WIDTH = 432.0
EDGE = 4.0
INCH = 72.0
TITLE, SUBTITLE, SMALL = 13.0, 9.0, 7.5
"""Sizes of the finding, of the measure, and of the source."""
TITLE_LETTERS, SUBTITLE_LETTERS, SMALL_LETTERS = 52, 86, 104
TEXT = 9.0
"""Size of labels and figures."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A figure with room for its words, and the height left for the drawing."""

    figure: Figure
    top: float
    bottom: float
    """Where the drawing ends, from the figure's foot."""
    inner: float

    def axes(self, left: float, right: float, *, top: float = 0.0, bottom: float = 0.0) -> Axes:
        """Axes between two places across; `top` and `bottom` leave room for words inside the drawing's height."""
        height = self.top + self.inner + self.bottom
        rect = (
            left / WIDTH,
            (self.bottom + bottom) / height,
            (right - left) / WIDTH,
            (self.inner - top - bottom) / height,
        )
        return self.figure.add_axes(rect)


def make_frame(chart: Chart, inner: float) -> Frame:
    """The figure with its finding and its measure above, its source below."""
    from matplotlib.figure import Figure

    title, subtitle = textwrap.wrap(chart.title, TITLE_LETTERS), textwrap.wrap(chart.subtitle, SUBTITLE_LETTERS)
    foot = textwrap.wrap(f"{chart.source} {chart.scale_note}".strip(), SMALL_LETTERS)
    top = 6 + TITLE * 1.3 * len(title) + SUBTITLE * 1.4 * len(subtitle) + 4
    bottom = SMALL * 1.4 * len(foot) + 10
    height = top + inner + bottom
    figure = Figure(figsize=(WIDTH / INCH, height / INCH), dpi=INCH, facecolor=PAPER)
    at = height - 6
    for line in title:
        figure.text(EDGE / WIDTH, at / height, line, fontsize=TITLE, fontweight="bold", color=INK, va="top")
        at -= TITLE * 1.3
    for line in subtitle:
        figure.text(EDGE / WIDTH, at / height, line, fontsize=SUBTITLE, color=MUTED, va="top")
        at -= SUBTITLE * 1.4
    for number, line in enumerate(reversed(foot)):
        below = (4 + number * SMALL * 1.4) / height
        figure.text(EDGE / WIDTH, below, line, fontsize=SMALL, color=MUTED, va="bottom")
    return Frame(figure, top, bottom, inner)


def percent_range(values: Iterable[float], step: float = 0.05) -> tuple[float, float]:
    """Limits of the scale: where the data and targets are, on whole steps, at least twenty points wide."""
    found = list(values)
    if not found:
        return 0.0, 1.0
    low = max(0.0, floor(round(min(found) / step, 6)) * step - step / 2)
    high = min(1.0, ceil(round(max(found) / step, 6)) * step + step / 2)
    return (max(0.0, high - 0.2), high) if high - low < 0.2 else (low, high)


def scale_range(values: Iterable[float], scale: Scale, *, from_zero: bool = False) -> tuple[float, float]:
    """Limits of a scale in its own unit."""
    found = list(values)
    if from_zero:
        most = max(found, default=1.0)
        return 0.0, most * 1.05 or 1.0
    if scale == "percent":
        return percent_range(found)
    low, high = min(found, default=0.0), max(found, default=1.0)
    room = max((high - low) * 0.06, 0.5)
    return max(0.0, low - room) if low >= 0 else low - room, high + room


def ticks_between(low: float, high: float, scale: Scale) -> list[float]:
    """A handful of round numbers inside the range."""
    factor = 100 if scale == "percent" else 1
    width = (high - low) * factor
    step = next(step for step in (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if width / step <= 6 or step == 500)
    first = ceil(round(low * factor / step, 6))
    last = floor(round(high * factor / step, 6))
    return [number * step / factor for number in range(first, last + 1)]


def tick_labels(ticks: Iterable[float], scale: Scale, language: str) -> list[str]:
    """Ticks in the chart's language."""
    numbers = Numbers(language)
    if scale == "percent":
        return [numbers.percent(tick, 0) for tick in ticks]
    return [numbers.number(tick, 0 if float(tick).is_integer() else 1) for tick in ticks]


def quiet(axes: Axes) -> None:
    """No box, no tick marks."""
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, colors=MUTED, labelsize=TEXT - 0.5, pad=2)
    axes.set_facecolor("none")
