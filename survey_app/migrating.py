"""Bring a database to the current tables with Alembic."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def alembic_config(url: sa.URL | str) -> Config:
    """Alembic's configuration, made here so that no alembic.ini is needed."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    text = url if isinstance(url, str) else url.render_as_string(hide_password=False)
    config.attributes["url"] = text
    return config


def upgrade(url: sa.URL | str, revision: str = "head") -> None:
    """Run every migration up to `revision`."""
    command.upgrade(alembic_config(url), revision)


def downgrade(url: sa.URL | str, revision: str) -> None:
    """Undo migrations down to `revision`."""
    command.downgrade(alembic_config(url), revision)
