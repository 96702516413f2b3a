"""One table on one sheet: head, numbers in their own formats, widths that fit, ready to print."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from reports.content import SHAPES, Cell, Column, ColumnKind, Report, Table, TableRow
from reports.neutral import is_risky

LONGEST = 32_767
"""Characters a spreadsheet cell can hold."""
FEW_COLUMNS = 8
WIDEST_OF_TWO = 90
LONG_TEXT = 80
"""Characters from which a column of words gets more room, lest its rows grow tall."""
SIGNS = ("≥ ", "> ", "≤ ", "< ")
COLOURS = {"met": "#1F6B3A", "not_met": "#A4262C", "not_proven": "#6B5500"}
TICKET_SIGN = '"*"'
"""Behind a share of ticket answers alone where it stands beside shares of all answers; the table's note explains it."""
QUIET = ("suppressed", "no_data", "not_judged", "window")


@dataclass(slots=True)
class Book:
    """A workbook being written, with one format object for each look."""

    workbook: Any
    report: Report
    names: dict[str, str] = field(default_factory=dict)
    _styles: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def style(self, **look: Any) -> Any:
        """The format with this look."""
        key = tuple(sorted(look.items()))
        if key not in self._styles:
            self._styles[key] = self.workbook.add_format({"font_name": "Arial", "font_size": 10, **look})
        return self._styles[key]

    def add_sheet(self, key: str) -> Any:
        """A sheet named in the report's language, A4 across, as wide as the page."""
        name = re.sub(r"[\[\]:*?/\\']", " ", self.report.labels[key])[:31]
        self.names[key] = name
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        # a cover or a table with its chart is one page; a long table runs on
        sheet.fit_to_pages(1, 1 if key == "cover" or self.report.charts_of(key) else 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        sheet.hide_gridlines(2)
        footer = self.report.disclaimer.replace("&", "&&")
        sheet.set_footer(f"&L&8{footer}&R&8{self.report.labels['page']} &P/&N")
        if self.report.banner:
            sheet.set_header(f"&C&B&10{self.report.banner}")
        return sheet


def write_sheet(book: Book, table: Table) -> int:
    """Write the table; returns the first free row below it."""
    sheet = book.add_sheet(table.key)
    widths = [_width(table, place) for place in range(len(table.columns))]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    row = _head(book, sheet, table, widths)
    sheet.freeze_panes(row + 1, 1)
    if not table.rows:
        # heads of columns over nothing say less than the reason does
        _block(book, sheet, row, table.empty, widths)
        return _foot(book, sheet, table, row + 2)
    sheet.repeat_rows(row)
    for place, column in enumerate(table.columns):
        sheet.write_string(row, place, column.label, _heading(book, column, is_first=place == 0))
    labels = [column.label for column in table.columns]
    sheet.set_row(row, height(list(zip(labels, [width * 0.82 for width in widths], strict=True))))
    for line in table.rows:
        row += 1
        _line(book, sheet, row, table, line)
        texts = [cell.text for cell in line.cells]
        sheet.set_row(row, height(list(zip(texts, widths, strict=True))))
    return _foot(book, sheet, table, row + 2)


def height(texts: list[tuple[str, float]]) -> float:
    """Points a row needs for wrapped texts in columns of these widths; not every program reckons it itself."""
    lines = max(max(1, ceil(len(text) * 0.98 / width)) for text, width in texts)
    return 13.2 * lines + 3


def _line(book: Book, sheet: Any, row: int, table: Table, line: TableRow) -> None:
    for place, (column, cell) in enumerate(zip(table.columns, line.cells, strict=True)):
        _write(book, sheet, (row, place), column, cell, line)


def _head(book: Book, sheet: Any, table: Table, widths: list[float]) -> int:
    row = 0
    if book.report.banner:
        sheet.write_string(0, 0, book.report.banner, book.style(bold=True, font_color="#A4262C"))
        row = 1
    sheet.set_row(row, 22)
    sheet.write_string(row, 0, table.title, book.style(bold=True, font_size=14))
    _block(book, sheet, row + 1, table.caption, widths)
    return row + 3


def _block(book: Book, sheet: Any, row: int, text: str, widths: list[float]) -> None:
    """A paragraph across the table's first columns."""
    look = book.style(text_wrap=True, valign="top", font_color="#55585F")
    reach = next((place for place in range(len(widths)) if sum(widths[: place + 1]) >= 110), len(widths) - 1)
    if reach > 0:
        sheet.merge_range(row, 0, row, reach, "", look)
    _string(sheet, row, 0, text, look)
    sheet.set_row(row, height([(text, max(sum(widths[: reach + 1]), 20))]))


def _foot(book: Book, sheet: Any, table: Table, row: int) -> int:
    for note in [note for note in table.notes if note]:
        _string(sheet, row, 0, note, book.style(font_color="#55585F", italic=True))
        row += 1
    return row + 1


def _heading(book: Book, column: Column, *, is_first: bool) -> Any:
    return book.style(
        bold=True,
        text_wrap=True,
        valign="bottom",
        align="left" if column.kind == "text" else "right",
        indent=1 if column.kind == "text" and not is_first else 0,
        bottom=2,
        bottom_color="#1B1B1F",
    )


def _write(book: Book, sheet: Any, at: tuple[int, int], column: Column, cell: Cell, line: TableRow) -> None:
    kind = cell.kind or column.kind
    look = _look(column, cell, line, is_first=at[1] == 0)
    if isinstance(cell.value, int | float) and kind != "text":
        sheet.write_number(*at, cell.value, book.style(**look, num_format=_number_format(kind, cell)))
        return
    text = f"{SHAPES[cell.mark]} {cell.text}" if cell.mark in SHAPES and cell.text else cell.text
    if is_risky(text):
        look["quote_prefix"] = True
    if text:
        _string(sheet, *at, text, book.style(**look))
    else:
        sheet.write_blank(*at, None, book.style(**look))


def _string(sheet: Any, row: int, place: int, text: str, look: Any) -> None:
    sheet.write_string(row, place, text[:LONGEST], look)


def _look(column: Column, cell: Cell, line: TableRow, *, is_first: bool) -> dict[str, Any]:
    look: dict[str, Any] = {"valign": "top", "bottom": 4, "bottom_color": "#D5D7DC"}
    if column.kind == "text":
        look |= {"text_wrap": True, "align": "left", "indent": 0 if is_first else 1}
    else:
        look["align"] = "right"
    if line.role in ("total", "priority"):
        look["bold"] = line.role == "total" or column.kind == "text" and column.key in ("name", "label")
    if cell.mark in COLOURS:
        look |= {"font_color": COLOURS[cell.mark], "bold": True}
    if cell.mark in QUIET:
        look |= {"font_color": "#55585F", "italic": True}
    return look


def _number_format(kind: ColumnKind, cell: Cell) -> str:
    places = "." + "0" * cell.decimals if cell.decimals else ""
    sign = next((f'"{sign}"' for sign in SIGNS if cell.text.startswith(sign)), "")
    if kind == "percent":
        return f"{sign}0{places}%{TICKET_SIGN if cell.mark == 'by_ticket' else ''}"
    if kind == "points":
        return f"+0{places};−0{places};0{places}" if cell.text[:1] in "+−" else f"0{places}"
    return f"{sign}#,##0{places}"


def _width(table: Table, place: int) -> float:
    column = table.columns[place]
    longest = max((len(row.cells[place].text) for row in table.rows), default=0)
    word = max((len(word) for word in column.label.split()), default=6)
    if column.kind != "text":
        return float(min(18, max(9, word * 1.2 + 1, longest + 1)))
    room = WIDEST_OF_TWO if len(table.columns) <= 2 else 46 if len(table.columns) <= FEW_COLUMNS else 24
    if place == 0:
        room = 30
    elif longest > LONG_TEXT:
        room = max(room, 40)
    return float(max(word * 1.2 + 1, min(room, longest * 1.05 + 3)))
