"""Posters torn off: after how many days a desk's silence is told of, and how often a quiet day is mistaken for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.integrity.silence import silence

from .honest import WEEKS, Floats, History, Ints, draw_history, draw_office

KINDS = {"below 3": (0, 3), "3 to 6": (3, 6), "6 to 12": (6, 12), "12 and more": (12, 1e9)}
"""Desks by their usual answers a day."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What became of the desks of one kind."""

    desks: int
    after_one_day: float
    after_two: float
    by_mistake: int
    """Honest desk-days of the last week told of as silent."""
    days: int


def posters_gone(seed: int, offices: int) -> dict[str, Gone]:
    """Tear off each desk's poster on a day of the last week."""
    rng = np.random.default_rng(seed)
    found: dict[str, list[tuple[bool, bool, int, int]]] = {kind: [] for kind in KINDS}
    for _office in range(offices):
        for usual, outcome in _desks(draw_history(rng, draw_office(rng))):
            kind = next(name for name, (low, high) in KINDS.items() if low <= usual < high)
            found[kind].append(outcome)
    return {kind: _summed(rows) for kind, rows in found.items()}


def _summed(rows: list[tuple[bool, bool, int, int]]) -> Gone:
    if not rows:
        return Gone(0, 0.0, 0.0, 0, 0)
    one, two, wrong, days = (np.array(column) for column in zip(*rows, strict=True))
    return Gone(len(rows), float(one.mean()), float(two.mean()), int(wrong.sum()), int(days.sum()))


def _desks(history: History) -> Iterator[tuple[float, tuple[bool, bool, int, int]]]:
    ours = history.answers
    counts = np.zeros((WEEKS, 6, history.office.desks), dtype=np.int64)
    np.add.at(counts, (ours.week, ours.day, ours.desk), 1)
    worked = history.visits[:, :5].ravel() > 0
    visits = history.visits[:, :5].ravel()[worked]
    for desk in range(history.office.desks):
        number = counts[:, :5, desk].ravel()[worked]
        past = len(number) - 5
        told = [_is_told(number, visits, past, quiet) for quiet in (1, 2)]
        wrong = sum(_is_told(number, visits, day, 0) for day in range(past, len(number)))
        yield float(number[:past].mean()), (told[0], told[1], wrong, 5)


def _is_told(number: Ints, visits: Floats, day: int, quiet: int) -> bool:
    """Whether the desk is told of at the end of the day (or after so many days without its poster)."""
    end = day + max(quiet, 1)
    answers = number[day:end].tolist() if not quiet else [0] * quiet
    found = silence(answers, visits[day:end].tolist(), number[:day].tolist()[-30:], visits[:day].tolist()[-30:])
    return found is not None and found.is_remarkable
