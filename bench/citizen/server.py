"""`sipas serve` with a clock that can be moved by a file and a number of threads that can be chosen."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path

from survey_app import serving
from survey_app.app import create_app
from survey_app.settings import Settings


def main() -> None:
    """Serve until terminated."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("directory", type=Path)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--threads", type=int, required=True)
    given = arguments.parse_args()
    app = create_app(Settings.from_directory(given.directory))
    clock = given.directory / "clock"

    def now() -> datetime:
        off = float(clock.read_text()) if clock.exists() else 0.0
        return datetime.now(UTC) + timedelta(seconds=off)

    app.extensions["sipas_clock"] = now
    serving.THREADS = given.threads
    serving.serve_app(app, "127.0.0.1", given.port)


if __name__ == "__main__":
    main()
