"""A form that was sent back to its writer, under an address of its own, so that Back and reload find it again.

A browser without script cannot keep the text itself, and the page that answers a POST is gone once it is left. So the
page waits here: in this process's memory only, for half an hour, under a key that nobody but its browser was told, and
no longer than until its form is kept. After that the address is that of the blank form with the same nonce.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

BY_ITSELF = "navigate"
"""How a browser marks a form that it sends without a script; old ones mark nothing."""
KEPT_FOR = timedelta(minutes=30)
MOST = 300
SETTLED_AFTER = timedelta(minutes=1)
"""How old a page must be to make room for another: by then its browser has long fetched it."""
LONGEST = 100_000
"""Bytes of a page; a form with a full comment has a third of them."""
_KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands under a key: the page, or nothing any more once its form is kept."""

    nonce: str
    since: datetime
    page: bytes = b""


@dataclass(slots=True)
class Drafts:
    """The pages that wait, the oldest first."""

    _by_key: OrderedDict[str, Draft] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def keep(self, nonce: str, page: str, now: datetime) -> str | None:
        """Put a page by and tell its key; None where there is no room, and the page has to be sent at once."""
        body = page.encode("utf-8", errors="replace")
        with self._lock:
            self._forget_before(now - KEPT_FOR)
            if len(body) > LONGEST or not self._has_room(now):
                return None
            key = _key(nonce)
            self._by_key.pop(key, None)
            self._by_key[key] = Draft(nonce, now, body)
        return key

    def find(self, key: str, now: datetime) -> Draft | None:
        """What stands under the key."""
        with self._lock:
            self._forget_before(now - KEPT_FOR)
            return self._by_key.get(key)

    def empty(self, nonce: str) -> None:
        """Forget what was typed: the form is kept."""
        key = _key(nonce)
        with self._lock:
            if key in self._by_key:
                self._by_key[key] = Draft(nonce, self._by_key[key].since)

    def _forget_before(self, since: datetime) -> None:
        while self._by_key and next(iter(self._by_key.values())).since < since:
            self._by_key.popitem(last=False)

    def _has_room(self, now: datetime) -> bool:
        if len(self._by_key) < MOST:
            return True
        if next(iter(self._by_key.values())).since > now - SETTLED_AFTER:
            return False
        self._by_key.popitem(last=False)
        return True


def _key(nonce: str) -> str:
    """Not the nonce and not its receipt: an address is seen by more eyes than a form."""
    return hashlib.sha256(b"sipas draft 1" + nonce.encode("utf-8", errors="replace")).hexdigest()[:_KEY_LENGTH]
