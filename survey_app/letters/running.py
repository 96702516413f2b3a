"""One run of the timer's job: write today's letters, then send what waits. Safe to repeat and to run twice at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from survey_app.database import Store
from survey_app.letters.composing import compose_all
from survey_app.letters.sending import Outcome, send_waiting
from survey_app.letters.writing import mail_domain
from survey_app.models import Letter
from survey_app.settings import Settings


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did."""

    written: int
    pages: int
    """Of those written: readable on the site only, since no address is confirmed."""
    outcome: Outcome
    waiting: int
    """Letters that wait, due now or later."""


def run_letters(store: Store, settings: Settings, now: datetime) -> Run:
    """Write and send."""
    made = compose_all(store, now, mail_domain(settings))
    outcome = send_waiting(store, settings, now)
    with store.reading() as session:
        waiting = session.scalar(sa.select(sa.func.count()).select_from(Letter).where(Letter.state == "waiting")) or 0
    return Run(len(made), sum(1 for letter in made if letter.state == "page"), outcome, waiting)
