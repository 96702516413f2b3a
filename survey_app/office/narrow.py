"""What a phone shows instead of what is too wide for it: a chart as a list of strips, targets as pairs of lines."""

from __future__ import annotations

import math
from dataclasses import dataclass

from flask_babel import gettext as _

from reports.content import NOTE_GAP, SHAPES, Cell, Chart, ChartRow, Table, TableRow
from reports.numbers import Numbers

STEP = 0.1
"""The scale starts at a whole ten percent."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of a chart; the places are percent of the strip's width, empty where there is nothing to draw."""

    label: str
    value: str
    """The figure, beside the label; empty where there is none."""
    notes: tuple[str, ...]
    """What stands under the strip: counts, coverage, or why there is no figure."""
    is_priority: bool
    point: str = ""
    low: str = ""
    high: str = ""
    target: str = ""
    target_label: str = ""
    """The target's words, where the rows with this target begin."""
    sign: str = ""
    """The shape the chart's own words explain, as the picture draws it."""
    sign_text: str = ""
    band: tuple[str, str] | None = None
    """Where the band of ordinary variation begins, and how wide it is."""


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """A target with its two lines: the reported figure, and how certain it is."""

    name: str
    level: str
    is_priority: bool
    figure: str
    base: str
    point: Cell
    certainty: Cell
    interval: str
    more: tuple[str, ...]
    key: str = ""
    """Its row of the table."""


def strips_of(chart: Chart) -> tuple[Strip, ...]:
    """The chart's rows on one scale; of a funnel only the units that stand out, the table has them all."""
    ends = scale_ends(chart)
    rows = [row for row in chart.rows if row.flag] if chart.kind == "funnel" else chart.rows
    return tuple(_strip(row, ends, _sign(chart, row)) for row in rows)


def target_entries(table: Table) -> tuple[TargetEntry, ...]:
    """The rows of the table of targets."""
    return tuple(_entry(table, row) for row in table.rows)


def scale_ends(chart: Chart) -> tuple[float, float]:
    """Shares up to 100 % from a whole ten percent; minutes and counts without an interval from nothing."""
    values = [
        value
        for row in chart.rows
        for value in (row.low, row.point, row.high, row.target, *(row.limits or ()))
        if value is not None
    ]
    if chart.scale != "percent" or all(row.low is None for row in chart.rows):
        return 0.0, max(values, default=1.0) or 1.0
    return max(0.0, min(math.floor(min(values, default=0.0) / STEP) * STEP, 1 - STEP)), 1.0


def scale_marks(chart: Chart) -> tuple[str, ...]:
    """What stands at the left end, the middle and the right end of the strips."""
    start, end = scale_ends(chart)
    numbers = Numbers(chart.language)
    if chart.scale == "minutes":
        return numbers.number(start), "", _("%(minutes)s phút", minutes=numbers.number(end, 1))
    if start == 0 and end < 1:
        return numbers.percent(start, 0), "", numbers.percent(end)
    return tuple(numbers.percent(value, 0) for value in (start, (start + end) / 2, end))


def _sign(chart: Chart, row: ChartRow) -> tuple[str, str]:
    """The shape of a row, and its word where the row's note does not say it."""
    if row.point is None:
        return "", ""
    if chart.kind == "weeks":
        return ("◆", "") if row.flag else ("", "")
    if chart.kind == "funnel":
        found = {"below": ("▼", _("thấp hơn")), "above": ("▲", _("cao hơn"))}
    elif chart.kind == "rows" and chart.scale == "percent":
        found = {"below": ("▼", _("dưới mức")), "above": ("●", _("không dưới mức"))}
        if row.mark == "unsure" and row.target is not None:
            return "○", str(_("dưới mức, chưa đủ căn cứ") if row.point < row.target else _("chưa đủ căn cứ"))
    else:
        found = {}
    shape, text = found.get(row.mark, (SHAPES.get(row.mark, ""), ""))
    return shape, str(text)


def _strip(row: ChartRow, ends: tuple[float, float], sign: tuple[str, str]) -> Strip:
    if row.point is None:
        reason = (row.note,) if row.note else ()
        return Strip(row.label, "", reason, row.is_priority, target_label=row.target_label)
    start, end = ends
    value, *notes = row.note.split(NOTE_GAP)
    if row.flag and row.flag != row.label:
        notes.append(row.flag)

    def place(value: float | None) -> str:
        return "" if value is None else f"{min(max((value - start) / (end - start), 0), 1) * 100:.1f}"

    band = None
    if row.limits is not None:
        left, right = (float(place(limit)) for limit in row.limits)
        band = (f"{left:.1f}", f"{right - left:.1f}")
    return Strip(
        row.label,
        value,
        tuple(notes),
        row.is_priority,
        point=place(row.point),
        low=place(row.low),
        high=place(row.high),
        target=place(row.target),
        target_label=row.target_label,
        sign=sign[0],
        sign_text=sign[1],
        band=band,
    )


def _entry(table: Table, row: TableRow) -> TargetEntry:
    cells = {column.key: cell for column, cell in zip(table.columns, row.cells, strict=True)}
    labels = {column.key: column.label for column in table.columns}
    text = {key: cell.text for key, cell in cells.items()}
    is_shown = cells["value"].value is not None
    # a share carries its sign; minutes have theirs in a column of their own
    unit = "" if text["unit"] == "%" else text["unit"]
    base = [f"{labels[key][:1].lower()}{labels[key][1:]} {text[key]}" for key in ("n", "coverage") if text.get(key)]
    more = [f"{labels['needed']}: {text['needed']}"] if text["needed"] else []
    return TargetEntry(
        name=text["label"],
        level=text["target"],
        is_priority=row.role == "priority",
        figure=f"{text['value']} {unit}".strip() if is_shown else "",
        base="; ".join(base) if is_shown else "",
        point=cells["point"],
        certainty=cells["certainty"],
        interval=f"{text['low']}–{text['high']} {unit}".strip() if cells["low"].value is not None else "",
        more=(*more, *([text["note"]] if text["note"] else [])),
        key=row.key,
    )
