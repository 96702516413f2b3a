"""Which units a person may see: their own and those below it. Asked in one place, by every page and file."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import UnknownUnit
from survey_app.office.people import Person
from survey_app.periods import Period
from survey_app.places import descendants, unit_names


def visible_units(session: Session, person: Person, day: date, language: str) -> dict[str, str]:
    """The names of the units a person may see on a day, by code: their own first, then in the order of the list."""
    allowed = _below(session, person, day, day)
    names = {code: name for code, name in unit_names(session, language).items() if code in allowed}
    return {person.unit: names.pop(person.unit), **names}


def check_ever_below(session: Session, person: Person, unit: str) -> None:
    """Refuse a unit that never was the person's own or below it, before anything else is read of it."""
    if unit not in _below(session, person, date.min, date.max):
        raise _refusal(unit)


def check_below(session: Session, person: Person, unit: str, period: Period, *, today: date) -> None:
    """Refuse a unit that is below the person's neither today nor on the period's last day.

    Today's tree lets an office read the past of a unit it took over; the period's lets it read a unit that is gone.
    """
    for day in {today, min(period.last, today)}:
        if unit in _below(session, person, day, day):
            return
    raise _refusal(unit)


def _below(session: Session, person: Person, first: date, last: date) -> set[str]:
    return {member.unit for member in descendants(session, person.unit, first, last)}


def _refusal(unit: str) -> UnknownUnit:
    # a unit of others and one that does not exist get the same words
    return UnknownUnit(
        _(
            "Không có đơn vị “%(unit)s” trong phạm vi của tài khoản này: "
            "Ông/Bà xem được kết quả của đơn vị mình và các đơn vị trực thuộc.",
            unit=unit,
        )
    )
