"""Adding, renaming and removing units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.models import Unit, UnitParent
from survey_app.places import require_unit
from survey_app.registry.names import Names, next_position, read_names, read_new_code
from survey_app.registry.parents import write_parents
from survey_app.registry.stretches import FROM_THE_START, Stretch
from survey_app.registry.typed import Typed
from survey_app.registry.uses import refuse_used
from survey_app.typed_values import read_name

LONGEST_LEVEL, LONGEST_AREA = 20, 80


@dataclass(frozen=True, slots=True)
class UnitWords:
    """What was typed about a unit, as it was typed."""

    name_vi: str
    name_en: str = ""
    level: str = ""
    area: str = ""


def add_unit(session: Session, code: str, words: UnitWords, *, parent: str, first: date | None = None) -> Unit:
    """Add a unit below `parent` from that day on; no day means it has always been so."""
    typed = Typed()
    code = read_new_code(session, typed, Unit, code)
    names, level, area = _read(typed, words)
    typed.check()
    require_unit(session, parent)
    unit = Unit(
        code=code,
        name_vi=names.name_vi,
        name_en=names.name_en,
        level=level,
        area=area,
        position=next_position(session, Unit),
    )
    session.add(unit)
    session.flush()
    write_parents(session, code, [Stretch(code, parent, first or FROM_THE_START, None)])
    return unit


def change_unit(session: Session, code: str, words: UnitWords) -> Unit:
    """Give a unit other names, another level or area; its code stays what files call it."""
    typed = Typed()
    names, level, area = _read(typed, words)
    typed.check()
    unit = require_unit(session, code)
    unit.name_vi, unit.name_en, unit.level, unit.area = names.name_vi, names.name_en, level, area
    session.flush()
    return unit


def remove_unit(session: Session, code: str) -> None:
    """Take out a unit that nothing ever used; what was used is ended with a date instead."""
    unit = require_unit(session, code)
    refuse_used(session, unit, advice=_("Hãy kết thúc đơn vị bằng một ngày; số liệu của nó được giữ nguyên."))
    session.execute(sa.delete(UnitParent).where(UnitParent.unit == code))
    session.delete(unit)
    session.flush()


def levels_in_use(session: Session) -> list[str]:
    """The levels that units have, so that two spellings do not make two levels."""
    return list(session.scalars(sa.select(Unit.level).distinct().order_by(Unit.level)))


def _read(typed: Typed, words: UnitWords) -> tuple[Names, str, str]:
    names = read_names(typed, words.name_vi, words.name_en)
    level = typed.required("level", words.level, lambda text: read_name(text, longest=LONGEST_LEVEL)) or ""
    area = typed.optional("area", words.area, lambda text: read_name(text, longest=LONGEST_AREA)) or ""
    return names, level, area
