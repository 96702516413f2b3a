"""Close the days that are over: afterwards nothing in the database tells which ticket brought which answer, or when.

An answer, its comment and the spending of its ticket are one transaction. PostgreSQL keeps a transaction's number with
every row it wrote, and rows stand in the order of their arrival; SQLite keeps what was deleted in pages not yet used
again. Closing rewrites the rows of closed days in random order in one transaction (PostgreSQL), or the whole file
(SQLite). Answers are taken meanwhile: only rows that nobody changes any more are touched, and no table is locked.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from survey_app.audit import SERVER, record
from survey_app.database import Store
from survey_app.exceptions import DayNotClosed
from survey_app.models import Base, Comment, HeldAnswer, PaperEntry, Response, Ticket, TicketBatch
from survey_app.periods import week_of

TICKETS_KEPT = timedelta(days=60)
"""After their batch expired: a page opened on the last day may still be sent for thirty."""
MIXED = timedelta(days=31)
"""Days that are mixed anew each night; rows older than these were mixed before."""
CROWD = 100
"""Older rows that share their transaction with fewer (the closing was not run for a month) are mixed too."""
ATTEMPTS = 5
PAUSE_SECONDS = 2.0
ONLY_ONE = 7_462_113
"""The advisory lock that keeps two closings apart."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What was done; both are 0 when all was done before."""

    rewritten: int
    deleted: int
    """Tickets that expired long ago."""


def close_days(store: Store, today: date, *, who: str = SERVER) -> Closing:
    """Close every day before `today`; safe to repeat, and to run beside a server that takes answers.

    What was changed is logged as done by `who`.
    """
    for attempts_left in reversed(range(ATTEMPTS)):
        try:
            return _close(store, today, who)
        except DBAPIError as fault:
            if not attempts_left:
                raise DayNotClosed(
                    f"Chưa khép được ngày vì cơ sở dữ liệu đang bận: {fault.orig}. "
                    "Không mất gì; hãy chạy lại sau ít phút: sipas close-day"
                ) from fault
            time.sleep(PAUSE_SECONDS)
    raise AssertionError("unreachable: the last attempt returns or raises")


def _close(store: Store, today: date, who: str) -> Closing:
    if store.is_sqlite:
        with store.writing.begin() as session:
            done = Closing(0, _delete_expired(session, today))
            _log(session, done, today, who)
        _vacuum_file(store)
        return done
    with store.writing.begin() as session:
        if not session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(ONLY_ONE))):
            return Closing(0, 0)
        deleted = _delete_expired(session, today)
        rewritten = sum(_rewrite(session, table, rows) for table, rows in _closed_rows(today))
        done = Closing(rewritten, deleted)
        _log(session, done, today, who)
    _vacuum_tables(store)
    return done


def _log(session: Session, done: Closing, today: date, who: str) -> None:
    """Counts alone: the log must not say again what closing took away."""
    detail = {name: number for name, number in (("mixed", done.rewritten), ("expired", done.deleted)) if number}
    if detail:
        record(session, who, "days.close", (today - timedelta(days=1)).isoformat(), detail=detail)


def _delete_expired(session: Session, today: date) -> int:
    """Delete the tickets of batches that expired long ago; how many were spent stays with the batch."""
    expired = sa.select(TicketBatch.id).where(TicketBatch.valid_to < today - TICKETS_KEPT)
    spent = sa.select(sa.func.count()).where(Ticket.batch == TicketBatch.id, Ticket.is_spent.is_(True))
    with_tickets = TicketBatch.id.in_(expired), sa.exists().where(Ticket.batch == TicketBatch.id)
    counted = sa.update(TicketBatch).where(*with_tickets).values(spent=TicketBatch.spent + spent.scalar_subquery())
    connection = session.connection()
    connection.execute(counted)
    return connection.execute(sa.delete(Ticket).where(Ticket.batch.in_(expired))).rowcount


def _closed_rows(today: date) -> Sequence[tuple[sa.Table, sa.ColumnElement[bool]]]:
    """The rows of each table to be mixed. A ticket and a comment bear no day: those of today lose their link early."""
    response, comment, ticket, held = (
        Base.metadata.tables[model.__tablename__] for model in (Response, Comment, Ticket, HeldAnswer)
    )
    since = today - MIXED
    return (
        (response, sa.and_(response.c.day < today, sa.or_(response.c.day >= since, _is_alone(response)))),
        (comment, sa.or_(comment.c.week >= week_of(since).id, _is_alone(comment))),
        (ticket, ticket.c.is_spent.is_(True)),
        (held, sa.true()),
    )


def _is_alone(table: sa.Table) -> sa.ColumnElement[bool]:
    """Whether few rows were written by the row's transaction."""
    number: sa.ColumnClause[str] = sa.literal_column(f"{table.name}.xmin::text")
    few = sa.select(number).select_from(table).group_by(number).having(sa.func.count() < CROWD).correlate(None)
    return number.in_(few)


def _rewrite(session: Session, table: sa.Table, rows: sa.ColumnElement[bool]) -> int:
    """Take rows out and put them back in random order, by one statement: whoever reads meanwhile misses none."""
    taken = sa.delete(table).where(rows).returning(*table.columns).cte("taken")
    mixed = sa.select(*taken.columns).order_by(sa.func.gen_random_uuid())
    names = [column.name for column in table.columns]
    return session.connection().execute(sa.insert(table).from_select(names, mixed).add_cte(taken)).rowcount


def _vacuum_tables(store: Store) -> None:
    """Free the old versions of the rows, which still bear their transactions; readers and writers go on."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # drafts of sheets are deleted when their batch is finished
        for model in (Response, Comment, Ticket, HeldAnswer, PaperEntry):
            connection.exec_driver_sql(f"VACUUM {model.__tablename__}")


def _vacuum_file(store: Store) -> None:
    """Write the file anew and empty its write-ahead log, so that no page holds what was deleted."""
    with closing(store.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        try:
            # VACUUM refuses to run inside the transaction that an ordinary connection begins
            cursor.execute("VACUUM").fetchall()
            is_busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if is_busy:
                # a reader still needs old pages: it is no fault of the driver's, but the log keeps them
                raise store.engine.dialect.loaded_dbapi.OperationalError("the write-ahead log is being read")
        except store.engine.dialect.loaded_dbapi.OperationalError as fault:
            raise sa.exc.OperationalError("VACUUM", {}, fault) from fault
