"""The engine and its two kinds of session: writing ones that take the write lock at BEGIN, and reading ones.

Beside them stands the bare look-up, which every view of a citizen's page makes.

SQLite in WAL mode lost committed writes before 3.51.3 (3.50.7 and 3.44.6 in their lines) when two connections met
a checkpoint, so WAL is used only where the linked SQLite has the fix; elsewhere DELETE with EXTRA (decision 0001).
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session, sessionmaker

from survey_app.exceptions import DatabaseNotReady, NewerDatabase
from survey_app.migrating import alembic_config

BUSY_TIMEOUT_SECONDS = 5


Reading = Session | sa.Connection
"""What a look-up can be made with."""


@dataclass(frozen=True, slots=True)
class Store:
    """The database of one installation."""

    engine: sa.Engine
    reading: sessionmaker[Session]
    writing: sessionmaker[Session]
    trying: sessionmaker[Session]
    """For what is undone at its end: the write lock is taken with the first write only, so that answers go on."""
    single: sa.Engine

    def looking_up(self) -> sa.Connection:
        """A connection on which each statement stands alone: half the cost of a session with its transaction."""
        return self.single.connect()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded default."""
        return self.engine.dialect.name == "sqlite"


def open_store(url: str) -> Store:
    """Make the engine for `url`; nothing is connected yet."""
    is_sqlite = url.startswith("sqlite")
    engine = _sqlite_engine(url) if is_sqlite else _postgresql_engine(url)
    reader = engine.execution_options(sqlite_begin="DEFERRED", postgresql_readonly=True)
    trier = engine.execution_options(sqlite_begin="DEFERRED")
    alone = {"sqlite_begin": ""} if is_sqlite else {"isolation_level": "AUTOCOMMIT"}
    return Store(
        engine, sessionmaker(reader), sessionmaker(engine), sessionmaker(trier), engine.execution_options(**alone)
    )


def sqlite_module() -> ModuleType:
    """The newest SQLite at hand: the one `pysqlite3` brings where it has a wheel, else Python's own."""
    for name in ("pysqlite3.dbapi2", "sqlite3.dbapi2"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise DatabaseNotReady(
        "Bản Python này không có SQLite. Hãy cài Python từ python.org hoặc gói python3 của hệ điều hành."
    )


def has_wal_reset_fix(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite keeps committed writes when a checkpoint races with a writer."""
    lines = {(3, 44): 6, (3, 50): 7, (3, 51): 3}
    line = version[:2]
    return version[2] >= lines[line] if line in lines else line > (3, 51)


def check_schema(store: Store) -> None:
    """Refuse a database that is empty, older or newer than this version of the kit."""
    script = ScriptDirectory.from_config(alembic_config(store.engine.url))
    with store.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
        raise NewerDatabase(
            f"Cơ sở dữ liệu do phiên bản mới hơn tạo ra (lược đồ {current}). "
            "Hãy cài phiên bản mới của bộ công cụ; dữ liệu chưa bị thay đổi."
        )
    found = "Cơ sở dữ liệu chưa có bảng nào." if current is None else f"Cơ sở dữ liệu theo lược đồ cũ ({current})."
    raise DatabaseNotReady(f"{found} Hãy chạy: sipas init")


def _sqlite_engine(url: str) -> sa.Engine:
    module = sqlite_module()
    engine = sa.create_engine(
        url,
        module=module,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
    )
    safe = has_wal_reset_fix(module.sqlite_version_info)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # None hands BEGIN to the listener below: the driver's own would be a deferred one
        connection.isolation_level = None
        mode = "PRAGMA journal_mode=WAL" if safe else "PRAGMA journal_mode=DELETE"
        level = "PRAGMA synchronous=FULL" if safe else "PRAGMA synchronous=EXTRA"
        for pragma in (mode, level, "PRAGMA foreign_keys=ON"):
            connection.execute(pragma)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        kind = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
        if kind:
            connection.exec_driver_sql(f"BEGIN {kind}")

    return engine


def _postgresql_engine(url: str) -> sa.Engine:
    return sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
