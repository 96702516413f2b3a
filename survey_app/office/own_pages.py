"""Where a sign-in or a change of language may lead: pages of the office, and nothing that could mean another host."""

from __future__ import annotations

import re
from urllib.parse import unquote

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

SHAPE = re.compile(r"(/office(?:/[\w.~@:%+-]+)*)(?:\?[!-\[\]-~]*)?", flags=re.ASCII)
"""Printable ASCII without a backslash; one slash before each part, so that `//host` cannot be written."""
NO_WAY_BACK = {"office.sign_in", "office.sign_out"}


def local_page(address: str) -> str:
    """The address if a page of the office answers to it, else nothing."""
    shaped = SHAPE.fullmatch(address)
    if shaped is None or not _is_plain(unquote(shaped[1])):
        return ""
    adapter = current_app.url_map.bind("", "/")
    try:
        endpoint, _values = adapter.match(unquote(shaped[1]), method="GET")
    except (HTTPException, RequestRedirect):
        return ""
    return address if endpoint.startswith("office.") and endpoint not in NO_WAY_BACK else ""


def _is_plain(path: str) -> bool:
    """Whether a browser reads the decoded path as it stands: no step up, no empty part, no second encoding."""
    parts = path.split("/")[1:]
    return all(part.strip(".") and re.fullmatch(r"[\w.~@:+-]+", part) for part in parts)
