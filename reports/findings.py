"""What is handed over to be told: the estimates of one unit and period, complete and unsuppressed.

Only `reports.build_report` reads these; it decides what may be shown (docs/outputs.md). Shares are fractions,
scores are on 0–100, waits in minutes; nothing is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from analysis import Bounds, Estimate, Target, Verdict
from reports.names import NO_WORDS as NO_WORDS
from reports.names import Name as Name
from reports.names import PeriodInfo as PeriodInfo
from reports.studies import DriverStudy, SilentStudy, UnitFunnel

Levels = tuple[int, int, int, int, int]
RowKind = Literal["total", "sector", "unit", "agency", "tier", "channel"]


@dataclass(frozen=True, slots=True)
class Change:
    """A difference to the period before: value in the measure's own unit, with its interval."""

    value: float
    se: float
    ci_low: float
    ci_high: float
    is_ordinary: bool
    """Inside the limits of ordinary variation."""
    n_before: int = 0
    """Answers the figure before rests on: a change from fewer than ten would give that hidden figure away."""
    is_same_level_before: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out "no change": the two figures differ, be it within ordinary variation."""
        return self.ci_low > 0 or self.ci_high < 0


@dataclass(frozen=True, slots=True)
class WindowFigure:
    """The share of the shortest closed window of weeks with enough answers, for a row too small in its own period."""

    weeks: int
    first: date
    last: date
    n: int
    share: Estimate
    is_same_level: bool
    weeks_answered: int | None = None
    """In how many of the weeks somebody answered; `None` where that was not counted then."""


@dataclass(frozen=True, slots=True)
class Weighting:
    """How the answers of a row were weighted."""

    strata: int
    """Merged strata (unit × sector) with answers of the row."""
    merged: int
    """Of these, made of several units because fewer than ten answered in one."""
    lightest: float
    heaviest: float
    """Visits that one answer of the row stands for, at least and at most."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: the whole, a sector, a unit, an agency, a tier or a channel."""

    kind: RowKind
    key: str
    name: Name
    n: int
    """Responses kept."""
    answered: int
    """Valid answers 1–5 to the overall item: the denominator of the plain share."""
    satisfied: int
    """Answers 4 and 5, unweighted."""
    visits: int | None
    share: Estimate | None
    """The headline index: weighted share of 4 and 5; `None` where there is no usable answer."""
    score: Estimate | None
    """Weighted mean on 0–100."""
    is_priority: bool = False
    is_same_level: bool = False
    """Everyone who answered gave the same one of the five levels."""
    tier: Literal["ticket", "pooled"] = "pooled"
    no_data_share: float = 0.0
    """Share of the row's visits in strata without an answer; above 0.2 the row has no figure."""
    bounds: Bounds | None = None
    target: Target | None = None
    """The satisfaction target that applies to this row, where there is one."""
    change: Change | None = None
    window: WindowFigure | None = None
    agency: str = ""
    """A sector's responsible agency (key of its row), so that an agency does not give a hidden sector away."""
    levels: Levels | None = None
    """Plain counts of answers 1 to 5: what the share is made of."""
    weighting: Weighting | None = None


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Waiting of the whole or of one sector."""

    kind: RowKind
    key: str
    name: Name
    n: int
    """Answers with minutes."""
    mean: Estimate | None
    rounding: tuple[float, float] | None
    """Bounds of the mean if every rounded answer were as low, or as high, as its rounding allows."""
    median: float | None
    p90: float | None
    within: Estimate | None
    """Share of visits that waited no longer than the target."""
    target: Target | None = None
    is_felt: bool = True
    is_same_value: bool = False
    """Everyone who answered gave the same number of minutes."""


@dataclass(frozen=True, slots=True)
class WeekSignal:
    """One week on a control chart whose limits rest on the weeks that may be shown."""

    centre: float
    low: float
    high: float
    rules: tuple[str, ...] = ()
    """Run rules that fire at this week."""
    run: int = 0
    """Weeks in a row up to this one on one side of the centre: above it when positive, below when negative."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One week of the twelve."""

    period: PeriodInfo
    n: int
    share: Estimate | None
    limits: tuple[float, float] | None
    """Control limits of the share for this week's n."""
    waiting: Estimate | None
    is_same_level: bool = False
    visits: int | None = None
    signal: WeekSignal | None = None
    """Where the share stands on its control chart."""
    wait: WeekSignal | None = None
    """Where the mean wait stands on its own."""
    is_same_wait: bool = False
    """Everyone who told minutes told the same."""
    is_withheld: bool = False
    """The week's own page withholds its total for the sake of another unit."""
    no_data_share: float = 0.0
    """As of `Row`: above 0.2 the week has no figure."""


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target of the plan, judged over the plan period to date."""

    plan: str
    key: str
    indicator: str
    label: Name
    """What is judged, scope included: "Mức độ hài lòng – đất đai"."""
    target: Target
    unit: Literal["percent", "minutes", "none"]
    sentence: str
    origin: Name
    """Document, number, date, and where the sentence stands in it."""
    is_confirmed: bool
    status: Literal["judged", "no_data", "wrong_source", "not_measured", "not_in_force"]
    observed: Estimate | None = None
    n: int = 0
    counts: tuple[int, int] | None = None
    """Numerator and denominator of an exact administrative share."""
    verdict: Verdict | None = None
    rounding: tuple[float, float] | None = None
    bounds: Bounds | None = None
    is_same_level: bool = False
    note: Name = NO_WORDS
    """Where the right data would come from, or which of two readings is applied; from the plan file."""
    priority: bool = False
    scope: str = ""
    """Key of the sector row that is judged; empty for the whole."""
    tier: str = "pooled"
    """Which answers it rests on: "ticket" alone, or all."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about the weights that the reader must know."""

    code: Literal[
        "unweighted",
        "by_dossiers",
        "more_answers_than_visits",
        "no_answers",
        "merged",
        "unknown_sector",
        "no_visits",
        "mostly_assisted",
        "answers_over_tickets",
        "tickets_over_visits",
    ]
    subject: str = ""
    """Key or name of the row it is about; empty for the whole."""
    value: float = 0.0
    """`no_answers`: share of visits without an answer; `unknown_sector`: share of answers; `merged`: strata merged."""


