"""The screen at a desk: its QR changes every five minutes, and who scanned it stood there just now."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import datetime
from importlib import resources
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, request

from reports.posters import IN_THE_HAND, INVITATION, STEPS, qr_svg
from reports.tickets import NEVER
from survey_app.intake.desks import open_desk
from survey_app.intake.pages import minified, respond
from survey_app.periods import viet_nam_today
from survey_app.rotating import WINDOW_SECONDS, RotatingCodes, rotating_codes_of
from survey_app.tokens import read_token

blueprint = Blueprint("screen", __name__)

_TEMPLATES = resources.files("survey_app") / "templates/intake"
STYLE = minified((_TEMPLATES / "screen.css").read_text(encoding="utf-8"))
SCRIPT = (_TEMPLATES / "screen.js").read_text(encoding="utf-8")
STALE_SECONDS = 180
"""How long an unrenewed code stays up after its window; it is taken for the whole window after its own."""


def _hash(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


POLICY = (
    f"default-src 'none'; style-src 'sha256-{_hash(STYLE)}'; script-src 'sha256-{_hash(SCRIPT)}'; img-src data:; "
    "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


@blueprint.get("/screen/<token>/<key>")
def screen(token: str, key: str) -> Response:
    """The page for the wall, for whoever holds the desk's key."""
    now: datetime = current_app.extensions["sipas_clock"]()
    codes = _codes()
    if not codes.opens_screen(read_token(token), key):
        abort(404)
    with current_app.extensions["sipas_store"].looking_up() as reading:
        desk = open_desk(reading, token, viet_nam_today(now))
    url = f"{_base_url()}/d/{codes.address(desk.token, now)}"
    response = respond(
        current_app.jinja_env.get_template("intake/screen.html").render(
            desk=desk,
            domain=urlsplit(url).netloc,
            qr=qr_svg(url, level=IN_THE_HAND),
            left=seconds_left(now),
            stale=STALE_SECONDS,
            invitation=INVITATION,
            step=STEPS[0],
            never=NEVER,
            is_demo=current_app.extensions["sipas_settings"].is_demo,
            style=STYLE,
            script=SCRIPT,
        )
    )
    response.headers["Content-Security-Policy"] = POLICY
    return response


def seconds_left(now: datetime) -> int:
    """Whole seconds until the code changes, never none."""
    return WINDOW_SECONDS - int(now.timestamp()) % WINDOW_SECONDS


def _base_url() -> str:
    return current_app.extensions["sipas_settings"].base_url or request.host_url.rstrip("/")


def _codes() -> RotatingCodes:
    return rotating_codes_of(current_app.extensions["sipas_settings"].secret_key)
