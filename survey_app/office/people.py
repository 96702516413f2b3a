"""Who is signed in, as the pages know them."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from flask_login import UserMixin
from sqlalchemy.orm import Session

from survey_app.models import Staff
from survey_app.staff import check_password


@dataclass(frozen=True)
class Person(UserMixin):  # type: ignore[misc]  # Flask-Login publishes no types
    """A person who signed in, and the unit whose results they may see with those below it."""

    login: str
    name: str
    unit: str
    session_key: str
    can_read_unmasked: bool = False
    """Whether this person may see the phone numbers and the like in comments."""

    def get_id(self) -> str:
        """What stands in the session: a new password changes the key, and the session is over."""
        return f"{self.session_key}:{self.login}"


def find_person(session: Session, identity: str) -> Person | None:
    """The active person of an open session, while their session key is still the same."""
    key, _, login = identity.partition(":")
    staff = session.get(Staff, login)
    if staff is None or not staff.is_active or not hmac.compare_digest(staff.session_key.encode(), key.encode()):
        return None
    return _person(staff)


def sign_in_person(session: Session, login: str, password: str) -> Person | None:
    """The person whose login and password these are."""
    staff = check_password(session, login, password)
    return None if staff is None else _person(staff)


def _person(staff: Staff) -> Person:
    return Person(staff.login, staff.name, staff.unit, staff.session_key, staff.can_read_unmasked)
