"""Procedures (thủ tục hành chính): each with its sector and the days on which it is in force."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.imports.cells import RowReader, read_code, read_day
from survey_app.imports.columns import Column
from survey_app.imports.one_row_a_thing import read_named, read_things
from survey_app.imports.report import ImportReport
from survey_app.imports.table import Table
from survey_app.imports.writing import Values, unknown_code, write_rows
from survey_app.models import Procedure, Sector
from survey_app.registry.histories import reversed_days
from survey_app.registry.stretches import FROM_THE_START

COLUMNS = (
    Column("code", ("ma", "ma_thu_tuc"), is_required=True),
    Column("name_vi", ("ten", "ten_thu_tuc"), is_required=True),
    Column("name_en", ("ten_tieng_anh",)),
    Column("sector", ("linh_vuc", "ma_linh_vuc"), is_required=True),
    Column("valid_from", ("tu_ngay", "hieu_luc_tu_ngay")),
    Column("valid_to", ("den_ngay", "hieu_luc_den_ngay")),
)


def import_procedures(session: Session, table: Table) -> ImportReport:
    """Take the file's procedures in; those it does not name stay as they are."""
    known = frozenset(session.scalars(sa.select(Sector.code)))
    kept = {row.code: (row.valid_from, row.valid_to) for row in session.scalars(sa.select(Procedure))}

    def read(reader: RowReader) -> tuple[str, Values]:
        values = _read(reader)
        sector, code = values["sector"], values["code"]
        if sector is not None and sector not in known:
            reader.refuse(unknown_code(_("lĩnh vực"), sector, known))
        _refuse_reversed(reader, values, kept.get(code, (FROM_THE_START, None)))
        return code, values

    procedures = read_things(table, COLUMNS, read, twice=_("thủ tục %(code)s đã có ở một dòng trên"))
    return write_rows(session, Procedure, procedures, default=_default).report(table.name)


def _read(reader: RowReader) -> dict[str, Any]:
    values = {**read_named(reader), "sector": reader.required("sector", read_code)}
    if reader.named("valid_from"):
        values["valid_from"] = reader.optional("valid_from", read_day) or FROM_THE_START
    if reader.named("valid_to"):
        values["valid_to"] = reader.optional("valid_to", read_day)
    return values


def _refuse_reversed(reader: RowReader, values: Values, kept: tuple[date, date | None]) -> None:
    """A file with one of the two days is held against the other as it is kept."""
    first, last = values.get("valid_from", kept[0]), values.get("valid_to", kept[1])
    if last is not None and last < first:
        reader.refuse(reversed_days(first, last))


def _default(values: Values, _place: int) -> Values:
    return {"name_en": values["name_vi"], "valid_from": FROM_THE_START, "valid_to": None}
