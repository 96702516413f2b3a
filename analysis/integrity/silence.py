"""A poster that no longer works: a desk falls silent while people keep coming; or one that never worked."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isnan
from typing import TYPE_CHECKING

from analysis.exceptions import DesignError
from analysis.integrity.outliers import count_outlier

if TYPE_CHECKING:
    from collections.abc import Sequence

SILENCE = 5e-4
"""Chance of a silence by accident from which it is told."""
FEWEST_BEFORE = 20
"""Answers before it without which a silence says nothing."""
LEAST_COVERAGE = 0.04
"""Answers a visit that any code in use is taken to bring, where a desk has no past of its own."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Days in a row without one answer at a desk."""

    days: int
    """Of those on which it is known how many people came."""
    expected: float
    """Answers that visits and the days before lead to expect in them."""
    p: float
    """Chance that so many people keep silent by accident."""
    uncounted: int = 0
    """Silent days of which nothing is known: they count for nothing."""

    @property
    def is_remarkable(self) -> bool:
        """Whether chance is no good reason."""
        return self.p <= SILENCE


def silence(
    answers: Sequence[int], visits: Sequence[float], past_answers: Sequence[int], past_visits: Sequence[float]
) -> Silence | None:
    """Judge the days without an answer that end a series: the QR code torn off, covered, or replaced.

    Parameters
    ----------
    answers, visits : (days,)
        Answers at the desk and tickets or visits (1 a day where only the opening is known), oldest first; NaN for a day
        whose visits are not known, which is left out.
    past_answers, past_visits : (days,)
        Working days before them.

    Returns
    -------
    Silence or None
        ``None`` where the last day has an answer, nobody came, or too little is known of before.

    Raises
    ------
    DesignError
        Series of different lengths.

    Notes
    -----
    The silent days count as one: μ = rate of the past × their visits, P(X = 0) of the negative binomial with the spread
    between the desk's days. A desk with 12 answers a day and a coefficient of variation of 0.2 is told of after one
    day, one with 6 after two.

    References
    ----------
    FBI, Internet Crime Complaint Center (2022), PSA220118 (tampered QR codes); formula as in `count_outlier`.

    Examples
    --------
    >>> found = silence([15, 0], [40, 38], [14, 16, 12, 18, 15], [40, 42, 36, 41, 40])
    >>> found.days, f"{found.expected:.1f} {found.p:.1e}", found.is_remarkable
    (1, '14.4 1.6e-06', True)
    """
    if len(answers) != len(visits) or len(past_answers) != len(past_visits):
        raise DesignError("answers and visits: series of different lengths; expected a pair for each day")
    quiet = 0
    while quiet < len(answers) and answers[-1 - quiet] == 0:
        quiet += 1
    came = [float(each) for each in visits[len(visits) - quiet :] if not isnan(each)]
    before = [
        (count, exposure)
        for count, exposure in (
            *zip(past_answers, past_visits, strict=True),
            *zip(answers[: len(answers) - quiet], visits[: len(visits) - quiet], strict=True),
        )
        if not isnan(exposure)
    ]
    counts, exposures = [count for count, _exposure in before], [exposure for _count, exposure in before]
    if sum(came) <= 0 or sum(counts) < FEWEST_BEFORE or sum(exposures) <= 0:
        return None
    found = count_outlier(0, sum(came), counts, exposures, side="below")
    return Silence(len(came), found.expected * sum(came), found.p, quiet - len(came))


def never_heard(visits: Sequence[float]) -> Silence | None:
    """Judge a desk that never had an answer although people came: its code may never have worked.

    Parameters
    ----------
    visits : (days,)
        Visits of the desk's days; NaN for a day whose visits are not known, which is left out. Not for days of which
        only the opening is known.

    Returns
    -------
    Silence or None
        ``None`` where nobody is known to have come.

    Notes
    -----
    With no past to learn a rate from, a code in use is taken to bring at least an answer from 4 % of visits (µ = 0.04 ×
    visits); P(X = 0) = exp(−µ), Poisson, lies below 0.0005 from 191 visits on.

    Examples
    --------
    >>> [never_heard([visits] * 10).is_remarkable for visits in (19, 20)]
    [False, True]
    """
    came = [float(each) for each in visits if not isnan(each)]
    expected = LEAST_COVERAGE * sum(came)
    return Silence(len(came), expected, exp(-expected), len(visits) - len(came)) if expected > 0 else None
