"""Flask extensions, made once and bound in `create_app`."""

from __future__ import annotations

from flask_babel import Babel
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

babel = Babel()
login = LoginManager()
csrf = CSRFProtect()
"""For the office only: the citizen's page carries its own signed nonce and no cookie."""
