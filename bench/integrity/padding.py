"""What is done to an office's last week: answers written by someone else, people turned away, a poster gone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .honest import ITEMS, OPENING, WEEKS, Answers, Floats, History, Ints, Rng, with_answers

LAST = WEEKS - 1


def padded(style: str, history: History, part: float, rng: Rng) -> History:
    """The history with `part` of its last week's answers made up (or of its unhappy people turned away)."""
    return STYLES[style](history, part, rng)


def _made_up(history: History, part: float, rng: Rng) -> Answers:
    """As many made-up answers as make `part` of the week: always very satisfied, folded questions left alone."""
    ours = history.answers
    last = np.flatnonzero(ours.week == LAST)
    number = round(len(last) * part / (1 - part))
    like = ours.of(rng.choice(last, number))
    desk = rng.integers(0, max(history.office.desks // 3, 1), number)
    return Answers(
        week=like.week,
        day=like.day,
        desk=desk,
        level=np.full(number, 5),
        minutes=np.full(number, -1),
        items=np.zeros((number, ITEMS), dtype=np.int64),
        ticket=like.ticket,
        second=rng.random(number) * OPENING,
    )


def _with(answers: Answers, **values: Ints | Floats) -> Answers:
    return Answers(*(values.get(name, getattr(answers, name)) for name in answers.__slots__))


def _plain(history: History, part: float, rng: Rng) -> History:
    return with_answers(history, history.answers.and_also(_made_up(history, part, rng)))


def _flat(history: History, part: float, rng: Rng) -> History:
    made = _made_up(history, part, rng)
    made = _with(made, minutes=rng.integers(1, 31, len(made)), items=np.full((len(made), ITEMS), 5))
    return with_answers(history, history.answers.and_also(made))


def _constant(history: History, part: float, rng: Rng) -> History:
    made = _made_up(history, part, rng)
    made = _with(made, minutes=np.full(len(made), 5), items=np.full((len(made), ITEMS), 5))
    return with_answers(history, history.answers.and_also(made))


def _evening(history: History, part: float, rng: Rng) -> History:
    """In sittings of a dozen, one answer after the other, after closing time."""
    made = _made_up(history, part, rng)
    sitting = np.arange(len(made)) // 12
    gaps = rng.lognormal(np.log(9), 0.35, len(made))
    made = _with(
        made,
        day=sitting % 5,
        desk=np.zeros(len(made), dtype=np.int64),
        second=OPENING + 3600 + np.cumsum(gaps),
        ticket=np.zeros(len(made), dtype=bool),
    )
    return with_answers(history, history.answers.and_also(made))


def _static(history: History, part: float, rng: Rng) -> History:
    made = _made_up(history, part, rng)
    return with_answers(history, history.answers.and_also(_with(made, ticket=np.zeros(len(made), dtype=bool))))


def _careful(history: History, part: float, rng: Rng) -> History:
    """By someone who copies how honest people answer, but content: nothing but the level tells."""
    made = _made_up(history, part, rng)
    ours = history.answers
    content = np.flatnonzero((ours.week < LAST) & (ours.level >= 4))
    like = ours.of(rng.choice(content, len(made)))
    made = _with(made, level=like.level, minutes=like.minutes, items=like.items)
    return with_answers(history, history.answers.and_also(made))


def _turned_away(history: History, part: float, rng: Rng) -> History:
    """`part` of those at level 1 to 3 do not get to answer."""
    ours = history.answers
    gone = (ours.week == LAST) & (ours.level <= 3) & (rng.random(len(ours)) < part)
    return with_answers(history, ours.of(~gone))


STYLES: dict[str, Callable[[History, float, Rng], History]] = {
    "plain": _plain,
    "flat": _flat,
    "constant": _constant,
    "evening": _evening,
    "static": _static,
    "careful": _careful,
    "turned_away": _turned_away,
}
