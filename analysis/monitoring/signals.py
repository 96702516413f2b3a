"""Is this week's figure out of the ordinary? Control limits for one share, and the change between two."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from analysis.asked import takes_numbers
from analysis.estimation.intervals import t_quantile
from analysis.exceptions import DesignError
from analysis.judging.selection import spread_of
from analysis.monitoring.chart_limits import share_sigma

if TYPE_CHECKING:
    from analysis.estimate import Estimate


@dataclass(frozen=True, slots=True)
class ControlBand:
    """Limits within which a share of one period moves by chance alone, "trong mức dao động thường"."""

    centre: float
    low: float
    high: float

    def place(self, value: float) -> Literal["below", "inside", "above"]:
        """Say where a figure stands; the limits themselves are inside."""
        if value < self.low:
            return "below"
        return "above" if value > self.high else "inside"


@dataclass(frozen=True, slots=True)
class Change:
    """Difference of two independent estimates of one measure, in its unit."""

    value: float
    se: float
    ci_low: float
    ci_high: float
    level: float
    dof: float
    rests_on_one: bool = False
    """Whether one of the two has one answer, or one PSU that shows no spread."""

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out "no change"; never where one of the two rests on one answer."""
        return not self.rests_on_one and (self.ci_low > 0 or self.ci_high < 0)


@takes_numbers("centre", "n", "deff", "sigmas")
def control_band(centre: float, n: float, *, deff: float = 1.0, sigmas: float = 3.0) -> ControlBand:
    """Return p-chart limits around a centre line, widened by the design effect and held inside 0–1.

    Parameters
    ----------
    centre : float
        Long-run share, a fraction, such as that of the twelve weeks before.
    n : float
        Answers of the period judged.
    deff : float
        Design effect of its share.
    sigmas : float
        Width; Shewhart's three.

    Raises
    ------
    DesignError
        A centre outside 0–1, or n, deff or sigmas not above 0.

    Notes
    -----
    p̄ ± k √(p̄(1 − p̄) deff / n). For a series of weeks with its centre, phases and signals: `control_chart`.

    References
    ----------
    Shewhart (1931); Montgomery (2013), Introduction to Statistical Quality Control, §7.2; deff: Kish (1965), §8.2.

    Examples
    --------
    >>> band = control_band(0.8, 400)
    >>> f"{band.low:.2f} {band.high:.2f} {band.place(0.73)}"
    '0.74 0.86 below'
    """
    if not 0 <= centre <= 1:
        raise DesignError(f"centre: got {centre!r}; expected a fraction from 0 to 1")
    if not all(number > 0 for number in (n, deff, sigmas)):
        raise DesignError(f"n, deff and sigmas: got {n!r}, {deff!r}, {sigmas!r}; expected numbers above 0")
    reach = sigmas * float(share_sigma(centre, n, deff))
    return ControlBand(centre, max(centre - reach, 0.0), min(centre + reach, 1.0))


def change(now: Estimate, before: Estimate) -> Change:
    """Return the difference of two independent estimates with its interval at the level of ``now``.

    Raises
    ------
    DesignError
        Two different measures.

    Notes
    -----
    Different weeks share no PSU, so V̂ = V̂₁ + V̂₀; degrees of freedom after Satterthwaite, V̂² / (V̂₁²/ν₁ +
    V̂₀²/ν₀). Where a share has a standard error of 0 its variance is taken from the middle and width of its interval
    instead.

    References
    ----------
    Satterthwaite (1946), Biometrics Bulletin 2(6).
    """
    if (now.measure, now.item) != (before.measure, before.item):
        raise DesignError(
            f"change: {now.measure} of {now.item!r} and {before.measure} of {before.item!r}; "
            "compare one measure with itself"
        )
    parts = [(spread_of(estimate) ** 2, estimate.dof) for estimate in (now, before)]
    variance = sum(part for part, _ in parts)
    value, lone = now.value - before.value, now.rests_on_one or before.rests_on_one
    if variance == 0:
        return Change(value, 0.0, value, value, now.level, min(now.dof, before.dof), lone)
    dof = variance**2 / sum(part**2 / freedom for part, freedom in parts)
    reach = t_quantile(now.level, dof) * math.sqrt(variance)
    return Change(value, math.sqrt(variance), value - reach, value + reach, now.level, dof, lone)
