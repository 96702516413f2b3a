"""A unit that was merged away: until which day it was there, who carries it on, and where its own last figures are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import EndedUnit
from survey_app.office.access import units_for, units_in
from survey_app.office.choices import Choice, choice_of
from survey_app.office.counting import latest_period, published_periods
from survey_app.office.question import Question
from survey_app.periods import full_day
from survey_app.places import spans_of, unit_names
from survey_app.roles import Permission
from survey_app.series import successors_of


@dataclass(frozen=True, slots=True)
class Ended:
    """The last day of a unit, and those of its successors whose page of the period the reader may open."""

    last_day: date
    successors: tuple[Choice, ...]

    @property
    def day(self) -> str:
        """The last day as it is written."""
        return full_day(self.last_day)


def find_ended(session: Session, question: Question, permission: Permission = "results") -> Ended | None:
    """How a unit ended, for whom it was within reach on its last day; None where it did not end."""
    spans = spans_of(session, [question.unit], date.min, date.max)
    ends = [span.valid_to for span in spans if span.valid_to is not None]
    if not ends or len(ends) < len(spans) or max(ends) >= question.today:
        return None
    last = max(ends)
    if question.unit not in units_for(session, question.person, permission, last, last):
        return None
    reached = units_in(session, question.person, permission, question.period, question.today)
    names = unit_names(session, question.language)
    new = tuple(Choice(code, names[code]) for code, _day in successors_of(session, question.unit) if code in reached)
    return Ended(last, new)


def ended_unit(session: Session, question: Question, permission: Permission) -> EndedUnit | None:
    """What is said to whoever asks for a period after the end, with the pages that there are."""
    ended = find_ended(session, question, permission)
    if ended is None or ended.last_day >= question.period.first:
        return None
    name = unit_names(session, question.language)[question.unit]
    pages = [
        (_("%(unit)s, đơn vị kế thừa, trong kỳ này", unit=new.label), new.value, question.period.id)
        for new in ended.successors
    ]
    week = latest_period(session, question.unit, question.today)
    if week.id in published_periods(session, question.unit) and week.first <= ended.last_day:
        own = _("%(unit)s, kỳ cuối: %(period)s", unit=name, period=choice_of(week).label)
        pages.append((own, question.unit, week.id))
    said = _("%(unit)s kết thúc hoạt động sau ngày %(day)s, nên không có kết quả của kỳ này.", unit=name, day=ended.day)
    return EndedUnit(said, pages=tuple(pages))
