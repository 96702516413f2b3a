"""Many at once on one ticket, over two processes and one database: exactly one row."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

from survey_app.database import Store

from .phone import Phone, Reply
from .town import answers, codes, spent

FORMS = 5
"""Different answers sent with the ticket in each round, each by several threads."""


@dataclass(frozen=True, slots=True)
class Raced:
    """What many rounds left."""

    rounds: int
    threads: int
    not_one: int
    """Rounds with no row or with several, or with a ticket not spent once."""
    replies: Counter[int]
    odd_replies: int
    """Other than the winner's thanks for those who sent what stands, and a refusal for the others."""

    @property
    def is_fine(self) -> bool:
        """Whether each round left one row, and everybody was told the truth."""
        return not (self.not_one or self.odd_replies)


def race(phones: list[Phone], store: Store, secret_key: str, *, threads: int, rounds: int) -> Raced:
    """In each round all threads send at the same moment with one ticket, by turns to each server."""
    not_one = odd = 0
    replies: Counter[int] = Counter()
    before, spent_before = len(answers(store)), spent(store)
    together = Barrier(threads)
    with ThreadPoolExecutor(threads) as pool:
        for turn, code in enumerate(codes(store, secret_key, rounds), start=1):
            place = f"/t/{code}"
            forms = [{**phones[0].open(place), "overall": str(1 + number)} for number in range(FORMS)]

            def send(thread: int, place: str = place, forms: list[dict[str, str]] = forms) -> Reply:
                together.wait()
                return phones[thread % len(phones)].send(place, forms[thread % FORMS])

            came = list(pool.map(send, range(threads)))
            replies.update(reply.status for reply in came)
            odd += _odd(came)
            not_one += (len(answers(store)) - before, spent(store) - spent_before) != (turn, turn)
    return Raced(rounds, threads, not_one, replies, odd)


def _odd(came: list[Reply]) -> int:
    """Replies that do not fit one winner among the forms."""
    by_form = [{(reply.status, reply.location) for reply in came[number::FORMS]} for number in range(FORMS)]
    winners = [replies for replies in by_form if any(status == 303 for status, _place in replies)]
    losers = [replies for replies in by_form if replies not in winners]
    told = sum(len(replies) != 1 for replies in winners) + sum(replies != {(409, "")} for replies in losers)
    return told + abs(len(winners) - 1)
