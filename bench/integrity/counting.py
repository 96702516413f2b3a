"""From answers to the counts that are judged, as the kit would count them."""

from __future__ import annotations

import numpy as np

from analysis.integrity.tally import WeekTally

from .honest import WEEKS, Answers, History, Ints

LONGEST = 240
ENOUGH_ITEMS = 3
BURST_FROM, BURST_WITHIN = 5, 60.0


def tallies(history: History) -> list[WeekTally]:
    """One tally a week, oldest first."""
    return [_tally(history, week) for week in range(WEEKS)]


def burst_labels(answers: Answers) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which answers the kit labels as a burst: the fifth and later of a desk within a minute."""
    place = answers.week * 10_000 + answers.day * 1_000 + answers.desk
    order = np.lexsort((answers.second, place))
    when, where = answers.second[order], place[order]
    labelled = np.zeros(len(answers), dtype=bool)
    back = BURST_FROM - 1
    if len(answers) > back:
        close = (when[back:] - when[:-back] <= BURST_WITHIN) & (where[back:] == where[:-back])
        labelled[order[back:]] = close
    return labelled


def _tally(history: History, week: int) -> WeekTally:
    here = history.answers.of(history.answers.week == week)
    top, answered = here.level == 5, np.count_nonzero(here.items, axis=1) >= ENOUGH_ITEMS
    low = np.where(here.items == 0, 9, here.items).min(axis=1, initial=9)
    straight = answered & (low == here.items.max(axis=1, initial=0)) & (low == here.level)
    cell = here.desk * 6 + here.day
    return WeekTally(
        answered=len(here),
        top=int(top.sum()),
        satisfied=int((here.level >= 4).sum()),
        complete=int(answered.sum()),
        straight=int(straight.sum()),
        minutes=tuple(np.bincount(here.minutes[here.minutes >= 0], minlength=LONGEST + 1).tolist()),
        desk_days=_desk_days(cell, top),
        static=int((~here.ticket).sum()),
        static_top=int((top & ~here.ticket).sum()),
        ticket=int(here.ticket.sum()),
        ticket_top=int((top & here.ticket).sum()),
        responses=len(here),
        visits=float(history.visits[week].sum()),
        burst=int(np.bincount(cell[burst_labels(here)], minlength=1).max()),
    )


def _desk_days(cell: Ints, top: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[tuple[str, int, int], ...]:
    answered = np.bincount(cell)
    tops = np.bincount(cell, weights=top).astype(int)
    return tuple((f"q{one // 6}", int(tops[one]), int(answered[one])) for one in np.flatnonzero(answered))
