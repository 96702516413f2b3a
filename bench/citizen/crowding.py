"""A full hall behind one address: every phone opens the form and sends it, and keeps its connection as browsers do."""

from __future__ import annotations

import http.client
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from .phone import FIELD, HOST, SECONDS
from .town import HERE

HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Crowd:
    """What the phones met."""

    phones: int
    refused: int
    opening: list[float]
    """Seconds for each form to open, the connection included, in order."""
    sending: list[float]
    """Seconds for each answer to be kept, in order."""


def crowd(port: int, *, phones: int, within: float, seed: int = 1) -> Crowd:
    """Let so many phones come within so many seconds, at moments drawn at random."""
    draw = random.Random(seed)
    moments = [draw.uniform(0, within) for _phone in range(phones)]
    start = time.monotonic()
    lines = [http.client.HTTPConnection(HOST, port, timeout=SECONDS) for _phone in range(phones)]
    try:
        with ThreadPoolExecutor(phones) as pool:
            came = list(pool.map(lambda pair: _visit(pair[0], start + pair[1]), zip(lines, moments, strict=True)))
    finally:
        for line in lines:
            line.close()
    served = [spent for spent in came if spent is not None]
    opening, sending = (sorted(spent[at] for spent in served) for at in (0, 1))
    return Crowd(phones, phones - len(served), opening, sending)


def percentile(found: list[float], share: float) -> float:
    """The least value that so large a share of the ordered values does not exceed."""
    return found[min(len(found) - 1, int(share * len(found)))] if found else float("inf")


def _visit(line: http.client.HTTPConnection, when: float) -> tuple[float, float] | None:
    time.sleep(max(0.0, when - time.monotonic()))
    began = time.monotonic()
    try:
        line.request("GET", HERE)
        page = line.getresponse()
        form = {name.decode(): value.decode() for name, value in FIELD.findall(page.read())}
        opened = time.monotonic()
        line.request("POST", HERE, urlencode({**form, "overall": "4"}), HEADERS)
        reply = line.getresponse()
        reply.read()
    except (OSError, http.client.HTTPException):
        return None
    return (opened - began, time.monotonic() - opened) if (page.status, reply.status) == (200, 303) else None
