"""Held answers are released ten or more together, so that no difference of two figures rests on fewer.

The groups are so small that every row of every table of every period takes in a group whole or not at all. Who adds a
table by something that is not in `Group` adds it there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.adoption import all_adopted_plans
from survey_app.cells import ASKED, NO_SIGN, valid_answers
from survey_app.holding import AT_ONCE, ENOUGH, held_rows
from survey_app.models import HeldAnswer, Response, SectorAgency, UnitParent
from survey_app.periods import stretch_of


class Group(NamedTuple):
    """Answers that every row of every table either counts all or counts none of."""

    stretch: date
    """The first of the days between two days on which any period, place or responsibility ends."""
    unit: str
    desk: str
    sector: str | None
    tier: str
    channel: str
    questionnaire: str
    is_labelled: bool


def release_answers(session: Session) -> int:
    """Release every group of ten or more, and return how many answers there were; the caller commits."""
    _lock(session)
    released: list[UUID] = []
    for answers in _groups(session).values():
        numbers = [sum(answer[item] for answer in answers) for item in range(1, len(ASKED) + 1)]
        if len(answers) >= ENOUGH and all(map(_is_enough, numbers)):
            released += [answer[0] for answer in answers]
    for start in range(0, len(released), AT_ONCE):
        some = released[start : start + AT_ONCE]
        session.execute(sa.delete(HeldAnswer).where(HeldAnswer.response.in_(some)))
    return len(released)


def _is_enough(answered: int) -> bool:
    """Whether figures of one item may take this many in: a row of waiting minutes rests on its own answers."""
    return answered == 0 or answered >= ENOUGH


def _groups(session: Session) -> dict[Group, list[tuple[Any, ...]]]:
    """The held answers by group: the id of each, and whether it answers each item that figures are made of."""
    columns = (
        *(Response.id, Response.day, Response.unit, Response.desk, Response.sector, Response.tier, Response.channel),
        *(Response.questionnaire, Response.labels),
    )
    query: Any = sa.select(*columns, *valid_answers(session))
    ends = _ends(session)
    found: dict[Group, list[tuple[Any, ...]]] = defaultdict(list)
    for row in held_rows(session, query):
        identifier, day, unit, desk, sector, tier, channel, questionnaire, labels, *valid = row
        is_labelled = labels not in NO_SIGN
        group = Group(_stretch(day, ends), unit, desk, sector, tier, channel, questionnaire, is_labelled)
        found[group].append((identifier, *map(int, valid)))
    return found


def _stretch(day: date, ends: Collection[date]) -> date:
    """The first day of the stretch, which also begins after each of `ends`."""
    first = stretch_of(day)
    return max((end + timedelta(days=1) for end in ends if first <= end < day), default=first)


def _ends(session: Session) -> frozenset[date]:
    """Days on which something ends that rows or periods are made of, beside the stretches of the calendar."""
    plans = [period for plan in all_adopted_plans(session) for period in plan.periods]
    changes = [*session.scalars(sa.select(UnitParent.valid_from)), *session.scalars(sa.select(SectorAgency.valid_from))]
    ended = [*session.scalars(sa.select(UnitParent.valid_to)), *session.scalars(sa.select(SectorAgency.valid_to))]
    return frozenset(
        [
            *(period.last for period in plans),
            *_before(period.first for period in plans),
            *_before(changes),
            *(day for day in ended if day is not None),
        ]
    )


def _before(days: Iterable[date]) -> list[date]:
    return [day - timedelta(days=1) for day in days if day > date.min]


def _lock(session: Session) -> None:
    """Let nobody mark, release or mix meanwhile; on SQLite the write lock of the transaction does."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE held_answer IN SHARE ROW EXCLUSIVE MODE"))
