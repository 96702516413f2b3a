"""The order in which a report is read on the screen: what is asked most comes first, the rest is one tap away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from reports.content import Chart, Report, Table

ORDER = ("sectors", "targets", "waiting", "trend", "units", "agencies", "tiers", "on_time", "precision")
BESIDE = {"targets": "sources"}
"""A table that explains another stands folded under it."""
OPEN = {"targets", "waiting"}
"""Tables that are read at once; the others are folded."""
LEFT_TO_FILES = {"codebook"}


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table, read at once or folded under a label."""

    table: Table
    label: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: its heading, its chart and its tables."""

    key: str
    title: str
    tables: tuple[ShownTable, ...]
    chart: Chart | None


def sections_of(report: Report) -> tuple[Section, ...]:
    """Every table and chart of the report, each once, in reading order."""
    tables = {table.key: table for table in report.tables if table.key not in LEFT_TO_FILES}
    keys = [key for key in ORDER if key in tables]
    keys += [key for key in tables if key not in ORDER and key not in BESIDE.values()]
    return tuple(Section(key, tables[key].title, tuple(_shown(tables, key)), report.chart(key)) for key in keys)


def _shown(tables: dict[str, Table], key: str) -> Iterator[ShownTable]:
    table = tables[key]
    label = _("Bảng số liệu (%(rows)s dòng)", rows=len(table.rows))
    yield ShownTable(table, label, is_open=key in OPEN or not table.rows)
    beside = tables.get(BESIDE.get(key, ""))
    if beside is not None and beside.rows:
        yield ShownTable(beside, beside.title, is_open=False)
