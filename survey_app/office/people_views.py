"""The pages on which an administrator keeps the people of their units."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from survey_app.exceptions import EditedMeanwhile, PersonRefused, StaffRefused, UnknownPerson
from survey_app.languages import choose_language
from survey_app.office import people_changes, people_list
from survey_app.office.at_hand import this_day, this_moment, this_store
from survey_app.office.people_list import Editor
from survey_app.office.permissions import requires
from survey_app.roles import ROLES

DONE = {
    "give-role": _l("Đã giao vai trò."),
    "take-role": _l("Đã thu vai trò."),
    "rename": _l("Đã sửa họ tên."),
    "disable": _l("Đã khóa tài khoản; mọi phiên đang mở đã kết thúc."),
    "enable": _l("Đã mở lại tài khoản."),
    "second-factor": _l("Đã bỏ điện thoại và mã dự phòng; lần đăng nhập tới sẽ gắn lại."),
}


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    acts = ", ".join(f"'{act}'" for act in people_changes.CHANGES)
    blueprint.add_url_rule("/people", view_func=people)
    blueprint.add_url_rule("/people/add", view_func=people_add, methods=["GET", "POST"])
    blueprint.add_url_rule("/people/<login>", view_func=people_one)
    blueprint.add_url_rule(f"/people/<login>/<any({acts}):act>", view_func=people_change, methods=["POST"])
    blueprint.register_error_handler(UnknownPerson, unknown_person)


@requires("people")
def people() -> ResponseReturnValue:
    """Everyone of the units below, or those a search found."""
    asked = request.args
    with this_store().reading() as session:
        page = people_list.people_page(session, _editor(), query=asked.get("q", ""), page=asked.get("page", ""))
    return render_template("office/people.html", page=page)


@requires("people")
def people_add() -> ResponseReturnValue:
    """Add a person; the password is shown once."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            with this_store().writing.begin() as session:
                login, password = people_changes.add_person(
                    session, _editor(), request.form.to_dict(), at=this_moment()
                )
            return render_template("office/people_password.html", login=login, password=password, is_new=True)
        except PersonRefused as refusal:
            problems = dict(refusal.problems)
        except StaffRefused as refusal:
            problems = {"name": str(refusal)}
    with this_store().reading() as session:
        units = people_list.unit_choices(session, _editor())
    page = render_template(
        "office/people_add.html", units=units, roles=ROLES, sent=request.form, problems=problems, home=current_user.unit
    )
    return page, 422 if problems else 200


@requires("people")
def people_one(login: str) -> ResponseReturnValue:
    """One person and what can be done."""
    return _one(login, done=str(DONE.get(request.args.get("done", ""), "")))


@requires("people")
def people_change(login: str, act: str) -> ResponseReturnValue:
    """Do one thing; a new password is shown once."""
    try:
        with this_store().writing.begin() as session:
            sent = request.form.to_dict()
            password = people_changes.change_person(session, _editor(), login, act, sent, at=this_moment())
    except StaffRefused as refusal:
        return _one(login, problem=str(refusal), act=act), 422
    except EditedMeanwhile as refusal:
        return _one(login, problem=str(refusal)), 409
    if password:
        return render_template("office/people_password.html", login=login, password=password, is_new=False)
    return redirect(url_for("office.people_one", login=login, done=act))


def unknown_person(error: Exception) -> ResponseReturnValue:
    """A person of other units, or none."""
    return render_template("office/refused.html", title=_("Không có người dùng này"), text=str(error)), 404


def _one(login: str, *, done: str = "", problem: str = "", act: str = "") -> str:
    with this_store().reading() as session:
        person = people_list.person_entry(session, _editor(), login)
        units = people_list.unit_choices(session, _editor())
    return render_template(
        "office/person.html",
        person=person,
        units=units,
        roles=ROLES,
        sent=request.form,
        done=done,
        problem=problem,
        act=act,
    )


def _editor() -> Editor:
    return Editor(current_user, this_day(), choose_language())
