"""A scratch installation with two desks, and what it keeps; on SQLite or on a private PostgreSQL."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.app import create_app
from survey_app.database import Store, open_store
from survey_app.installing import install
from survey_app.migrating import upgrade
from survey_app.minting import mint
from survey_app.models import Comment, Desk, DeskSector, Response, Sector, Ticket, TicketBatch, Unit
from survey_app.periods import viet_nam_today
from survey_app.settings import Settings
from survey_app.ticket_codes import keeper_of

TOKEN, OTHER_TOKEN = "0123456789", "1111111111"
DESK, OTHER_DESK = "quay-1", "quay-2"
HERE = f"/d/{TOKEN}"


def settle(directory: Path, url: str = "") -> Settings:
    """Make key, tables and two desks of one unit."""
    settings = install(directory).settings
    if url:
        upgrade(url)
        settings = replace(settings, database_url=url)
    store = open_store(settings.database_url)
    with store.writing.begin() as session:
        add_desks(session)
    store.engine.dispose()
    return settings


def add_desks(session: Session) -> None:
    """Two desks of one unit, the first with three sectors."""
    session.add(Unit(code="u", name_vi="Trung tâm Phục vụ", name_en="Service centre", level="provincial_centre"))
    sectors = [Sector(code=f"s{place}", name_vi=f"Lĩnh vực {place}", name_en=f"Sector {place}") for place in (1, 2, 3)]
    session.add_all(sectors)
    session.flush()
    for code, token in ((DESK, TOKEN), (OTHER_DESK, OTHER_TOKEN)):
        names = {"name_vi": f"Quầy {code[-1]}", "name_en": f"Desk {code[-1]}"}
        session.add(Desk(code=code, unit="u", token=token, questionnaire="desk_v1", **names))
    session.flush()
    session.add_all(DeskSector(desk=DESK, sector=sector.code, position=at) for at, sector in enumerate(sectors))


def open_app(settings: Settings) -> tuple[Flask, Store]:
    """The application in this process, and its database."""
    app = create_app(settings)
    store: Store = app.extensions["sipas_store"]
    return app, store


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="sipas-bench-") as folder:
        yield Path(folder)


@contextmanager
def installed(url: str = "") -> Iterator[tuple[Path, Settings, Store]]:
    """A settled scratch installation: its folder, settings and database."""
    with scratch() as directory:
        settings = settle(directory, url)
        store = open_store(settings.database_url)
        try:
            yield directory, settings, store
        finally:
            store.engine.dispose()


def codes(store: Store, secret_key: str, number: int, *, desk: str = DESK, days_ago: int = 0) -> list[str]:
    """One-time codes as the QR holds them, handed out so many days ago."""
    today = viet_nam_today() - timedelta(days=days_ago)
    with store.writing.begin() as session:
        batch = mint(session, keeper_of(secret_key), desk, number, today=today, days=(today, today))
    return [ticket.scanned for ticket in batch.tickets]


def answers(store: Store) -> list[Response]:
    """All that is kept."""
    with store.reading() as session:
        return list(session.scalars(sa.select(Response)))


def spent(store: Store) -> int:
    """How many tickets are spent."""
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).where(Ticket.is_spent.is_(True))) or 0


def forget(store: Store) -> None:
    """Delete all answers and tickets."""
    with store.writing.begin() as session:
        for table in (Response, Comment, Ticket, TicketBatch):
            session.execute(sa.delete(table))


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The address of an empty database in a cluster of its own, with fsync on; None where initdb is missing."""
    if not all(map(shutil.which, ("initdb", "pg_ctl"))):
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="sipas-bench-"))

    def run(*command: str) -> None:
        subprocess.run(_not_as_root(list(command), folder), check=True, cwd=folder, stdout=subprocess.DEVNULL)

    run("initdb", "-D", str(folder / "data"), "-U", "sipas", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-k {folder} -c listen_addresses=''"
    try:
        run("pg_ctl", "-D", str(folder / "data"), "-o", options, "-w", "-l", str(folder / "log"), "start")
        yield f"postgresql+psycopg://sipas@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _not_as_root(command: list[str], folder: Path) -> list[str]:
    # PostgreSQL refuses to run as root
    if os.name == "nt" or getpass.getuser() != "root":
        return command
    subprocess.run(["chown", "-R", "nobody", str(folder)], check=True)
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]
