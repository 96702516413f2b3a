"""Tables as CSV files: UTF-8 with a byte order mark, CRLF, quoted as RFC 4180 says.

The separator and the decimal mark are those of the report's language: a Vietnamese Excel reads `79.4` as something
else than 79,4, silently, so a Vietnamese file has `;` and a decimal comma, an English one `,` and a decimal point.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from io import StringIO

from reports.content import Cell, Column, ColumnKind, Report, Table, TableRow
from reports.neutral import neutral
from reports.numbers import hundredfold, rounded

TIDY = ("table", "row", "row_name", "column", "column_name", "value", "unit", "text", "mark", "n")
BY_TICKET = frozenset(("share", "low", "high", "signal", "change", "variation", "score"))
"""The columns that rest on the answers by ticket alone where a row has a count of them."""
UNITS: dict[ColumnKind, str] = {"percent": "%", "points": "pp", "minutes": "min", "number": "", "text": ""}


def to_csv_table(table: Table, *, language: str = "vi") -> bytes:
    """One table as a reader sees it: a head, then its rows; percentages as percent, with the decimals shown."""
    head = [neutral(_head(column)) for column in table.columns]
    rows = [[_field(column, cell, language) for column, cell in _pairs(table, row)] for row in table.rows]
    return _encoded([head, *rows], language)


def to_csv(report: Report) -> bytes:
    """All tables in one long file, one line a cell: for programs, and for filters in a spreadsheet."""
    lines = [line for table in report.tables if table.key != "codebook" for line in _tidy(table, report.language)]
    codebook = _tidy(report.table("codebook"), report.language) if report.has_table("codebook") else []
    return _encoded([TIDY, *lines, *codebook], report.language)


def _pairs(table: Table, row: TableRow) -> list[tuple[Column, Cell]]:
    return list(zip(table.columns, row.cells, strict=True))


def _head(column: Column) -> str:
    return f"{column.label} (%)" if column.kind == "percent" else column.label


def _field(column: Column, cell: Cell, language: str) -> str:
    kind = cell.kind or column.kind
    if isinstance(cell.value, int | float) and kind != "text":
        return _number(cell.value, kind, language, cell.decimals)
    return neutral(cell.text)


def _number(value: float, kind: ColumnKind, language: str, decimals: int | None = None) -> str:
    exact = hundredfold(value) if kind == "percent" else Decimal(repr(value))
    shown = rounded(exact, decimals) if decimals is not None else rounded(exact, 6).normalize()
    text = f"{shown:f}"
    return text if language == "en" else text.replace(".", ",")


def _tidy(table: Table, language: str) -> Iterable[Sequence[str]]:
    for row in table.rows:
        pairs = _pairs(table, row)
        cells = {column.key: cell for column, cell in pairs}
        for column, cell in pairs[1:]:
            kind = cell.kind or column.kind
            is_number = isinstance(cell.value, int | float) and kind != "text"
            value = _number(cell.value, kind, language) if is_number and isinstance(cell.value, int | float) else ""
            if not value and not cell.text:
                continue
            yield (
                table.key,
                neutral(row.key),
                neutral(row.cells[0].text),
                column.key,
                neutral(column.label),
                value,
                UNITS[kind],
                neutral(cell.text),
                cell.mark,
                _count(_counted(column, cells), language),
            )


def _counted(column: Column, cells: Mapping[str, Cell]) -> Cell | None:
    """The number of answers that a column's value in this row rests on."""
    if column.counted_in is not None:
        return cells.get(column.counted_in)
    based = cells.get("by_ticket")
    if column.key in BY_TICKET and based is not None and based.value is not None:
        return based
    return cells.get("answered", cells.get("n"))


def _count(cell: Cell | None, language: str) -> str:
    return _number(cell.value, "number", language, 0) if cell is not None and isinstance(cell.value, int) else ""


def _encoded(rows: Iterable[Sequence[str]], language: str) -> bytes:
    written = StringIO(newline="")
    csv.writer(written, delimiter="," if language == "en" else ";", lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode("utf-8-sig")
