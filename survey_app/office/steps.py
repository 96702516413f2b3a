"""What may stand between a right password and the pages: the phone's code, its first enrolment, a first password."""

from __future__ import annotations

from base64 import b64encode

from flask import Blueprint, Response, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from reports.posters import IN_THE_HAND, qr_svg
from survey_app import audit, second_factor, staff
from survey_app.exceptions import StaffRefused
from survey_app.office import known_browsers, signing_in
from survey_app.office.at_hand import this_moment, this_store
from survey_app.office.login import throttle, wait_words
from survey_app.office.own_pages import local_page
from survey_app.office.permissions import requires
from survey_app.second_factor import FactorKey
from survey_app.settings import Settings

PASSED = {"totp": "sign-in.code", "recovery": "sign-in.recovery-code"}
"""What the log calls a code that passed."""
REFUSALS = {
    "wrong": _l("Mã không đúng. Xin xem lại mã đang hiện trên điện thoại, hoặc dùng một mã dự phòng."),
    "used": _l("Mã này vừa được dùng. Xin chờ mã mới: mã đổi sau mỗi 30 giây."),
}


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    both = ["GET", "POST"]
    blueprint.add_url_rule("/login/code", view_func=second_step, methods=both)
    blueprint.add_url_rule("/login/enrol", view_func=enrol, methods=both)
    blueprint.add_url_rule("/login/password", view_func=first_password, methods=both)


@requires("sign-in")
def second_step() -> ResponseReturnValue:
    """Ask for the code of the phone, or one of the drawer."""
    if signing_in.step_before(current_user) != "office.second_step":
        return redirect(_target())
    if request.method == "GET":
        return _code_page()
    wait = count_code(is_known=known_browsers.is_known(current_user.login))
    if wait:
        return Response(_code_page(wait_words(wait)), 429, {"Retry-After": str(wait)})
    with this_store().writing.begin() as writing:
        outcome = second_factor.use_code(
            writing, factor_key(), current_user.login, request.form.get("code", ""), now=this_moment()
        )
        if outcome in PASSED:
            login, unit = current_user.login, current_user.unit
            audit.record(writing, login, PASSED[outcome], login, unit=unit, at=this_moment())
    if outcome in ("wrong", "used"):
        return _code_page(note_wrong_code(outcome)), 403
    return _wholly_signed_in()


@requires("sign-in")
def enrol() -> ResponseReturnValue:
    """Bind a phone: show the secret, and take it for known once a code made from it came back."""
    person = current_user
    if person.has_second_factor or signing_in.step_before(person) not in (None, "office.enrol"):
        return redirect(_target())
    salt = session.setdefault("enrol_salt", second_factor.new_salt())
    secret = factor_key().secret(person.login, salt)
    if request.method == "GET":
        return _enrol_page(secret)
    wait = count_code(is_known=known_browsers.is_known(current_user.login))
    if wait:
        return Response(_enrol_page(secret, wait_words(wait)), 429, {"Retry-After": str(wait)})
    step = second_factor.matching_step(secret, request.form.get("code", ""), this_moment())
    if step is None:
        problem = _("Mã không khớp. Xin chờ mã mới trên điện thoại rồi gõ lại; đồng hồ của điện thoại phải đúng giờ.")
        return _enrol_page(secret, problem), 422
    with this_store().writing.begin() as writing:
        codes = second_factor.enrol(writing, factor_key(), person.login, salt=salt, step=step)
        audit.record(writing, person.login, "second-factor.enrol", person.login, unit=person.unit, at=this_moment())
    target = _target()
    _wholly_signed_in()
    return render_template("office/recovery_codes.html", codes=codes, target=target)


@requires("sign-in")
def first_password() -> ResponseReturnValue:
    """Ask for a password of one's own in place of the one that somebody else chose."""
    if signing_in.step_before(current_user) != "office.first_password":
        return redirect(_target())
    if request.method == "GET":
        return render_template("office/first_password.html", problem="")
    problem = change_password(request.form.get("new_password", ""), request.form.get("again", ""))
    if problem:
        return render_template("office/first_password.html", problem=problem), 422
    return redirect(_target())


def change_password(new: str, again: str) -> str:
    """Change the password of the person at hand, who stays signed in here and nowhere else; or say what is wrong."""
    if new != again:
        return str(_("Hai lần gõ không giống nhau."))
    try:
        with this_store().writing.begin() as writing:
            if staff.check_password(writing, current_user.login, new) is not None:
                raise StaffRefused(_("Mật khẩu mới phải khác mật khẩu đang dùng."))
            staff.set_password(writing, current_user.login, new)
            audit.record(writing, current_user.login, "password.change", current_user.login, at=this_moment())
    except StaffRefused as refusal:
        return str(refusal)
    signing_in.renew(signing_in.fresh(current_user.login), has_factor=bool(session.get("has_factor")))
    return ""


def factor_key() -> FactorKey:
    """The installation's key of second factors."""
    settings: Settings = current_app.extensions["sipas_settings"]
    return FactorKey(settings.secret_key)


def count_code(*, is_known: bool) -> int:
    """Count a code before it is looked at, in the lane of the person's own browsers where this is one of them.

    Whoever learnt the password and guesses codes elsewhere must not keep the owner out.
    """
    return throttle().seconds_to_wait(_lane(), request.remote_addr or "", this_moment(), is_known=is_known)


def forget_codes(*, is_known: bool) -> None:
    """The code was right: the next mistake starts at nothing."""
    throttle().forget(_lane(), request.remote_addr or "", is_known=is_known)


def _wholly_signed_in() -> ResponseReturnValue:
    login = current_user.login
    forget_codes(is_known=known_browsers.is_known(login))
    target = _target()
    signing_in.renew(signing_in.fresh(login), has_factor=True)
    return known_browsers.remember(redirect(target), login)


def _lane() -> str:
    return f"{current_user.login} code"


def _code_page(refusal: str = "") -> str:
    return render_template("office/second_step.html", refusal=refusal, shown=_shown_code())


def _enrol_page(secret: str, problem: str = "") -> str:
    picture = qr_svg(second_factor.address_of(secret, current_user.login), level=IN_THE_HAND)
    return render_template(
        "office/enrol.html",
        problem=problem,
        picture="data:image/svg+xml;base64," + b64encode(picture.encode()).decode(),
        typed=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    )


def _shown_code() -> str:
    """In a simulated installation, what the phone would show: trying the kit must not need a phone."""
    settings: Settings = current_app.extensions["sipas_settings"]
    if not settings.is_demo:
        return ""
    with this_store().reading() as reading:
        return second_factor.next_code(reading, factor_key(), current_user.login, this_moment())


def _target() -> str:
    return local_page(request.args.get("next", "")) or url_for("office.latest")


def check_own_password(typed: str) -> str:
    """What is wrong with the password the person at hand typed as theirs; tries are counted as those at sign-in are."""
    login, address = current_user.login, request.remote_addr or ""
    wait = throttle().seconds_to_wait(f"{login} again", address, this_moment())
    if wait:
        return wait_words(wait)
    with this_store().reading() as reading:
        if staff.check_password(reading, login, typed) is None:
            signing_in.note_refusal(login, "password-again")
            return str(_("Mật khẩu đang dùng không đúng."))
    throttle().forget(f"{login} again", address)
    return ""


def note_wrong_code(outcome: str) -> str:
    """Count a code that was refused; return what to tell."""
    signing_in.note_refusal(current_user.login, "code")
    return str(REFUSALS[outcome])
