"""Bursts sent through the kit's own labelling: how many are labelled, and how many told of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from analysis.integrity.office_week import BURST_FROM
from survey_app.intake.arrivals import BURST, Arrival, Arrivals

from .honest import OPENING, Answers, Rng, draw_history, draw_office

START = datetime(2026, 11, 4, 1, 0, tzinfo=UTC)


def kit_labels(answers: Answers) -> NDArray[np.bool_]:
    """Which answers the kit labels as a burst when they arrive at these seconds, in their order."""
    arrivals, found = Arrivals(), np.zeros(len(answers), dtype=bool)
    place = answers.week * 10_000 + answers.day * 1_000 + answers.desk
    for number in np.argsort(answers.second, kind="stable"):
        now = START + timedelta(seconds=float(answers.second[number]))
        arrival = Arrival(str(place[number]), str(number), now - timedelta(seconds=30), now, is_trapped=False)
        found[number] = BURST in arrivals.labels(arrival)
    return found


def bursts_caught(seed: int, number: int, size: int, gap: float) -> float:
    """The share of bursts told of: `size` answers, mostly `gap` seconds apart, among a desk's honest ones."""
    rng = np.random.default_rng(seed)
    return sum(_is_told(rng, size, gap) for _turn in range(number)) / number


def _is_told(rng: Rng, size: int, gap: float) -> bool:
    honest = draw_history(rng, draw_office(rng)).answers
    day = honest.of((honest.week == 12) & (honest.day == 2) & (honest.desk == 0))
    like = honest.of(rng.integers(0, len(honest), size))
    times = rng.uniform(0, OPENING) + np.cumsum(rng.lognormal(np.log(gap), 0.35, size))
    zeros = np.zeros(size, dtype=np.int64)
    burst = Answers(zeros + 12, zeros + 2, zeros, like.level, like.minutes, like.items, like.ticket, times)
    return int(kit_labels(day.and_also(burst)).sum()) >= BURST_FROM
