"""Findings remembered while the data stand as they are: a page, its charts and its files agree and come quickly."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.findings import Findings
from survey_app.models import (
    Agency,
    Base,
    PlanAdoption,
    Response,
    Sector,
    SectorAgency,
    TicketBatch,
    TransactionCount,
    Unit,
    UnitParent,
)
from survey_app.periods import Period
from survey_app.results.compute import compute, refuse_open, root_of
from survey_app.results.samples import Sample, read_sample

LONGEST = timedelta(days=400)
"""Nothing shown for a period reaches further back than its plan's year."""

T = TypeVar("T")


class Recent:
    """The last few values made, the one longest unused dropped first; a value is made once, whoever asks meanwhile."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, object] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The remembered value, or a new one."""
        with self._lock:
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._values:
                    self._values.move_to_end(key)
                    return self._values[key]  # type: ignore[return-value]  # what was made under this key
            value = make()
            self._keep(key, value)
            return value

    def _keep(self, key: Hashable, value: object) -> None:
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                dropped, _ = self._values.popitem(last=False)
                self._making.pop(dropped, None)


@dataclass(slots=True)
class Memory:
    """The last findings and samples of one process."""

    findings: Recent = field(default_factory=lambda: Recent(256))
    samples: Recent = field(default_factory=lambda: Recent(48))


def load(session: Session, period: Period, unit: str, *, today: date, memory: Memory) -> Findings:
    """The findings of a unit and period, computed once for the data as they stand."""
    refuse_open(period, today)
    root, stamp = root_of(session, unit, period), state_of(session, period)

    def read(span: Period) -> Sample:
        return memory.samples.get((span.id, root, stamp), lambda: read_sample(session, span, root))

    key = (period.id, unit, today, stamp)
    return memory.findings.get(key, lambda: compute(session, period, unit, today=today, reader=read))


def state_of(session: Session, period: Period) -> str:
    """A digest that changes when an answer, an import or an adoption changes anything the period's figures rest on."""
    since = period.first - LONGEST
    table = TransactionCount
    flows = [table.visits, table.received, table.resolved_early, table.resolved_on_time, table.resolved_late]
    sums = [sa.func.sum(column) for column in (*flows, table.overdue_pending, table.apologies)]
    inside = table.day.between(since, period.last)
    queries = [
        sa.select(table.unit, table.sector, *sums).where(inside).group_by(table.unit, table.sector).order_by(
            table.unit, table.sector
        ),
        sa.select(table.day, *sums).where(inside).group_by(table.day).order_by(table.day),
        sa.select(Response.day, sa.func.count()).where(Response.day.between(since, period.last))
        .group_by(Response.day).order_by(Response.day),
        sa.select(TicketBatch.id, TicketBatch.size).where(TicketBatch.valid_from <= period.last)
        .order_by(TicketBatch.id),
    ]  # fmt: skip
    places: tuple[type[Base], ...] = (Unit, UnitParent, Sector, Agency, SectorAgency, PlanAdoption)
    for model in places:
        rows = Base.metadata.tables[model.__tablename__]
        queries.append(sa.select(rows).order_by(*rows.primary_key.columns))
    digest = hashlib.blake2b(digest_size=16)
    connection = session.connection()
    for query in queries:
        for row in connection.execute(query):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()
