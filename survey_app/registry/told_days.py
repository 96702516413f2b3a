"""Days whose figures are published keep whom they belonged to, where a change would tell of fewer than ten answers.

A unit that is moved, or a sector that is handed over, takes its answers from one total to another. Where the totals of
those days stand published, the difference of two revisions would be the answers that moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.cells import NO_SIGN
from survey_app.exceptions import PlaceRefused
from survey_app.holding import ENOUGH
from survey_app.models import Publication, Response, Sector, Unit
from survey_app.periods import parse_period, stretch_of
from survey_app.places import memberships, spans_below
from survey_app.registry.lost_days import Days, lost_days
from survey_app.registry.stretches import ONE_DAY, Stretch, plain_day

Condition = sa.ColumnElement[bool]
Inside = Callable[[Days], Iterator[Condition]]
"""Conditions that together hold the answers of what is moved, on some days."""


def refuse_told(texts: Iterator[str]) -> None:
    """Refuse a change of which there is something to say."""
    for text in texts:
        raise PlaceRefused(("first", text))


def told_of_unit(session: Session, unit: str, before: Sequence[Stretch], after: Sequence[Stretch]) -> Iterator[str]:
    """What speaks against giving days of a unit to another parent, in sentences."""

    def inside(days: Days) -> Iterator[Condition]:
        spans = spans_below(session, [unit], days.first, days.last)
        for member in memberships(spans, unit, days.first, days.last):
            yield (Response.unit == member.unit) & Response.day.between(member.valid_from, member.valid_to)

    until = _told_until(session, Publication.unit == unit)
    name = session.scalar(sa.select(Unit.name_vi).where(Unit.code == unit)) or unit
    yield from _told(session, name, _changed(before, after), until, inside)


def told_of_sector(session: Session, sector: str, before: Sequence[Stretch], after: Sequence[Stretch]) -> Iterator[str]:
    """What speaks against giving days of a sector to another agency, likewise."""

    def inside(days: Days) -> Iterator[Condition]:
        yield (Response.sector == sector) & Response.day.between(days.first, days.last)

    until = _told_until(session, sa.true())
    name = session.scalar(sa.select(Sector.name_vi).where(Sector.code == sector)) or sector
    yield from _told(session, name, _changed(before, after), until, inside)


def _changed(before: Sequence[Stretch], after: Sequence[Stretch]) -> list[Days]:
    """The days that belonged to one owner and would belong to another, or to none."""
    found = []
    for owner in {stretch.owner for stretch in (*before, *after)}:
        mine = [[stretch for stretch in side if stretch.owner == owner] for side in (before, after)]
        found += [*lost_days(*mine), *lost_days(mine[1], mine[0])]
    return sorted(found, key=lambda days: days.first)


def _told_until(session: Session, where: Condition) -> date | None:
    """The last day of the last published week; every week before it is published too."""
    # the ids of weeks are in the order of time
    week = session.scalar(sa.select(sa.func.max(Publication.period)).where(where, Publication.period.like("%-W%")))
    return None if week is None else parse_period(week).last


def _told(session: Session, name: str, changed: list[Days], until: date | None, inside: Inside) -> Iterator[str]:
    for days in changed:
        if until is None or days.first > until:
            continue
        told = Days(days.first, min(days.last, until))
        if _has_few(session, inside(told)):
            yield _(
                "%(days)s số liệu đã công bố. Đổi nơi thuộc về của “%(name)s” trong những ngày ấy làm số đã công bố "
                "thay đổi vì chưa đến %(least)s phiếu, và lộ câu trả lời. Hãy ghi từ ngày %(free)s.",
                days=told,
                name=name,
                least=ENOUGH,
                free=plain_day(until + ONE_DAY),
            )
            return


def _has_few(session: Session, conditions: Iterator[Condition]) -> bool:
    """Whether some row of some table would move for fewer than ten answers (the groups of `releasing.Group`)."""
    keys = (Response.unit, Response.sector, Response.tier, Response.channel, Response.questionnaire)
    groups: Counter[tuple[object, ...]] = Counter()
    for condition in conditions:
        query = sa.select(*keys, Response.day, Response.labels, sa.func.count()).where(condition)
        for *key, day, labels, number in session.execute(query.group_by(*keys, Response.day, Response.labels)):
            groups[(*key, stretch_of(day), labels in NO_SIGN)] += number
    return any(number < ENOUGH for number in groups.values())
