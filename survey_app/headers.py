"""Security headers on every answer; the citizen's pages carry a stricter policy of their own."""

from __future__ import annotations

from flask import Flask, Response, current_app

OFFICE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


STANDING = {
    "Content-Security-Policy": OFFICE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PAGE = {"Cache-Control": "no-store"}
HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


def init_app(app: Flask) -> None:
    """Send the headers with every answer."""
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Add what is missing: a view that set a header itself keeps its own."""
    wanted = STANDING | PAGE if response.mimetype == "text/html" else STANDING
    if current_app.extensions["sipas_settings"].is_https:
        wanted = wanted | HTTPS
    # looked through once: asking for each by its name goes through all of them each time, at every view
    there = {name.lower() for name, _value in response.headers}
    response.headers.extend((name, value) for name, value in wanted.items() if name.lower() not in there)
    return response
