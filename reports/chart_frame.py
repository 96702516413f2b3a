"""What all charts share: colours, the figure with its title that is the finding, strokes and words, and the scale.

All lengths are points, from the left and from the top, of a figure as wide as a phone held across, so that text keeps
its size on page, paper and sheet. Strokes and words go straight onto the figure: the library's axes, which measure each
tick twice, take longer than all else together.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Literal

from reports.content import Chart, Scale
from reports.numbers import Numbers

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

INK = "#1b1b1f"
MUTED = "#55585f"
LINE = "#d5d7dc"
ACCENT = "#0b5c8a"
BAND = "#e4e7eb"
PAPER = "#ffffff"
DASHES = (4, 3)
WIDTH = 432.0
EDGE = 4.0
INCH = 72.0
TITLE, SUBTITLE, SMALL = 13.0, 9.0, 7.5
"""Sizes of the finding, of the measure, and of the source."""
TITLE_LETTERS, SUBTITLE_LETTERS, SMALL_LETTERS = 52, 86, 104
TEXT = 9.0
"""Size of labels and figures."""


Side = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of the figure that stands for a range of values."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value stands; what lies outside stands at the end."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)


class Frame:
    """A figure with its words, and strokes put on it one over the other."""

    def __init__(self, chart: Chart, inner: float) -> None:
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        title, subtitle = textwrap.wrap(chart.title, TITLE_LETTERS), textwrap.wrap(chart.subtitle, SUBTITLE_LETTERS)
        foot = textwrap.wrap(f"{chart.source} {chart.scale_note}".strip(), SMALL_LETTERS)
        self.top = 6 + TITLE * 1.3 * len(title) + SUBTITLE * 1.4 * len(subtitle) + 4
        """Where the drawing begins."""
        self.height = self.top + inner + SMALL * 1.4 * len(foot) + 10
        self.figure: Figure = Figure(figsize=(WIDTH / INCH, self.height / INCH), dpi=INCH, facecolor=PAPER)
        self._strokes = 0
        self._points = Affine2D().scale(1, -1).translate(0, self.height).scale(1 / INCH) + self.figure.dpi_scale_trans
        at = 6 + TITLE * 0.65
        for line in title:
            self.words((EDGE, at), line, size=TITLE, bold=True)
            at += TITLE * 1.3
        at += SUBTITLE * 0.7 - TITLE * 0.65
        for line in subtitle:
            self.words((EDGE, at), line, colour=MUTED)
            at += SUBTITLE * 1.4
        for number, line in enumerate(reversed(foot)):
            self.words((EDGE, self.height - 4 - SMALL * (0.6 + number * 1.4)), line, size=SMALL, colour=MUTED)

    def stroke(
        self, points: Sequence[tuple[float, float]], *, colour: str, width: float, dashes: tuple[int, int] | None = None
    ) -> None:
        """A line through some points."""
        from matplotlib.lines import Line2D

        x, y = zip(*points, strict=True)
        look = "-" if dashes is None else (0, dashes)
        self._add(Line2D(x, y, color=colour, linewidth=width, linestyle=look, solid_capstyle="butt"))  # type: ignore[arg-type]

    def area(self, points: Sequence[tuple[float, float]], *, colour: str) -> None:
        """A filled shape."""
        from matplotlib.patches import Polygon

        self._add(Polygon(points, closed=True, facecolor=colour, edgecolor="none", linewidth=0))

    def mark(self, at: tuple[float, float], *, shape: str = "o", size: float = 7.5, fill: str = ACCENT) -> None:
        """A point."""
        from matplotlib.lines import Line2D

        look: dict[str, Any] = {"markerfacecolor": fill, "markeredgecolor": ACCENT, "markeredgewidth": 1.4}
        self._add(Line2D([at[0]], [at[1]], linestyle="none", marker=shape, markersize=size, **look))

    def words(
        self,
        at: tuple[float, float],
        text: str,
        *,
        size: float = TEXT,
        colour: str = INK,
        side: Side = "left",
        bold: bool = False,
        italic: bool = False,
        upright: bool = False,
    ) -> None:
        """One line of words, centred on its height; `upright` reads from below."""
        from matplotlib.text import Text

        look: dict[str, Any] = {"fontweight": "bold"} if bold else {}
        look |= {"fontstyle": "italic"} if italic else {}
        look |= {"rotation": 90} if upright else {}
        # centred by the letter x, not by what hangs below or is piled above: neighbours then stand on one line
        shift = 0.0 if upright else size * 0.36
        down, across = ("bottom", "center") if upright else ("baseline", side)
        self._add(Text(at[0], at[1] + shift, text, fontsize=size, color=colour, ha=across, va=down, **look))

    def _add(self, artist: Artist) -> None:
        artist.set_transform(self._points)
        self._strokes += 1
        artist.set_zorder(self._strokes)
        artist.set_figure(self.figure)
        self.figure.add_artist(artist)


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
