"""Who keeps places: which units they may change, asked of what a change really touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import NotAllowed, PlaceRefused
from survey_app.models import Unit, UnitParent
from survey_app.office.access import check_may, units_for
from survey_app.office.people import Person
from survey_app.places import unit_names
from survey_app.registry.parents import stretches_of
from survey_app.registry.states import Change, State
from survey_app.search_text import fold
from survey_app.typed_values import CODE

MOST_TOLD = 6
_folded = lru_cache(maxsize=20_000)(fold)
"""Three thousand names are folded once, not at every search."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """A person who keeps places, today, in their language."""

    person: Person
    today: date
    language: str

    def name(self, row: object) -> str:
        """What a row is called in this language."""
        return str(getattr(row, "name_en" if self.language == "en" else "name_vi"))

    def check_unit(self, session: Session, unit: str) -> None:
        """Refuse a unit that is not where the person keeps places, or below; one that is over counts as it last was."""
        day = _day_known(session, unit, self.today) if CODE.fullmatch(unit) else self.today
        check_may(session, self.person, "places", unit, day)

    def keeps_lists(self, session: Session) -> bool:
        """Whether the person keeps what all units share: they keep places at a unit that nothing ever stood above."""
        below = set(session.scalars(sa.select(UnitParent.unit).distinct()))
        return any(unit not in below for unit in self.person.units_of("places"))

    def check_lists(self, session: Session) -> None:
        """Refuse whoever does not keep what all units share."""
        if not self.keeps_lists(session):
            raise NotAllowed(
                _(
                    "Lĩnh vực, cơ quan chủ trì và thủ tục dùng chung cho mọi đơn vị, nên chỉ người quản trị của đơn vị "
                    "cao nhất sửa được."
                )
            )

    def units(self, session: Session) -> dict[str, str]:
        """The names of all units the person ever kept, to choose from; what a change touches is asked again."""
        ever = units_for(session, self.person, "places", date.min, date.max)
        return {code: name for code, name in unit_names(session, self.language).items() if code in ever}

    def check_changes(self, session: Session, changes: Iterable[Change]) -> None:
        """Refuse a change that touches anything outside: the unit, whoever is or was above it, who carries it on."""
        for change in changes:
            if change.kind in ("sector", "agency", "procedure"):
                self.check_lists(session)
            for unit in _units_touched(change):
                self.check_unit(session, unit)


def pick_unit(units: Mapping[str, str], typed: str, field: str) -> str:
    """The code of the unit that was typed: by its code, by "name (code)", or by a part of its name that only it has."""
    text = " ".join(typed.split())
    inside = text.rpartition("(")[2].removesuffix(")").strip()
    for code in (text, inside):
        if code in units:
            return code
    if not text:
        raise PlaceRefused((field, _("Xin gõ tên hoặc mã đơn vị.")))
    found = find_units(units, text)
    exact = [code for code in found if fold(units[code]) == fold(text)]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    raise PlaceRefused((field, _several(units, found, text) if found else _nothing(text)))


def find_units(units: Mapping[str, str], typed: str) -> list[str]:
    """The codes of units whose name or code holds what was typed, with or without diacritics."""
    wanted = fold(typed)
    return [code for code, name in units.items() if wanted in _folded(name) or wanted in _folded(code)]


def shown_unit(unit: Unit | None, keeper: Keeper) -> str:
    """A unit as a field shows it, and `pick_unit` reads it."""
    return "" if unit is None else f"{keeper.name(unit)} ({unit.code})"


def _several(units: Mapping[str, str], found: list[str], typed: str) -> str:
    names = "; ".join(f"{units[code]} ({code})" for code in found[:MOST_TOLD])
    more = "; …" if len(found) > MOST_TOLD else ""
    return str(
        _(
            "%(count)s đơn vị có “%(typed)s”: %(names)s. Xin gõ mã của một đơn vị.",
            count=len(found),
            typed=typed[:60],
            names=names + more,
        )
    )


def _nothing(typed: str) -> str:
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in typed[:60])
    return str(_("Không có đơn vị “%(typed)s” trong phạm vi của tài khoản này. Xin gõ tên hoặc mã khác.", typed=shown))


def _day_known(session: Session, unit: str, today: date) -> date:
    """Today, where the unit belongs to somebody or never did; else the last day it did, or the first it will."""
    stretches = stretches_of(session, unit)
    if not stretches or any(stretch.holds(today) for stretch in stretches):
        return today
    past = [stretch.last for stretch in stretches if stretch.last is not None and stretch.last < today]
    return max(past) if past else min(stretch.first for stretch in stretches)


def _units_touched(change: Change) -> set[str]:
    before, after = change.before or {}, change.after or {}
    touched: set[str] = set()
    if change.kind == "unit" and change.after is not None:
        touched.add(change.code)
    for part in ("parents", "successors"):
        rows = [{tuple(row) for row in side.get(part, ())} for side in (before, after)]
        touched |= {str(row[0]) for row in rows[0] ^ rows[1]}
    return touched | _desk_units(before) | _desk_units(after)


def _desk_units(state: State) -> set[str]:
    return {state["unit"]} if "unit" in state else set()
