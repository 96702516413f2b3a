"""Labels made from when and how an answer arrived, blind to what it says. The clock is dropped: only the label is kept.

Nothing is refused for its label. What must be remembered to see a burst lives in this process's memory for an hour.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any
from uuid import UUID

from survey_app.calendars import WorkingCalendar, load_calendar
from survey_app.periods import VIET_NAM

BURST = "burst"
TOO_FAST = "too_fast"
OUT_OF_HOURS = "out_of_hours"
HONEYPOT = "honeypot"
CODE_SEQUENCE = "code_sequence"
LABELS = (BURST, TOO_FAST, OUT_OF_HOURS, HONEYPOT, CODE_SEQUENCE)

BURST_WITHIN = timedelta(seconds=60)
BURST_FROM = 5
"""As many answers at one desk within a minute: a desk does not serve people that quickly."""
HOUR = timedelta(minutes=60)
HOUR_FROM = 20
"""As many answers at one desk within an hour, if they are more than its busiest day brought: at three minutes a person
everybody would have had to answer. Whoever opens many forms and sends them slowly is seen by this alone."""
HUMAN_TIME = timedelta(seconds=2)
RUN_WITHIN = timedelta(minutes=60)
RUN_FROM = 5
"""As many codes spent in the order of the sheet within an hour: people who were served do not answer in a row."""
MOST_REMEMBERED = 1_000
"""Of one desk: a flood must not make every answer after it dearer."""
CLAIMS_FOR = timedelta(hours=1)
"""How long the moments are remembered at which a desk's kiosk says that it was answered."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is looked at, and forgotten."""

    desk: str
    receipt: str
    issued: datetime
    now: datetime
    is_trapped: bool
    """Something was written into the field no person sees."""
    calendar: WorkingCalendar = field(default_factory=load_calendar)
    """Whose office hours count."""
    batch: UUID | None = None
    position: int | None = None
    """The ticket's place on its sheet; None without a ticket, or where nothing tells it."""

    def is_office_hour(self, moment: datetime) -> bool:
        """Whether somebody may have been served then."""
        return self.calendar.is_office_hour(moment.astimezone(VIET_NAM))


@dataclass(slots=True)
class Arrivals:
    """The last answers of each desk and the last codes of each batch."""

    _by_desk: dict[str, deque[tuple[datetime, str]]] = field(default_factory=dict)
    _by_hour: dict[str, deque[tuple[datetime, str]]] = field(default_factory=dict)
    _busiest: dict[str, tuple[date, int | None]] = field(default_factory=dict)
    _by_batch: dict[UUID, deque[tuple[datetime, int]]] = field(default_factory=dict)
    _claims: dict[str, deque[tuple[datetime, tuple[datetime, str]]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def labels(self, arrival: Arrival, busiest_day: Callable[[], int | None] | None = None) -> tuple[str, ...]:
        """What the answer is labelled with, in the order of `LABELS`.

        `busiest_day` tells how many answers the desk's busiest day brought; it is asked once a day, of a busy desk, and
        given for phones alone: a helper with a queue may well do more than a desk ever did.
        """
        is_beyond_past = self._is_beyond_past(arrival, busiest_day)
        with self._lock:
            found = {
                BURST: self._is_burst(arrival) or is_beyond_past,
                TOO_FAST: arrival.now - arrival.issued < HUMAN_TIME,
                # a ticket may be answered at home in the evening
                OUT_OF_HOURS: arrival.batch is None and not arrival.is_office_hour(arrival.issued),
                HONEYPOT: arrival.is_trapped,
                CODE_SEQUENCE: self._is_run(arrival),
            }
        return tuple(label for label in LABELS if found[label])

    def is_claimed_burst(self, arrival: Arrival, answered: datetime) -> bool:
        """Whether a kiosk says of too many answers that they were given within a minute of each other.

        Its own count of a run is not believed: a queue sent at once is honest only if its moments lie as far apart as
        people do, in whatever order they come.
        """
        with self._lock:
            claims = _recent(self._claims.setdefault(arrival.desk, deque()), arrival.now - CLAIMS_FOR)
            if arrival.receipt not in {receipt for _at, (_moment, receipt) in claims}:
                claims.append((arrival.now, (answered, arrival.receipt)))
            near = sorted(moment for _at, (moment, _receipt) in claims if abs(moment - answered) <= BURST_WITHIN)
        runs = zip(near, near[BURST_FROM - 1 :], strict=False)
        return any(first <= answered <= last <= first + BURST_WITHIN for first, last in runs)

    def _is_burst(self, arrival: Arrival) -> bool:
        return _count(self._by_desk, arrival, BURST_WITHIN) >= BURST_FROM

    def _is_beyond_past(self, arrival: Arrival, busiest_day: Callable[[], int | None] | None) -> bool:
        # a ticket was given to somebody who was served: many of them are a good day
        if busiest_day is None or arrival.batch is not None:
            return False
        with self._lock:
            number = _count(self._by_hour, arrival, HOUR)
        if number < HOUR_FROM:
            return False
        today = arrival.now.astimezone(VIET_NAM).date()
        day, busiest = self._busiest.get(arrival.desk, (None, None))
        if day != today:
            busiest = busiest_day()
            self._busiest[arrival.desk] = today, busiest
        return busiest is not None and number > busiest

    def _is_run(self, arrival: Arrival) -> bool:
        if arrival.batch is None or arrival.position is None:
            return False
        recent = _recent(self._by_batch.setdefault(arrival.batch, deque()), arrival.now - RUN_WITHIN)
        if not recent or recent[-1][1] != arrival.position:
            recent.append((arrival.now, arrival.position))
        last = [position for _at, position in recent][-RUN_FROM:]
        steps = {later - earlier for earlier, later in zip(last, last[1:], strict=False)}
        return len(last) == RUN_FROM and steps in ({1}, {-1})


def _count(rows_by_desk: dict[str, deque[tuple[datetime, str]]], arrival: Arrival, within: timedelta) -> int:
    """How many answers of the desk arrived of late, this one among them."""
    recent = _recent(rows_by_desk.setdefault(arrival.desk, deque(maxlen=MOST_REMEMBERED)), arrival.now - within)
    # a phone that sends again because the answer did not reach it is one arrival
    if arrival.receipt not in {receipt for _at, receipt in recent}:
        recent.append((arrival.now, arrival.receipt))
    return len(recent)


def _recent(rows: deque[tuple[datetime, Any]], since: datetime) -> deque[tuple[datetime, Any]]:
    """The rows with those before `since` forgotten."""
    while rows and rows[0][0] < since:
        rows.popleft()
    return rows
