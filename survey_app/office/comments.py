"""Comments are read by batch, or searched across the batches that a person may read; nothing finer is ever asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.models import Comment, CommentBatch
from survey_app.office.access import check_ever_below, first_unit, reach, visible_units
from survey_app.office.choices import Choice
from survey_app.office.comment_content import (
    BatchEntry,
    BatchPage,
    CommentEntry,
    CommentsPage,
    Paging,
    Reader,
    batch_entry,
    comment_entry,
    paging_of,
)
from survey_app.periods import week_of
from survey_app.places import Membership, descendants, unit_names
from survey_app.search_text import ESCAPE, containing, fold

BATCHES_ON_A_PAGE = 25
COMMENTS_ON_A_PAGE = 20
LONGEST_QUERY = 100
_EARLIEST, _LATEST = date(2000, 1, 1), date(9000, 12, 31)


def comments_page(session: Session, reader: Reader, *, unit: str, query: str, page: str) -> CommentsPage:
    """The batches of a unit and those below it, newest first; with a query, the comments in them that hold it."""
    unit, query = unit or first_unit(reader.person, "comments"), query[:LONGEST_QUERY].strip()
    check_ever_below(session, reader.person, unit, "comments")
    names = unit_names(session, reader.language)
    is_search = bool(fold(query))
    hit = _readable(session, reader, unit)
    if is_search:
        hit = sa.and_(hit, Comment.folded.like(containing(query), escape=ESCAPE))
    rows, paging = (_found if is_search else _batches)(session, hit, page)
    entries = [batch_entry(row.CommentBatch, names) for row in rows]
    visible = visible_units(session, reader.person, reader.today, reader.language, "comments")
    found = zip(rows, entries, strict=True) if is_search else ()
    return CommentsPage(
        unit=unit,
        query=query,
        is_search=is_search,
        units=tuple(Choice(code, name) for code, name in visible.items()),
        batches=() if is_search else tuple(entries),
        found=tuple(comment_entry(row.text, entry, reader) for row, entry in found),
        paging=paging,
    )


def batch_page(session: Session, reader: Reader, batch: UUID, *, page: str) -> BatchPage | None:
    """One page of a batch; None where there is none that this person may read."""
    found = whole_batch(session, reader, batch)
    if found is None:
        return None
    entry, comments = found
    paging = paging_of(page, len(comments), COMMENTS_ON_A_PAGE)
    shown = comments[paging.offset : paging.offset + paging.size]
    return BatchPage(entry, shown, paging, any(comment.has_personal for comment in comments))


def whole_batch(session: Session, reader: Reader, batch: UUID) -> tuple[BatchEntry, tuple[CommentEntry, ...]] | None:
    """A batch with all its comments; None as in `batch_page`."""
    readable = _readable(session, reader)
    row = session.scalar(sa.select(CommentBatch).where(CommentBatch.id == batch, readable))
    if row is None:
        return None
    entry = batch_entry(row, unit_names(session, reader.language))
    # the ids are random: their order tells nothing of when the comments came
    texts = session.scalars(sa.select(Comment.text).where(Comment.batch == batch).order_by(Comment.id))
    return entry, tuple(comment_entry(text, entry, reader) for text in texts)


def _batches(session: Session, hit: sa.ColumnElement[bool], page: str) -> tuple[list[Any], Paging]:
    return _a_page(session, sa.select(CommentBatch).where(hit), page, size=BATCHES_ON_A_PAGE)


def _found(session: Session, hit: sa.ColumnElement[bool], page: str) -> tuple[list[Any], Paging]:
    joined = sa.join(Comment, CommentBatch, Comment.batch == CommentBatch.id)
    query = sa.select(Comment.text, Comment.id, CommentBatch).select_from(joined).where(hit)
    return _a_page(session, query, page, size=COMMENTS_ON_A_PAGE, last=Comment.id)


def _a_page(
    session: Session, query: sa.Select[*tuple[Any, ...]], page: str, *, size: int, last: Any = CommentBatch.id
) -> tuple[list[Any], Paging]:
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    paging = paging_of(page, total, size)
    order = (CommentBatch.released_for.desc(), CommentBatch.last_week.desc(), CommentBatch.unit, CommentBatch.id, last)
    return list(session.execute(query.order_by(*order).limit(size).offset(paging.offset))), paging


def _readable(session: Session, reader: Reader, unit: str = "") -> sa.ColumnElement[bool]:
    """Batches the reader may read, of `unit` and those below it if one is named.

    Their units are below the reader's today, or were in the batch's last week.
    The same rule as for results: today's tree lets an office read the past of a unit it took over.
    """
    below = reach(session, reader.person, "comments", _EARLIEST, _LATEST)
    if unit:
        asked = {member.unit for member in descendants(session, unit, _EARLIEST, _LATEST)}
        below = [member for member in below if member.unit in asked]
    today = {member.unit for member in below if member.valid_from <= reader.today <= member.valid_to}
    former = [member for member in below if member.unit not in today]
    return sa.or_(CommentBatch.unit.in_(sorted(today)), *(_within(member) for member in former))


def _within(member: Membership) -> sa.ColumnElement[bool]:
    first, last = week_of(member.valid_from), week_of(member.valid_to - timedelta(days=6))
    return sa.and_(CommentBatch.unit == member.unit, CommentBatch.last_week.between(first.id, last.id))
