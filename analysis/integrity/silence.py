"""A poster that no longer works: a desk falls silent while people keep coming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.exceptions import DesignError
from analysis.integrity.outliers import count_outlier

if TYPE_CHECKING:
    from collections.abc import Sequence

SILENCE = 5e-4
"""Chance of a silence by accident from which it is told."""
FEWEST_BEFORE = 20
"""Answers before it without which a silence says nothing."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Days in a row without one answer at a desk."""

    days: int
    expected: float
    """Answers that visits and the days before lead to expect in them."""
    p: float
    """Chance that so many people keep silent by accident."""

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
        Answers at the desk and tickets or visits (1 a day where only the opening is known), oldest first.
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
    came = float(sum(visits[len(visits) - quiet :]))
    before = [*past_answers, *answers[: len(answers) - quiet]]
    exposed = [*past_visits, *visits[: len(visits) - quiet]]
    if not quiet or came <= 0 or sum(before) < FEWEST_BEFORE or sum(exposed) <= 0:
        return None
    found = count_outlier(0, came, before, exposed, side="below")
    return Silence(quiet, found.expected * came, found.p)
