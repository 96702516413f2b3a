"""Findings remembered for a minute, so that a page, its charts and its downloads are computed once and agree."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from reports.findings import Findings
from survey_app.periods import Period
from survey_app.results.compute import compute, refuse_open, root_of
from survey_app.results.samples import Sample, read_sample

SECONDS = 60.0
"""An import made meanwhile shows after this long."""

T = TypeVar("T")


@dataclass(slots=True)
class Memory:
    """The last findings and samples of one process, each for a minute."""

    findings: Recent = field(default_factory=lambda: Recent(256))
    samples: Recent = field(default_factory=lambda: Recent(48))


class Recent:
    """The last few values made, the oldest dropped first; safe to share between threads."""

    def __init__(self, size: int, *, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, tuple[float, object]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The remembered value, or a new one; two threads may both make it, which costs time and changes nothing."""
        now = self._clock()
        with self._lock:
            made, value = self._values.get(key, (-self._seconds - 1, None))
        if now - made <= self._seconds:
            return value  # type: ignore[return-value]  # kept under the same key as it was made
        value = make()
        with self._lock:
            self._values[key] = (now, value)
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value


def load(session: Session, period: Period, unit: str, *, today: date, memory: Memory) -> Findings:
    """The findings of a unit and period, computed at most once a minute."""
    refuse_open(period, today)
    root = root_of(session, unit, period)

    def read(span: Period) -> Sample:
        return memory.samples.get((span.id, root), lambda: read_sample(session, span, root))

    key = (period.id, unit, today)
    return memory.findings.get(key, lambda: compute(session, period, unit, today=today, reader=read))
