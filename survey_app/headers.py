"""Security headers on every answer; the citizen's pages carry a stricter policy of their own."""

from __future__ import annotations

from flask import Flask, Response, current_app

OFFICE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def init_app(app: Flask) -> None:
    """Send the headers with every answer."""
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Add what is missing: a view that set a header itself keeps its own."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", OFFICE_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    if response.mimetype == "text/html":
        headers.setdefault("Cache-Control", "no-store")
    if current_app.extensions["sipas_settings"].is_https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
