"""Codes that nobody was given, of another desk, of last month, spent, and nonces made up: none passes for a ticket."""

from __future__ import annotations

import random
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask

from survey_app.database import Store
from survey_app.exceptions import AnswerRefused
from survey_app.intake.attempt import page_of
from survey_app.intake.nonce import signer_of
from survey_app.models import Desk
from survey_app.rotating import rotating_codes_of
from survey_app.ticket_codes import check_character
from survey_app.tokens import ALPHABET

from .asking import ask, environment, hidden, open_form
from .town import DESK, HERE, OTHER_DESK, OTHER_TOKEN, TOKEN, answers, codes, spent

HELD = 20
"""Real codes of each kind that the forger holds."""
SENT_OF = 5
"""Every fifth attempt sends a form; the others try to open one."""
Attempt = tuple[str, dict[str, str]]
Form = dict[str, str]


@dataclass(frozen=True, slots=True)
class Forged:
    """What was tried and what was taken."""

    number: int
    kinds: int
    answered: Counter[int]
    taken: int
    """Forms opened as more than the poster's, answers thanked for, tickets spent and answers kept as ticket beyond
    those honestly used."""

    @property
    def is_fine(self) -> bool:
        """Whether nothing was taken, and nothing broke."""
        return not self.taken and max(self.answered) < 500


class Forger:
    """Holds a poster, tickets of another desk, old ones and spent ones, and forms opened while they were good."""

    def __init__(self, app: Flask, store: Store, seed: int) -> None:
        self.app, self.draw = app, random.Random(seed)
        key: str = app.extensions["sipas_settings"].secret_key
        self.screens = rotating_codes_of(key)
        self.foreign, self.good, self.spent = (codes(store, key, HELD, desk=desk) for desk in (OTHER_DESK, DESK, DESK))
        self.expired, self.early = (codes(store, key, HELD, days_ago=days) for days in (30, -5))
        self.poster = self.filled(HERE)
        with store.reading() as session:
            self.static = page_of(DESK, session.get_one(Desk, DESK).questionnaire, "static")
        self.of_foreign, self.of_good, self.of_spent = map(self.opened, (self.foreign, self.good, self.spent))
        for code, form in zip(self.spent, self.opened(self.spent), strict=True):
            ask(app, environment("POST", f"/t/{code}", form))
        self.to_open: tuple[Callable[[], str], ...] = (
            lambda: f"/t/{self.letters(26)}",
            lambda: f"/t/{self.typed()}",
            lambda: f"/t/{draw(self.expired)}",
            lambda: f"/t/{draw(self.early)}",
            lambda: f"/t/{draw(self.spent)}",
            lambda: f"/d/{TOKEN}.{self.letters(8)}",
            lambda: f"/d/{TOKEN}.{self.screens.code(OTHER_TOKEN, self.now())}",
            lambda: f"/d/{TOKEN}.{self.screens.code(TOKEN, self.now() - timedelta(minutes=11))}",
        )
        draw = self.draw.choice
        self.to_send: tuple[Callable[[], Attempt], ...] = (
            lambda: (f"/t/{draw(self.good)}", self.poster),
            lambda: (f"/t/{draw(self.good)}", draw(self.of_foreign)),
            lambda: (f"/t/{draw(self.good)}", self.bent(draw(self.of_good))),
            lambda: (f"/t/{draw(self.spent)}", draw(self.of_spent)),
            lambda: (f"/t/{draw(self.expired)}", draw(self.of_good)),
            lambda: (f"/t/{self.letters(26)}", draw(self.of_good)),
            lambda: (HERE, draw(self.of_good)),
            lambda: self.again(draw(self.expired)),
            lambda: self.again(draw(self.early)),
            lambda: self.again(draw(self.spent)),
        )

    def filled(self, path: str) -> Form:
        """A form opened and filled in."""
        return {**open_form(self.app, path), "overall": "4"}

    def opened(self, held: list[str]) -> list[Form]:
        """A form for each code."""
        return [self.filled(f"/t/{code}") for code in held]

    def now(self) -> datetime:
        """By the application's clock."""
        clock: Callable[[], datetime] = self.app.extensions["sipas_clock"]
        return clock()

    def is_proof(self, page: str) -> bool:
        """Whether an opened form counts as more than the poster's, which is open to everybody and says so."""
        try:
            signer_of(self.app.extensions["sipas_settings"].secret_key).read(hidden(page)["form-nonce"], self.static)
        except AnswerRefused:
            return True
        return False

    def letters(self, number: int) -> str:
        """So many letters of a code, drawn."""
        return "".join(self.draw.choices(ALPHABET, k=number))

    def typed(self) -> str:
        """A made-up code for the fingers whose check character is right."""
        code = self.letters(10)
        return code + check_character(code)

    def again(self, code: str) -> Attempt:
        """What a refusal of a bad nonce gives to send again: its page, with whatever nonce is on it."""
        path = f"/t/{code}"
        _status, page = ask(self.app, environment("POST", path, {**self.poster, "form-nonce": "x"}))
        return path, {**self.poster, **hidden(page)}

    def bent(self, form: Form) -> Form:
        """The form with one bit of its nonce turned over."""
        raw = bytearray(urlsafe_b64decode(form["form-nonce"]))
        raw[self.draw.randrange(len(raw))] ^= 1 << self.draw.randrange(8)
        return {**form, "form-nonce": urlsafe_b64encode(raw).decode()}


def forge(app: Flask, store: Store, *, number: int, seed: int = 1) -> Forged:
    """Try so many times, all kinds in turn."""
    forger = Forger(app, store, seed)
    honest, spent_before = len(answers(store)), spent(store)
    answered: Counter[int] = Counter()
    taken = 0
    for turn in range(number):
        if turn % SENT_OF:
            path = forger.to_open[turn % len(forger.to_open)]()
            status, page = ask(app, environment("GET", path))
            taken += status == 200 and forger.is_proof(page)
        else:
            path, form = forger.to_send[turn // SENT_OF % len(forger.to_send)]()
            status, _page = ask(app, environment("POST", path, form))
            taken += status == 303
        answered[status] += 1
    taken += len(answers(store)) - honest + spent(store) - spent_before
    return Forged(number, len(forger.to_open) + len(forger.to_send), answered, taken)
