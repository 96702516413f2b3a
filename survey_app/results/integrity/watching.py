"""Desks silent as of yesterday: what a torn-off poster looks like the day after, long before its week is published.

Nothing but "no answer at all" is told of a desk, and only where a good many were to be expected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from time import monotonic

from sqlalchemy.orm import Session

from reports.integrity.findings import SilenceRow
from survey_app.cells import count_visits
from survey_app.own_days import calendar_of
from survey_app.places import descendants
from survey_app.results.integrity.silences import PAST, find_silences
from survey_app.results.integrity.spots import read_spots

KEPT_FOR = 600.0
"""Seconds."""


@dataclass(slots=True)
class Watch:
    """What was silent a few minutes ago, so that opening the page often does not count anew each time."""

    _known: dict[tuple[str, date], tuple[float, tuple[SilenceRow, ...]]] = field(default_factory=dict)

    def silent(self, session: Session, unit: str, today: date) -> tuple[SilenceRow, ...]:
        """Desks of a unit silent until yesterday."""
        now = monotonic()
        at, rows = self._known.get((unit, today), (now - KEPT_FOR, ()))
        if now - at < KEPT_FOR:
            return rows
        found = silent_now(session, unit, today)
        # two who ask at once count twice, and agree
        self._known = {key: kept for key, kept in self._known.items() if now - kept[0] < KEPT_FOR}
        self._known[unit, today] = now, found
        return found


def silent_now(session: Session, unit: str, today: date) -> tuple[SilenceRow, ...]:
    """Desks of a unit and those below it whose silence lasts until the last working day before `today`."""
    yesterday = calendar_of(session).last_working_day(today - timedelta(days=1))
    units = {member.unit for member in descendants(session, unit, yesterday, yesterday)}
    spots = read_spots(session, units)
    visits = count_visits(session, yesterday - PAST, yesterday, units=units)
    rows = find_silences(session, (yesterday, yesterday), units, spots, visits)
    return tuple(row for row in rows if not row.is_over)
