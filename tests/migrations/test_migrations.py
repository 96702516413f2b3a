"""The tables: migrations go up, down and up again, and end where the models are."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from survey_app.database import check_schema, open_store
from survey_app.exceptions import DatabaseNotReady, NewerDatabase
from survey_app.migrating import downgrade, upgrade
from survey_app.models import Base


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
        for table in ("response", "comment"):
            sql = session.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
            assert "WITHOUT ROWID" in sql
