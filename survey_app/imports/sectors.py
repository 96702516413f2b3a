"""Sectors (lĩnh vực), the group a plan sets its own target for, and the agency responsible on which days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.imports.cells import BadCell, RowReader, read_count, read_name
from survey_app.imports.columns import Column, match_columns, plain_word, read_rows, words_of
from survey_app.imports.one_row_a_thing import read_named
from survey_app.imports.report import ImportReport
from survey_app.imports.stretches import Stretch, changes, read_stretch, refuse_overlaps
from survey_app.imports.table import Cell, Problems, Table
from survey_app.imports.writing import Values, english_name, one_row_each, write_rows
from survey_app.models import Agency, Sector, SectorAgency
from survey_app.registry.told_days import told_of_sector

COLUMNS = (
    Column("code", ("ma", "ma_linh_vuc"), is_required=True),
    Column("name_vi", ("ten", "ten_linh_vuc"), is_required=True),
    Column("name_en", ("ten_tieng_anh",)),
    Column("priority_group", ("nhom_uu_tien",)),
    Column("position", ("thu_tu",)),
    Column("agency", ("co_quan", "ma_co_quan")),
    Column("agency_name_vi", ("ten_co_quan",)),
    Column("agency_name_en", ("ten_co_quan_tieng_anh",)),
    Column("agency_from", ("co_quan_tu_ngay",)),
    Column("agency_to", ("co_quan_den_ngay",)),
)
PRIORITY_GROUPS = {"land": "dat_dai", "construction": "xay_dung", "investment": "dau_tu"}


@dataclass(frozen=True, slots=True)
class SectorRow:
    """One row of the file: a sector and one stretch under an agency."""

    line: int
    values: dict[str, Any]
    agency: dict[str, Any] | None
    stretch: Stretch | None


def import_sectors(session: Session, table: Table) -> ImportReport:
    """Take the file's sectors in; the agencies of the sectors it names become exactly those it names."""
    problems = Problems(table.name)
    names = match_columns(table, COLUMNS)
    rows = [row for reader in read_rows(table, names, problems, COLUMNS) if (row := _read(reader))]
    words = words_of(table, names, COLUMNS)
    values = one_row_each([(row.line, row.values) for row in rows], problems, words)
    of_agencies = {name: words[f"agency_{name}"] for name in ("name_vi", "name_en")}
    agencies = one_row_each([(row.line, row.agency) for row in rows if row.agency], problems, of_agencies)
    stretches = [row.stretch for row in rows if row.stretch]
    _refuse_unknown_agencies(session, stretches, agencies, problems, named_in=words["agency_name_vi"])
    refuse_overlaps(stretches, problems)
    problems.refuse_if_any()
    written = write_rows(session, Sector, values, default=_default)
    write_rows(session, Agency, agencies, default=english_name)
    notes = _write_agencies(session, values, stretches, problems) if "agency" in names else []
    problems.refuse_if_any()
    return written.report(table.name, notes)


def read_priority_group(cell: Cell) -> str:
    """Land, construction or investment, in English or Vietnamese."""
    word = plain_word(str(cell))
    for group, vietnamese in PRIORITY_GROUPS.items():
        if word in (group, vietnamese):
            return group
    raise BadCell(
        _(
            "“%(came)s” không phải một nhóm; cần đất đai, xây dựng, đầu tư hoặc để trống",
            came=cell,
        )
    )


def _read(reader: RowReader) -> SectorRow | None:
    values = read_named(reader)
    if reader.named("priority_group"):
        values["priority_group"] = reader.optional("priority_group", read_priority_group)
    if reader.has("position"):
        values["position"] = reader.optional("position", read_count)
    stretch = read_stretch(reader, values["code"] or "", owner="agency", first="agency_from", last="agency_to")
    agency_name = reader.optional("agency_name_vi", read_name)
    agency: dict[str, Any] | None = None
    if stretch and agency_name:
        agency = {"code": stretch.owner, "name_vi": agency_name}
        if reader.named("agency_name_en"):
            agency["name_en"] = reader.optional("agency_name_en", read_name) or agency_name
    return SectorRow(reader.line, values, agency, stretch) if reader.is_sound else None


def _default(values: Values, place: int) -> Values:
    return {"name_en": values["name_vi"], "position": place}


def _refuse_unknown_agencies(
    session: Session, stretches: list[Stretch], named: dict[str, dict[str, Any]], problems: Problems, *, named_in: str
) -> None:
    known = {*session.scalars(sa.select(Agency.code)), *named}
    for stretch in stretches:
        if stretch.owner not in known:
            problems.add(
                stretch.line,
                _("cơ quan “%(code)s” chưa có tên; hãy ghi cột %(column)s", code=stretch.owner, column=named_in),
            )


def _write_agencies(
    session: Session, listed: dict[str, dict[str, Any]], after: list[Stretch], problems: Problems
) -> list[str]:
    columns = (SectorAgency.sector, SectorAgency.agency, SectorAgency.valid_from, SectorAgency.valid_to)
    kept = session.execute(sa.select(*columns).where(SectorAgency.sector.in_(list(listed))))
    before = [Stretch(*row) for row in kept]
    changed, told = changes(before, after)
    for code in sorted(changed):
        then, now = ([each for each in side if each.child == code] for side in (before, after))
        for text in told_of_sector(session, code, then, now):
            problems.add(max((each.line for each in now), default=0), text)
    session.execute(sa.delete(SectorAgency).where(SectorAgency.sector.in_(changed)))
    session.add_all(
        SectorAgency(sector=each.child, agency=each.owner, valid_from=each.first, valid_to=each.last)
        for each in after
        if each.child in changed
    )
    session.flush()
    return told
