"""The one door to message translation; outside a request the Vietnamese message itself is returned."""

from __future__ import annotations

import flask_babel


def gettext(message: str, **values: object) -> str:
    """Translate a Vietnamese message into the language of the request."""
    return str(flask_babel.gettext(message, **values))


def lazy_gettext(message: str) -> object:
    """Translate when the message is shown, not when the module is read."""
    return flask_babel.lazy_gettext(message)
