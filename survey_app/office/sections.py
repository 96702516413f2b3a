"""The order in which a report is read on the screen: what is asked most comes first, the rest is one tap away."""

from __future__ import annotations

from dataclasses import dataclass

from reports.content import Chart, Report, Table
from survey_app.office.narrow import Strip, TargetEntry, strips_of, target_entries

ORDER = (
    *("sectors", "targets", "waiting", "trend", "units", "agencies", "tiers", "channels"),
    *("labels", "reconciliation", "on_time", "precision"),
)
BESIDE = {"targets": "sources"}
"""A table that explains another stands folded under it."""
OPEN = {"waiting"}
"""Tables that are read at once; the others are folded."""
LEFT_TO_FILES = {"codebook", "actions"}
"""Told on the page in another way, or not at all."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: its heading, its chart, its targets' pairs of lines and its tables."""

    key: str
    title: str
    table: Table
    beside: Table | None = None
    chart: Chart | None = None
    strips: tuple[Strip, ...] = ()
    targets: tuple[TargetEntry, ...] = ()
    is_open: bool = False

    @property
    def is_folded(self) -> bool:
        """Whether nothing but the heading stands there until it is tapped."""
        return not (self.chart or self.targets or self.is_open)


def sections_of(report: Report) -> tuple[Section, ...]:
    """Every table and chart of the report, each once, in reading order."""
    tables = {table.key: table for table in report.tables if table.key not in LEFT_TO_FILES}
    keys = [key for key in ORDER if key in tables]
    keys += [key for key in tables if key not in ORDER and key not in BESIDE.values()]
    return tuple(_section(report, tables, key) for key in keys)


def _section(report: Report, tables: dict[str, Table], key: str) -> Section:
    table, chart = tables[key], report.chart(key)
    return Section(
        key,
        table.title,
        table,
        beside=tables.get(BESIDE.get(key, "")),
        chart=chart,
        strips=strips_of(chart) if chart is not None else (),
        targets=target_entries(table) if key == "targets" else (),
        is_open=key in OPEN or (key == "targets" and not table.rows),
    )
