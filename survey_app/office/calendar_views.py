"""The page of days off and make-up days: what the kit knows of a year, and what the installation adds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from forms.calendar import OwnDayForm
from survey_app import audit
from survey_app.calendars import DayNote, load_calendar
from survey_app.exceptions import DayRefused
from survey_app.models import OwnDay
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.permissions import requires
from survey_app.own_days import calendar_of, drop_day, keep_day
from survey_app.periods import full_day
from survey_app.places import ancestors


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day that is not as its weekday says."""

    day: str
    iso: str
    weekday: str
    is_working: bool
    name: str
    source: str
    is_confirmed: bool
    is_own: bool


def add_routes(blueprint: Blueprint) -> None:
    """Add the page of this module."""
    blueprint.add_url_rule("/calendar", view_func=calendar, methods=["GET", "POST"])


@requires("places")
def calendar() -> ResponseReturnValue:
    """The days of a year; a POST adds one or takes one back."""
    year = request.args.get("year", this_day().year, type=int)
    known = load_calendar()
    if not 2000 <= year <= 2100:
        abort(404)
    form, problem = OwnDayForm(), ""
    if request.method == "POST":
        _refuse_below_the_top()
        try:
            if request.form.get("drop"):
                return _drop(request.form["drop"])
            if form.validate():
                return _keep(form)
        except DayRefused as refusal:
            problem = str(refusal)
    with this_store().reading() as session:
        days, may_change = _days(session, year), _is_at_the_top(session)
    page = render_template(
        "office/calendar.html",
        form=form,
        problem=problem,
        days=days,
        year=year,
        may_change=may_change,
        is_covered=known.covers(date(year, 12, 31)),
    )
    return page, 422 if request.method == "POST" else 200


def _keep(form: OwnDayForm) -> ResponseReturnValue:
    day, is_working = form.day.data, form.kind.data == "working"
    with this_store().writing.begin() as session:
        keep_day(session, day, is_working=is_working, name=form.title.data.strip(), source=form.source.data.strip())
        detail = {"is_working": is_working, "name": form.title.data, "source": form.source.data}
        audit.record(session, current_user.login, "calendar.keep", day.isoformat(), detail=detail)
    return redirect(url_for("office.calendar", year=day.year))


def _drop(text: str) -> ResponseReturnValue:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise DayRefused(_("“%(came)s” không phải một ngày trong danh sách.", came=text[:20])) from None
    with this_store().writing.begin() as session:
        dropped = drop_day(session, day)
        detail = {"is_working": dropped.is_working, "name": dropped.name, "source": dropped.source}
        audit.record(session, current_user.login, "calendar.drop", day.isoformat(), detail=detail)
    return redirect(url_for("office.calendar", year=day.year))


def _days(session: Session, year: int) -> tuple[DayLine, ...]:
    own = set(session.scalars(sa.select(OwnDay.day)))
    whole = calendar_of(session)
    notes = [(day, False, note) for day, note in whole.holidays.items()]
    notes += [(day, True, note) for day, note in whole.make_up.items()]
    here = sorted((each for each in notes if each[0].year == year), key=lambda each: each[0])
    return tuple(_line(day, is_working, note, is_own=day in own) for day, is_working, note in here)


def _line(day: date, is_working: bool, note: DayNote, *, is_own: bool) -> DayLine:
    weekdays = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))
    weekday = weekdays[day.weekday()]
    return DayLine(full_day(day), day.isoformat(), weekday, is_working, note.name, note.source, note.confirmed, is_own)


def _refuse_below_the_top() -> None:
    """The calendar is the installation's: only who keeps places at the top of the tree changes it."""
    with this_store().reading() as session:
        if not _is_at_the_top(session):
            abort(403)


def _is_at_the_top(session: Session) -> bool:
    return any(not ancestors(session, unit, this_day()) for unit in current_user.units_of("places"))
