"""TELL: estimates become tables, charts and files.

Imports `analysis` for its result types only; disclosure control happens when content is built, never in a writer.
"""

from reports.build import build_report
from reports.charts import to_png, to_svg
from reports.content import (
    SHAPES,
    Cell,
    Chart,
    ChartRow,
    Column,
    Report,
    Sentence,
    Table,
    TableRow,
)
from reports.csv_files import to_csv, to_csv_table
from reports.exceptions import ReportError
from reports.json_files import to_json
from reports.xlsx import to_xlsx

__all__ = [
    "SHAPES",
    "Cell",
    "Chart",
    "ChartRow",
    "Column",
    "Report",
    "ReportError",
    "Sentence",
    "Table",
    "TableRow",
    "build_report",
    "to_csv",
    "to_csv_table",
    "to_json",
    "to_png",
    "to_svg",
    "to_xlsx",
]
