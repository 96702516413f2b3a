"""One run of the timer's job: write today's letters, then send what waits. Safe to repeat and to run twice at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from survey_app.database import Store
from survey_app.letters.composing import compose_all
from survey_app.letters.sending import Outcome, send_waiting
from survey_app.letters.writing import mail_domain
from survey_app.settings import Settings


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did."""

    written: int
    pages: int
    """Of those written: readable on the site only, since no address is confirmed."""
    outcome: Outcome


def run_letters(store: Store, settings: Settings, now: datetime) -> Run:
    """Write and send."""
    made = compose_all(store, now, mail_domain(settings))
    outcome = send_waiting(store, settings, now)
    return Run(len(made), sum(1 for letter in made if letter.state == "page"), outcome)
