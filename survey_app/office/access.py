"""Which units a person may do something with: those where they hold the permission, and below. Asked in one place.

A unit of others and one that does not exist are refused in the same words, so that an address tells nobody what exists.
"""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import UnknownUnit
from survey_app.office.people import Person
from survey_app.periods import Period
from survey_app.places import Membership, memberships, spans_below, spans_of, unit_names
from survey_app.roles import FROM_ABOVE, Permission


def check_may(session: Session, person: Person, permission: Permission, unit: str, day: date) -> None:
    """Refuse a unit that is not, on this day, one where the person holds the permission or below one."""
    if unit not in units_for(session, person, permission, day, day):
        raise not_within_reach(unit)


def visible_units(
    session: Session,
    person: Person,
    day: date,
    language: str,
    permission: Permission = "results",
    *,
    period: Period | None = None,
) -> dict[str, str]:
    """The names of the units a permission reaches on a day, by code: `first_unit` first, then as they are listed.

    With a period, those reached in it too.
    """
    if period is None:
        allowed = units_for(session, person, permission, day, day)
    else:
        allowed = units_in(session, person, permission, period, day)
    names = {code: name for code, name in unit_names(session, language).items() if code in allowed}
    first = first_unit(person, permission)
    return {first: names.pop(first), **names} if first in names else names


def first_unit(person: Person, permission: Permission = "results") -> str:
    """The unit meant where none was named: the home unit if the permission is held there, else another."""
    return next(iter(person.units_of(permission)), person.unit)


def check_ever_below(session: Session, person: Person, unit: str, permission: Permission = "results") -> None:
    """Refuse a unit that the permission never reached, before anything else is read of it."""
    if unit not in units_for(session, person, permission, date.min, date.max):
        raise not_within_reach(unit)


def units_in(session: Session, person: Person, permission: Permission, period: Period, today: date) -> set[str]:
    """The units whose page of a period the permission reaches: those reached today, or on any day of the period."""
    return Reach(session, person, permission).within(period, today)


def not_within_reach(unit: str) -> UnknownUnit:
    """The refusal of a unit of others, and of one that is not, in the same words."""
    if not unit:
        return UnknownUnit(_("Chưa nêu đơn vị nào. Xin mở lại từ trang kết quả của một đơn vị."))
    return UnknownUnit(
        _(
            "Không có đơn vị “%(unit)s” trong phạm vi của tài khoản này: "
            "Ông/Bà xem được kết quả của đơn vị mình và các đơn vị trực thuộc.",
            unit=unit[:60],
        )
    )


def units_for(session: Session, person: Person, permission: Permission, first: date, last: date) -> set[str]:
    """The codes of all units that a permission reaches between two days."""
    return {member.unit for member in reach(session, person, permission, first, last)}


def units_below(session: Session, person: Person, permission: Permission, day: date) -> set[str]:
    """The units that a permission reaches from above; where it is held only if there is none above."""
    return {member.unit for member in Reach(session, person, permission, (day, day), is_from_above=True).on(day, day)}


def reach(session: Session, person: Person, permission: Permission, first: date, last: date) -> list[Membership]:
    """The same with the days on which each was reached; a unit reached in two ways stands there twice."""
    return Reach(session, person, permission, (first, last)).on(first, last)


EVER = (date.min, date.max)


class Reach:
    """Where a person holds a permission and what is below: the tree is read once, then asked about any days in it."""

    def __init__(
        self,
        session: Session,
        person: Person,
        permission: Permission,
        days: tuple[date, date] = EVER,
        *,
        is_from_above: bool | None = None,
    ) -> None:
        is_from_above = permission in FROM_ABOVE if is_from_above is None else is_from_above
        self._tops = person.units_of(permission)
        self._spans = spans_below(session, self._tops, *days)
        self._above = spans_of(session, self._tops, *days) if is_from_above else []

    def on(self, first: date, last: date) -> list[Membership]:
        """The units reached between two days, and on which of them; reached in two ways, a unit stands there twice."""
        has_parent = {span.unit for span in self._above if span.within(first, last)}
        found: list[Membership] = []
        for top in self._tops:
            members = memberships(self._spans, top, first, last)
            found += [member for member in members if member.unit != top or top not in has_parent]
        return found

    def within(self, period: Period, today: date) -> set[str]:
        """The units whose page of a period is reached: today, or on any day of the period.

        Today's tree lets an office read the past of a unit it took over; the period's lets it read a unit that ended
        in the middle of it, which has a row on the page above.
        """
        last = min(period.last, today)
        days = {(today, today), (min(period.first, last), last)}
        return {member.unit for first, last in days for member in self.on(first, last)}
