"""What an address asks for, read and held against what the person may see."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import UnknownRevision
from survey_app.export import read_period
from survey_app.office.access import check_ever_below, first_unit, not_within_reach, units_in
from survey_app.office.counting import latest_period
from survey_app.office.ended_units import ended_unit
from survey_app.office.people import Person
from survey_app.office.question import Question
from survey_app.roles import Permission

LONGEST_NUMBER = 6


def read_question(
    session: Session,
    person: Person,
    *,
    unit: str,
    period: str,
    language: str,
    today: date,
    revision: str = "",
    permission: Permission = "results",
) -> Question:
    """Read what was asked, by default the person's own unit and its latest week with answers.

    Refuses a unit of others and a period that cannot be read.
    """
    unit = unit or first_unit(person, permission)
    check_ever_below(session, person, unit, permission)
    found = read_period(session, period, unit, today=today) if period else latest_period(session, unit, today)
    question = Question(person, unit, found, language, today, _number(revision))
    if unit not in units_in(session, person, permission, found, today):
        raise ended_unit(session, question, permission) or not_within_reach(unit)
    return question


def _number(text: str) -> int | None:
    """A revision's number as it stands in an address."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER):
        shown = text[:20]
        raise UnknownRevision(_("“%(asked)s” không phải số của một bản công bố; cần một số như 1, 2, 3.", asked=shown))
    return int(text)
