"""What the engine hands back: frozen values that know their method, their design and nothing of web, file or table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Comparison = Literal[">=", ">", "<=", "<"]
PointResult = Literal["met", "not_met", "no_data"]
Certainty = Literal["met", "not_met", "not_proven", "no_data"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimated quantity with its uncertainty.

    ``value``, ``se`` and the limits carry the unit of the measure: a share is a fraction (0.794, never 79.4),
    a mean score is on 0–100, a waiting time in minutes. Nothing is rounded here.
    """

    measure: str
    """The quantity: ``proportion``, ``mean``, ``quantile``, ``total``, ``ratio``."""
    item: str
    value: float
    se: float
    ci_low: float
    ci_high: float
    level: float
    dof: float
    n: int
    """Answers the estimate rests on (valid answers to the item inside the domain)."""
    n_eff: float
    deff: float
    kish_deff: float
    cv: float
    psus: int
    """Primary sampling units (desk-days) with at least one such answer."""
    method: str
    """Name of the interval method, a key of ``analysis.INTERVALS``."""
    domain: tuple[tuple[str, str], ...] = ()
    few_psus: bool = False
    """Fewer than eight primary sampling units: the interval leans on a t with few degrees of freedom."""

    @property
    def rests_on_one(self) -> bool:
        """Whether one answer, or one PSU with a standard error of 0, is all there is: nothing may be judged by it.

        R's standard error of 0 stands there, and an interval without width that says nothing. Not so for the interval
        of a share, which has a width.
        """
        return self.n == 1 or (self.psus == 1 and self.se == 0 and self.ci_low == self.ci_high)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Worst-case selection bounds at a coverage, and the share among the silent at which the target just holds."""

    coverage: float
    low: float
    high: float
    tipping_point: float | None
    """``None`` where no target is asked about or nobody was silent; below 0 or above 1 where nothing the silent say can
    change the result."""


@dataclass(frozen=True, slots=True)
class Target:
    """The numeric heart of a plan's target, in the unit of the estimate (fractions for shares, minutes for waits)."""

    comparison: Comparison
    value: float
    stricter: Comparison | None = None
    """A second, stricter comparison printed beside the first where the document is ambiguous."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The two lines of docs/methods.md 8 for one target."""

    point: PointResult
    """The unrounded point figure against the document's comparison."""
    certainty: Certainty
    """What the two-sided interval proves."""
    stricter_point: PointResult | None = None
    answers_needed: int | None = None
    """Answers needed in all before the point figure would be proven; ``None`` when proven or unreachable."""
    answers_missing: int | None = None
    feasible: bool | None = None
    """Whether the period has as many people as the answers needed; ``None`` when not asked or not known."""
