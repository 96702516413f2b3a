"""A run that a server began: it comes after those who answer and read, and may end with the server."""

from __future__ import annotations

import os
import sys
import threading

GIVEN_UP = 75
"""How a run ends whose server is gone: another will do the rest (EX_TEMPFAIL)."""


def end_with_parent() -> None:
    """Stop when the server that started this is gone: each thing is a transaction, so any moment will do."""

    standard_input = sys.stdin.fileno()

    def watch() -> None:
        # past Python's own buffer, whose lock would be held when the program ends by itself
        while os.read(standard_input, 1):
            pass
        os._exit(GIVEN_UP)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def step_back() -> None:
    """Let everything else of this machine go first."""
    if hasattr(os, "nice"):
        os.nice(10)
