"""What is said of desks that are silent now, with the way to the desk's own page for those who keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from reports.integrity import tell_silences
from reports.integrity.findings import SilenceRow
from reports.integrity.notices import Notice
from survey_app.languages import translator
from survey_app.office.access import units_for, visible_units
from survey_app.office.people import Person
from survey_app.results.integrity import Watch


@dataclass(frozen=True, slots=True)
class SilentDesk:
    """A silent desk in words."""

    code: str
    notice: Notice
    is_kept: bool
    """Whether the reader may open the desk's own page: its poster, its code."""


@dataclass(frozen=True, slots=True)
class SilentPage:
    """The silent desks of a unit and those below it."""

    unit: str
    unit_name: str
    desks: tuple[SilentDesk, ...]


def silent_page(session: Session, person: Person, unit: str, told: tuple[str, date], watch: Watch) -> SilentPage:
    """The page of a unit the person may see; `told` is the language and the day."""
    language, today = told
    names = visible_units(session, person, today, language)
    rows = watch.silent(session, unit, today)
    return SilentPage(unit, names[unit], silent_desks(session, person, rows, told))


def silent_desks(
    session: Session, person: Person, rows: Sequence[SilenceRow], told: tuple[str, date]
) -> tuple[SilentDesk, ...]:
    """The same of what was found, for any page."""
    language, today = told
    kept = units_for(session, person, "places", today, today)
    notices = tell_silences(rows, language=language, translate=translator(language))
    return tuple(
        SilentDesk(row.spot.desk, notice, row.spot.unit in kept) for row, notice in zip(rows, notices, strict=True)
    )
