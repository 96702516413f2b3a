"""Procedures (thủ tục hành chính): code, name, sector and the days on which each is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import UnknownPlace
from survey_app.models import Procedure, Sector
from survey_app.registry.histories import reversed_days
from survey_app.registry.names import find, read_names, read_new_code
from survey_app.registry.stretches import FROM_THE_START
from survey_app.registry.typed import Typed
from survey_app.registry.uses import refuse_used


@dataclass(frozen=True, slots=True)
class ProcedureWords:
    """What was typed about a procedure; no first day means it has always been so, no last day that it still is."""

    name_vi: str
    name_en: str = ""
    sector: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class _Values:
    name_vi: str
    name_en: str
    sector: str
    valid_from: date
    valid_to: date | None


def require_procedure(session: Session, code: str) -> Procedure:
    """The procedure with this code, or a refusal."""
    procedure = find(session, Procedure, code)
    if procedure is None:
        raise UnknownPlace(_("Không có thủ tục nào mang mã “%(code)s”.", code=code))
    return procedure


def procedures_on(session: Session, day: date, *, sector: str | None = None) -> list[Procedure]:
    """The procedures in force on a day, of one sector or of all, by code."""
    query = sa.select(Procedure).where(
        Procedure.valid_from <= day, sa.or_(Procedure.valid_to.is_(None), Procedure.valid_to >= day)
    )
    if sector is not None:
        query = query.where(Procedure.sector == sector)
    return list(session.scalars(query.order_by(Procedure.sector, Procedure.code)))


def add_procedure(session: Session, code: str, words: ProcedureWords) -> Procedure:
    """Add a procedure."""
    typed = Typed()
    code = read_new_code(session, typed, Procedure, code)
    values = _read(session, typed, words)
    typed.check()
    procedure = Procedure(code=code)
    _set(procedure, values)
    session.add(procedure)
    session.flush()
    return procedure


def change_procedure(session: Session, code: str, words: ProcedureWords) -> Procedure:
    """Give a procedure other names, another sector or other days."""
    typed = Typed()
    values = _read(session, typed, words)
    typed.check()
    procedure = require_procedure(session, code)
    _set(procedure, values)
    session.flush()
    return procedure


def remove_procedure(session: Session, code: str) -> None:
    """Take out a procedure that nothing ever used."""
    procedure = require_procedure(session, code)
    refuse_used(session, procedure, advice=_("Hãy ghi ngày hết hiệu lực của thủ tục."))
    session.delete(procedure)
    session.flush()


def _read(session: Session, typed: Typed, words: ProcedureWords) -> _Values:
    names = read_names(typed, words.name_vi, words.name_en)
    if find(session, Sector, words.sector) is None:
        typed.refuse("sector", _("Xin chọn lĩnh vực của thủ tục."))
    first, last = words.first or FROM_THE_START, words.last
    if last is not None and last < first:
        typed.refuse("last", reversed_days(first, last))
    return _Values(names.name_vi, names.name_en, words.sector, first, last)


def _set(procedure: Procedure, values: _Values) -> None:
    procedure.name_vi, procedure.name_en, procedure.sector = values.name_vi, values.name_en, values.sector
    procedure.valid_from, procedure.valid_to = values.valid_from, values.valid_to
