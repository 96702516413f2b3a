"""What a page or a file is asked for: whose results, of which unit and period, in which language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import UnknownRevision
from survey_app.export import read_period
from survey_app.office.access import check_below, check_ever_below, first_unit
from survey_app.office.counting import latest_period
from survey_app.office.people import Person
from survey_app.periods import Period, is_closed
from survey_app.roles import Permission

LONGEST_NUMBER = 6


@dataclass(frozen=True, slots=True)
class Question:
    """One person asks for one unit and period, both already found to exist and to be theirs to see."""

    person: Person
    unit: str
    period: Period
    language: str
    today: date
    revision: int | None = None
    """An earlier revision that was asked for; None for the newest."""

    @property
    def is_closed(self) -> bool:
        """Whether the period is over, so that its results may be shown."""
        return is_closed(self.period, self.today)


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
    check_below(session, person, unit, found, today=today, permission=permission)
    return Question(person, unit, found, language, today, _number(revision))


def _number(text: str) -> int | None:
    """A revision's number as it stands in an address."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER):
        shown = text[:20]
        raise UnknownRevision(_("“%(asked)s” không phải số của một bản công bố; cần một số như 1, 2, 3.", asked=shown))
    return int(text)
