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
    allowed = {member.unit for member in descendants(session, person.unit, day, day)}
    names = {code: name for code, name in unit_names(session, language).items() if code in allowed}
    return {person.unit: names.pop(person.unit), **names}


def check_unit(session: Session, person: Person, unit: str, *, period: Period | None, today: date) -> None:
    """Refuse a unit that is not the person's own or below it, today or on the period's last day.

    Today's tree lets an office read the past of a unit it took over; the period's lets it read a unit that is gone.
    A unit of others and one that does not exist get the same words.
    """
    days = {today} if period is None else {today, min(period.last, today)}
    for day in days:
        if unit in {member.unit for member in descendants(session, person.unit, day, day)}:
            return
    raise UnknownUnit(
        _(
            "Không có đơn vị “%(unit)s” trong phạm vi của tài khoản này: "
            "Ông/Bà xem được kết quả của đơn vị mình và các đơn vị trực thuộc.",
            unit=unit,
        )
    )
