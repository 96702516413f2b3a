"""The way up: the units above the one on the page, as far as the person may see them."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from survey_app.office.access import units_for
from survey_app.office.choices import Choice
from survey_app.office.people import Person
from survey_app.places import ancestors, last_day_in, unit_names


def trail_of(session: Session, person: Person, unit: str, day: date, language: str) -> tuple[Choice, ...]:
    """The units above, highest first, and the unit itself last."""
    # of a unit that is over, the way up is the one it had last
    day = last_day_in(session, unit, date.min, day)
    allowed = units_for(session, person, "results", day, day)
    names = unit_names(session, language)
    above = [code for code in reversed(ancestors(session, unit, day)) if code in allowed]
    return tuple(Choice(code, names.get(code, code)) for code in (*above, unit))
