"""What an administrator changes of a person, each change with its rules and its line in the log, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app import audit, second_factor, staff
from survey_app.exceptions import EditedMeanwhile, PersonRefused, StaffRefused
from survey_app.models import Staff, StaffRole
from survey_app.office.people_list import Editor, givable, obstacle_to, person_entry, seen_of
from survey_app.roles import ROLES, Held, RoleName

NAMED = {"disable", "password", "second-factor"}
"""Changes that are confirmed by typing the person's login."""


def add_person(session: Session, editor: Editor, sent: Mapping[str, str], *, at: datetime) -> tuple[str, str]:
    """Add a person with one role; return the login and a password to be told once."""
    name, login, held = _asked(session, editor, sent)
    password = staff.new_temporary_password()
    row = staff.add_staff(session, login, name=name, unit=held.unit, password=password, roles=(held.role,))
    row.must_change_password = True
    detail = {"role": held.role, "name": row.name}
    audit.record(session, editor.person.login, "people.add", row.login, unit=held.unit, detail=detail, at=at)
    return row.login, password


def _asked(session: Session, editor: Editor, sent: Mapping[str, str]) -> tuple[str, str, Held]:
    """Name, login and role of a new person; whatever of them cannot be taken is told at once."""
    readers: dict[str, Callable[[], Any]] = {
        "name": lambda: staff.clean_name(sent.get("name", "")),
        "login": lambda: staff.free_login(session, sent.get("login", "")),
        "role": lambda: _held(session, editor, sent),
    }
    found, problems = {}, []
    for field, read in readers.items():
        try:
            found[field] = read()
        except StaffRefused as refusal:
            problems.append((field, str(refusal)))
    if problems:
        raise PersonRefused(*problems)
    return found["name"], found["login"], found["role"]


def change_person(
    session: Session, editor: Editor, login: str, act: str, sent: Mapping[str, str], *, at: datetime
) -> str:
    """Do one thing to a person; return a password to be told once, where one was made."""
    row = _row(session, editor, login, seen=sent.get("seen", ""))
    if act in NAMED and sent.get("named", "").strip() != login:
        raise StaffRefused(
            _(
                "Đã gõ “%(came)s”; để chắc chắn, xin gõ đúng tên đăng nhập “%(login)s” rồi gửi lại.",
                came=sent.get("named", "")[:40],
                login=login,
            )
        )
    password, detail = CHANGES[act](session, editor, row, sent)
    _keep_an_administrator(session)
    audit.record(session, editor.person.login, f"people.{act}", login, unit=row.unit, detail=detail, at=at)
    return password


def _row(session: Session, editor: Editor, login: str, *, seen: str) -> Staff:
    # all administrators' roles are held until the end: two of them taking each other's at once do not both succeed
    session.scalars(
        sa.select(StaffRole.login).where(StaffRole.role == "administrator").order_by(StaffRole.login).with_for_update()
    ).all()
    person_entry(session, editor, login)
    row, roles = session.get_one(Staff, login, with_for_update=True), staff.roles_of(session, login)
    obstacle = obstacle_to(session, editor, row, roles)
    if obstacle:
        raise StaffRefused(obstacle)
    if seen != seen_of(row, roles):
        raise EditedMeanwhile(
            _(
                "Trong lúc Ông/Bà xem trang này, người khác đã thay đổi tài khoản %(login)s nên chưa làm gì. "
                "Trang đã hiện nội dung mới nhất; xin xem rồi làm lại.",
                login=login,
            )
        )
    return row


Change = Callable[[Session, Editor, Staff, Mapping[str, str]], tuple[str, dict[str, Any]]]


def _give(session: Session, editor: Editor, row: Staff, sent: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    held = _held(session, editor, sent)
    staff.give_role(session, row.login, held)
    return "", {"role": held.role, "at": held.unit}


def _take(session: Session, editor: Editor, row: Staff, sent: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    held = _held(session, editor, sent)
    staff.take_role(session, row.login, held)
    return "", {"role": held.role, "at": held.unit}


def _rename(session: Session, _editor: Editor, row: Staff, sent: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    before = row.name
    row.name = staff.clean_name(sent.get("name", ""))
    session.flush()
    return "", {"before": before, "now": row.name}


def _disable(session: Session, _editor: Editor, row: Staff, _sent: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    staff.disable_staff(session, row.login)
    return "", {}


def _enable(session: Session, _editor: Editor, row: Staff, _sent: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    staff.enable_staff(session, row.login)
    return "", {}


def _password(session: Session, _editor: Editor, row: Staff, _sent: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    password = staff.new_temporary_password()
    staff.set_password(session, row.login, password, is_temporary=True)
    return password, {}


def _factor(session: Session, _editor: Editor, row: Staff, _sent: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    second_factor.reset(session, row.login)
    staff.end_sessions(session, row.login)
    return "", {}


CHANGES: dict[str, Change] = {
    "give-role": _give,
    "take-role": _take,
    "rename": _rename,
    "disable": _disable,
    "enable": _enable,
    "password": _password,
    "second-factor": _factor,
}
"""What can be done to a person, by the last part of the address."""


def _held(session: Session, editor: Editor, sent: Mapping[str, str]) -> Held:
    """The role and unit that were sent, if this editor may give them."""
    role: RoleName | None = next((name for name in ROLES if name == sent.get("role")), None)
    if role is None:
        raise StaffRefused(_("Xin chọn một vai trò."))
    held, may = Held(sent.get("unit", "").strip(), role), givable(session, editor)
    if held in may:
        return held
    if any(each.unit == held.unit for each in may):
        raise StaffRefused(
            _("Vai trò %(role)s do cấp trên giao: không ai chọn người thanh tra mình.", role=ROLES[role].title)
        )
    raise StaffRefused(
        _(
            "Không có đơn vị “%(unit)s” trong phạm vi của tài khoản này. Xin chọn một đơn vị trong danh sách.",
            unit=held.unit[:40],
        )
    )


def _keep_an_administrator(session: Session) -> None:
    left = session.scalar(
        sa.select(sa.func.count())
        .select_from(StaffRole)
        .join(Staff, Staff.login == StaffRole.login)
        .where(StaffRole.role == "administrator", Staff.is_active)
    )
    if not left:
        raise StaffRefused(_("Đây là quản trị viên cuối cùng. Xin giao vai trò này cho người khác trước."))
