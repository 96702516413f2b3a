"""A report as files in a folder."""

from __future__ import annotations

import re
from pathlib import Path

from reports.content import Report
from reports.csv_files import to_csv, to_csv_table
from reports.exceptions import ReportError
from reports.xlsx import to_xlsx

MAIN_TABLES = ("summary", "sectors", "units", "agencies", "waiting", "targets")
"""Tables that get a readable CSV of their own."""


def file_stem(report: Report) -> str:
    """The name of a report's files without its ending: sipas-<unit>-<period>."""
    name = f"sipas-{report.unit}-{report.period}"
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")


def write_exports(report: Report, folder: Path) -> dict[str, Path]:
    """Write the workbook, the long CSV and a readable CSV of each main table; returns their paths by name."""
    if not folder.is_dir():
        raise ReportError(f"cannot write to {folder}: there is no such folder; make it first")
    stem = file_stem(report)
    files = {"xlsx": (f"{stem}.xlsx", to_xlsx(report)), "csv": (f"{stem}.csv", to_csv(report))}
    for key in MAIN_TABLES:
        if report.has_table(key) and report.table(key).rows:
            files[f"csv_{key}"] = (f"{stem}-{key}.csv", to_csv_table(report.table(key), language=report.language))
    written = {}
    for name, (file_name, content) in files.items():
        written[name] = folder / file_name
        written[name].write_bytes(content)
    return written
