"""Flask extensions, made once and bound in `create_app`."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import Babel
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

OFFICE = "/office"


class OfficeSessions(SecureCookieSessionInterface):
    """Sessions for the office's pages alone: no cookie is read or set on a citizen's page."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Open the session of an office page; none elsewhere."""
        return super().open_session(app, request) if request.path.startswith(OFFICE) else None


babel = Babel()
login = LoginManager()
csrf = CSRFProtect()
"""For the office only: the citizen's page carries its own signed nonce and no cookie."""
