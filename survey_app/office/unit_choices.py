"""Which units a list to choose from holds: all of a few, else those around the one in view; a page finds others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.office.access import visible_units
from survey_app.office.choices import Choice
from survey_app.office.people import Person
from survey_app.office.question import Question
from survey_app.places import ancestors, last_day_in, parent_spans
from survey_app.roles import Permission
from survey_app.search_text import fold

MOST = 200
"""Units in one list: three thousand would make every page heavy and nobody finds theirs in it."""
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class UnitPart:
    """One page of the units found."""

    units: tuple[Choice, ...]
    found: int
    page: int
    pages: int


def choosable_units(session: Session, question: Question, permission: Permission) -> tuple[Choice, ...]:
    """The units a permission reaches, where few; else the way up, and those beside and below the one in view."""
    names = visible_units(
        session, question.person, question.today, question.language, permission, period=question.period
    )
    kept = names if len(names) <= MOST else _around(session, question, names)
    return tuple(Choice(code, name) for code, name in kept.items())


def find_units(session: Session, person: Person, question: tuple[str, int], *, today: date, language: str) -> UnitPart:
    """The units within reach whose name or code holds the words, in the order of the list."""
    words, page = question
    names = visible_units(session, person, today, language)
    wanted = fold(words)
    found = [Choice(code, name) for code, name in names.items() if wanted in fold(name) or wanted == fold(code)]
    pages = max(1, -(-len(found) // A_PAGE))
    page = min(page, pages)
    return UnitPart(tuple(found[(page - 1) * A_PAGE : page * A_PAGE]), len(found), page, pages)


def _around(session: Session, question: Question, names: Mapping[str, str]) -> dict[str, str]:
    today, period = question.today, question.period
    above = ancestors(session, question.unit, last_day_in(session, question.unit, date.min, today))
    parents = {question.unit, *above[:1]}
    near = {
        span.unit
        for span in parent_spans(session)
        if span.parent in parents and (span.within(today, today) or span.within(period.first, period.last))
    }
    line = {question.unit, *above, next(iter(names))}
    # the way up first of all: where a unit has hundreds below, not all of them fit
    first = [code for code in names if code in line]
    rest = [code for code in names if code in near and code not in line]
    kept = {*first, *rest[: MOST - len(first)]}
    return {code: name for code, name in names.items() if code in kept}
