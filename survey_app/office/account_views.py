"""A person's own page: password, phone, open sessions. It changes nobody else."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import Session

from survey_app import audit, second_factor, staff
from survey_app.languages import choose_language
from survey_app.models import Staff
from survey_app.office import sessions, signing_in
from survey_app.office.at_hand import this_moment, this_store
from survey_app.office.login import wait_words
from survey_app.office.permissions import requires
from survey_app.office.steps import (
    change_password,
    check_own_password,
    count_code,
    factor_key,
    forget_codes,
    note_wrong_code,
)
from survey_app.periods import full_day
from survey_app.places import unit_names
from survey_app.roles import ROLES

DONE = {
    "password": _l("Đã đổi mật khẩu. Các phiên ở máy khác đã kết thúc."),
    "everywhere": _l("Đã đăng xuất ở mọi máy khác."),
    "factor": _l("Đã bỏ điện thoại."),
}


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/account", view_func=account)
    blueprint.add_url_rule("/account/password", view_func=account_password, methods=["POST"])
    blueprint.add_url_rule("/account/sessions", view_func=account_sessions, methods=["POST"])
    blueprint.add_url_rule("/account/<any('new-codes','drop-phone'):act>", view_func=account_factor, methods=["POST"])


@requires("sign-in")
def account() -> ResponseReturnValue:
    """What this person holds, and what they can change of their own account."""
    return _page(done=str(DONE.get(request.args.get("done", ""), "")))


@requires("sign-in")
def account_password() -> ResponseReturnValue:
    """Change the password; the old one is asked for, so that an open screen is not enough."""
    problem = check_own_password(request.form.get("password", "")) or change_password(
        request.form.get("new_password", ""), request.form.get("again", "")
    )
    if problem:
        return _page(problem=problem, act="password"), 422
    return redirect(url_for("office.account", done="password"))


@requires("sign-in")
def account_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    person = current_user
    with this_store().writing.begin() as writing:
        staff.end_sessions(writing, person.login)
        sessions.end_all(writing, person.login)
        audit.record(writing, person.login, "sign-out.everywhere", person.login, unit=person.unit, at=this_moment())
    signing_in.renew(signing_in.fresh(person.login), has_factor=bool(session.get("has_factor")))
    return redirect(url_for("office.account", done="everywhere"))


@requires("sign-in")
def account_factor(act: str) -> ResponseReturnValue:
    """New recovery codes, or another phone: either needs a code of the phone or of the drawer."""
    person = current_user
    codes: tuple[str, ...] = ()
    # who is wholly signed in here gave a code on this browser before
    wait = count_code(is_known=True)
    if wait:
        return _page(problem=wait_words(wait), act=act), 429
    with this_store().writing.begin() as writing:
        typed = request.form.get("code", "")
        outcome = second_factor.use_code(writing, factor_key(), person.login, typed, now=this_moment())
        if outcome in ("totp", "recovery"):
            codes = _change_factor(writing, act)
    if outcome not in ("totp", "recovery"):
        return _page(problem=note_wrong_code(outcome), act=act), 422
    forget_codes(is_known=True)
    if codes:
        return render_template("office/recovery_codes.html", codes=codes, target=url_for("office.account"))
    session["has_factor"] = False
    return redirect(url_for("office.enrol", next=url_for("office.account")))


def _change_factor(writing: Session, act: str) -> tuple[str, ...]:
    login = current_user.login
    audit.record(writing, login, f"second-factor.{act}", login, unit=current_user.unit, at=this_moment())
    if act == "new-codes":
        return second_factor.new_recovery_codes(writing, factor_key(), login)
    second_factor.reset(writing, login)
    return ()


def _page(*, done: str = "", problem: str = "", act: str = "") -> str:
    person = current_user
    with this_store().reading() as reading:
        names = unit_names(reading, choose_language())
        left = second_factor.codes_left(reading, person.login)
        row = reading.get_one(Staff, person.login)
        last_day = full_day(row.signed_in_on) if row.signed_in_on else ""
        open_sessions = sessions.open_count(reading, person.login)
    held = [(ROLES[each.role], names.get(each.unit, each.unit)) for each in person.roles]
    return render_template(
        "office/account.html",
        held=held,
        unit_name=names.get(person.unit, person.unit),
        codes_left=left,
        last_day=last_day,
        open_sessions=open_sessions,
        is_factor_due=any(role.needs_second_factor for role, _name in held),
        done=done,
        problem=problem,
        act=act,
    )
