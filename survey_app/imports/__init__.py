"""Take lists and counts in from CSV and XLSX: all of a file or nothing, with every row that does not fit told."""

from __future__ import annotations

from survey_app.imports.desks import import_desks
from survey_app.imports.procedures import import_procedures
from survey_app.imports.reading import read_file, read_table
from survey_app.imports.report import ImportReport, Total
from survey_app.imports.sectors import import_sectors
from survey_app.imports.table import Table
from survey_app.imports.transactions import Granularity, import_transactions
from survey_app.imports.units import import_units

__all__ = [
    "Granularity",
    "ImportReport",
    "Table",
    "Total",
    "import_desks",
    "import_procedures",
    "import_sectors",
    "import_transactions",
    "import_units",
    "read_file",
    "read_table",
]
