"""What both charts share: colours, the figure with its title that is the finding, and an axis in percent."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from math import ceil, floor
from typing import TYPE_CHECKING

from reports.content import Chart, ChartRow
from reports.numbers import Numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1b1b1f"
MUTED = "#55585f"
LINE = "#d5d7dc"
ACCENT = "#0b5c8a"
BAND = "#eceef1"
WIDTH = 10.0
"""Inches; all heights below are inches too."""
HEAD = 0.85
FOOT = 0.85


def new_figure(height: float) -> Figure:
    """A white figure of the common width."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH, height), facecolor="white")


def write_head(figure: Figure, chart: Chart) -> None:
    """The finding, then the measure."""
    height = figure.get_figheight()
    title = textwrap.fill(chart.title, 78)
    figure.text(0.012, 1 - 0.12 / height, title, fontsize=15, fontweight="bold", color=INK, va="top")
    lines = title.count("\n")
    figure.text(
        0.012,
        1 - (0.46 + 0.24 * lines) / height,
        textwrap.fill(chart.subtitle, 118),
        fontsize=10,
        color=MUTED,
        va="top",
    )


def write_foot(figure: Figure, chart: Chart) -> None:
    """Where the figures come from, and that the scale starts where the data are."""
    text = textwrap.fill(f"{chart.source} {chart.scale_note}".strip(), 132)
    figure.text(0.012, 0.1 / figure.get_figheight(), text, fontsize=8.5, color=MUTED, va="bottom")


def shown_range(rows: Iterable[ChartRow], step: float = 0.05) -> tuple[float, float]:
    """Limits of the scale: where the data and targets are, on whole steps, at least twenty points wide."""
    values = [value for row in rows for value in _values(row)]
    if not values:
        return 0.0, 1.0
    low = max(0.0, floor(round(min(values) / step, 6)) * step - step / 2)
    high = min(1.0, ceil(round(max(values) / step, 6)) * step + step / 2)
    return (max(0.0, high - 0.2), high) if high - low < 0.2 else (low, high)


def _values(row: ChartRow) -> list[float]:
    found = [row.point, row.low, row.high, row.target, *(row.limits or ())]
    return [value for value in found if value is not None]


def percent_ticks(low: float, high: float) -> list[float]:
    """Whole tens inside the range, or fives where it is narrow."""
    step = 5 if high - low <= 0.4 else 10
    first = ceil(round(low * 100 / step, 6)) * step
    return [tick / 100 for tick in range(first, floor(round(high * 100, 6)) + 1, step)]


def tick_labels(ticks: Iterable[float], language: str) -> list[str]:
    """Ticks as percentages in the chart's language."""
    return [Numbers(language).percent(tick, 0) for tick in ticks]


def quiet(axes: Axes) -> None:
    """No box, no tick marks."""
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, colors=MUTED, labelsize=9.5)
