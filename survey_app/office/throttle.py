"""Guessing costs time: at most ten passwords of an account are looked at in an hour, and its owner still gets in.

Two lanes lead to the password. A browser that this person signed in from before carries a signed cookie and has a lane
of its own, so that whoever guesses elsewhere does not keep the owner out. All browsers share the other lane; in it a
network waits longer after each mistake and cannot use all the looks. Three looks an hour in the one lane and seven in
the other are ten. Nothing of it is stored or logged, and nobody is locked out: a lane is free again within the hour.
"""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from survey_app.staff import fold_login

FREE_ATTEMPTS = 3
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
KNOWN_AN_HOUR, SHARED_AN_HOUR = 3, 7
NETWORK_AN_HOUR = 5
"""Of the looks in the shared lane: the rest is for those elsewhere."""
HOUR = timedelta(hours=1)
MOST_KEPT = 10_000
KNOWN = "known"
"""Stands for the network of a browser that was signed in from before."""


@dataclass(frozen=True, slots=True)
class Failures:
    """Attempts from one network without a right password, and until when the next one has to wait."""

    count: int
    last: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Lane:
    """The looks at an account's password in the last hour, each with its network, and each network's failures."""

    looks: tuple[tuple[datetime, str], ...] = ()
    failures: tuple[tuple[str, Failures], ...] = ()


class LoginThrottle:
    """Counts attempts per account, lane and network."""

    def __init__(self) -> None:
        self._lanes: OrderedDict[tuple[str, bool], Lane] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, login: str, address: str, now: datetime, *, is_known: bool = False) -> int:
        """Count this attempt and return 0, or return how long it has to wait and count nothing.

        An attempt is counted before its password is looked at: a hundred at once are not one. A known browser whose
        own lane is full takes the shared one.
        """
        lanes = ((True, KNOWN), (False, network_of(address))) if is_known else ((False, network_of(address)),)
        with self._lock:
            waits = []
            for lane, network in lanes:
                waits.append(self._try((fold_login(login), lane), network, now))
                if not waits[-1]:
                    break
            return min(waits)

    def forget(self, login: str, address: str, *, is_known: bool = False) -> None:
        """The password was right: the next mistake starts at nothing. What others tried is still counted."""
        mine = {network_of(address)} | ({KNOWN} if is_known else set())
        with self._lock:
            for key in [(fold_login(login), lane) for lane in (True, False)]:
                lane = self._lanes.pop(key, Lane())
                looks = tuple(look for look in lane.looks if look[1] not in mine)
                self._lanes[key] = Lane(looks, tuple(each for each in lane.failures if each[0] not in mine))

    def _try(self, key: tuple[str, bool], network: str, now: datetime) -> int:
        lane = _recent(self._lanes.pop(key, Lane()), now)
        wait = _wait(lane, network, now)
        self._lanes[key] = lane if wait else _counted(lane, network, now)
        while len(self._lanes) > MOST_KEPT:
            self._lanes.popitem(last=False)
        return wait


def network_of(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one; what is no address stands for itself."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/{24 if version == 4 else 48}", strict=False))


def _recent(lane: Lane, now: datetime) -> Lane:
    looks = tuple(look for look in lane.looks if now - look[0] < HOUR)
    return Lane(looks, tuple(each for each in lane.failures if now - each[1].last <= FORGOTTEN_AFTER))


def _wait(lane: Lane, network: str, now: datetime) -> int:
    until = max((failures.until for name, failures in lane.failures if name == network), default=now)
    mine = [moment for moment, name in lane.looks if name == network]
    all_looks = [moment for moment, _name in lane.looks]
    limits = ((mine, KNOWN_AN_HOUR),) if network == KNOWN else ((mine, NETWORK_AN_HOUR), (all_looks, SHARED_AN_HOUR))
    for looks, most in limits:
        if len(looks) >= most:
            until = max(until, looks[-most] + HOUR)
    return math.ceil(max((until - now).total_seconds(), 0))


def _counted(lane: Lane, network: str, now: datetime) -> Lane:
    before = dict(lane.failures)
    others = tuple(each for each in lane.failures if each[0] != network)
    looks = (*lane.looks, (now, network))
    return replace(lane, looks=looks, failures=(*others, (network, _next(before.get(network), now))))


def _next(before: Failures | None, now: datetime) -> Failures:
    count = 1 if before is None else before.count + 1
    if count < FREE_ATTEMPTS:
        return Failures(count, now, now)
    # doubling 30 s more often than 7 times is past the hour already
    wait = min(FIRST_WAIT * 2 ** min(count - FREE_ATTEMPTS, 7), LONGEST_WAIT)
    return Failures(count, now, now + wait)
