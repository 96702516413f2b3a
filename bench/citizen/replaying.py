"""Replays, double taps and reloads: whatever a hand or a phone repeats, one row stands."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from survey_app.database import Store

from .phone import Phone
from .town import HERE, answers

REPEATS = 50
"""A double tap, then sent again and the thanks opened again in turn."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """What was sent and what became of it."""

    requests: int
    odd_replies: int
    """Anything but the same thanks."""
    not_once: int
    """Forms with no row or with several."""

    @property
    def is_fine(self) -> bool:
        """Whether each stands once and was thanked alike each time."""
        return not (self.odd_replies or self.not_once)


def replay(phone: Phone, store: Store, *, requests: int, repeats: int = REPEATS) -> Repeated:
    """Send so many requests, `repeats` for each form."""
    before = len(answers(store))
    with ThreadPoolExecutor(2) as taps:
        places = [_repeat(phone, taps, str(1 + turn % 5), repeats) for turn in range(requests // repeats)]
    found = answers(store)
    receipts = [row.receipt for row in found]
    doubled = len(receipts) - len(set(receipts))
    missing = sum(place.removeprefix("/thanks/") not in set(receipts) for place, _odd in places)
    surplus = abs(len(found) - before - len(places))
    return Repeated(len(places) * repeats, sum(odd for _place, odd in places), doubled + missing + surplus)


def _repeat(phone: Phone, taps: ThreadPoolExecutor, score: str, repeats: int) -> tuple[str, int]:
    form = {**phone.open(HERE), "overall": score, "minutes_quick": "15", "comment": "Xin thêm ghế ngồi"}

    def send(_tap: int) -> tuple[int, str]:
        reply = phone.send(HERE, form)
        return reply.status, reply.location

    double_tap = list(taps.map(send, range(2)))
    place = double_tap[0][1]
    odd = sum(reply != (303, place) for reply in double_tap)
    again: list[Callable[[], bool]] = [lambda: send(0) != (303, place), lambda: phone.get(place).status != 200]
    return place, odd + sum(again[turn % 2]() for turn in range(repeats - 2))
