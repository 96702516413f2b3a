"""What time it is: by the application's clock where one runs, else by the machine's."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, has_app_context


def now() -> datetime:
    """The present moment, with its zone."""
    if not has_app_context():
        return datetime.now(UTC)
    moment: datetime = current_app.extensions["sipas_clock"]()
    return moment
