"""One row of a table with what it is made of: every figure with its meaning, answers by level, weights, the method."""

from __future__ import annotations

from dataclasses import dataclass

from reports.content import Report, Table, TableRow
from reports.making import making_key

WITHOUT_DETAIL = frozenset({"method", "codebook", "sources", "making", "labels", "reconciliation"})
"""Tables of words, or that are the making of others."""
ROWS_OF = {"coverage": "sectors", "precision": "sectors", "funnel": "units", "summary": "summary"}
"""Whose rows a table shows from another side."""
OF_OTHER_ANSWERS = frozenset({"waiting", "targets", "trend", "drivers", "silent", "on_time"})
"""Tables whose rows rest on other answers than the period's overall ones."""
LEVEL = "level_"
METHODS: dict[str, tuple[tuple[str, ...], str]] = {
    "waiting": (("period", "weights", "outside"), "7"),
    "targets": (("headline", "weights", "interval", "signal"), "8"),
    "trend": (("headline", "interval", "signal"), "18"),
    "funnel": (("headline", "interval"), "18"),
    "drivers": (("weights", "outside"), "15"),
    "coverage": (("weights", "selection"), "5"),
    "silent": (("selection", "interval"), "20"),
    "precision": (("weights", "interval", "selection"), "1"),
    "on_time": (("period",), "11"),
}
"""Lines of the method table that explain a table's figures, and the section of docs/methods.md with the formula."""
USUAL = ("headline", "plain", "score", "outside", "weights", "interval", "tiers", "small"), "2–5"


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure: what it is called, what it is, and what it means."""

    label: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Level:
    """How many gave one of the five answers."""

    name: str
    count: str
    width: str
    """Percent of the answers, for a bar."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What is known of one row."""

    table: Table
    key: str
    name: str
    figures: tuple[Fact, ...]
    levels: tuple[Level, ...]
    is_by_ticket: bool
    """Whether levels and weights are those of the ticket answers alone."""
    making: tuple[Fact, ...]
    origin: tuple[Fact, ...]
    """A target's sentence and document."""
    method: tuple[Fact, ...]
    methods_section: str


def has_detail(table: Table) -> bool:
    """Whether the rows of a table lead to a page of their own."""
    return table.key not in WITHOUT_DETAIL


def detail_of(report: Report, table_key: str, key: str) -> Detail | None:
    """The detail of one row; None where the report has no such row."""
    table = next((each for each in report.tables if each.key == table_key and has_detail(each)), None)
    row = None if table is None else next((each for each in table.rows if each.key == key), None)
    if table is None or row is None:
        return None
    lines, section = METHODS.get(table.key, USUAL)
    making = _made_of(report, table, key)
    sources = report.table("sources")
    return Detail(
        table=table,
        key=key,
        name=row.cells[0].text,
        figures=_facts(table, row, skip=1),
        levels=() if making is None else _levels(*making),
        is_by_ticket=making is not None and _is_by_ticket(*making),
        making=() if making is None else _making(*making),
        origin=_facts(sources, sources.row(key), skip=2) if table_key == "targets" else (),
        method=_method(report, lines),
        methods_section=section,
    )


def _made_of(report: Report, table: Table, key: str) -> tuple[Table, TableRow] | None:
    """The row of the table of makings that belongs to this row."""
    if table.key in OF_OTHER_ANSWERS:
        return None
    makings = report.table("making")
    wanted = "total" if table.key == "summary" else making_key(ROWS_OF.get(table.key, table.key), key)
    return next(((makings, row) for row in makings.rows if row.key == wanted), None)


def _facts(table: Table, row: TableRow, *, skip: int = 0) -> tuple[Fact, ...]:
    pairs = list(zip(table.columns, row.cells, strict=True))[skip:]
    return tuple(Fact(column.label, cell.text, column.explanation) for column, cell in pairs if cell.text)


def _levels(table: Table, row: TableRow) -> tuple[Level, ...]:
    found = [
        (column.label, cell.text, int(cell.value))
        for column, cell in zip(table.columns, row.cells, strict=True)
        if column.key.startswith(LEVEL) and isinstance(cell.value, int)
    ]
    most = max((count for _label, _text, count in found), default=0) or 1
    return tuple(Level(label, text, f"{count / most * 100:.1f}") for label, text, count in found)


def _is_by_ticket(table: Table, row: TableRow) -> bool:
    return any(
        column.key == "by_ticket" and cell.value is not None
        for column, cell in zip(table.columns, row.cells, strict=True)
    )


def _making(table: Table, row: TableRow) -> tuple[Fact, ...]:
    kept = [
        (column, cell)
        for column, cell in zip(table.columns, row.cells, strict=True)
        if column.key != "name" and not column.key.startswith(LEVEL) and cell.text
    ]
    return tuple(Fact(column.label, cell.text, column.explanation) for column, cell in kept)


def _method(report: Report, lines: tuple[str, ...]) -> tuple[Fact, ...]:
    rows = {row.key: row for row in report.table("method").rows}
    return tuple(Fact(rows[key].cells[0].text, rows[key].cells[1].text, "") for key in lines if key in rows)
