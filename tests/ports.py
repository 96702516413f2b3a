"""Ports of this machine for servers that tests start, stop and start again."""

from __future__ import annotations

import os
import random
import socket

BELOW_OUTGOING = range(20_000, 32_000)
"""Systems take the local ends of outgoing connections from above: one of these would keep a server from coming back."""
WORKERS = 16


def bound(port: int) -> socket.socket:
    """A socket of this port of its own that does not listen yet; others bound so may share the port."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(("127.0.0.1", port))
    return made


def free_port() -> int:
    """A port that nobody listens on, and that neither an outgoing connection nor another worker takes meanwhile."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    # while a server is stopped its port looks free to the tests that run beside it
    own = BELOW_OUTGOING[worker % WORKERS :: WORKERS]
    for port in random.sample(own, 500):
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise RuntimeError("no free port between 20000 and 32000 on 127.0.0.1")
