"""The calendar of an installation: the one that comes with the kit, with the days its administrators added."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.calendars import DayNote, WorkingCalendar, load_calendar
from survey_app.database import Reading
from survey_app.exceptions import DayRefused
from survey_app.models import OwnDay
from survey_app.periods import full_day


def calendar_of(reading: Reading) -> WorkingCalendar:
    """The working days as this installation knows them."""
    rows = reading.execute(sa.select(OwnDay.day, OwnDay.is_working, OwnDay.name, OwnDay.source)).all()
    if not rows:
        return load_calendar()
    notes = {day: (is_working, DayNote(name, source, confirmed=True)) for day, is_working, name, source in rows}
    return load_calendar().with_days(
        holidays={day: note for day, (is_working, note) in notes.items() if not is_working},
        make_up={day: note for day, (is_working, note) in notes.items() if is_working},
    )


def keep_day(session: Session, day: date, *, is_working: bool, name: str, source: str) -> None:
    """Say that offices work on a day, or do not; a day the calendar already has so is refused."""
    if load_calendar().is_working_day(day) == is_working and session.get(OwnDay, day) is None:
        raise DayRefused(
            _("Ngày %(day)s vốn là ngày làm việc; không cần thêm.", day=full_day(day))
            if is_working
            else _("Ngày %(day)s vốn là ngày nghỉ; không cần thêm.", day=full_day(day))
        )
    kept = session.get(OwnDay, day, with_for_update=True)
    if kept is None:
        session.add(OwnDay(day=day, is_working=is_working, name=name, source=source))
    else:
        kept.is_working, kept.name, kept.source = is_working, name, source
    session.flush()


def drop_day(session: Session, day: date) -> OwnDay:
    """Take an own day back; what the kit's calendar says holds again."""
    kept = session.get(OwnDay, day, with_for_update=True)
    if kept is None:
        raise DayRefused(_("Ngày %(day)s không có trong danh sách riêng; có thể vừa được bỏ.", day=full_day(day)))
    session.delete(kept)
    session.flush()
    return kept
