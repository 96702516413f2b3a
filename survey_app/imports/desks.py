"""Desks: their token is drawn once and stays through every later import, so that printed posters keep working."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.imports.cells import RowReader, read_code, read_codes, read_day
from survey_app.imports.columns import Column
from survey_app.imports.one_row_a_thing import read_named, read_things
from survey_app.imports.report import ImportReport
from survey_app.imports.table import Table
from survey_app.imports.writing import Values, Written, unknown_code, write_rows
from survey_app.models import Desk, DeskSector, Sector, Unit
from survey_app.registry.desks import DEFAULT_QUESTIONNAIRE, known_questionnaires, unused_token

COLUMNS = (
    Column("code", ("ma", "ma_quay"), is_required=True),
    Column("unit", ("don_vi", "ma_don_vi"), is_required=True),
    Column("name_vi", ("ten", "ten_quay"), is_required=True),
    Column("name_en", ("ten_tieng_anh",)),
    Column("sectors", ("linh_vuc", "cac_linh_vuc"), is_required=True),
    Column("questionnaire", ("phieu", "phieu_hoi")),
    Column("closed_on", ("dong_tu_ngay", "ngay_dong")),
)


@dataclass(frozen=True, slots=True)
class Known:
    """Codes that a desk may name."""

    units: frozenset[str]
    sectors: frozenset[str]
    questionnaires: frozenset[str]


def import_desks(session: Session, table: Table) -> ImportReport:
    """Take the file's desks in; desks it does not name stay as they are."""
    known = _known(session)

    def read(reader: RowReader) -> tuple[str, tuple[Values, tuple[str, ...]]]:
        values, served = _read(reader), reader.required("sectors", read_codes) or ()
        _refuse_unknown(reader, values, served, known)
        return values["code"], (values, served)

    desks = read_things(table, COLUMNS, read, twice=_("quầy %(code)s đã có ở một dòng trên"))
    sectors = {code: served for code, (_values, served) in desks.items()}
    return _write(session, {code: values for code, (values, _served) in desks.items()}, sectors).report(table.name)


def _read(reader: RowReader) -> dict[str, Any]:
    values = {**read_named(reader), "unit": reader.required("unit", read_code)}
    if reader.named("questionnaire"):
        values["questionnaire"] = reader.optional("questionnaire", read_code) or DEFAULT_QUESTIONNAIRE
    if reader.named("closed_on"):
        values["closed_on"] = reader.optional("closed_on", read_day)
    return values


def _known(session: Session) -> Known:
    return Known(
        frozenset(session.scalars(sa.select(Unit.code))),
        frozenset(session.scalars(sa.select(Sector.code))),
        known_questionnaires(session),
    )


def _refuse_unknown(reader: RowReader, values: Values, served: tuple[str, ...], known: Known) -> None:
    if values["unit"] and values["unit"] not in known.units:
        reader.refuse(unknown_code(_("đơn vị"), values["unit"], known.units))
    for sector in served:
        if sector not in known.sectors:
            reader.refuse(unknown_code(_("lĩnh vực"), sector, known.sectors))
    questionnaire = values.get("questionnaire", DEFAULT_QUESTIONNAIRE)
    if questionnaire not in known.questionnaires:
        reader.refuse(unknown_code(_("phiếu hỏi"), questionnaire, known.questionnaires))


def _write(session: Session, desks: dict[str, Values], sectors: dict[str, tuple[str, ...]]) -> Written:
    kept = _kept_sectors(session, list(desks))

    def default(values: Values, _place: int) -> Values:
        token = unused_token(session)
        return {"name_en": values["name_vi"], "questionnaire": DEFAULT_QUESTIONNAIRE, "token": token}

    written = write_rows(session, Desk, desks, default=default)
    changed = {code: served for code, served in sectors.items() if kept.get(code, ()) != served}
    session.execute(sa.delete(DeskSector).where(DeskSector.desk.in_(list(changed))))
    session.add_all(
        DeskSector(desk=code, sector=sector, position=place)
        for code, served in changed.items()
        for place, sector in enumerate(served)
    )
    session.flush()
    return written.with_replaced(changed)


def _kept_sectors(session: Session, desks: list[str]) -> dict[str, tuple[str, ...]]:
    query = sa.select(DeskSector.desk, DeskSector.sector).where(DeskSector.desk.in_(desks))
    kept: dict[str, tuple[str, ...]] = {}
    for desk, sector in session.execute(query.order_by(DeskSector.desk, DeskSector.position)):
        kept[desk] = (*kept.get(desk, ()), sector)
    return kept
