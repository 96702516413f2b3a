"""The pages that cells are taken from: each read once for a comparison, and kept while it stands as it is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from reports.compared import Page
from reports.protection import Protected, protect
from survey_app.exceptions import NotPublished, OpenPeriod
from survey_app.languages import translator
from survey_app.office.access import Reach
from survey_app.office.question import Question
from survey_app.periods import Period, is_closed
from survey_app.results.loading import load_rows
from survey_app.snapshots import newest_revisions

MOST_KEPT = 1024


@dataclass(slots=True)
class Shelf:
    """The last pages of one process, protected: reading one anew takes longer than showing it."""

    _kept: OrderedDict[object, Protected] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: object) -> Protected | None:
        """The page under this key, if it is still here."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: object, page: Protected) -> None:
        """Put a page there; the one longest unused goes when there are too many."""
        with self._lock:
            self._kept[key] = page
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


class Pages:
    """The pages one person's comparison may take from."""

    def __init__(self, session: Session, question: Question, shelf: Shelf) -> None:
        self._session, self.question, self._shelf = session, question, shelf
        self._read: dict[tuple[str, str], Page | None] = {}
        self._reach: Reach | None = None
        self._within: dict[str, set[str]] = {}
        self._carried: set[str] = set()
        self._revisions: dict[tuple[str, str], int] = {}

    def also(self, units: Collection[str]) -> None:
        """Let pages of these units be read too: those whose series a unit within reach carries on."""
        self._carried |= set(units)

    def expect(self, units: Collection[str], periods: Sequence[Period]) -> None:
        """Look up in one go which revision of each page stands: many are about to be read."""
        asked = [(unit, period.id) for period in periods for unit in units]
        found = newest_revisions(self._session, units, [period.id for period in periods])
        self._revisions |= {key: found.get(key, 0) for key in asked}

    def page(self, unit: str, period: Period) -> Page | None:
        """A unit's page of a period; `None` where the period has none."""
        key = (unit, period.id)
        if key not in self._read:
            self._read[key] = self._find(unit, period)
        return self._read[key]

    def _find(self, unit: str, period: Period) -> Page | None:
        if not is_closed(period, self.question.today) or unit not in self._within_reach(period) | self._carried:
            return None
        # a published revision never changes, so what was read of it once stands
        if (unit, period.id) not in self._revisions:
            self.expect([unit], [period])
        revision = self._revisions[unit, period.id]
        if not revision:
            return None
        key = unit, period.id, revision
        found = self._shelf.find(key)
        if found is None:
            try:
                found = protect(load_rows(self._session, period, unit, today=self.question.today))
            except (OpenPeriod, NotPublished):
                return None
            self._shelf.keep(key, found)
        return Page(found, self.question.language, translator(self.question.language))

    def may_open(self, unit: str, period: Period) -> bool:
        """Whether the person may open this unit's own page of the period."""
        return unit in self._within_reach(period)

    def _within_reach(self, period: Period) -> set[str]:
        """The units whose page of the period this person may open, as `asking.read_question` has it."""
        if period.id not in self._within:
            self._reach = self._reach or Reach(self._session, self.question.person, "results")
            self._within[period.id] = self._reach.within(period, self.question.today)
        return self._within[period.id]
