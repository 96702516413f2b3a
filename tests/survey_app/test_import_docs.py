"""What the administrator reads names every column, alias, command and setting, and its examples can be imported."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from survey_app.cli import sipas
from survey_app.database import Store
from survey_app.imports import (
    desks,
    import_desks,
    import_procedures,
    import_sectors,
    import_transactions,
    import_units,
    procedures,
    read_table,
    sectors,
    transactions,
    units,
)

DOCS = Path(__file__).parents[2] / "docs"
IMPORTS = (DOCS / "imports.md").read_text(encoding="utf-8")
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", IMPORTS, flags=re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize(
    ("section", "columns"),
    [
        ("Đơn vị", units.COLUMNS),
        ("Lĩnh vực", sectors.COLUMNS),
        ("Thủ tục", procedures.COLUMNS),
        ("Quầy", desks.COLUMNS),
        ("Lượt giao dịch và hồ sơ", (*transactions.COLUMNS, *transactions.WHEN.values())),
    ],
)
def test_every_column_and_alias_is_in_the_guide(section: str, columns) -> None:
    rows = {line.split("`")[1]: line for line in SECTIONS[section].splitlines() if line.startswith("| `")}
    assert set(rows) == {column.name for column in columns}
    for column in columns:
        assert f"| {', '.join(column.aliases)} |" in rows[column.name]


def test_the_guides_examples_can_be_imported(sqlite_store: Store) -> None:
    def example(section: str):
        lines = [line.strip() for line in SECTIONS[section].splitlines() if line.startswith("    ")]
        return read_table("\n".join(lines).encode(), name=section)

    with sqlite_store.writing() as session:
        assert import_units(session, example("Đơn vị")).added == 3
        assert import_sectors(session, example("Lĩnh vực")).added == 2
        assert import_procedures(session, example("Thủ tục")).added == 2
        assert import_desks(session, example("Quầy")).added == 1
        report = import_transactions(session, example("Lượt giao dịch và hồ sơ"), today=date(2026, 3, 3))
        assert report.added == 2


def test_every_command_and_setting_of_the_administrator_is_in_the_guides() -> None:
    text = IMPORTS + OPERATIONS
    for command in ("init", "serve", "user", "unit", "desk", "sector", "procedure", "transactions", "plan"):
        group = sipas.get_command(None, command)
        for name in getattr(group, "commands", {"": None}):
            if (command, name) != ("plan", "show"):
                assert f"sipas {command} {name}".strip() in text
    for setting in ("SIPAS_DIR", "SIPAS_DATABASE_URL", "SIPAS_BASE_URL", "SIPAS_SECRET_KEY"):
        assert f"`{setting}`" in OPERATIONS
