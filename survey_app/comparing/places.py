"""The units that may stand side by side: those below one unit, of one level."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.models import Sector, Unit, UnitParent
from survey_app.periods import Period


@dataclass(frozen=True, slots=True)
class Child:
    """A unit below, as it is listed."""

    code: str
    name: str
    level: str


def children_of(session: Session, unit: str, period: Period, language: str) -> tuple[Child, ...]:
    """The units that stood directly below on any day of the period, in the order of the list."""
    name = Unit.name_en if language == "en" else Unit.name_vi
    query = (
        sa.select(Unit.code, name, Unit.level)
        .join(UnitParent, UnitParent.unit == Unit.code)
        .where(
            UnitParent.parent == unit,
            UnitParent.valid_from <= period.last,
            sa.or_(UnitParent.valid_to.is_(None), UnitParent.valid_to >= period.first),
        )
        .distinct()
        .order_by(Unit.position, Unit.code)
    )
    # DISTINCT with ORDER BY needs what it orders by
    rows = session.execute(query.add_columns(Unit.position))
    return tuple(Child(code, text, level) for code, text, level, _position in rows)


def levels_of(children: tuple[Child, ...]) -> tuple[str, ...]:
    """The levels there are, the one with most units first."""
    return tuple(level for level, _count in Counter(child.level for child in children).most_common())


def level_name(level: str) -> str:
    """A level in words; one that an import brought keeps its own."""
    names: dict[str, str] = {
        "province": _("cấp tỉnh"),
        "provincial_centre": _("trung tâm cấp tỉnh"),
        "commune_centre": _("trung tâm cấp xã"),
        "district": _("cấp huyện"),
        "district_centre": _("bộ phận một cửa cấp huyện"),
        "commune": _("cấp xã"),
        "department": _("sở, ban, ngành"),
    }
    return names.get(level, level)


def priority_sectors(session: Session, language: str) -> tuple[tuple[str, str], ...]:
    """Land, construction and investment: code and name, in their order; they are always in view."""
    name = Sector.name_en if language == "en" else Sector.name_vi
    query = (
        sa.select(Sector.code, name).where(Sector.priority_group.is_not(None)).order_by(Sector.position, Sector.code)
    )
    return tuple((code, text) for code, text in session.execute(query))
