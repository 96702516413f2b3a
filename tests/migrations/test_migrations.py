"""The tables: migrations go up, down and up again, and end where the models are."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from survey_app.database import check_schema, open_store
from survey_app.exceptions import DatabaseNotReady, NewerDatabase
from survey_app.migrating import downgrade, upgrade
from survey_app.models import Base
from tests.factories import make_desk, make_unit


def test_migrations_go_up_down_and_up_again(database_url: str) -> None:
    upgrade(database_url)
    downgrade(database_url, "base")
    store = open_store(database_url)
    assert sa.inspect(store.engine).get_table_names() == ["alembic_version"]
    store.engine.dispose()
    upgrade(database_url)
    store = open_store(database_url)
    assert set(sa.inspect(store.engine).get_table_names()) == {"alembic_version", *Base.metadata.tables}
    store.engine.dispose()


def test_the_models_are_the_head_of_the_migrations(database_url: str) -> None:
    upgrade(database_url)
    store = open_store(database_url)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    store.engine.dispose()


def test_an_empty_database_says_to_run_init(database_url: str) -> None:
    store = open_store(database_url)
    with pytest.raises(DatabaseNotReady, match="sipas init"):
        check_schema(store)
    store.engine.dispose()


def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    upgrade(database_url)
    store = open_store(database_url)
    with store.writing.begin() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '2999_from_the_future'"))
    with pytest.raises(NewerDatabase, match="2999_from_the_future"):
        check_schema(store)
    store.engine.dispose()


def test_citizen_tables_have_no_rowid_on_sqlite(sqlite_store) -> None:
    with sqlite_store.reading() as session:
        for table in ("response", "comment", "ticket"):
            sql = session.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
            assert "WITHOUT ROWID" in sql


def test_tickets_outlive_the_loss_of_their_places(database_url: str) -> None:
    upgrade(database_url, "20261127_add_paper_comments")
    store = open_store(database_url)
    minted = "INSERT INTO ticket_batch VALUES (:batch, 'quay-5', :day, :day, :day, 50, 0)"
    ticket = "INSERT INTO ticket (mac, typed_mac, batch, position, is_spent) VALUES (:mac, :typed, :batch, :at, :spent)"
    macs = [f"{place * 37 % 50:02}".ljust(43, "x") for place in range(50)]
    with store.writing.begin() as session:
        make_desk(session, make_unit(session))
        batch = sa.bindparam("batch", UUID(int=7), sa.Uuid())
        session.execute(sa.text(minted).bindparams(batch, sa.bindparam("day", date(2026, 11, 4), sa.Date())))
        for place, mac in enumerate(macs):
            values = {"mac": mac, "typed": mac[::-1], "at": place, "spent": place < 5}
            session.execute(sa.text(ticket).bindparams(batch), values)
    upgrade(database_url)
    with store.reading() as session:
        in_file = session.execute(sa.text("SELECT * FROM ticket" + ("" if store.is_sqlite else " ORDER BY ctid"))).all()
        assert in_file == [
            (mac, mac[::-1], in_file[0][2], None, None, int(macs.index(mac) < 5)) for mac in sorted(macs)
        ]
        if not store.is_sqlite:
            dropped = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'ticket'::regclass AND attisdropped"
            assert session.scalar(sa.text(dropped)) == 0
            assert len(session.execute(sa.text("SELECT DISTINCT xmin::text, cmin::text FROM ticket")).all()) == 1
    downgrade(database_url, "20261127_add_paper_comments")
    with store.reading() as session:
        assert session.execute(sa.text("SELECT count(*), max(position) FROM ticket")).all() == [(50, 0)]
    store.engine.dispose()
