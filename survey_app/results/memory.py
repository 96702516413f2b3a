"""Findings remembered while the data stand as they are: a page, its charts and its files agree and come quickly."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.findings import Findings
from survey_app.models import PlanAdoption, Response, Sector, SectorAgency, TransactionCount, Unit, UnitParent
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


def state_of(session: Session, period: Period) -> tuple[object, ...]:
    """Numbers that change when an answer, an import or an adoption does: what the period's figures rest on."""
    since = period.first - LONGEST
    counted = TransactionCount.day.between(since, period.last)
    totals = [sa.func.sum(column) for column in (TransactionCount.visits, TransactionCount.received)]
    totals += [sa.func.sum(TransactionCount.resolved_early), sa.func.sum(TransactionCount.resolved_on_time)]
    totals += [sa.func.sum(TransactionCount.resolved_late), sa.func.sum(TransactionCount.overdue_pending)]
    answers = sa.select(sa.func.count()).where(Response.day.between(since, period.last))
    imported = session.execute(sa.select(sa.func.count(), *totals).where(counted)).one()
    places = [
        session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in (Unit, UnitParent, Sector, SectorAgency, PlanAdoption)
    ]
    return (session.scalar(answers), *imported, *places)
