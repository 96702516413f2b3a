"""Closer looks at one period that are findings too: units side by side, what moves satisfaction, who did not answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analysis import Estimate, SensitivityCell
from reports.names import Name, PeriodInfo


@dataclass(frozen=True, slots=True)
class FunnelUnit:
    """One unit against the limits for its number of answers."""

    key: str
    n_eff: float
    value: float
    inner: tuple[float, float]
    """Limits at 95 %."""
    outer: tuple[float, float]
    """Limits at 99.8 %."""
    place: Literal["below", "inside", "above"]
    """Against the outer limits."""


@dataclass(frozen=True, slots=True)
class UnitFunnel:
    """Units of one level; only those whose figure may be shown."""

    centre: float
    """The share of the whole above them."""
    tau2: float
    """Variance between units beyond chance that the limits allow for."""
    reach: tuple[float, float]
    """Standard deviations from the centre to the inner and to the outer limits."""
    units: tuple[FunnelUnit, ...]
    of: int
    """Units of this level, with those that have too few answers."""


@dataclass(frozen=True, slots=True)
class DriverRow:
    """One factor: how well it does, and how much the overall answer moves with it."""

    key: str
    name: Name
    score: Estimate
    """Mean on 0–100."""
    satisfied: Estimate
    importance: float
    """Beside the other factors: change of the overall answer's log-odds per standard deviation."""
    importance_low: float
    importance_high: float
    alone: float
    """The same of the factor by itself."""
    quadrant: Literal["focus", "keep", "low_priority", "possible_overkill"]


@dataclass(frozen=True, slots=True)
class DriverStudy:
    """Importance and performance of the questionnaire's factors, or why there is none."""

    period: PeriodInfo
    """The shortest closed stretch with enough answers, or the longest tried."""
    n: int
    """Answers to the overall question and every factor."""
    needed: int
    rows: tuple[DriverRow, ...] = ()
    importance_cut: float = 0.0
    performance_cut: float = 0.0


@dataclass(frozen=True, slots=True)
class SilentStudy:
    """What the share of the whole would be if those who did not answer felt otherwise."""

    coverage: float
    differences: tuple[SensitivityCell, ...]
    """By how much the silent are less satisfied, as a fraction."""
    ratios: tuple[SensitivityCell, ...]
    """How many times as readily the satisfied answer."""
    tipping_ratio: float | None
