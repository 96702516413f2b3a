"""Many office-weeks judged: how often honest ones are told of, and how often padded ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.integrity.office_week import OfficeWeek, office_week, week_spreads
from analysis.integrity.tally import WeekTally

from .counting import tallies
from .honest import History, Office, draw_history, draw_office
from .padding import padded

OFFICES = 20
"""Of one province: what is learnt of how weeks differ is learnt from these."""
BIG, SMALL = (200.0, 650.0), (30.0, 200.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One office-week: what was counted and what was said of it."""

    week: WeekTally
    office: Office
    verdict: OfficeWeek


def judge_many(
    seed: int, number: int, *, style: str = "", part: float = 0.0, sizes: tuple[float, float] = BIG
) -> Iterator[Judged]:
    """Judge so many office-weeks with at least the smallest size of answers, province by province.

    The past that is learnt from is honest; `style` and `part` say what was done to the week that is judged.
    """
    rng = np.random.default_rng(seed)
    done = 0
    while done < number:
        histories = [draw_history(rng, draw_office(rng, smallest=sizes[0], largest=sizes[1])) for _ in range(OFFICES)]
        changed = [padded(style, one, part, rng) if style else one for one in histories]
        for one in _judge(changed):
            if one.week.answered >= sizes[0] and done < number and _suits(style, one.office):
                done += 1
                yield one


def _judge(histories: list[History]) -> Iterator[Judged]:
    counted = [tallies(one) for one in histories]
    spreads = week_spreads([weeks[:-1] for weeks in counted])
    for history, weeks in zip(histories, counted, strict=True):
        yield Judged(weeks[-1], history.office, office_week(weeks[-1], weeks[:-1], spreads))


def _suits(style: str, office: Office) -> bool:
    """Whether an office can be padded in this style: a tier apart needs tickets."""
    return style != "static" or office.has_tickets


def caught(seed: int, number: int, style: str, part: float) -> float:
    """The share of padded office-weeks that is told of."""
    judged = judge_many(seed, number, style=style, part=part)
    return sum(one.verdict.is_flagged for one in judged) / number
