"""Whether someone who sees only lengths and addresses learns a score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from .phone import Phone, Reply, read_reply, request
from .town import HERE

GZIP = "Accept-Encoding: gzip, deflate, br"
SCORES = "12345"
WRONG = {"minutes_typed": "5000"}


@dataclass(frozen=True, slots=True)
class Sized:
    """What lengths there were."""

    number: int
    sent: set[int]
    kept: set[int]
    """Of the redirect after an answer."""
    thanked: set[int]
    shown_again: int
    """Pages with something to put right whose length differs from score to score under one nonce."""
    addresses: set[str]
    """Other than a thanks by its receipt."""

    @property
    def is_fine(self) -> bool:
        """Whether every kind of message has one length."""
        return len(self.sent) == len(self.kept) == len(self.thanked) == 1 and not (self.shown_again or self.addresses)


def measure_sizes(phone: Phone, *, each: int) -> Sized:
    """Send each score so often, and each also on a form that is shown again."""
    sent, kept, thanked = set(), set(), set()
    addresses: set[str] = set()
    shown_again = 0
    for _turn in range(each):
        for score in SCORES:
            asked, reply, thanks = _answer(phone, score)
            sent.add(len(asked))
            kept.add(reply.size)
            thanked.add(thanks)
            if (reply.status, reply.location[:8], len(reply.location)) != (303, "/thanks/", 24):
                addresses.add(reply.location)
        shown_again += len(set(_shown_again(phone))) > 1
    return Sized(each * len(SCORES), sent, kept, thanked, shown_again, addresses)


def _answer(phone: Phone, score: str) -> tuple[bytes, Reply, int]:
    form = phone.open(HERE)
    asked = request("POST", HERE, urlencode({"overall": score, **form}), (GZIP,))
    reply = read_reply(phone.exchange(asked))
    return asked, reply, phone.get(reply.location, GZIP).size


def _shown_again(phone: Phone) -> Iterator[int]:
    form = phone.open(HERE)
    for score in SCORES:
        yield phone.send(HERE, {"overall": score, "access": score, **form, **WRONG}, GZIP).size
