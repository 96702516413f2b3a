"""Signing in and out, and what is asked before every request: who, whether wholly signed in, and whether they may.

A fresh session at sign-in, 30 minutes idle, 12 hours in all; ended on the server by signing out, by a new password and
by disabling. `steps.py` asks for the second factor and for a new password where one is due.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from forms.staff import LoginForm
from survey_app.exceptions import NotAllowed
from survey_app.extensions import csrf, login
from survey_app.languages import LANGUAGES, choose_language
from survey_app.office import known_browsers, sessions, signing_in
from survey_app.office.at_hand import this_moment, this_store
from survey_app.office.own_pages import local_page
from survey_app.office.people import Person, find_person, sign_in_person
from survey_app.office.permissions import needed, requires
from survey_app.office.sent_text import sent_but_lost
from survey_app.office.throttle import LoginThrottle

# the session key in the identity is what ends a session; the browser's address may change on a phone
login.session_protection = None


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/login", view_func=sign_in, methods=["GET", "POST"])
    blueprint.add_url_rule("/logout", view_func=sign_out, methods=["POST"])
    blueprint.add_url_rule("/language", view_func=set_language, methods=["POST"])


def check_request() -> ResponseReturnValue | None:
    """Before every request: the CSRF token of a POST, then who asks, then whether they may.

    A page that does not say what it needs is refused: forgetting a line must not open anything.
    """
    csrf.protect()
    needs = needed(current_app.view_functions.get(request.endpoint or ""))
    if current_user.is_authenticated:
        session["seen_at"] = int(this_moment().timestamp())
        step = signing_in.step_before(current_user)
        if step and request.endpoint not in signing_in.OPEN_BEFORE:
            return redirect(url_for(step, next=_asked_page() or None))
        if needs is None or not (needs in ("nothing", "sign-in") or current_user.may(needs)):
            raise NotAllowed(_("Tài khoản này không có quyền mở trang này. Xin hỏi người quản trị của đơn vị."))
        return None
    if needs == "nothing":
        return None
    if request.method != "GET" and request.endpoint != "office.sign_out":
        return sent_but_lost(signing_in.why_ended(), 401)
    return redirect(url_for("office.sign_in", next=_asked_page() or None))


@login.user_loader  # type: ignore[untyped-decorator]  # Flask-Login publishes no types
def load_person(identity: str) -> Person | None:
    """The person of an open session, unless it is over or the password was changed since."""
    now = this_moment().timestamp()
    if now - session.get("seen_at", 0) > sessions.IDLE.total_seconds():
        return None
    if now - session.get("signed_in_at", 0) > sessions.LONGEST.total_seconds():
        return None
    with this_store().reading() as reading:
        person = find_person(reading, identity)
        if person is None:
            g.was_closed = True
            return None
        return person if sessions.is_open(reading, session.get("number", ""), person.login) else None


@requires("nothing")
def sign_in() -> ResponseReturnValue:
    """The sign-in page, and what comes back from it."""
    target = local_page(request.args.get("next", "")) or url_for("office.latest")
    if current_user.is_authenticated:
        return redirect(target)
    form = LoginForm()
    if not form.validate_on_submit():
        return sign_in_page(form), 400 if form.is_submitted() else 200
    known = known_browsers.is_known(form.login.data)
    wait = throttle().seconds_to_wait(form.login.data, request.remote_addr or "", this_moment(), is_known=known)
    if wait:
        signing_in.note_refusal(form.login.data, "waiting")
        return _wait_page(form, wait)
    return _try_password(form, target, is_known=known)


@requires("sign-in")
def sign_out() -> ResponseReturnValue:
    """End the session, here and on the server."""
    language = choose_language()
    signing_in.end()
    session.clear()
    session["language"] = language
    return redirect(url_for("office.sign_in"))


@requires("nothing")
def set_language() -> ResponseReturnValue:
    """Keep the language for this session and go back to the page."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
    back = request.form.get("next", "")
    return redirect(local_page(back) or url_for("office.sign_in"))


def sign_in_page(form: LoginForm, *, refusal: str = "") -> str:
    """The sign-in form, with what was wrong about the last attempt."""
    ended = "" if form.is_submitted() else signing_in.why_ended()
    return render_template("office/login.html", form=form, refusal=refusal, ended=ended)


def wait_words(seconds: int) -> str:
    """How long to wait after wrong attempts."""
    text = _("Đã nhập sai nhiều lần. Xin chờ %(seconds)s giây rồi thử lại; lần vừa gửi chưa được kiểm tra.")
    if seconds > 90:
        text = _("Đã nhập sai nhiều lần. Xin chờ %(minutes)s phút rồi thử lại; lần vừa gửi chưa được kiểm tra.")
    return str(text % {"seconds": seconds, "minutes": -(-seconds // 60)})


def throttle() -> LoginThrottle:
    """The application's counter of wrong passwords and codes."""
    found: LoginThrottle = current_app.extensions["sipas_login_throttle"]
    return found


def _try_password(form: LoginForm, target: str, *, is_known: bool) -> ResponseReturnValue:
    with this_store().reading() as reading:
        person = sign_in_person(reading, form.login.data, form.password.data)
    if person is None:
        signing_in.note_refusal(form.login.data, "password")
        return sign_in_page(form, refusal=_("Tên đăng nhập hoặc mật khẩu không đúng. Xin kiểm tra lại.")), 403
    throttle().forget(form.login.data, request.remote_addr or "", is_known=is_known)
    signing_in.begin(person)
    answer = redirect(target)
    # with a second factor only a right code makes the browser known: a stolen password must not
    return answer if person.needs_second_factor else known_browsers.remember(answer, person.login)


def _wait_page(form: LoginForm, seconds: int) -> ResponseReturnValue:
    return Response(sign_in_page(form, refusal=wait_words(seconds)), 429, {"Retry-After": str(seconds)})


def _asked_page() -> str:
    return local_page(request.full_path.rstrip("?")) if request.method == "GET" else ""
