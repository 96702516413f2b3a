"""Who is signed in, as the pages know them."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from flask_login import UserMixin
from sqlalchemy.orm import Session

from survey_app.models import Staff
from survey_app.roles import ROLES, Held, Permission
from survey_app.staff import check_password, roles_of


@dataclass(frozen=True)
class Person(UserMixin):  # type: ignore[misc]  # Flask-Login publishes no types
    """A person who signed in, their home unit, and the roles they hold at units."""

    login: str
    name: str
    unit: str
    session_key: str
    can_read_unmasked: bool = False
    """Whether this person may see the phone numbers and the like in comments."""
    roles: tuple[Held, ...] = ()
    has_second_factor: bool = False
    must_change_password: bool = False

    def get_id(self) -> str:
        """What stands in the session: a new password changes the key, and the session is over."""
        return f"{self.session_key}:{self.login}"

    @property
    def needs_second_factor(self) -> bool:
        """Whether signing in asks for a code: a role demands it, or the person chose to have one."""
        return self.has_second_factor or any(ROLES[held.role].needs_second_factor for held in self.roles)

    def may(self, permission: Permission) -> bool:
        """Whether the person holds a permission anywhere; for one unit ask `access.check_may`."""
        return bool(self.units_of(permission))

    def units_of(self, permission: Permission) -> tuple[str, ...]:
        """The units where a role gives this permission, the home unit first; it reaches those below them too."""
        units = {held.unit for held in self.roles if permission in ROLES[held.role].permissions}
        return tuple(sorted(units, key=lambda unit: (unit != self.unit, unit)))


def find_person(session: Session, identity: str) -> Person | None:
    """The active person of an open session, while their session key is still the same."""
    key, _, login = identity.partition(":")
    staff = session.get(Staff, login)
    if staff is None or not staff.is_active or not hmac.compare_digest(staff.session_key.encode(), key.encode()):
        return None
    return person_of(session, staff)


def sign_in_person(session: Session, login: str, password: str) -> Person | None:
    """The person whose login and password these are."""
    staff = check_password(session, login, password)
    return None if staff is None else person_of(session, staff)


def person_of(session: Session, staff: Staff) -> Person:
    """A row of the table as the pages know it."""
    roles = tuple(roles_of(session, staff.login))
    return Person(
        staff.login,
        staff.name,
        staff.unit,
        staff.session_key,
        staff.can_read_unmasked,
        roles,
        has_second_factor=staff.totp_salt is not None,
        must_change_password=staff.must_change_password,
    )
