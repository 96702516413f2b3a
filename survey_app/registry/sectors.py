"""Sectors (lĩnh vực): adding, renaming, the group a plan sets its own target for, removing."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import PlaceRefused, UnknownPlace
from survey_app.models import Desk, DeskSector, Sector, SectorAgency
from survey_app.registry.names import find, next_position, read_names, read_new_code
from survey_app.registry.typed import Typed
from survey_app.registry.uses import refuse_used

PRIORITY_GROUPS = ("land", "construction", "investment")


@dataclass(frozen=True, slots=True)
class SectorWords:
    """What was typed about a sector."""

    name_vi: str
    name_en: str = ""
    priority_group: str = ""


def require_sector(session: Session, code: str) -> Sector:
    """The sector with this code, or a refusal."""
    sector = find(session, Sector, code)
    if sector is None:
        raise UnknownPlace(_("Không có lĩnh vực nào mang mã “%(code)s”.", code=code))
    return sector


def add_sector(session: Session, code: str, words: SectorWords) -> Sector:
    """Add a sector at the end of the list."""
    typed = Typed()
    code = read_new_code(session, typed, Sector, code)
    values = _read(typed, words)
    typed.check()
    sector = Sector(code=code, position=next_position(session, Sector), **values)
    session.add(sector)
    session.flush()
    return sector


def change_sector(session: Session, code: str, words: SectorWords) -> Sector:
    """Give a sector other names or another priority group."""
    typed = Typed()
    values = _read(typed, words)
    typed.check()
    sector = require_sector(session, code)
    for name, value in values.items():
        setattr(sector, name, value)
    session.flush()
    return sector


def remove_sector(session: Session, code: str) -> None:
    """Take out a sector that nothing ever used and no desk serves."""
    sector = require_sector(session, code)
    serving = session.scalars(
        sa.select(Desk.name_vi).join(DeskSector, DeskSector.desk == Desk.code).where(DeskSector.sector == code)
    ).all()
    if serving:
        raise PlaceRefused(
            (
                "confirm",
                _(
                    "%(count)s quầy còn tiếp nhận “%(name)s”, như “%(desk)s”. Hãy bỏ lĩnh vực khỏi các quầy đó trước.",
                    count=len(serving),
                    name=sector.name_vi,
                    desk=serving[0],
                ),
            )
        )
    refuse_used(session, sector, advice=_("Hãy bỏ lĩnh vực khỏi các quầy; số liệu đã có được giữ nguyên."))
    session.execute(sa.delete(SectorAgency).where(SectorAgency.sector == code))
    session.delete(sector)
    session.flush()


def _read(typed: Typed, words: SectorWords) -> dict[str, str | None]:
    names = read_names(typed, words.name_vi, words.name_en)
    group = words.priority_group or None
    if group is not None and group not in PRIORITY_GROUPS:
        typed.refuse("priority_group", _("Xin chọn một nhóm trong danh sách."))
    return {"name_vi": names.name_vi, "name_en": names.name_en, "priority_group": group}
