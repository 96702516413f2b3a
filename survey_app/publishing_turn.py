"""One process at a time publishes by itself: a turn kept in the database, given up when its holder is not heard of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from survey_app.database import Store
from survey_app.models import PublishingTurn

SILENT = timedelta(minutes=10)
"""Longer than any snapshot takes: a holder not heard of since then was stopped."""


class Turn:
    """The right to publish, kept by being heard of."""

    def __init__(self, store: Store, holder: str) -> None:
        self._store = store
        self._holder = holder

    def is_ours(self) -> bool:
        """Say that this process still works; false once another has taken the turn."""
        change = sa.update(PublishingTurn).where(PublishingTurn.holder == self._holder).values(heard_at=_now())
        with self._store.writing.begin() as session:
            return bool(session.connection().execute(change).rowcount)


@contextmanager
def publishing_turn(store: Store) -> Iterator[Turn | None]:
    """The turn, or `None` while another process has it."""
    turn = Turn(store, uuid4().hex)
    if not _take(store, turn._holder):
        yield None
        return
    try:
        yield turn
    finally:
        with store.writing.begin() as session:
            session.execute(sa.delete(PublishingTurn).where(PublishingTurn.holder == turn._holder))


def _take(store: Store, holder: str) -> bool:
    try:
        with store.writing.begin() as session:
            session.execute(sa.delete(PublishingTurn).where(PublishingTurn.heard_at < _now() - SILENT))
            session.execute(sa.insert(PublishingTurn).values(id=1, holder=holder, heard_at=_now()))
    except IntegrityError:
        return False
    return True


def _now() -> datetime:
    return datetime.now(UTC)
