"""The log of what staff did: who, in which role, what, on which subject and when. It is only ever added to.

Nothing of a citizen is written here: no answer, no comment's text, no address, no device.
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from survey_app.clock import now
from survey_app.models import AuditEntry
from survey_app.staff import roles_of

SERVER = "server:"
"""Who acts where a running server does something by itself; no login has a colon."""
LONGEST_SUBJECT = 200
LONGEST_ROLES = 400


def record(
    session: Session,
    who: str,
    action: str,
    subject: str,
    *,
    unit: str = "",
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> int:
    """Write one line in the caller's transaction: what is rolled back was not done, and is not logged.

    Returns the line's number.

    `who` is a login, `SERVER` or what `command_line_user` returns; `action` is a verb and a noun such as "people.add";
    `subject` names the thing. `detail` holds plain values: what it was before and what it is now.
    """
    entry = AuditEntry(
        at=now() if at is None else at,
        who=who[:80],
        roles=_roles_text(session, who),
        action=action,
        subject=subject[:LONGEST_SUBJECT],
        unit=unit,
        detail="" if not detail else json.dumps(dict(detail), ensure_ascii=False, sort_keys=True, default=str),
    )
    session.add(entry)
    session.flush()
    return entry.id


def command_line_user() -> str:
    """Who acts on the command line: the user of the operating system."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli:"


def _roles_text(session: Session, who: str) -> str:
    held = [f"{each.role}@{each.unit}" for each in roles_of(session, who)]
    return ", ".join(held)[:LONGEST_ROLES]
