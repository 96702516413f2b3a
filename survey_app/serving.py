"""Run the web application with waitress; nothing about a request is logged."""

from __future__ import annotations

import errno
import gc
import logging
import select
import socket
from ipaddress import ip_address
from typing import Any

import waitress.server  # type: ignore[import-untyped]  # no type information is published
from flask import Flask

from survey_app.exceptions import PortInUse
from survey_app.long_bodies import LONGEST_BODY, Channel

THREADS = 8
CONNECTIONS = 1000
"""Phones keep a connection open after their page; a hall of people behind one address must not fill the server."""
DOCUMENTATION_ADDRESS = ("192.0.2.1", 9)
"""An address that belongs to nobody (RFC 5737); naming it to a UDP socket sends nothing."""


def open_server(app: Flask, host: str, port: int) -> Any:
    """Take the port and return a waitress server; its `run()` serves until interrupted, `effective_port` is real."""
    for name in ("waitress", "waitress.queue"):
        logging.getLogger(name).setLevel(logging.ERROR)
    listening = _listen(host, port)
    is_https = app.extensions["sipas_settings"].is_https
    server = waitress.server.create_server(
        app,
        sockets=[listening],
        threads=THREADS,
        ident=None,
        url_scheme="https" if is_https else "http",
        connection_limit=CONNECTIONS,
        max_request_body_size=LONGEST_BODY,
        # select() knows no file numbers from 1,024 on
        asyncore_use_poll=hasattr(select, "poll"),
    )
    server.channel_class = Channel
    return server


def serve_app(app: Flask, host: str, port: int) -> None:
    """Serve until interrupted."""
    open_server(app, host, port).run()


def set_aside_what_stays() -> None:
    """Spare the garbage collector what was loaded for good: walking it all made every few pages wait 150 ms."""
    gc.collect()
    gc.freeze()


def addresses(host: str, port: int) -> list[str]:
    """The addresses that lead here: this machine's, and with 0.0.0.0 the one a phone on the same network types."""
    if not is_everywhere(host):
        return [_url(host, port)]
    return [_url("127.0.0.1", port), *(_url(address, port) for address in lan_addresses())]


def lan_addresses() -> list[str]:
    """This machine's address on its network, found without sending anything; empty where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(DOCUMENTATION_ADDRESS)
            found = str(probe.getsockname()[0])
        except OSError:
            return []
    return [] if ip_address(found).is_loopback or ip_address(found).is_unspecified else [found]


def is_everywhere(host: str) -> bool:
    """Whether this host name means every address of the machine."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise PortInUse(_why(error, host, port)) from error


def _why(error: Exception, host: str, port: int) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return (
            f"Cổng {port} trên {host} đang được một chương trình khác dùng. "
            f"Hãy tắt chương trình đó hoặc chọn cổng khác, ví dụ: sipas serve --port {_next(port)}"
        )
    if number in (errno.EACCES, errno.EPERM):
        return (
            f"Hệ điều hành không cho chương trình này mở cổng {port}. "
            "Hãy chọn một cổng từ 1024 trở lên, ví dụ: sipas serve --port 8000"
        )
    return (
        f"Không mở được cổng {port} trên “{host}”: {error}. "
        "Hãy dùng --host 127.0.0.1 (chỉ máy này) hoặc --host 0.0.0.0 (mọi máy trong mạng)."
    )


def _next(port: int) -> int:
    return port + 1 if port < 65535 else 8000


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
