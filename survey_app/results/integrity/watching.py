"""Desks silent as of yesterday: what a torn-off poster looks like the day after, long before its week is published.

Nothing but "no answer at all" is told of a desk, and only where a good many were to be expected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from time import monotonic

from sqlalchemy.orm import Session

from reports.integrity.findings import SilenceRow
from survey_app.own_days import calendar_of
from survey_app.places import descendants
from survey_app.results.integrity.desk_days import DeskDays, HasCome, came_anywhere, read_desk_days
from survey_app.results.integrity.silences import PAST, silences_of
from survey_app.results.integrity.spots import read_spots

KEPT_FOR = 600.0
"""Seconds."""
LATELY = 5
"""Working days: an answer in one of them ends what was told of a desk."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The open desks of a unit and those below it as of yesterday."""

    silent: tuple[SilenceRow, ...]
    """Those to be looked at."""
    unheard: frozenset[str]
    """Others without an answer lately: too little is known to say why."""


@dataclass(slots=True)
class Watch:
    """What was silent a few minutes ago, so that opening the page often does not count anew each time."""

    _known: dict[tuple[str, date], tuple[float, tuple[SilenceRow, ...]]] = field(default_factory=dict)
    _days: dict[date, tuple[float, bool]] = field(default_factory=dict)
    """Whether an answer came on a day is the same for every unit."""

    def silent(self, session: Session, unit: str, today: date) -> tuple[SilenceRow, ...]:
        """Desks of a unit silent until yesterday."""
        now = monotonic()
        at, rows = self._known.get((unit, today), (now - KEPT_FOR, ()))
        if now - at < KEPT_FOR:
            return rows
        found = heard_of(session, unit, today, has_come=self._has_come).silent
        # two who ask at once count twice, and agree
        self._known = {key: kept for key, kept in self._known.items() if now - kept[0] < KEPT_FOR}
        self._known[unit, today] = now, found
        return found

    def _has_come(self, session: Session, day: date) -> bool:
        now = monotonic()
        at, found = self._days.get(day, (now - KEPT_FOR, False))
        if not found and now - at >= KEPT_FOR:
            found = came_anywhere(session, day)
            self._days[day] = now, found
        return found


def heard_of(session: Session, unit: str, today: date, *, has_come: HasCome = came_anywhere) -> Heard:
    """Which desks' silence lasts until the last working day before `today`, and which others were not heard of."""
    yesterday = calendar_of(session).last_working_day(today - timedelta(days=1))
    units = {member.unit for member in descendants(session, unit, yesterday, yesterday)}
    desks = read_desk_days(session, (yesterday - PAST, today - timedelta(days=1)), units, has_come=has_come)
    rows = silences_of(desks, yesterday, read_spots(session, units))
    silent = tuple(row for row in rows if not row.is_over)
    told = {row.spot.desk for row in silent}
    return Heard(silent, frozenset(desk.desk for desk in desks if desk.desk not in told and not _is_heard(desk)))


def _is_heard(desk: DeskDays) -> bool:
    return any(desk.answers[-LATELY:])
