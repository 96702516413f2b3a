"""Refused sign-ins are counted, and logged so that a flood of them does not flood the log."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from threading import Lock

LOGGED = {1, 2, 3, 10, 100, 1_000, 10_000, 100_000, 1_000_000}
"""Of an account's refusals in an hour, these are written down."""
MOST_KEPT = 10_000


class RefusedCounts:
    """How often each account was refused in this hour; unknown logins count together, since they may be passwords."""

    def __init__(self) -> None:
        self._counts: OrderedDict[tuple[str, int], int] = OrderedDict()
        self._lock = Lock()

    def count(self, login: str, now: datetime) -> int | None:
        """Count one more; return the count if it is one to write down."""
        key = (login, int(now.timestamp()) // 3600)
        with self._lock:
            count = self._counts.pop(key, 0) + 1
            self._counts[key] = count
            while len(self._counts) > MOST_KEPT:
                self._counts.popitem(last=False)
        return count if count in LOGGED else None
