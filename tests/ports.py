"""Ports of this machine for servers that tests start, stop and start again."""

from __future__ import annotations

import random
import socket

BELOW_OUTGOING = range(20_000, 32_000)
"""Systems take the local ends of outgoing connections from above: one of these would keep a server from coming back."""


def free_port() -> int:
    """A port that nobody listens on, and that no outgoing connection will take meanwhile."""
    for port in random.sample(BELOW_OUTGOING, 500):
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise RuntimeError("no free port between 20000 and 32000 on 127.0.0.1")
