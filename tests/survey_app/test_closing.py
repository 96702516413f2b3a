"""After a day is closed nothing in the database joins ticket and answer, or tells in which order answers came."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from scipy.stats import spearmanr
from sqlalchemy.orm import Session

from survey_app.cli.close_day import close_day
from survey_app.closing import close_days
from survey_app.database import Store
from survey_app.exceptions import DayNotClosed
from survey_app.intake.tickets import spend
from survey_app.minting import MintedBatch, mint
from survey_app.models import AuditEntry, Base, Comment, Response, Ticket, TicketBatch
from survey_app.nightly import close_if_due
from survey_app.office.audit_details import detail_words
from survey_app.ticket_codes import keeper_of
from survey_app.ticket_printing import count_batches
from tests.factories import make_desk, make_response, make_unit

TODAY = date(2026, 11, 5)
YESTERDAY = date(2026, 11, 4)
KEEPER = keeper_of("k" * 48)
ANSWERS = 2_000
"""0.07 is about three standard deviations of a rank correlation of as many."""
UNLINKED = 0.07
RESPONSE_COLUMNS = [column.name for column in Base.metadata.tables["response"].columns]


@pytest.fixture
def desk(store: Store) -> None:
    with store.writing.begin() as session:
        make_response(session, make_desk(session, make_unit(session)), day=date(2026, 10, 1))


on_postgresql = pytest.mark.parametrize(
    "migrated_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


def minted(store: Store, number: int, *, on: date = YESTERDAY) -> MintedBatch:
    with store.writing.begin() as session:
        return mint(session, KEEPER, "quay-5", number, today=on, days=(on, on))


def answer(session: Session, mac: str, day: date, *, comment: bool = False) -> str:
    """One answer with its ticket; returns its receipt."""
    assert spend(session, mac)
    receipt = uuid4().hex[:16].upper()
    template = session.scalars(sa.select(Response).limit(1)).one()
    copied = {name: getattr(template, name) for name in RESPONSE_COLUMNS}
    session.execute(
        sa.insert(Response).values(**copied | {"id": uuid4(), "receipt": receipt, "day": day, "tier": "ticket"})
    )
    if comment:
        session.execute(sa.insert(Comment).values(id=uuid4(), unit=template.unit, week="2026-W45", text=receipt))
    return receipt


def answered(store: Store, macs: list[str], day: date = YESTERDAY) -> list[str]:
    """Answers in this order, each in a transaction of its own as they arrive; every tenth with a comment."""
    receipts = []
    for place, mac in enumerate(macs):
        with store.writing.begin() as session:
            receipts.append(answer(session, mac, day, comment=place % 10 == 0))
    return receipts


def macs_of(batch: MintedBatch) -> list[str]:
    macs = [KEEPER.mac(ticket.scanned) for ticket in batch.tickets]
    random.Random(7).shuffle(macs)
    return macs


def transactions(store: Store, table: str, only: str = "true") -> Counter[str]:
    with store.reading() as session:
        rows = session.execute(sa.text(f"SELECT xmin::text, count(*) FROM {table} WHERE {only} GROUP BY 1"))
        return Counter({str(number): int(count) for number, count in rows})


def order(store: Store, table: str, key: str, physical: str) -> dict[str, int]:
    with store.reading() as session:
        rows = session.scalars(sa.text(f"SELECT {key} FROM {table} {physical}")).all()
    return {str(value): place for place, value in enumerate(rows)}


def leaks(store: Store, receipts: list[str], macs: list[str]) -> list[float]:
    """Rank correlation of the place where a row stands with the time it came: of answers, comments and tickets."""
    physical = "" if store.is_sqlite else "ORDER BY ctid"
    found = []
    for table, key, arrived in (
        ("response", "receipt", receipts),
        ("comment", "text", receipts[::10]),
        ("ticket", "mac", macs),
    ):
        places = order(store, table, key, physical)
        found.append(float(spearmanr([places[one] for one in arrived], range(len(arrived))).statistic))
    return found


def rows(store: Store) -> dict[str, set[tuple[object, ...]]]:
    with store.reading() as session:
        return {
            name: {tuple(row) for row in session.execute(sa.select(Base.metadata.tables[name]))}
            for name in ("response", "comment", "ticket", "ticket_batch")
        }


def test_neither_order_nor_transaction_tells_what_came_when_and_with_what(store: Store, desk: None) -> None:
    macs = macs_of(minted(store, ANSWERS))
    receipts = answered(store, macs)
    before = rows(store)
    if not store.is_sqlite:
        assert min(leaks(store, receipts, macs)[:2]) > 0.9
        assert set(transactions(store, "ticket", "is_spent").values()) == {1}
    close_days(store, TODAY)
    # one mixing in a few hundred exceeds the bound by chance; comments are fewer, so chance goes further
    first = leaks(store, receipts, macs)
    close_days(store, TODAY)
    answers, comments, tickets = (
        min(abs(one), abs(other)) for one, other in zip(first, leaks(store, receipts, macs), strict=True)
    )
    assert (answers <= UNLINKED, tickets <= UNLINKED, comments <= 0.2) == (True, True, True)
    assert rows(store) == before


@on_postgresql
def test_all_rows_of_closed_days_share_one_transaction(store: Store, desk: None) -> None:
    answered(store, macs_of(minted(store, 150)))
    close_days(store, TODAY)
    numbers = {number for table in ("response", "comment") for number in transactions(store, table)}
    spent = transactions(store, "ticket", "is_spent")
    assert numbers == set(spent)
    assert list(spent.values()) == [150]
    versions = sa.text("SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE relname IN ('response', 'ticket')")
    with store.reading() as session:
        assert not session.scalar(versions)


@on_postgresql
def test_todays_answers_stay_and_their_tickets_lose_the_link_early(store: Store, desk: None) -> None:
    answered(store, macs_of(minted(store, 120)))
    answered(store, macs_of(minted(store, 5, on=TODAY)), TODAY)
    todays = transactions(store, "response", f"day = '{TODAY}'")
    close_days(store, TODAY)
    assert transactions(store, "response", f"day = '{TODAY}'") == todays
    assert not set(todays) & set(transactions(store, "ticket"))


@on_postgresql
def test_answers_of_a_month_without_closing_are_mixed_too(store: Store, desk: None) -> None:
    long_ago = YESTERDAY - timedelta(days=45)
    answered(store, macs_of(minted(store, 110, on=long_ago)), long_ago)
    close_days(store, TODAY)
    # with the answer of the first of October, which the fixture made
    assert sorted(transactions(store, "response").values()) == [111]


def test_answers_are_taken_while_days_are_being_closed(store: Store, desk: None) -> None:
    answered(store, macs_of(minted(store, 300)))
    macs, receipts, failures = macs_of(minted(store, 150, on=TODAY)), [], []

    def arrive() -> None:
        try:
            receipts.extend(answered(store, macs, TODAY))
        except Exception as failure:
            failures.append(failure)

    citizen = threading.Thread(target=arrive)
    citizen.start()
    while citizen.is_alive():
        close_days(store, TODAY)
        citizen.join(0.05)
    assert failures == []
    assert len(receipts) == len(macs)
    kept = rows(store)
    assert (len(kept["response"]), sum(row[-1] for row in kept["ticket"])) == (451, 450)  # type: ignore[misc]


def test_tickets_are_deleted_sixty_days_after_they_expired_and_their_counts_stay(
    store: Store, desk: None, tmp_path: Path
) -> None:
    old, recent = minted(store, 20, on=date(2026, 8, 28)), minted(store, 20, on=date(2026, 8, 30))
    for batch in (old, recent):
        answered(store, macs_of(batch)[:12], batch.valid_from)
    assert [batch.valid_to for batch in (old, recent)] == [date(2026, 9, 4), date(2026, 9, 6)]
    assert close_days(store, TODAY, who="cli:lan").deleted == 20
    assert close_days(store, TODAY).deleted == 0
    with store.reading() as session:
        lines = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
        assert (lines[0].who, lines[0].action, lines[0].subject) == ("cli:lan", "days.close", "2026-11-04")
        assert "mã hết hạn đã xóa: 20" in detail_words(lines[0].detail)
        # on SQLite the second closing counts nothing; PostgreSQL mixes its rows anew each night
        assert [line.who for line in lines[1:]] == ([] if store.is_sqlite else ["server:"])
        assert set(session.scalars(sa.select(Ticket.batch).distinct())) == {recent.id}
        assert dict(session.execute(sa.select(TicketBatch.id, TicketBatch.spent)).all()) == {old.id: 12, recent.id: 0}
        assert [(batch.minted, batch.spent) for batch in count_batches(session)] == [(20, 12), (20, 12)]
    if store.is_sqlite:
        files = b"".join(path.read_bytes() for path in tmp_path.glob("sipas.db*"))
        assert not any(mac.encode() in files for mac in macs_of(old))
        assert all(mac.encode() in files for mac in macs_of(recent))


def test_a_database_that_stays_busy_is_told_in_a_sentence(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("survey_app.closing.PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("survey_app.closing.ATTEMPTS", 1)
    with sqlite_store.writing.begin() as session:
        session.execute(sa.text("UPDATE unit SET position = 1"))
        with pytest.raises(DayNotClosed, match="đang bận.*sipas close-day"):
            close_days(sqlite_store, TODAY)


def test_a_reader_that_holds_old_pages_is_waited_for(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("survey_app.closing.PAUSE_SECONDS", 0.2)
    with sqlite_store.reading() as session:
        mode = session.scalar(sa.text("PRAGMA journal_mode"))
    reading, done = threading.Event(), threading.Event()

    def read() -> None:
        with sqlite_store.reading() as session:
            session.execute(sa.select(Response.id)).all()
            reading.set()
            done.wait(0.5)

    reader = threading.Thread(target=read)
    reader.start()
    reading.wait()
    close_days(sqlite_store, TODAY)
    reader.join()
    log = Path(str(sqlite_store.engine.url.database) + "-wal")
    assert mode != "wal" or log.stat().st_size == 0


def test_the_command_closes(store: Store, desk: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIPAS_SECRET_KEY", "k" * 48)
    monkeypatch.setenv("SIPAS_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
    done = CliRunner().invoke(close_day, [], obj=tmp_path)
    assert (done.exit_code, "Đã khép các ngày trước hôm nay; xóa 0 mã" in done.output) == (0, True)


def test_a_server_closes_once_a_night_and_catches_up_in_the_morning(app: Flask, desk: None) -> None:
    def at(day: int, hour: int) -> None:
        app.extensions["sipas_clock"] = lambda: datetime(2026, 11, day, hour, tzinfo=UTC) - timedelta(hours=7)

    at(5, 0)
    assert close_if_due(app, None) is None
    at(5, 1)
    assert close_if_due(app, None) == date(2026, 11, 5)
    at(5, 9)
    assert close_if_due(app, date(2026, 11, 5)) == date(2026, 11, 5)
    assert close_if_due(app, date(2026, 11, 4)) == date(2026, 11, 5)
