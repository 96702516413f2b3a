"""Put comments into batches of ten or more, a week after their own week is over; docs/centre.md gives the rule.

At each week's release, the comments that still wait are pooled at their unit, or at the unit above for every four
weeks they have waited. A pool of ten or more becomes a batch, whole; a smaller one waits on. A comment never leaves
its batch, and a batch is never added to: comparing two days' pages tells nothing about one comment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.closing import ONLY_ONE
from survey_app.database import Store
from survey_app.models import Comment, CommentBatch
from survey_app.periods import Period, parse_period, week_of
from survey_app.personal_data import KINDS, mask
from survey_app.places import ParentSpan, parent_spans
from survey_app.search_text import fold

LEAST = 10
WAITS_WEEKS = 4
"""How long a comment waits at one unit for others before it is handed up to the unit above."""
_UNSEARCHED = dict.fromkeys(KINDS, " ")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment that is in no batch yet."""

    id: UUID
    unit: str
    week: Period


@dataclass(frozen=True, slots=True)
class Formed:
    """A batch to be kept."""

    unit: str
    released_for: Period
    comments: tuple[Waiting, ...]


def last_released(today: date) -> Period:
    """The latest week whose comments may be read: a whole week lies between it and the present one."""
    return week_of(week_of(today).first - timedelta(weeks=2))


def release_comments(store: Store, today: date) -> int:
    """Form every batch that is due; returns how many. Safe to repeat: what was formed stays as it is."""
    with store.reading() as session:
        if not _due(session, today):
            return 0
    with store.writing.begin() as session:
        if not store.is_sqlite:
            # the nightly closing rewrites the same rows
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(ONLY_ONE)))
        formed = _due(session, today)
        for batch in formed:
            _keep(session, batch)
    return len(formed)


def form_batches(waiting: Sequence[Waiting], spans: Sequence[ParentSpan], weeks: Sequence[Period]) -> list[Formed]:
    """The batches that the releases of these weeks form, in their order."""
    left, formed = list(waiting), []
    for week in weeks:
        pools: dict[str, list[Waiting]] = defaultdict(list)
        for comment in left:
            if comment.week.first <= week.first:
                pools[_pool_of(comment, week, spans)].append(comment)
        full = {unit: pool for unit, pool in pools.items() if len(pool) >= LEAST}
        formed += [Formed(unit, week, tuple(pool)) for unit, pool in sorted(full.items())]
        taken = {comment.id for pool in full.values() for comment in pool}
        left = [comment for comment in left if comment.id not in taken]
    return formed


def _due(session: Session, today: date) -> list[Formed]:
    until = last_released(today)
    rows = session.execute(
        sa.select(Comment.id, Comment.unit, Comment.week).where(Comment.batch.is_(None), Comment.week <= until.id)
    ).all()
    if len(rows) < LEAST:
        return []
    periods = {text: parse_period(text) for text in {row.week for row in rows}}
    waiting = [Waiting(row.id, row.unit, periods[row.week]) for row in rows]
    return form_batches(waiting, parent_spans(session), list(_weeks(_since(session, periods), until)))


def _since(session: Session, weeks: Mapping[str, Period]) -> Period:
    """The first week to look at again: releases before the latest one that formed a batch are over."""
    first = min(weeks.values(), key=lambda week: week.first)
    latest = session.scalar(sa.select(sa.func.max(CommentBatch.released_for)))
    return first if latest is None or latest < first.id else parse_period(latest)


def _weeks(first: Period, last: Period) -> Iterator[Period]:
    week = first
    while week.first <= last.first:
        yield week
        week = week_of(week.first + timedelta(weeks=1))


def _pool_of(comment: Waiting, week: Period, spans: Sequence[ParentSpan]) -> str:
    unit, seen = comment.unit, {comment.unit}
    for _step in range((week.first - comment.week.first).days // 7 // WAITS_WEEKS):
        above = _parent(unit, week.last, spans)
        if above is None or above in seen:
            break
        unit = above
        seen.add(above)
    return unit


def _parent(unit: str, day: date, spans: Sequence[ParentSpan]) -> str | None:
    """Who the unit belongs to on the day, or belonged to last."""
    began = [span for span in spans if span.unit == unit and span.valid_from <= day]
    return max(began, key=lambda span: span.valid_from).parent if began else None


def _keep(session: Session, formed: Formed) -> None:
    weeks = sorted(comment.week.id for comment in formed.comments)
    batch = CommentBatch(
        id=uuid4(),
        unit=formed.unit,
        first_week=weeks[0],
        last_week=weeks[-1],
        released_for=formed.released_for.id,
        size=len(weeks),
    )
    session.add(batch)
    session.flush()
    for comment in session.scalars(sa.select(Comment).where(Comment.id.in_([each.id for each in formed.comments]))):
        comment.batch, comment.folded = batch.id, fold(mask(comment.text, _UNSEARCHED))
    session.flush()
