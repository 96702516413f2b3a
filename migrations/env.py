"""Alembic's way in: one engine for the installation's database, SQLite or PostgreSQL."""

from __future__ import annotations

from alembic import context

from survey_app.database import open_store
from survey_app.models import Base


def run() -> None:
    """Run the migrations in one transaction."""
    store = open_store(context.config.attributes["url"])
    with store.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
    store.engine.dispose()


run()
