"""A batch of comments as a file: masked texts in a table of their own, never computed by a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from math import ceil

import xlsxwriter

from reports.content import Cell, Column, Table, TableRow
from reports.csv_files import to_csv_table
from reports.neutral import is_risky

NUMBER_WIDTH, TEXT_WIDTH = 6, 110
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class CommentSheet:
    """What the file says, in the reader's language."""

    title: str
    subtitle: str
    notes: tuple[str, ...]
    head: str
    """Over the comments."""
    sheet: str
    comments: tuple[str, ...]
    as_of: date
    language: str = "vi"


def comments_csv(content: CommentSheet) -> bytes:
    """A line each, with its number; the head of the second column says which unit and weeks."""
    rows = tuple(
        TableRow(str(number), (Cell(str(number), number), Cell(text)))
        for number, text in enumerate(content.comments, start=1)
    )
    head = f"{content.head} – {content.subtitle}"
    columns = (Column("number", "#", "number"), Column("comment", head))
    return to_csv_table(Table("comments", content.title, content.subtitle, columns, rows), language=content.language)


def comments_xlsx(content: CommentSheet) -> bytes:
    """One sheet; the same content gives the same bytes."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as workbook:
        # a clock here would make two files of the same batch differ
        workbook.set_properties({"title": content.title, "created": datetime.combine(content.as_of, time())})  # noqa: DTZ001
        sheet = workbook.add_worksheet(content.sheet)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, NUMBER_WIDTH)
        sheet.set_column(1, 1, TEXT_WIDTH)

        def look(**more: object) -> object:
            return workbook.add_format({"font_name": "Arial", "font_size": 10, "valign": "top", **more})

        sheet.write_string(0, 0, content.title, look(bold=True, font_size=14))
        for row, line in enumerate((content.subtitle, *content.notes), start=1):
            sheet.write_string(row, 0, line, look(font_color="#55585F"))
        head = len(content.notes) + 3
        sheet.write_string(head, 0, "#", look(bold=True, bottom=2))
        sheet.write_string(head, 1, content.head, look(bold=True, bottom=2))
        sheet.freeze_panes(head + 1, 0)
        sheet.repeat_rows(head)
        plain, quoted = look(text_wrap=True), look(text_wrap=True, quote_prefix=True)
        for number, text in enumerate(content.comments, start=1):
            sheet.write_number(head + number, 0, number, look())
            sheet.write_string(head + number, 1, text, quoted if is_risky(text) else plain)
            sheet.set_row(head + number, _height(text))
    return written.getvalue()


def _height(text: str) -> float:
    lines = sum(max(1, ceil(len(line) / TEXT_WIDTH)) for line in text.split("\n"))
    return min(13.2 * lines + 3, 400)
