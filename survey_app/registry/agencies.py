"""Agencies (cơ quan chủ trì), and for which sectors each is responsible, with dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import UnknownPlace
from survey_app.models import Agency, SectorAgency
from survey_app.registry.histories import History
from survey_app.registry.names import find, read_names, read_new_code
from survey_app.registry.sectors import require_sector
from survey_app.registry.stretches import Stretch
from survey_app.registry.told_days import refuse_told, told_of_sector
from survey_app.registry.typed import Typed
from survey_app.registry.uses import refuse_used


def require_agency(session: Session, code: str) -> Agency:
    """The agency with this code, or a refusal."""
    agency = find(session, Agency, code)
    if agency is None:
        raise UnknownPlace(_("Không có cơ quan nào mang mã “%(code)s”.", code=code))
    return agency


def add_agency(session: Session, code: str, name_vi: str, name_en: str = "") -> Agency:
    """Add an agency that can be responsible for sectors."""
    typed = Typed()
    code = read_new_code(session, typed, Agency, code)
    names = read_names(typed, name_vi, name_en)
    typed.check()
    agency = Agency(code=code, name_vi=names.name_vi, name_en=names.name_en)
    session.add(agency)
    session.flush()
    return agency


def change_agency(session: Session, code: str, name_vi: str, name_en: str = "") -> Agency:
    """Give an agency other names."""
    typed = Typed()
    names = read_names(typed, name_vi, name_en)
    typed.check()
    agency = require_agency(session, code)
    agency.name_vi, agency.name_en = names.name_vi, names.name_en
    session.flush()
    return agency


def remove_agency(session: Session, code: str) -> None:
    """Take out an agency that was never responsible for anything."""
    agency = require_agency(session, code)
    refuse_used(session, agency, advice=_("Hãy giao lĩnh vực cho cơ quan khác từ một ngày; lịch sử được giữ nguyên."))
    session.delete(agency)
    session.flush()


def responsibilities_of(session: Session, sector: str) -> History:
    """Which agency was responsible for the sector on which days, oldest first."""
    rows = session.execute(
        sa.select(SectorAgency.agency, SectorAgency.valid_from, SectorAgency.valid_to)
        .where(SectorAgency.sector == sector)
        .order_by(SectorAgency.valid_from)
    )
    names = {code: name for code, name in session.execute(sa.select(Agency.code, Agency.name_vi))}
    return History(sector, tuple(Stretch(sector, *row) for row in rows), names, "agency")


def write_responsibilities(
    session: Session, sector: str, after: Sequence[Stretch], *, allows_gaps: bool = False
) -> None:
    """Make these the sector's responsibilities, or refuse them with names and days."""
    history = responsibilities_of(session, sector)
    history.check(after, allows_gaps=allows_gaps)
    refuse_told(told_of_sector(session, sector, history.stretches, after))
    session.execute(sa.delete(SectorAgency).where(SectorAgency.sector == sector))
    session.add_all(
        SectorAgency(sector=sector, agency=each.owner, valid_from=each.first, valid_to=each.last) for each in after
    )
    session.flush()


def hand_over(session: Session, sector: str, agency: str, first: date, *, allows_gaps: bool = False) -> None:
    """From `first` on the agency is responsible for the sector."""
    require_sector(session, sector)
    after = responsibilities_of(session, sector).handed_on(agency, first)
    write_responsibilities(session, sector, after, allows_gaps=allows_gaps)


def change_responsibility(
    session: Session, sector: str, first: date, becomes: Stretch | None, *, allows_gaps: bool = False
) -> None:
    """Correct one stretch of the sector's past, or take it out."""
    after = responsibilities_of(session, sector).corrected(first, becomes)
    write_responsibilities(session, sector, after, allows_gaps=allows_gaps)
