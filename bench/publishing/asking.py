"""Ask every page of the office as one person after another's unit, and note how long and how large."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import numpy as np
from flask import Flask
from flask.testing import FlaskClient

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
        """Whether it keeps both limits."""
        return self.status == 200 and min(self.p95_ms, self.p95_cpu_ms) < LIMIT_MS and self.kilobytes < LIMIT_KB


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


def addresses(app: Flask, periods: Sequence[str]) -> Iterator[str]:
    """Every page that can be asked with a unit and a period; `{unit}` stands for the unit."""
    for period in periods:
        yield f"/office/results?unit={{unit}}&period={period}"
    yield f"/office/chart/{{unit}}/{periods[0]}/sectors.svg"
    for rule in sorted(app.url_map.iter_rules(), key=str):
        path = str(rule)
        is_page = rule.endpoint.startswith("office.") and "GET" in (rule.methods or ()) and not rule.arguments
        if is_page and path not in ("/office", "/office/results") and not any(word in path for word in NOT_PAGES):
            yield f"{path}?unit={{unit}}&period={periods[0]}"


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
