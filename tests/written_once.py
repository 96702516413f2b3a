"""What many tests start from, written by the program once and copied into each test's own database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.database import Store
from survey_app.models import Base

Rows = list[tuple[sa.Table, list[dict[str, Any]]]]

_KEPT: dict[tuple[str, str], Rows] = {}


def written_once(store: Store, name: str, write: Callable[[Store], None]) -> None:
    """Let `write` fill an empty database, or copy the rows that it wrote there first, on the same engine."""
    key = (store.engine.dialect.name, name)
    with store.reading() as session:
        if any(rows for _table, rows in _rows(session)):
            raise AssertionError(f"{name}: the database is not empty")
    if key in _KEPT:
        _insert(store, _KEPT[key])
        return
    write(store)
    with store.reading() as session:
        _KEPT[key] = _rows(session)


def _rows(session: Session) -> Rows:
    tables = Base.metadata.sorted_tables
    return [(table, [dict(row) for row in session.execute(sa.select(table)).mappings()]) for table in tables]


def _insert(store: Store, kept: Rows) -> None:
    with store.writing.begin() as session:
        for table, rows in kept:
            if rows:
                session.execute(sa.insert(table), rows)
                _count_on(session, table)


def _count_on(session: Session, table: sa.Table) -> None:
    """Let PostgreSQL's own numbers go on after the copied ones."""
    column = table.autoincrement_column
    if column is None or session.get_bind().dialect.name != "postgresql":
        return
    sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
    session.execute(sa.select(sa.func.setval(sequence, sa.select(sa.func.max(column)).scalar_subquery())))
