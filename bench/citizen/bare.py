"""A page of two letters, served as `sipas serve` serves the kit."""

from __future__ import annotations

import argparse
from pathlib import Path

from flask import Flask

from survey_app import serving
from survey_app.settings import Settings


def bare_page() -> Flask:
    """What Flask does for a page of two letters."""
    app = Flask("bare")
    for path in ("/", "/healthz"):
        app.add_url_rule(path, path, lambda: "ok")
    return app


def main() -> None:
    """Serve until terminated."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    app = bare_page()
    app.extensions["sipas_settings"] = Settings(Path(), "", "b" * 48)
    serving.serve_app(app, "127.0.0.1", arguments.parse_args().port)


if __name__ == "__main__":
    main()
