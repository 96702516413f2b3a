"""The order in which a report is read on the screen: what is asked most comes first, the rest is one tap away."""

from __future__ import annotations

from dataclasses import dataclass

from reports.content import Chart, Report, Table
from survey_app.office.narrow import Strip, TargetEntry, strips_of, target_entries

FIRST = "sectors"
"""The chart of the first screen."""
PARTS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("sectors", (), ("sectors",)),
    ("targets", ("targets",), ("targets", "sources")),
    ("trend", ("trend", "waiting_trend"), ("trend",)),
    ("waiting", ("waiting",), ("waiting",)),
    ("units", ("funnel",), ("funnel", "units")),
    ("drivers", ("drivers",), ("drivers",)),
    ("coverage", ("coverage", "tiers"), ("coverage", "tiers", "channels")),
    ("silent", ("silent",), ("silent", "precision")),
    ("agencies", (), ("agencies",)),
    ("on_time", (), ("on_time",)),
    ("labels", (), ("labels", "reconciliation")),
    ("summary", (), ("summary",)),
    ("method", (), ("method",)),
)
"""Key, charts and tables of each part."""
LEFT_TO_FILES = {"codebook", "actions", "making"}
"""Told on the page in another way, or not at all."""
ONLY_WITH_ROWS = {"units", "agencies", "on_time", "labels"}
"""Parts that some places never have: an empty one would only be in the way."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, and what a phone shows instead."""

    chart: Chart
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: a heading, its finding, and folded under them charts, pairs of lines and tables."""

    key: str
    title: str
    finding: str
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]
    targets: tuple[TargetEntry, ...] = ()


def first_picture(report: Report) -> Picture | None:
    """The chart beside the sentences."""
    chart = report.chart(FIRST)
    return None if chart is None else _picture(chart)


def sections_of(report: Report) -> tuple[Section, ...]:
    """Every table and chart of the report, each once, in reading order."""
    known = {table.key: table for table in report.tables if table.key not in LEFT_TO_FILES}
    placed = {key for _part, _charts, tables in PARTS for key in tables}
    parts = [*PARTS, *((key, (key,), (key,)) for key in known if key not in placed)]
    found = (_section(report, known, part) for part in parts)
    return tuple(section for section in found if section is not None)


def _section(
    report: Report, known: dict[str, Table], part: tuple[str, tuple[str, ...], tuple[str, ...]]
) -> Section | None:
    key, charts, keys = part
    tables = tuple(known[each] for each in keys if each in known)
    has_rows = any(table.rows for table in tables)
    if not tables or (key in ONLY_WITH_ROWS and not has_rows):
        return None
    pictures = tuple(_picture(chart) for each in charts if (chart := report.chart(each)) is not None)
    return Section(
        key,
        known[key].title,
        _finding(report, key, pictures),
        pictures,
        tuple(table for table in tables if table.rows or (table.key == key and not has_rows)),
        targets=target_entries(known[key]) if key == "targets" else (),
    )


def _finding(report: Report, key: str, pictures: tuple[Picture, ...]) -> str:
    """What the part's first chart found; the table of sectors belongs to the chart of the first screen."""
    chart = report.chart(FIRST) if key == FIRST else pictures[0].chart if pictures else None
    return "" if chart is None else chart.title


def _picture(chart: Chart) -> Picture:
    return Picture(chart, strips_of(chart))
