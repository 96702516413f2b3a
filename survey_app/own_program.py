"""A program of its own for what a running server does by itself: it takes nothing from those who answer."""

from __future__ import annotations

import os
import subprocess  # nosec B404: our own program, no shell, fixed arguments
import sys
from dataclasses import dataclass

from survey_app.settings import Settings

PROGRAM = "from survey_app.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the program ended, and what it said."""

    code: int
    said: str


def run_program(settings: Settings, *words: str) -> Ended:
    """Run `sipas` with these words, and wait for its end."""
    command = [sys.executable, "-c", PROGRAM, "--dir", str(settings.directory), *words]
    # the child reads this installation, whatever the environment says of another
    own = {"SIPAS_DATABASE_URL": settings.database_url, "SIPAS_SECRET_KEY": settings.secret_key}
    with subprocess.Popen(  # noqa: S603  # nosec B603: our own program, no shell, fixed arguments
        command,
        # held open and never written to: the child sees it close when we are gone, on every system
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env={**os.environ, **own, "PYTHONIOENCODING": "utf-8"},
    ) as child:
        said = child.stdout.read() if child.stdout is not None else ""
    return Ended(child.returncode, said)
