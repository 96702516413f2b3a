"""The desk behind a scanned token, as its page needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forms import Questionnaire
from survey_app.database import Reading
from survey_app.exceptions import DeskClosed, ReplacedPoster, UnknownDesk
from survey_app.models import Desk, DeskSector, RetiredToken, Sector, Unit
from survey_app.questionnaires import require_questionnaire
from survey_app.tokens import DESK_TOKEN_LENGTH, read_token


@dataclass(frozen=True, slots=True)
class ServedDesk:
    """A desk with the names of its unit and sectors; equal while nothing on its page has changed."""

    code: str
    unit: str
    token: str
    names: tuple[str, str]
    unit_names: tuple[str, str]
    questionnaire: str
    closed_on: date | None
    sectors: tuple[tuple[str, str, str], ...]
    """Code, Vietnamese and English name, in the order of the form."""
    asked: Questionnaire = field(compare=False, repr=False)
    """What the desk asks; a version never changes, so its id tells whether the page has."""

    def name(self, language: str) -> str:
        """The desk's name."""
        return self.names[language == "en"]

    def unit_name(self, language: str) -> str:
        """The name of the unit that runs the desk."""
        return self.unit_names[language == "en"]

    def sector_choices(self, language: str) -> list[tuple[str, str]]:
        """Code and name of each sector."""
        return [(code, (vi, en)[language == "en"]) for code, vi, en in self.sectors]


def open_desk(reading: Reading, token: str, today: date) -> ServedDesk:
    """The desk whose poster carries `token` today; refuse an unknown, replaced or closed one."""
    desk = _by_token(reading, token)
    if desk is None:
        _desk_of_retired(reading, token)
        raise ReplacedPoster(_("Mã QR này đã được thay bằng mã mới."))
    if desk.closed_on is not None and desk.closed_on <= today:
        raise DeskClosed(_("Quầy này không còn nhận đánh giá."))
    return desk


def desk_of_form(reading: Reading, token: str) -> ServedDesk:
    """The desk that a form was opened at, even if it was closed or its poster replaced since."""
    desk = _by_token(reading, token) or _find(reading, _BY_CODE, _desk_of_retired(reading, token))
    if desk is None:
        raise UnknownDesk(_("Không có quầy nào mang mã này."))
    return desk


def _by_token(reading: Reading, token: str) -> ServedDesk | None:
    return _find(reading, _BY_TOKEN, _exact(token))


def _desk_of_retired(reading: Reading, token: str) -> str:
    code = reading.scalar(sa.select(RetiredToken.desk).where(RetiredToken.token == _exact(token)))
    if code is None:
        raise UnknownDesk(_("Không có quầy nào mang mã này."))
    return code


def _exact(token: str) -> str:
    read = read_token(token)
    # a NUL or a megabyte never reaches the database
    if len(read) != DESK_TOKEN_LENGTH or not read.isalnum() or not read.isascii():
        raise UnknownDesk(_("Không có quầy nào mang mã này."))
    return read


def _find(reading: Reading, query: sa.Select[*tuple[Any, ...]], key: str) -> ServedDesk | None:
    rows = reading.execute(query, {"key": key}).all()
    if not rows:
        return None
    code, in_unit, token, vi, en, unit_vi, unit_en, questionnaire, closed_on = rows[0][:9]
    sectors = tuple((row[9], row[10], row[11]) for row in rows if row[9] is not None)
    asked = require_questionnaire(reading, questionnaire)
    return ServedDesk(code, in_unit, token, (vi, en), (unit_vi, unit_en), questionnaire, closed_on, sectors, asked)


def _with_names(key: sa.ColumnElement[str]) -> sa.Select[*tuple[Any, ...]]:
    """A row for each sector of the desk. Built once: building it costs more than running it."""
    return (
        sa.select(
            *(Desk.code, Desk.unit, Desk.token, Desk.name_vi, Desk.name_en),
            *(Unit.name_vi, Unit.name_en, Desk.questionnaire, Desk.closed_on),
            *(Sector.code, Sector.name_vi, Sector.name_en),
        )
        .join(Unit, Unit.code == Desk.unit)
        .outerjoin(DeskSector, DeskSector.desk == Desk.code)
        .outerjoin(Sector, Sector.code == DeskSector.sector)
        .where(key == sa.bindparam("key"))
        .order_by(DeskSector.position, Sector.code)
    )


_BY_TOKEN = _with_names(Desk.token.expression)
_BY_CODE = _with_names(Desk.code.expression)
