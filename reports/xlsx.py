"""The report as a workbook: a cover, then a sheet a table; numbers are numbers, words are never formulas."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from math import ceil
from typing import Any

import xlsxwriter

from reports.charts import to_png
from reports.content import Report, Table
from reports.sheet import Book, height, write_sheet

ALWAYS = ("summary", "sectors", "units", "agencies", "waiting", "targets", "method", "codebook")
"""Sheets that stand in every workbook; the others only when they have rows."""
COVER_LABEL, COVER_TEXT = 24, 96
PICTURE_DPI, PICTURE_SCALE, ROW_POINTS = 144, 1.0, 15
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def to_xlsx(report: Report, *, with_pictures: bool = True) -> bytes:
    """The workbook; the same report gives the same bytes."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as workbook:
        _describe(workbook, report)
        book = Book(workbook, report)
        tables = [table for table in report.tables if table.rows or table.key in ALWAYS]
        _cover(book, tables)
        for table in tables:
            below = write_sheet(book, table)
            if with_pictures:
                _pictures(book, table, below)
    return written.getvalue()


def _describe(workbook: Any, report: Report) -> None:
    workbook.set_properties(
        {
            "title": report.title,
            "subject": report.subtitle,
            "company": report.unit_name,
            "comments": report.disclaimer,
            # a clock here would make two exports of the same figures differ
            "created": datetime.combine(report.as_of, time()),  # noqa: DTZ001
        }
    )


def _cover(book: Book, tables: list[Table]) -> None:
    report = book.report
    sheet = book.add_sheet("cover")
    sheet.set_column(0, 0, COVER_LABEL)
    sheet.set_column(1, 1, COVER_TEXT)
    row = 0
    if report.banner:
        sheet.set_row(0, 22)
        sheet.write_string(0, 0, report.banner, book.style(bold=True, font_color="#A4262C", font_size=14))
        row = 1
    sheet.set_row(row, 27)
    sheet.write_string(row, 0, report.title, book.style(bold=True, font_size=18))
    sheet.set_row(row + 1, 18)
    sheet.write_string(row + 1, 0, report.subtitle, book.style(font_size=12, font_color="#55585F"))
    row = _lines(book, row + 3, list(report.facts))
    spoken = [sentence.text for sentence in (*report.sentences, report.beside) if sentence is not None]
    row = _lines(book, row, _headed(report.labels["sentences"], spoken))
    row = _lines(book, row, _headed(report.labels["notes"], [*report.notes, report.disclaimer]))
    sheets = " · ".join(report.labels[table.key] for table in tables)
    _lines(book, row, [(report.labels["sheets"], sheets)])


def _headed(head: str, texts: list[str]) -> list[tuple[str, str]]:
    return [(head if place == 0 else "", text) for place, text in enumerate(texts)]


def _lines(book: Book, row: int, lines: list[tuple[str, str]]) -> int:
    sheet = book.workbook.get_worksheet_by_name(book.names["cover"])
    for label, text in lines:
        sheet.write_string(row, 0, label, book.style(bold=True, valign="top"))
        sheet.write_string(row, 1, text, book.style(text_wrap=True, valign="top"))
        sheet.set_row(row, height([(text, COVER_TEXT)]))
        row += 1
    return row + 1


def _pictures(book: Book, table: Table, below: int) -> None:
    """The table's charts under it, one below the other."""
    sheet = book.workbook.get_worksheet_by_name(book.names[table.key])
    for chart in book.report.charts_of(table.key):
        content = to_png(chart, dpi=PICTURE_DPI)
        rows = ceil(int.from_bytes(content[20:24]) / PICTURE_DPI * 72 * PICTURE_SCALE / ROW_POINTS) + 2
        for row in range(below, below + rows):
            sheet.set_row(row, ROW_POINTS)  # else programs whose rows are lower squeeze the picture
        options = {
            "image_data": BytesIO(content),
            "x_scale": PICTURE_SCALE,
            "y_scale": PICTURE_SCALE,
            "description": chart.description,
            "object_position": 3,
        }
        sheet.insert_image(below, 0, f"{chart.key}.png", options)
        below += rows
