"""The people of the units an administrator keeps, as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import UnknownPerson
from survey_app.models import Staff, StaffRole
from survey_app.office.access import units_below, units_for
from survey_app.office.comment_content import Paging, paging_of
from survey_app.office.editing import digest
from survey_app.office.people import Person
from survey_app.periods import full_day
from survey_app.places import unit_names
from survey_app.roles import GIVEN_FROM_ABOVE, ROLES, Held, RoleName
from survey_app.search_text import fold
from survey_app.staff import roles_of

ON_A_PAGE = 50
IN_A_LIST = 150
"""Units that are chosen from a list; where there are more, the code is typed."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Who keeps people, today, in which language."""

    person: Person
    today: date
    language: str


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """A role by its names; `may_take` where this editor gives and takes it."""

    held: Held
    title: str
    unit_name: str
    may_take: bool = False


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person in the list, or alone on a page."""

    login: str
    name: str
    unit: str
    unit_name: str
    is_active: bool
    roles: tuple[HeldEntry, ...]
    factor: str
    last_day: str
    can_read_unmasked: bool
    seen: str
    """What the forms of the page carry, to be compared when they come back."""
    obstacle: str = ""
    """Why this editor may not change this person; empty where they may."""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of the list."""

    people: tuple[PersonEntry, ...]
    query: str
    paging: Paging


def people_page(session: Session, editor: Editor, *, query: str, page: str) -> PeoplePage:
    """The people whose home unit is within the editor's reach, found by any part of name, login or unit."""
    names = unit_names(session, editor.language)
    query = query[:100].strip()
    wanted = fold(query)
    rows = session.scalars(sa.select(Staff).order_by(Staff.unit, Staff.name)).all()
    reach = _reach(session, editor)
    found = [
        row
        for row in rows
        if row.unit in reach and wanted in fold(f"{row.name} {row.login} {row.unit} {names.get(row.unit, '')}")
    ]
    paging = paging_of(page, len(found), ON_A_PAGE)
    shown = found[paging.offset : paging.offset + paging.size]
    held = _roles_of_all(session, [row.login for row in shown])
    return PeoplePage(tuple(_entry(row, held.get(row.login, []), names) for row in shown), query, paging)


def person_entry(session: Session, editor: Editor, login: str) -> PersonEntry:
    """One of them, or a refusal in the words for an unknown one."""
    row = session.get(Staff, login)
    if row is None or row.unit not in _reach(session, editor):
        raise UnknownPerson(
            _("Không có người dùng “%(login)s” trong phạm vi của tài khoản này.", login=login[:40]),
        )
    roles = roles_of(session, login)
    obstacle = obstacle_to(session, editor, row, roles)
    names = unit_names(session, editor.language)
    return _entry(row, roles, names, obstacle=obstacle, givable=() if obstacle else tuple(givable(session, editor)))


def obstacle_to(session: Session, editor: Editor, row: Staff, roles: list[Held]) -> str:
    """Why an editor may not change a person: oneself, or one who holds a role out of the editor's reach."""
    if row.login == editor.person.login:
        return str(_("Không ai tự đổi vai trò hay khóa chính mình. Mật khẩu và điện thoại: xem trang Tài khoản."))
    reach = _reach(session, editor)
    if any(held.unit not in reach for held in roles):
        return str(_("Người này giữ vai trò ở đơn vị ngoài phạm vi của Ông/Bà; chỉ quản trị viên ở đó đổi được."))
    return ""


def givable(session: Session, editor: Editor) -> list[Held]:
    """Every role at every unit that this editor may give or take."""
    reach, below = _reach(session, editor), units_below(session, editor.person, "people", editor.today)
    return [Held(unit, role) for role in ROLES for unit in sorted(below if role in GIVEN_FROM_ABOVE else reach)]


def unit_choices(session: Session, editor: Editor) -> list[tuple[str, str]]:
    """The units of the reach with their names; empty where they are too many for a list."""
    reach = _reach(session, editor)
    if len(reach) > IN_A_LIST:
        return []
    return [(code, name) for code, name in unit_names(session, editor.language).items() if code in reach]


def seen_of(row: Staff, roles: list[Held]) -> str:
    """The digest of everything these pages change of a person."""
    held = [(each.unit, each.role) for each in roles]
    return digest(row.name, row.unit, row.is_active, row.session_key, row.totp_salt, held)


def _reach(session: Session, editor: Editor) -> set[str]:
    return units_for(session, editor.person, "people", editor.today, editor.today)


def _entry(
    row: Staff,
    roles: list[Held],
    names: Mapping[str, str],
    *,
    obstacle: str = "",
    givable: tuple[Held, ...] = (),
) -> PersonEntry:
    may = set(givable)
    return PersonEntry(
        login=row.login,
        name=row.name,
        unit=row.unit,
        unit_name=names.get(row.unit, row.unit),
        is_active=row.is_active,
        roles=tuple(
            HeldEntry(held, str(ROLES[held.role].title), names.get(held.unit, held.unit), held in may) for held in roles
        ),
        factor=_factor_words(row, roles),
        last_day=full_day(row.signed_in_on) if row.signed_in_on else str(_("chưa lần nào")),
        can_read_unmasked=row.can_read_unmasked,
        seen=seen_of(row, roles),
        obstacle=obstacle,
    )


def _factor_words(row: Staff, roles: list[Held]) -> str:
    if row.totp_salt is not None:
        return str(_("đã gắn điện thoại"))
    needs = any(ROLES[held.role].needs_second_factor for held in roles)
    return str(_("chưa gắn, sẽ gắn ở lần đăng nhập tới")) if needs else str(_("không bắt buộc"))


def _roles_of_all(session: Session, logins: list[str]) -> dict[str, list[Held]]:
    query = sa.select(StaffRole.login, StaffRole.unit, StaffRole.role).where(StaffRole.login.in_(logins))
    found: dict[str, list[Held]] = {}
    role: RoleName
    for login, unit, role in session.execute(query.order_by(StaffRole.unit, StaffRole.role)):
        found.setdefault(login, []).append(Held(unit, role))
    return found
