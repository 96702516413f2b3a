"""What a kiosk's own stopwatch says of an answer: its nonces are loaded in the morning and its answers may arrive late.

The server's clock can tell neither how long a person took nor when. The tablet sends lengths of time, never its clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from survey_app.intake.arrivals import (
    BURST,
    BURST_FROM,
    HONEYPOT,
    HUMAN_TIME,
    LABELS,
    OUT_OF_HOURS,
    TOO_FAST,
    Arrival,
    Arrivals,
)

_LONGEST = 7 * 24 * 3600
_SLACK = timedelta(minutes=1)
"""How far two honest clocks may drift apart in a day."""
_FIELDS = ("kiosk-age", "kiosk-took", "kiosk-run")


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Lengths in whole seconds, and a count."""

    age: int
    """From the loading of the nonces to the answer."""
    took: int
    """From the blank first screen to the answer."""
    run: int
    """Answers on this kiosk in the minute before, this one included."""


def read_stopwatch(sent: Mapping[str, str]) -> Stopwatch | None:
    """What came with the form; None without script, or where it makes no sense."""
    typed = [sent.get(name, "") for name in _FIELDS]
    if not all(text.isascii() and text.isdecimal() and len(text) <= 6 for text in typed):
        return None
    age, took, run = map(int, typed)
    return Stopwatch(age, took, run) if age <= _LONGEST else None


def labels_by_stopwatch(arrival: Arrival, watch: Stopwatch, arrivals: Arrivals) -> tuple[str, ...]:
    """The labels of an answer at a kiosk. A queue that is sent at once after a bad morning is no burst.

    A stopwatch that ran longer than its nonce exists, or that says of a crowd that it came one by one, is not believed.
    """
    claimed = arrival.issued + timedelta(seconds=watch.age)
    answered = min(claimed, arrival.now)
    is_crowd = arrivals.is_claimed_burst(arrival, answered)
    found = {
        BURST: is_crowd or watch.run >= BURST_FROM or claimed > arrival.now + _SLACK,
        TOO_FAST: timedelta(seconds=watch.took) < HUMAN_TIME,
        OUT_OF_HOURS: not arrival.is_office_hour(answered),
        HONEYPOT: arrival.is_trapped,
    }
    return tuple(label for label in LABELS if found.get(label))
