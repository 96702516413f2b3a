"""Ask every page of the office as one person after another's unit, and note how long and how large."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import numpy as np
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from survey_app.database import Store
from survey_app.roles import ROLES
from survey_app.second_factor import FactorKey, enrol, new_salt, next_code
from survey_app.staff import add_staff

PASSWORD = "mot mat khau du dai de do"
NOT_PAGES = ("login", "logout", "password", "factor", "static", "favicon")
LIMIT_MS, LIMIT_KB = 200, 300


@dataclass(frozen=True, slots=True)
class Asked:
    """One page asked many times."""

    page: str
    times: int
    p50_ms: float
    p95_ms: float
    p95_cpu_ms: float
    """Of this process alone: what it would be on an idle machine, but for a database server's own work."""
    kilobytes: float
    status: int

    @property
    def is_good(self) -> bool:
        """Whether it keeps both limits; the wall counts, so nothing else may run beside it."""
        return self.status == 200 and self.p95_ms < LIMIT_MS and self.kilobytes < LIMIT_KB


def sign_in(app: Flask, store: Store, unit: str, secret_key: str) -> FlaskClient:
    """A browser of a new person with every role at a unit."""
    login = f"do.{uuid4().hex[:12]}"
    with store.writing.begin() as session:
        add_staff(session, login, name="Người đo", unit=unit, password=PASSWORD, roles=tuple(ROLES))
        enrol(session, FactorKey(secret_key), login, salt=new_salt(), step=0)
    client = app.test_client()
    client.post("/office/login", data=_form(client, "/office/login") | {"login": login, "password": PASSWORD})
    with store.reading() as session:
        code = next_code(session, FactorKey(secret_key), login, datetime.now(UTC))
    client.post("/office/login/code", data=_form(client, "/office/login/code") | {"code": code})
    return client


def addresses(app: Flask, client: FlaskClient, root: str, periods: Sequence[str]) -> Iterator[str]:
    """Every page that links lead to from the root's week, one address a route; `{unit}` stands for any unit.

    Files are not asked: they are made, not opened.
    """
    routes = app.url_map.bind("localhost")
    first = [f"/office/results?unit={root}&period={period}" for period in periods]
    waiting = [*first, *(f"{path}?unit={root}&period={periods[0]}" for path in _plain_pages(app))]
    seen: set[str] = set()
    asked: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        endpoint = _page_of(routes, address)
        if endpoint is None or address in asked or (endpoint in seen and address not in first):
            continue
        asked.add(address)
        answer = client.get(address)
        if answer.status_code != 200 or answer.mimetype not in ("text/html", "image/svg+xml"):
            continue
        seen.add(endpoint)
        # a finding of one unit's page is not found on another's
        yield address if "about=" in address else address.replace(f"unit={root}&", "unit={unit}&")
        waiting += [html.unescape(link) for link in re.findall(r'(?:href|src)="(/office[^"#]+)', answer.text)]


def _plain_pages(app: Flask) -> list[str]:
    """Pages that need no more than a unit and a period."""
    rules = sorted(app.url_map.iter_rules(), key=str)
    return [str(rule) for rule in rules if rule.endpoint.startswith("office.") and not rule.arguments]


def _page_of(routes: MapAdapter, address: str) -> str | None:
    """The endpoint that answers an address; None where it is no page that is opened."""
    path = address.partition("?")[0]
    if any(word in path for word in NOT_PAGES):
        return None
    try:
        return str(routes.match(path, method="GET")[0])
    except HTTPException:
        return None


def ask(client: FlaskClient, page: str, units: Sequence[str], times: int) -> Asked:
    """Ask one page of many units, each a first time for this process where there are enough of them."""
    spent, worked, sizes, status = [], [], [], 200
    for turn in range(times):
        address = page.format(unit=units[turn % len(units)])
        start, before = time.perf_counter(), time.process_time()
        answer = client.get(address)
        spent.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - before) * 1000)
        sizes.append(len(answer.data) / 1000)
        status = max(status, answer.status_code)
    low, high = np.quantile(spent, [0.5, 0.95])
    cpu = float(np.quantile(worked, 0.95))
    return Asked(page.replace("{unit}", "…"), times, float(low), float(high), cpu, max(sizes), status)


def _form(client: FlaskClient, address: str) -> dict[str, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)
    return {"csrf_token": found[1]} if found else {}
