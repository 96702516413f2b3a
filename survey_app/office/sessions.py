"""Open sessions: a cookie holds a random number, the database its digest, so that signing out ends it on the server.

A session is over after 30 minutes of rest or 12 hours in all, and with a new password, since its person's key changes.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.models import OfficeSession

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


def begin(session: Session, login: str, now: datetime) -> str:
    """Begin a session and clear away those that are over; return the number for the cookie."""
    number = secrets.token_urlsafe(24)
    session.execute(sa.delete(OfficeSession).where(OfficeSession.started_at < now.astimezone(UTC) - LONGEST))
    session.add(OfficeSession(digest=_digest(number), login=login, started_at=now.astimezone(UTC)))
    session.flush()
    return number


def end(session: Session, number: str) -> None:
    """End one session."""
    session.execute(sa.delete(OfficeSession).where(OfficeSession.digest == _digest(number)))


def is_open(session: Session, number: str, login: str) -> bool:
    """Whether this session of this person was begun and not ended; its age is told by the cookie, which is signed."""
    found = session.get(OfficeSession, _digest(number))
    return found is not None and found.login == login


def open_count(session: Session, login: str) -> int:
    """How many sessions of a person were begun and not ended."""
    query = sa.select(sa.func.count()).select_from(OfficeSession).where(OfficeSession.login == login)
    return session.scalar(query) or 0


def end_all(session: Session, login: str) -> None:
    """End every session of a person."""
    session.execute(sa.delete(OfficeSession).where(OfficeSession.login == login))


def _digest(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()
