"""What is handed over to the inspector's page: counts, shares and chances of one tree in one closed period.

Complete and unsuppressed; `reports.integrity` decides what may be shown. Nobody is named: units and desks only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from analysis import Outlier, TierGap, WeekSign
from reports.findings import NO_WORDS, LabelRow, Name, PeriodInfo, ReconcileRow

CODES = ("ticket", "rotating", "static", "none")


@dataclass(frozen=True, slots=True)
class Spot:
    """A unit, or one of its desks."""

    unit: str
    unit_name: Name
    desk: str = ""
    desk_name: Name = NO_WORDS


@dataclass(frozen=True, slots=True)
class Part:
    """Answers to the overall item in one group."""

    answered: int
    satisfied: int
    is_same_level: bool = False
    """Everyone gave the same one of the five levels."""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """The verdict on one office's week that could be judged."""

    spot: Spot
    first: date
    last: date
    answered: int
    signs: tuple[WeekSign, ...]
    """The strongest first."""
    p: float
    q: float
    """p raised for the number of office-weeks looked at."""
    burst: int
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit over the period: how many answered of those who came, and how content they were."""

    spot: Spot
    responses: int
    visits: int | None
    whole: Part
    peers: Outlier | None = None
    """Its share of the highest level against units of its level, with q."""
    few_and_content: tuple[float, float] | None = None
    """p and q of coverage so low with a share so high, against units of its level."""
    usual_coverage: float | None = None
    """Answers of visits among the other units of its level."""


@dataclass(frozen=True, slots=True)
class TierRow:
    """One unit's answers by how they came, and the gap between printed codes and tickets."""

    spot: Spot
    parts: tuple[Part, ...]
    """In the order of `CODES`."""
    gap: TierGap | None = None
    q: float | None = None


@dataclass(frozen=True, slots=True)
class StraightRow:
    """One desk's week: how many gave the same level throughout."""

    spot: Spot
    first: date
    last: date
    complete: int
    straight: int
    expected: float | None = None
    p: float | None = None
    q: float | None = None


@dataclass(frozen=True, slots=True)
class MinutesRow:
    """One office's week: how many of those who told minutes told round ones."""

    spot: Spot
    first: date
    last: date
    told: int
    rounded: int
    expected: float | None = None
    p: float | None = None
    q: float | None = None


@dataclass(frozen=True, slots=True)
class SilenceRow:
    """A desk without one answer for some working days while people kept coming."""

    spot: Spot
    first: date
    last: date
    days: int
    noticed: date
    """The first day on which chance was no good reason any more."""
    expected: float
    p: float
    basis: Literal["tickets", "visits", "days"]
    """What says that people kept coming."""
    is_over: bool
    """Answers came again afterwards."""
    uncounted: int = 0
    """Working days among them of which it is not known how many people came."""
    is_never: bool = False
    """No answer in the weeks before either."""


@dataclass(frozen=True, slots=True)
class SurgeRow:
    """A unit's answers in the last two weeks of the assessment year against the twelve weeks before them."""

    spot: Spot
    first: date
    last: date
    answers: int
    found: Outlier
    q: float
    has_visits: bool
    """Answers are reckoned per visit, else per working day."""


@dataclass(frozen=True, slots=True)
class JumpRow:
    """A week with far more visits of a unit in a sector than any of the weeks before."""

    spot: Spot
    sector: str
    sector_name: Name
    first: date
    last: date
    visits: int
    most: int
    """The most visits of a week before."""


@dataclass(frozen=True, slots=True)
class IntegrityFindings:
    """Everything the inspector is told of one tree and period."""

    root: str
    unit: str
    """Whose part of it this is."""
    unit_name: Name
    period: PeriodInfo
    as_of: date
    method_version: str
    is_simulated: bool
    judged_weeks: int
    """Office-weeks of the whole tree with enough answers and enough past to be judged."""
    is_every_row: bool
    """A single week is told whole; of longer periods only rows that are remarkable."""
    weeks: tuple[WeekRow, ...]
    units: tuple[UnitRow, ...]
    tiers: tuple[TierRow, ...]
    straight: tuple[StraightRow, ...]
    minutes: tuple[MinutesRow, ...]
    silences: tuple[SilenceRow, ...]
    surges: tuple[SurgeRow, ...]
    surge_days: tuple[date, date] | None
    """The last two weeks of the assessment year, where the period touches them."""
    labels: tuple[tuple[str, LabelRow], ...]
    """Unit and a row for each desk with labelled answers."""
    reconciliation: tuple[tuple[str, ReconcileRow], ...]
    """Unit and its row."""
    jumps: tuple[JumpRow, ...] = ()
    judged_of: tuple[tuple[str, int], ...] | None = None
    """Unit and how many of its weeks were judged; `None` where that was not counted then."""

    @property
    def judged_here(self) -> int | None:
        """How many office-weeks of this part were judged; `None` where that is not known."""
        if self.unit == self.root:
            return self.judged_weeks
        if self.judged_of is not None:
            return sum(weeks for _unit, weeks in self.judged_of)
        return len(self.weeks) if self.is_every_row else None

    def below(self, unit: str, name: Name, units: frozenset[str]) -> IntegrityFindings:
        """The part of some units: chances stay those of the whole tree, which more is known of."""
        return replace(
            self,
            unit=unit,
            unit_name=name,
            weeks=tuple(row for row in self.weeks if row.spot.unit in units),
            units=tuple(row for row in self.units if row.spot.unit in units),
            tiers=tuple(row for row in self.tiers if row.spot.unit in units),
            straight=tuple(row for row in self.straight if row.spot.unit in units),
            minutes=tuple(row for row in self.minutes if row.spot.unit in units),
            silences=tuple(row for row in self.silences if row.spot.unit in units),
            surges=tuple(row for row in self.surges if row.spot.unit in units),
            labels=tuple(pair for pair in self.labels if pair[0] in units),
            reconciliation=tuple(pair for pair in self.reconciliation if pair[0] in units),
            jumps=tuple(row for row in self.jumps if row.spot.unit in units),
            judged_of=None if self.judged_of is None else tuple(pair for pair in self.judged_of if pair[0] in units),
        )