@dataclass(frozen=True, slots=True)
class OnTimeRow:
    """Dossiers resolved on time, an exact administrative count."""

    key: str
    name: Name
    resolved: int
    on_time: int
    """Early and on time together."""
    overdue_pending: int
    apologies: int


LABELS = ("burst", "too_fast", "out_of_hours", "honeypot", "code_sequence")
"""What an answer may be labelled with on arrival; `late` says nothing against it and is not among them."""


@dataclass(frozen=True, slots=True)
class LabelRow:
    """The whole, a sector or a desk with and without the answers labelled on arrival; nothing is left out elsewhere."""

    kind: Literal["total", "sector", "unit", "agency", "tier", "channel", "desk"]
    key: str
    name: Name
    counts: tuple[int, ...]
    """Answers with each of `LABELS`; one answer may bear several."""
    labelled: int
    out: tuple[int, bool] = (0, False)
    """Labelled answers under the headline share, and whether all gave the same level."""
    left: tuple[int, bool] = (0, False)
    """The others, likewise."""
    share: Estimate | None = None
    without: Estimate | None = None
    """The share of the others, with the same weights."""


@dataclass(frozen=True, slots=True)
class ReconcileRow:
    """Running totals that must fit: answers to tickets at a desk, tickets to visits of a unit."""

    kind: Literal["desk", "month", "day"]
    key: str
    name: Name
    first: date
    last: date
    minted: int
    answers: int | None = None
    """Answers by ticket, of a desk."""
    visits: int | None = None
    """Visits, of a unit; `None` where none was imported."""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Withheld:
    """A row of this unit that the tables of the unit above must not let anybody work out."""

    table: Literal["total", "sectors", "agencies", "waiting", "tiers", "channels"]
    """`total`: the unit's own total, and with it every figure of the period."""
    key: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything known about one unit in one period."""

    unit: str
    unit_name: Name
    period: PeriodInfo
    as_of: date
    method_version: str
    questionnaires: tuple[str, ...]
    is_simulated: bool
    total: Row
    sectors: tuple[Row, ...]
    units: tuple[Row, ...]
    agencies: tuple[Row, ...]
    tiers: tuple[Row, ...]
    waiting: tuple[WaitingRow, ...]
    """The whole first, then sectors."""
    on_time: tuple[OnTimeRow, ...]
    """Rows that add up (by sector); one with the key `total` is the whole and is not added."""
    trend: tuple[TrendPoint, ...]
    """The twelve weeks up to the period's end, oldest first; empty for other kinds."""
    plan_period: PeriodInfo | None
    targets: tuple[TargetLine, ...]
    flags: tuple[Flag, ...]
    levels: Levels
    """Plain counts of answers 1 to 5."""
    unanswered: int
    channels: tuple[Row, ...] = ()
    """How answers came in: phone, kiosk, assisted, paper, import."""
    labels: tuple[LabelRow, ...] = ()
    """The whole, sectors, then desks."""
    reconciliation: tuple[ReconcileRow, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    """Rows hidden because the page above or its other units would else give a small group away (`grid_hiding`)."""
    funnel: UnitFunnel | None = None
    """Units of one level against what their number of answers explains; `None` where too few stand side by side."""
    drivers: DriverStudy | None = None
    """`None` where no questionnaire in use asks for factors."""
    silent: SilentStudy | None = None
    """`None` where there is no share, or no visits to know who was silent."""
    interval_method: str = "beta"
    held: int = 0
    """Answers of the period's days that came late and wait until ten of their kind are there, in steps of ten."""
    contact: str = ""
    """Whom to ask about these figures: an office and how to reach it, never a person's name."""

    @property
    def is_withheld(self) -> bool:
        """Whether the total is withheld, lest the page above minus it tell of a small unit beside this one."""
        return any(row.table == "total" for row in self.withheld)
