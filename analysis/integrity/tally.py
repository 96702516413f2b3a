"""The counts of one office's week that signs are looked for in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class WeekTally:
    """Plain counts of the answers of one office in one week; what is not known stays 0 or empty."""

    answered: int = 0
    """Answers to the overall item."""
    top: int = 0
    """Of them the highest level."""
    satisfied: int = 0
    """Of them the two highest."""
    complete: int = 0
    """Responses with enough items answered to be straight."""
    straight: int = 0
    """Of them those that gave the same level throughout."""
    minutes: tuple[int, ...] = ()
    """How many gave 0, 1, 2, … minutes; of one length over all weeks."""
    desk_days: tuple[tuple[str, int, int], ...] = ()
    """Desk, top and answered of each desk and day."""
    static: int = 0
    """Answers to the overall item through a printed or a shown code."""
    static_top: int = 0
    ticket: int = 0
    """Answers to it with a ticket."""
    ticket_top: int = 0
    responses: int = 0
    visits: float = 0.0
    burst: int = 0
    """Most responses labelled as a burst at one desk on one day."""

    @property
    def with_tier(self) -> int:
        """Answers by a code, with or without a ticket."""
        return self.static + self.ticket

    @property
    def covered(self) -> int:
        """Responses that known visits may have given."""
        return self.responses if self.visits > 0 else 0


def columns(histories: Sequence[Sequence[WeekTally]], name: str) -> NDArray[Any]:
    """One count of every week: a row for each office, padded with 0 where an office has fewer weeks."""
    longest = max((len(weeks) for weeks in histories), default=0)
    return np.array([[*(getattr(week, name) for week in weeks), *[0] * (longest - len(weeks))] for weeks in histories])
