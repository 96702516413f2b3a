"""Fixtures that several folders use: an empty database on SQLite and on a private PostgreSQL, and their sessions."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store, open_store
from survey_app.migrating import upgrade
from survey_app.settings import Settings


def needs(*programs: str) -> None:
    """Skip with one line where a program is missing; with CI set, fail instead."""
    missing = [program for program in programs if shutil.which(program) is None]
    if not missing:
        return
    message = f"not on PATH: {', '.join(missing)}"
    if os.environ.get("CI"):
        pytest.fail(f"nothing may skip in CI; {message}")
    pytest.skip(message)


def _as_another_user(command: list[str], folder: Path) -> list[str]:
    # PostgreSQL refuses to run as root
    if getpass.getuser() != "root":
        return command
    subprocess.run(["chown", "-R", "nobody", str(folder)], check=True)
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[str]:
    """A private cluster on a Unix socket, thrown away after the session; yields its address without a database."""
    needs("initdb", "pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="sipas-pg-"))
    environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}

    def run(*command: str) -> None:
        subprocess.run(
            _as_another_user(list(command), folder), check=True, env=environment, cwd=folder, stdout=subprocess.DEVNULL
        )

    run("initdb", "-D", str(folder / "data"), "-U", "sipas", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=200"
    run("pg_ctl", "-D", str(folder / "data"), "-o", options, "-w", "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql+psycopg://sipas@/{{database}}?host={folder}"
    finally:
        run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'sipas.db'}"
        return
    cluster = request.getfixturevalue("postgresql_cluster")
    name = f"test_{os.getpid()}_{tmp_path.name.lower().replace('-', '_')[:40]}"
    admin = sa.create_engine(cluster.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    yield cluster.format(database=name)
    with admin.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    admin.dispose()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A database with all tables and no rows, on each engine."""
    upgrade(database_url)
    opened = open_store(database_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """A database with all tables and no rows, on SQLite only: for what does not touch SQL of its own."""
    url = f"sqlite:///{tmp_path / 'sipas.db'}"
    upgrade(url)
    opened = open_store(url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty database, on each engine; set `app.extensions["sipas_clock"]` to move its clock."""
    # imported here so that a fault in one part of the application does not stop the tests of the others
    from survey_app.app import create_app

    url = store.engine.url.render_as_string(hide_password=False)
    made = create_app(Settings(directory=tmp_path, database_url=url, secret_key="k" * 48))
    yield made
    made.extensions["sipas_store"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies of its own."""
    return app.test_client()
