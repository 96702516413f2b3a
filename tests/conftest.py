"""Fixtures that several folders use: an empty database on SQLite and on a private PostgreSQL, and their sessions."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from survey_app import staff
from survey_app.database import Store, open_store
from survey_app.migrating import upgrade
from survey_app.settings import Settings


@pytest.fixture(autouse=True, scope="session")
def quick_hashing() -> None:
    """Passwords hashed with little work: being slow is argon2's to prove, and a test signs in hundreds of times."""
    staff.HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


class Templates(BytecodeCache):
    """Templates translated once for all the applications that tests make, kept by what they say."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept."""
        code = self.kept.get((bucket.key, bucket.checksum))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self.kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


TEMPLATES = Templates()


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


ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@contextmanager
def postgresql_database(cluster: str, name: str, *, template: str = "template1") -> Iterator[str]:
    """A database of its own in the cluster, copied from `template`, dropped afterwards; yields its address."""
    admin = sa.create_engine(cluster.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield cluster.format(database=name)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        admin.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no rows: copying it is quicker than migrating anew for each test."""
    path = tmp_path_factory.mktemp("template") / "sipas.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_cluster: str) -> Iterator[str]:
    """The name of a PostgreSQL database with all tables and no rows."""
    with postgresql_database(postgresql_cluster, "sipas_template") as url:
        upgrade(url)
        yield "sipas_template"


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'sipas.db'}"
        return
    with postgresql_database(request.getfixturevalue("postgresql_cluster"), f"test_{uuid4().hex}") as url:
        yield url


@pytest.fixture(params=ENGINES)
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with all tables and no rows, on each engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "sipas.db")
        yield f"sqlite:///{tmp_path / 'sipas.db'}"
        return
    cluster, template = (request.getfixturevalue(f"postgresql_{name}") for name in ("cluster", "template"))
    with postgresql_database(cluster, f"test_{uuid4().hex}", template=template) as url:
        yield url


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    """A database with all tables and no rows, on each engine."""
    opened = open_store(migrated_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """A database with all tables and no rows, on SQLite only: for what does not touch SQL of its own."""
    shutil.copy(sqlite_template, tmp_path / "sipas.db")
    opened = open_store(f"sqlite:///{tmp_path / 'sipas.db'}")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty database, on each engine; set `app.extensions["sipas_clock"]` to move its clock."""
    # imported here so that a fault in one part of the application does not stop the tests of the others
    from survey_app.app import create_app

    url = store.engine.url.render_as_string(hide_password=False)
    made = create_app(Settings(directory=tmp_path, database_url=url, secret_key="k" * 48))
    made.jinja_env.bytecode_cache = TEMPLATES
    yield made
    made.extensions["sipas_store"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies of its own."""
    return app.test_client()
