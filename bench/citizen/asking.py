"""Requests to the application in this process, without a server between."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from .phone import FIELD, HOST


def environment(method: str, path: str, form: dict[str, str] | str = "", **more: str) -> dict[str, Any]:
    """What a server hands to the application; `form` as fields, or as it is sent."""
    body = (form if isinstance(form, str) else urlencode(form)).encode()
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": HOST,
        "HTTP_HOST": HOST,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **more,
    }


def ask(app: Flask, asked: dict[str, Any]) -> tuple[int, bytes]:
    """Status and body."""
    statuses: list[str] = []

    def start(status: str, _headers: list[tuple[str, str]], _error: object = None) -> Any:
        statuses.append(status)

    parts = app(asked, start)
    body = b"".join(parts)
    getattr(parts, "close", lambda: None)()
    return int(statuses[-1][:3]), body


def open_form(app: Flask, path: str) -> dict[str, str]:
    """What a form sends along unseen."""
    status, body = ask(app, environment("GET", path))
    if status != 200:
        raise ValueError(f"{path} was answered with {status}")
    return hidden(body)


def hidden(page: bytes) -> dict[str, str]:
    """The fields of a page's form that its reader does not see."""
    return {name.decode(): value.decode() for name, value in FIELD.findall(page)}
