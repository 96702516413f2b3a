"""The order in which a report is read on the screen: what is asked most comes first, the rest is one tap away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reports.content import Chart, Report, Table
from survey_app.office.long_tables import is_long, shortened
from survey_app.office.narrow import Strip, TargetEntry, scale_marks, strips_of, target_entries

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
    ("labels", (), ("labels",)),
    ("reconciliation", (), ("reconciliation",)),
    ("summary", (), ("summary",)),
    ("method", (), ("method",)),
)
"""Key, charts and tables of each part."""
LEFT_TO_FILES = {"codebook", "actions", "making"}
"""Told on the page in another way, or not at all."""
ONLY_WITH_ROWS = {"units", "agencies", "on_time", "labels", "reconciliation"}
"""Parts that some places never have: an empty one would only be in the way."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, and what a phone shows instead."""

    chart: Chart
    strips: tuple[Strip, ...]
    marks: tuple[str, ...]
    """What stands at both ends and in the middle of the strips' scale."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: a heading, its finding, and folded under them charts, pairs of lines and tables."""

    key: str
    title: str
    finding: str
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]
    targets: tuple[TargetEntry, ...] = ()
    cut: Mapping[str, int] = field(default_factory=dict)
    """Rows in all of those tables that stand here with their first rows only."""


def first_picture(report: Report) -> Picture | None:
    """The chart beside the sentences."""
    chart = report.chart(FIRST)
    return None if chart is None else _picture(chart)


def sections_of(report: Report, *, is_whole: bool = False) -> tuple[Section, ...]:
    """Every table and chart of the report, each once, in reading order; long tables shortened unless `is_whole`."""
    known = {table.key: table for table in report.tables if table.key not in LEFT_TO_FILES}
    placed = {key for _part, _charts, tables in PARTS for key in tables}
    parts = [*PARTS, *((key, (key,), (key,)) for key in known if key not in placed)]
    found = [section for part in parts if (section := _section(report, known, part)) is not None]
    return tuple(found if is_whole else (_cut(section, report) for section in found))


def part_of(table: str) -> str:
    """The part of the page in which a table stands."""
    return next((part for part, _charts, tables in PARTS if table in tables), table)


def _cut(section: Section, report: Report) -> Section:
    """The section with the first rows of its long tables."""
    told = {(table, row) for sentence in report.sentences for table, row, _words in sentence.links}
    short = tuple(shortened(each, {row for table, row in told if table == each.key}) for each in section.tables)
    cut = {each.key: len(each.rows) for each in section.tables if is_long(each)}
    return replace(section, tables=short, cut=cut)


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
        _finding(report, known[key], pictures),
        pictures,
        tuple(table for table in tables if table.rows or (table.key == key and not has_rows)),
        targets=target_entries(known[key]) if key == "targets" else (),
    )


def _finding(report: Report, table: Table, pictures: tuple[Picture, ...]) -> str:
    """What the first chart of a part found, else its table; the chart of the sectors stands on the first screen."""
    chart = report.chart(FIRST) if table.key == FIRST else pictures[0].chart if pictures else None
    if chart is not None:
        return chart.title
    return table.finding if table.rows else table.empty


def _picture(chart: Chart) -> Picture:
    return Picture(chart, strips_of(chart), scale_marks(chart))
