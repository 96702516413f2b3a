"""Wrong passwords cost time: three are free, then the wait doubles from 30 seconds to an hour; nobody is locked out.

The wait belongs to an account and the network it was tried from, so that a stranger who guesses does not keep the
owner out. Nothing of it is stored or logged.
"""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from survey_app.staff import fold_login

FREE_ATTEMPTS = 3
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Failures:
    """Attempts so far without a right password, and until when the next one has to wait."""

    count: int
    last: datetime
    until: datetime


class LoginThrottle:
    """Counts attempts per account and network."""

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, str], Failures] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, login: str, address: str, now: datetime) -> int:
        """Count this attempt and return 0, or return how long it has to wait and count nothing.

        An attempt is counted before its password is looked at: a hundred at once are not one.
        """
        key = (fold_login(login), network_of(address))
        with self._lock:
            before = self._failures.pop(key, None)
            if before is not None and now - before.last > FORGOTTEN_AFTER:
                before = None
            if before is not None and now < before.until:
                self._failures[key] = before
                return math.ceil((before.until - now).total_seconds())
            self._failures[key] = _next(before, now)
            while len(self._failures) > MOST_KEPT:
                self._failures.popitem(last=False)
        return 0

    def forget(self, login: str, address: str) -> None:
        """The password was right: the next mistake starts at nothing."""
        with self._lock:
            self._failures.pop((fold_login(login), network_of(address)), None)


def network_of(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one; what is no address stands for itself."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/{24 if version == 4 else 48}", strict=False))


def _next(before: Failures | None, now: datetime) -> Failures:
    count = 1 if before is None else before.count + 1
    if count < FREE_ATTEMPTS:
        return Failures(count, now, now)
    # doubling 30 s more often than 7 times is past the hour already
    wait = min(FIRST_WAIT * 2 ** min(count - FREE_ATTEMPTS, 7), LONGEST_WAIT)
    return Failures(count, now, now + wait)
