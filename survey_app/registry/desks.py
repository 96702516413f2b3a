"""Desks: where a QR hangs. Adding, renaming, what they serve, closing by date, replacing the code of a poster."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

import forms
from survey_app.exceptions import PlaceRefused, UnknownDesk
from survey_app.models import Desk, DeskSector, Questionnaire, RetiredToken, Sector
from survey_app.places import require_unit
from survey_app.registry.names import Names, find, read_names, read_new_code
from survey_app.registry.stretches import plain_day
from survey_app.registry.typed import Typed
from survey_app.registry.uses import refuse_used
from survey_app.tokens import new_desk_token

DEFAULT_QUESTIONNAIRE = "desk_v1"


@dataclass(frozen=True, slots=True)
class DeskWords:
    """What was typed about a desk; its sectors stand in the order its form lists them."""

    name_vi: str
    name_en: str = ""
    sectors: tuple[str, ...] = ()
    questionnaire: str = DEFAULT_QUESTIONNAIRE


def require_desk(session: Session, code: str) -> Desk:
    """The desk with this code, or a refusal."""
    desk = find(session, Desk, code)
    if desk is None:
        raise unknown_desk(code)
    return desk


def unknown_desk(code: str) -> UnknownDesk:
    """The refusal of a desk that is not there, or not for the reader to know of."""
    return UnknownDesk(
        _("Không có quầy nào mang mã “%(code)s”. Hãy kiểm tra lại mã trong tệp danh sách quầy.", code=code)
    )


def add_desk(session: Session, code: str, words: DeskWords, *, unit: str) -> Desk:
    """Add an open desk of a unit, with a QR code of its own."""
    typed = Typed()
    code = read_new_code(session, typed, Desk, code)
    names = _read(session, typed, words)
    typed.check()
    desk = Desk(
        code=code,
        unit=require_unit(session, unit).code,
        name_vi=names.name_vi,
        name_en=names.name_en,
        token=unused_token(session),
        questionnaire=words.questionnaire,
    )
    session.add(desk)
    session.flush()
    write_sectors(session, code, words.sectors)
    return desk


def change_desk(session: Session, code: str, words: DeskWords) -> Desk:
    """Give a desk other names, sectors or another questionnaire; its poster stays good."""
    typed = Typed()
    names = _read(session, typed, words)
    typed.check()
    desk = require_desk(session, code)
    desk.name_vi, desk.name_en, desk.questionnaire = names.name_vi, names.name_en, words.questionnaire
    session.flush()
    write_sectors(session, code, words.sectors)
    return desk


def write_sectors(session: Session, code: str, sectors: Sequence[str]) -> None:
    """Make these the sectors the desk serves, in this order."""
    if sectors_of(session, code) == tuple(sectors):
        return
    session.execute(sa.delete(DeskSector).where(DeskSector.desk == code))
    session.add_all(DeskSector(desk=code, sector=sector, position=place) for place, sector in enumerate(sectors))
    session.flush()


def sectors_of(session: Session, code: str) -> tuple[str, ...]:
    """The sectors a desk serves, in the order of its form."""
    query = sa.select(DeskSector.sector).where(DeskSector.desk == code)
    return tuple(session.scalars(query.order_by(DeskSector.position, DeskSector.sector)))


def desks_of(session: Session, unit: str) -> list[str]:
    """The codes of a unit's desks, closed ones too."""
    return list(session.scalars(sa.select(Desk.code).where(Desk.unit == unit).order_by(Desk.code)))


def move_desk(session: Session, code: str, unit: str) -> Desk:
    """The desk goes to another unit from now on; what it took stays with the old one."""
    desk = require_desk(session, code)
    if desk.unit == unit:
        raise PlaceRefused(("unit", _("Quầy đang thuộc chính đơn vị này; không có gì để chuyển.")))
    desk.unit = require_unit(session, unit).code
    session.flush()
    return desk


def close_desk(session: Session, code: str, first: date) -> Desk:
    """From `first` on the desk takes no answers; what it took stays."""
    desk = require_desk(session, code)
    if desk.closed_on == first:
        raise PlaceRefused(("closed_on", _("Quầy đã đóng từ ngày %(day)s rồi.", day=plain_day(first))))
    desk.closed_on = first
    session.flush()
    return desk


def reopen_desk(session: Session, code: str) -> Desk:
    """The desk takes answers again, with the poster it had."""
    desk = require_desk(session, code)
    if desk.closed_on is None:
        raise PlaceRefused(("closed_on", _("Quầy đang mở; không có gì để mở lại.")))
    desk.closed_on = None
    session.flush()
    return desk


def replace_token(session: Session, code: str, today: date) -> tuple[str, str]:
    """Give the desk a new token; the old one answers "this poster was replaced". Return the old and the new one."""
    desk = require_desk(session, code)
    old, desk.token = desk.token, unused_token(session)
    session.add(RetiredToken(token=old, desk=code, retired_on=today))
    session.flush()
    return old, desk.token


def remove_desk(session: Session, code: str) -> None:
    """Take out a desk that nothing ever used; a used one is closed instead."""
    desk = require_desk(session, code)
    refuse_used(session, desk, advice=_("Hãy đóng quầy bằng một ngày; phiếu của quầy được giữ nguyên."))
    session.execute(sa.delete(DeskSector).where(DeskSector.desk == code))
    session.delete(desk)
    session.flush()


def free_code(session: Session, unit: str) -> str:
    """A code that the unit's next desk may have."""
    taken = set(session.scalars(sa.select(Desk.code)))
    number = 1 + len(list(session.scalars(sa.select(Desk.code).where(Desk.unit == unit))))
    while f"{unit}_q{number:02d}" in taken:
        number += 1
    return f"{unit}_q{number:02d}"


def known_questionnaires(session: Session) -> frozenset[str]:
    """The questionnaires a desk may ask: kept ones, and those that come with the kit."""
    return frozenset({*session.scalars(sa.select(Questionnaire.id)), *forms.shipped_questionnaires()})


def questionnaire_title(code: str, language: str) -> str:
    """What a questionnaire is called, with its code; one of an installation's own by its code alone."""
    shipped = forms.shipped_questionnaires().get(code)
    return code if shipped is None else f"{shipped.title.in_language(language)} ({code})"


def unused_token(session: Session) -> str:
    """A token that no desk has or ever had."""
    while True:
        token = new_desk_token()
        used = sa.select(Desk.token).where(Desk.token == token)
        retired = sa.select(RetiredToken.token).where(RetiredToken.token == token)
        if session.scalar(used.union_all(retired)) is None:
            return token


def _read(session: Session, typed: Typed, words: DeskWords) -> Names:
    names = read_names(typed, words.name_vi, words.name_en)
    known: Collection[str] = set(session.scalars(sa.select(Sector.code)))
    unknown = [code for code in words.sectors if code not in known]
    if unknown:
        typed.refuse("sectors", _("Không có lĩnh vực nào mang mã “%(code)s”.", code=unknown[0]))
    elif not words.sectors:
        typed.refuse("sectors", _("Xin ghi thứ tự cho ít nhất một lĩnh vực; quầy phải tiếp nhận một lĩnh vực."))
    elif len(set(words.sectors)) < len(words.sectors):
        typed.refuse("sectors", _("Một lĩnh vực được ghi hai lần."))
    if words.questionnaire not in known_questionnaires(session):
        typed.refuse("questionnaire", _("Không có phiếu hỏi “%(code)s”.", code=words.questionnaire))
    return names
