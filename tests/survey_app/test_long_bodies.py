"""A body that is far too long, sent to a real server on this machine: refused before it is read."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from survey_app.long_bodies import LONGEST_BODY
from survey_app.office.import_views import MOST_SENT
from survey_app.serving import open_server

FORM = b"Host: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
TYPED = b"POST /t HTTP/1.1\r\n" + FORM
ANNOUNCED = TYPED + b"Content-Length: 60000000\r\n"
CHUNKED = TYPED + b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"


@pytest.fixture
def line(app: Flask) -> Iterator[socket.socket]:
    """A connection to the served application."""
    server = open_server(app, "127.0.0.1", 0)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    with socket.create_connection(("127.0.0.1", server.effective_port), timeout=20) as connection:
        yield connection
    server.close()


def answer(line: socket.socket) -> str:
    """All that comes until the server hangs up."""
    parts = []
    while part := line.recv(65536):
        parts.append(part)
    return b"".join(parts).decode()


def is_told(said: str) -> bool:
    """Whether this is our page, and the only answer."""
    return said.startswith("HTTP/1.1 413") and "Nội dung gửi lên quá dài" in said and said.count("HTTP/1.1") == 1


def test_an_announced_length_is_refused_before_any_of_the_body_is_sent(line: socket.socket) -> None:
    line.sendall(ANNOUNCED + b"\r\n")
    said = answer(line)
    assert is_told(said)
    assert "Sipas: page" in said
    assert "Connection: close" in said


def test_one_who_asks_first_is_not_told_to_go_on(line: socket.socket) -> None:
    line.sendall(ANNOUNCED + b"Expect: 100-continue\r\n\r\n")
    assert is_told(answer(line))


def test_what_follows_a_refused_length_is_no_request(line: socket.socket) -> None:
    line.sendall(ANNOUNCED + b"\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert is_told(answer(line))


def test_a_chunked_body_is_read_to_the_limit_and_no_further(line: socket.socket) -> None:
    line.sendall(CHUNKED)
    line.sendall((CHUNK * (LONGEST_BODY // 0x10000))[:LONGEST_BODY])
    assert is_told(answer(line))


@pytest.mark.parametrize("length", [3_000_000, MOST_SENT + 1])
def test_one_that_is_somewhat_too_long_is_read_and_told(line: socket.socket, length: int) -> None:
    assert length < LONGEST_BODY
    line.sendall(TYPED + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % length + b"a" * length)
    assert is_told(answer(line))


def test_a_chunked_body_that_is_short_enough_arrives(line: socket.socket) -> None:
    line.sendall(CHUNKED.replace(b"chunked\r\n", b"chunked\r\nConnection: close\r\n"))
    line.sendall(b"8\r\ncode=ABC\r\n0\r\n\r\n")
    said = answer(line)
    assert said.startswith("HTTP/1.1 422")
    assert 'value="ABC"' in said
