"""One desk, served in this process: its server can be stopped and started, its clock moved, its answers counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import sqlalchemy as sa
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from survey_app.app import create_app
from survey_app.database import open_store
from survey_app.installing import install
from survey_app.models import Comment, Response
from tests.factories import make_desk, make_sector, make_unit
from tests.ports import bound, free_port

TOKEN = "0123456789"
DESK = f"/d/{TOKEN}"


class Quiet(WSGIRequestHandler):
    """Says nothing about requests."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""


class Hosted:
    """An installation with its server, and nothing in it."""

    def __init__(self, directory: Path, *, base_url: str | None = None) -> None:
        settings = install(directory, base_url=base_url).settings
        self.settings = settings
        self.secret_key = settings.secret_key
        self.app = create_app(settings)
        self.store = open_store(settings.database_url)
        self.port = free_port()
        # held while the server is stopped: nobody answers there, and nobody else gets it
        self._held = bound(self.port)
        self.base = f"http://127.0.0.1:{self.port}"
        self._real_clock = self.app.extensions["sipas_clock"]
        self._server: BaseWSGIServer | None = None

    def start(self) -> None:
        """Serve on the same port as before."""
        with bound(self.port) as listening:
            listening.listen(128)
            # it takes a duplicate
            self._server = make_server(
                "127.0.0.1", self.port, self.app, threaded=True, request_handler=Quiet, fd=listening.fileno()
            )
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Kill the server."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def close(self) -> None:
        """Stop and let go of the database."""
        self.stop()
        self._held.close()
        self.store.engine.dispose()
        self.app.extensions["sipas_store"].engine.dispose()

    def set_clock(self, now: datetime) -> None:
        """Make the server's clock stand at `now`."""
        self.app.extensions["sipas_clock"] = lambda: now

    def run_from(self, moment: datetime) -> None:
        """Make the server's clock run on from `moment`, so that a test means the same at any hour of the day."""
        ahead = moment - self._real_clock()
        self.app.extensions["sipas_clock"] = lambda: self._real_clock() + ahead

    def later(self, **span: int) -> None:
        """Move the server's clock on; it runs as before."""
        before = self.app.extensions["sipas_clock"]
        self.app.extensions["sipas_clock"] = lambda: before() + timedelta(**span)

    def real_time(self) -> None:
        """Let the server's clock be."""
        self.app.extensions["sipas_clock"] = self._real_clock


class Town(Hosted):
    """An installation with two desks."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        with self.store.writing.begin() as session:
            sectors = tuple(make_sector(session, code) for code in ("dat-dai", "ho-tich"))
            unit = make_unit(session)
            make_desk(session, unit, token=TOKEN, sectors=sectors)
            make_desk(session, unit, "quay-6", token="1111111111", name_vi="Quầy 6 – Hộ tịch")

    def answers(self) -> list[Response]:
        """All that is kept."""
        with self.store.reading() as session:
            return list(session.scalars(sa.select(Response)))

    def comments(self) -> list[str]:
        """The texts of all comments."""
        with self.store.reading() as session:
            return list(session.scalars(sa.select(Comment.text)))

    def empty(self) -> None:
        """Forget all answers, and when they arrived."""
        self.app.extensions.pop("sipas_arrivals", None)
        with self.store.writing.begin() as session:
            session.execute(sa.delete(Response))
            session.execute(sa.delete(Comment))
