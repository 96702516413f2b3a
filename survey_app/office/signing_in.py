"""A session from beginning to end: what stands in the cookie, what in the database, what is still to be done."""

from __future__ import annotations

from datetime import datetime

from flask import Response, after_this_request, current_app, g, session
from flask_babel import gettext as _
from flask_login import login_user
from sqlalchemy.orm import Session

from survey_app import audit
from survey_app.languages import choose_language
from survey_app.models import Staff
from survey_app.office import sessions
from survey_app.office.at_hand import this_moment, this_store
from survey_app.office.people import Person, person_of
from survey_app.office.refused_counts import RefusedCounts
from survey_app.periods import viet_nam_today
from survey_app.staff import fold_login

LONGEST_LOGIN = 40
OPEN_BEFORE = {
    "office.second_step",
    "office.enrol",
    "office.first_password",
    "office.sign_out",
    "office.set_language",
}
"""What a person may open who is not wholly signed in."""


def begin(person: Person) -> None:
    """Begin a new session for a person whose password was right."""
    now = this_moment()
    with this_store().writing.begin() as writing:
        last_day = _note_day(writing, person.login, now)
        number = sessions.begin(writing, person.login, now)
        audit.record(writing, person.login, "sign-in.password", person.login, unit=person.unit, at=now)
    _fill_cookie(person, number, now, last_day, has_factor=False)


def renew(person: Person, *, has_factor: bool) -> None:
    """Give the person at hand a new session in place of the one that ends: after a code, after a new password."""
    last_day, started = session.get("last_day", ""), session.get("signed_in_at", 0)
    with this_store().writing.begin() as writing:
        sessions.end(writing, session.get("number", ""))
        number = sessions.begin(writing, person.login, this_moment())
    _fill_cookie(person, number, this_moment(), last_day, has_factor=has_factor)
    session["signed_in_at"] = started or session["signed_in_at"]


def end() -> None:
    """End the session on the server."""
    with this_store().writing.begin() as writing:
        sessions.end(writing, session.get("number", ""))


def step_before(person: Person) -> str | None:
    """The page that has to be passed before any other: the code, a first enrolment, a password of one's own."""
    if person.needs_second_factor and not session.get("has_factor"):
        return "office.second_step" if person.has_second_factor else "office.enrol"
    return "office.first_password" if person.must_change_password else None


def why_ended() -> str:
    """Why there is no session any more, where there was one; empty where there never was."""
    if "_user_id" not in session:
        return ""
    if g.get("was_closed"):
        return str(
            _(
                "Phiên làm việc đã bị kết thúc: mật khẩu đã đổi, tài khoản bị khóa, hoặc đã đăng xuất ở mọi nơi. "
                "Xin đăng nhập lại, hoặc hỏi người quản trị của đơn vị."
            )
        )
    return str(_("Phiên làm việc đã kết thúc (sau 30 phút không dùng hoặc 12 giờ). Xin đăng nhập lại."))


def note_refusal(login: str, why: str) -> None:
    """Count a refused attempt, and log it where the count says so; what was typed for an unknown login is not kept.

    It is written after the answer has gone, so that the time taken tells nobody whether the login exists.
    """
    counts: RefusedCounts = current_app.extensions["sipas_refused_counts"]
    store, now, unknown = this_store(), this_moment(), str(_("(không có tên này)"))

    def write() -> None:
        with store.reading() as reading:
            staff = reading.get(Staff, fold_login(login)) if len(login) <= LONGEST_LOGIN else None
            name, unit = (staff.login, staff.unit) if staff else ("", "")
        count = counts.count(name, now)
        if count is not None:
            with store.writing.begin() as writing:
                detail = {"why": why, "in_this_hour": count}
                subject = name or unknown
                audit.record(writing, name or "?", "sign-in.refused", subject, unit=unit, detail=detail, at=now)

    @after_this_request
    def write_later(response: Response) -> Response:
        response.call_on_close(write)
        return response


def last_day_to_tell(person: Person) -> str:
    """The day of the sign-in before this one, to be told once; empty where it was told, or there was none."""
    if step_before(person):
        return ""
    return str(session.pop("last_day", ""))


def fresh(login: str) -> Person:
    """The person as they are now, after a change."""
    with this_store().reading() as reading:
        return person_of(reading, reading.get_one(Staff, login))


def _note_day(writing: Session, login: str, now: datetime) -> str:
    staff = writing.get_one(Staff, login)
    before, staff.signed_in_on = staff.signed_in_on, viet_nam_today(now)
    return before.isoformat() if before else ""


def _fill_cookie(person: Person, number: str, now: datetime, last_day: str, *, has_factor: bool) -> None:
    language, moment = choose_language(), int(now.timestamp())
    session.clear()
    session.update(language=language, signed_in_at=moment, seen_at=moment, number=number, has_factor=has_factor)
    if last_day:
        session["last_day"] = last_day
    login_user(person)
