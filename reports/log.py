"""A log as a workbook: one sheet of words, the head kept in view, never a formula."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO

import xlsxwriter

from reports.content import Table
from reports.neutral import is_risky

WIDTHS = (19, 22, 28, 30, 34, 34, 60)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def log_xlsx(table: Table, *, as_of: date) -> bytes:
    """One line a row; a filter stands over each column."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as workbook:
        workbook.set_properties({"title": table.title, "created": datetime.combine(as_of, time())})  # noqa: DTZ001
        sheet = workbook.add_worksheet(table.title[:31])
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        look = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        plain, quoted = (workbook.add_format({**look, **more}) for more in ({}, {"quote_prefix": True}))
        bold = workbook.add_format({**look, "bold": True, "bottom": 2})
        sheet.write_string(0, 0, table.title, workbook.add_format({**look, "bold": True, "font_size": 14}))
        sheet.write_string(1, 0, table.caption, workbook.add_format({**look, "font_color": "#55585F"}))
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, WIDTHS[min(place, len(WIDTHS) - 1)])
            sheet.write_string(3, place, column.label, bold)
        for row, line in enumerate(table.rows, start=4):
            for place, cell in enumerate(line.cells):
                sheet.write_string(row, place, cell.text, quoted if is_risky(cell.text) else plain)
        sheet.freeze_panes(4, 0)
        sheet.repeat_rows(3)
        sheet.autofilter(3, 0, max(3, 3 + len(table.rows)), len(table.columns) - 1)
    return written.getvalue()
