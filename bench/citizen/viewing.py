"""What one view of the form costs the processor: in the application alone, and in the whole server."""

from __future__ import annotations

import time
from http.client import HTTPConnection

from flask import Flask

from .asking import ask, environment
from .phone import HOST, SECONDS, request
from .serving import Served

FEW, MANY = 50, 500
"""Views in a batch: few in this process, so that some batches run undisturbed; many where ticks of 10 ms are read."""
BROWSER = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br", "HTTP_ACCEPT_LANGUAGE": "vi-VN,vi;q=0.9"}
HEADERS = {"Accept-Encoding": "gzip, deflate, br", "Accept-Language": "vi-VN,vi;q=0.9"}


def in_process(app: Flask, path: str, batches: int) -> float:
    """Milliseconds of CPU a view, the least of several batches."""
    return min(_batch(app, path) for _number in range(batches))


def _batch(app: Flask, path: str) -> float:
    asked = [environment("GET", path, **BROWSER) for _view in range(FEW)]
    began = time.process_time()
    statuses = {ask(app, one)[0] for one in asked}
    spent = time.process_time() - began
    if statuses != {200}:
        raise ValueError(f"{path} was answered with {statuses}")
    return 1000 * spent / FEW


def in_server(server: Served, path: str, batches: int, *, keeps_line: bool) -> float:
    """Milliseconds of CPU of the server process a view, on one connection or on a new one each time."""
    found = []
    for _batch_number in range(batches):
        began = server.cpu()
        _ask_kept(server, path) if keeps_line else _ask_anew(server, path)
        found.append(1000 * (server.cpu() - began) / MANY)
    return min(found)


def _ask_kept(server: Served, path: str) -> None:
    line = HTTPConnection(HOST, server.phone.port, timeout=SECONDS)
    for _view in range(MANY):
        line.request("GET", path, headers=HEADERS)
        line.getresponse().read()
    line.close()


def _ask_anew(server: Served, path: str) -> None:
    asked = request("GET", path, headers=tuple(f"{name}: {value}" for name, value in HEADERS.items()))
    for _view in range(MANY):
        server.phone.exchange(asked)
