"""`sipas serve` and the function under it."""

from __future__ import annotations

import gc
import socket
import threading
import urllib.request
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask

from survey_app.exceptions import PortInUse
from survey_app.serving import addresses, lan_addresses, open_server, set_aside_what_stays


@pytest.fixture
def page() -> Flask:
    app = Flask("page")
    app.extensions["sipas_settings"] = SimpleNamespace(is_https=False)
    app.add_url_rule("/", "home", lambda: "xin chào")
    return app


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def test_it_serves(page: Flask) -> None:
    server = open_server(page, "127.0.0.1", 0)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    with urllib.request.urlopen(f"http://127.0.0.1:{server.effective_port}/", timeout=10) as answer:
        assert answer.read().decode() == "xin chào"
        assert "waitress" not in str(answer.headers)
    server.close()


def test_a_port_in_use_is_named_with_a_remedy(page: Flask, taken_port: int) -> None:
    with pytest.raises(PortInUse, match=f"Cổng {taken_port} .*--port {taken_port + 1}"):
        open_server(page, "127.0.0.1", taken_port)


@pytest.mark.parametrize("host", ["203.0.113.7", "khong co may nay"])
def test_an_address_of_another_machine_is_refused(page: Flask, host: str) -> None:
    with pytest.raises(PortInUse, match=r"--host 0\.0\.0\.0"):
        open_server(page, host, 8000)


def test_listening_everywhere_names_the_address_a_phone_types() -> None:
    assert addresses("127.0.0.1", 8000) == ["http://127.0.0.1:8000/"]
    assert addresses("may-chu", 80) == ["http://may-chu:80/"]
    assert addresses("::1", 8000) == ["http://[::1]:8000/"]
    everywhere = addresses("0.0.0.0", 8000)
    assert everywhere == ["http://127.0.0.1:8000/", *(f"http://{address}:8000/" for address in lan_addresses())]


def test_what_was_loaded_for_good_is_set_aside_from_the_collector() -> None:
    set_aside_what_stays()
    try:
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
