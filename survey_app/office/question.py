"""What a page or a file is asked for: whose results, of which unit and period, in which language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey_app.office.people import Person
from survey_app.periods import Period, is_closed


@dataclass(frozen=True, slots=True)
class Question:
    """One person asks for one unit and period, both already found to exist and to be theirs to see."""

    person: Person
    unit: str
    period: Period
    language: str
    today: date
    revision: int | None = None
    """An earlier revision that was asked for; None for the newest."""

    @property
    def is_closed(self) -> bool:
        """Whether the period is over, so that its results may be shown."""
        return is_closed(self.period, self.today)
