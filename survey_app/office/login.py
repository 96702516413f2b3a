"""Signing in and out: a fresh session at sign-in, 30 minutes idle, 12 hours in all, ended by a new password."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user

from forms.staff import LoginForm
from survey_app.database import Store
from survey_app.exceptions import NotAllowed
from survey_app.extensions import csrf, login
from survey_app.languages import LANGUAGES, choose_language
from survey_app.office.own_pages import local_page
from survey_app.office.people import Person, find_person, sign_in_person
from survey_app.office.permissions import needed, requires
from survey_app.office.throttle import LoginThrottle

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)

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
        session["seen_at"] = int(_now().timestamp())
        if needs is None or not (needs in ("nothing", "sign-in") or current_user.may(needs)):
            raise NotAllowed(_("Tài khoản này không có quyền mở trang này. Xin hỏi người quản trị của đơn vị."))
        return None
    if needs == "nothing":
        return None
    asked = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("office.sign_in", next=local_page(asked) or None))


@login.user_loader  # type: ignore[untyped-decorator]  # Flask-Login publishes no types
def load_person(identity: str) -> Person | None:
    """The person of an open session, unless it is over or the password was changed since."""
    now = _now().timestamp()
    if now - session.get("seen_at", 0) > IDLE.total_seconds():
        return None
    if now - session.get("signed_in_at", 0) > LONGEST.total_seconds():
        return None
    with _store().reading() as reading:
        return find_person(reading, identity)


@requires("nothing")
def sign_in() -> ResponseReturnValue:
    """The sign-in page, and what comes back from it."""
    target = local_page(request.args.get("next", "")) or url_for("office.latest")
    if current_user.is_authenticated:
        return redirect(target)
    form = LoginForm()
    if not form.validate_on_submit():
        return sign_in_page(form), 400 if form.is_submitted() else 200
    wait = _throttle().seconds_to_wait(form.login.data, request.remote_addr or "", _now())
    if wait:
        return _wait_page(form, wait)
    return _try_password(form, target)


@requires("sign-in")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    language = choose_language()
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
    has_ended = "_user_id" in session and not form.is_submitted()
    return render_template("office/login.html", form=form, refusal=refusal, has_ended=has_ended)


def _try_password(form: LoginForm, target: str) -> ResponseReturnValue:
    with _store().reading() as reading:
        person = sign_in_person(reading, form.login.data, form.password.data)
    if person is None:
        return sign_in_page(form, refusal=_("Tên đăng nhập hoặc mật khẩu không đúng. Xin kiểm tra lại.")), 403
    _throttle().forget(form.login.data, request.remote_addr or "")
    language, now = choose_language(), int(_now().timestamp())
    session.clear()
    session.update(language=language, signed_in_at=now, seen_at=now)
    login_user(person)
    return redirect(target)


def _wait_page(form: LoginForm, seconds: int) -> ResponseReturnValue:
    text = _("Đã nhập sai nhiều lần. Xin chờ %(seconds)s giây rồi thử lại; mật khẩu vừa gửi chưa được kiểm tra.")
    if seconds > 90:
        text = _("Đã nhập sai nhiều lần. Xin chờ %(minutes)s phút rồi thử lại; mật khẩu vừa gửi chưa được kiểm tra.")
    page = sign_in_page(form, refusal=text % {"seconds": seconds, "minutes": -(-seconds // 60)})
    return Response(page, 429, {"Retry-After": str(seconds)})


def _now() -> datetime:
    now: datetime = current_app.extensions["sipas_clock"]()
    return now


def _store() -> Store:
    store: Store = current_app.extensions["sipas_store"]
    return store


def _throttle() -> LoginThrottle:
    throttle: LoginThrottle = current_app.extensions["sipas_login_throttle"]
    return throttle
