"""How comments become batches: ten or more, a week later, handed up when they have waited, never moved again."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.comment_batches import LEAST, Waiting, form_batches, last_released, release_comments
from survey_app.database import Store
from survey_app.models import Comment, CommentBatch, UnitParent
from survey_app.periods import parse_period, week_of
from survey_app.places import ParentSpan
from tests.factories import make_unit

SPANS = [
    ParentSpan("xa-1", "huyen", date(2025, 1, 1)),
    ParentSpan("xa-2", "huyen", date(2025, 1, 1)),
    ParentSpan("huyen", "tinh", date(2025, 1, 1)),
]
WEEKS = [week_of(date(2026, 1, 5) + timedelta(weeks=n)) for n in range(26)]
MONDAY_AFTER_NEXT = date(2026, 11, 16)
"""The first day on which week 45 (to Sunday 8 November) may be read."""


@pytest.fixture
def tree(store: Store) -> Store:
    with store.writing.begin() as session:
        for code in ("tinh", "xa-1", "xa-2"):
            make_unit(session, code)
        for code in ("xa-1", "xa-2"):
            session.add(UnitParent(unit=code, parent="tinh", valid_from=date(2025, 7, 1)))
    return store


def write(store: Store, unit: str, week: str, *texts: str) -> None:
    with store.writing.begin() as session:
        session.add_all(Comment(id=uuid4(), unit=unit, week=week, text=text) for text in texts)


def some(number: int, *, text: str = "Tốt") -> list[str]:
    return [f"{text} {n}" for n in range(number)]


def batches(store: Store) -> list[tuple[str, str, str, int]]:
    with store.reading() as session:
        rows = session.scalars(sa.select(CommentBatch).order_by(CommentBatch.released_for, CommentBatch.unit))
        return [(row.unit, row.first_week, row.last_week, row.size) for row in rows]


def places(store: Store) -> dict[UUID, UUID | None]:
    with store.reading() as session:
        return {id_: batch for id_, batch in session.execute(sa.select(Comment.id, Comment.batch))}


def test_ten_comments_of_a_week_are_read_when_the_week_after_is_over(tree: Store) -> None:
    write(tree, "xa-1", "2026-W45", *some(10))
    assert release_comments(tree, MONDAY_AFTER_NEXT - timedelta(days=1)) == 0
    assert release_comments(tree, MONDAY_AFTER_NEXT) == 1
    assert batches(tree) == [("xa-1", "2026-W45", "2026-W45", 10)]
    assert None not in places(tree).values()


def test_nine_wait_for_more(tree: Store) -> None:
    write(tree, "xa-1", "2026-W45", *some(9))
    assert release_comments(tree, MONDAY_AFTER_NEXT) == 0
    write(tree, "xa-1", "2026-W46", *some(2))
    assert release_comments(tree, MONDAY_AFTER_NEXT + timedelta(weeks=1)) == 1
    assert batches(tree) == [("xa-1", "2026-W45", "2026-W46", 11)]


def test_what_waited_four_weeks_is_handed_up_to_the_unit_above(tree: Store) -> None:
    write(tree, "xa-1", "2026-W41", *some(6))
    write(tree, "xa-2", "2026-W41", *some(5))
    assert release_comments(tree, MONDAY_AFTER_NEXT - timedelta(weeks=1)) == 0
    assert release_comments(tree, MONDAY_AFTER_NEXT) == 1
    assert batches(tree) == [("tinh", "2026-W41", "2026-W41", 11)]


def test_nothing_is_ever_moved_or_added_to_a_batch(tree: Store) -> None:
    write(tree, "xa-1", "2026-W45", *some(10))
    release_comments(tree, MONDAY_AFTER_NEXT)
    before = places(tree)
    write(tree, "xa-1", "2026-W45", "Đến muộn")
    assert release_comments(tree, MONDAY_AFTER_NEXT) == 0
    assert release_comments(tree, MONDAY_AFTER_NEXT + timedelta(weeks=3)) == 0
    write(tree, "xa-1", "2026-W48", *some(9))
    assert release_comments(tree, MONDAY_AFTER_NEXT + timedelta(weeks=3)) == 1
    after = places(tree)
    assert {each: after[each] for each in before} == before
    assert [size for *_names, size in batches(tree)] == [10, 10]


def test_looking_late_forms_what_looking_weekly_would_have(tree: Store) -> None:
    for number, week in enumerate(("2026-W36", "2026-W38", "2026-W40", "2026-W43", "2026-W45")):
        write(tree, "xa-1", week, *some(4 + number))
        write(tree, "xa-2", week, *some(3))
    with tree.reading() as session:
        rows = session.execute(sa.select(Comment.id, Comment.unit, Comment.week)).all()
    waiting = [Waiting(row.id, row.unit, parse_period(row.week)) for row in rows]
    spans = [ParentSpan(unit, "tinh", date(2025, 7, 1)) for unit in ("xa-1", "xa-2")]
    weeks = [parse_period(f"2026-W{number}") for number in range(36, 46)]
    weekly = {}
    for week in weeks:
        left = [each for each in waiting if each.id not in weekly]
        weekly.update(
            {
                each.id: (made.unit, made.released_for.id)
                for made in form_batches(left, spans, [week])
                for each in made.comments
            }
        )
    release_comments(tree, MONDAY_AFTER_NEXT)
    with tree.reading() as session:
        joined = sa.join(Comment, CommentBatch, Comment.batch == CommentBatch.id)
        at_once = {
            row[0]: (row[1], row[2])
            for row in session.execute(
                sa.select(Comment.id, CommentBatch.unit, CommentBatch.released_for).select_from(joined)
            )
        }
    assert at_once == weekly
    assert at_once


def test_what_is_searched_holds_nothing_of_what_is_masked(tree: Store) -> None:
    write(tree, "xa-1", "2026-W45", *some(9), "Thủ tục ĐẤT ĐAI, gọi 0912345678 hoặc lan@gmail.com")
    release_comments(tree, MONDAY_AFTER_NEXT)
    with tree.reading() as session:
        kept = session.execute(sa.select(Comment.text, Comment.folded).where(Comment.text.contains("0912"))).one()
    assert kept.text.endswith("gọi 0912345678 hoặc lan@gmail.com")
    assert kept.folded == "thu tuc dat dai, goi hoac"


def test_the_week_that_may_be_read_lies_a_whole_week_back() -> None:
    assert last_released(date(2026, 11, 15)).id == "2026-W44"
    assert last_released(date(2026, 11, 16)).id == "2026-W45"
    assert last_released(date(2027, 1, 11)).id == "2026-W53"


def test_a_unit_without_a_unit_above_keeps_waiting() -> None:
    waiting = [Waiting(uuid4(), "tinh", WEEKS[0]) for _n in range(9)]
    assert form_batches(waiting, SPANS, WEEKS) == []


def test_a_ring_of_parents_ends() -> None:
    ring = [ParentSpan("a", "b", date(2025, 1, 1)), ParentSpan("b", "a", date(2025, 1, 1))]
    waiting = [Waiting(uuid4(), "a", WEEKS[0]) for _n in range(9)]
    assert form_batches(waiting, ring, WEEKS) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["xa-1", "xa-2", "huyen", "tinh"]), st.integers(0, 12)), max_size=120))
def test_every_batch_is_ten_or_more_and_a_comment_is_in_one_at_most(written: list[tuple[str, int]]) -> None:
    waiting = [Waiting(uuid4(), unit, WEEKS[week]) for unit, week in written]
    formed = form_batches(waiting, SPANS, WEEKS)
    inside = [comment.id for batch in formed for comment in batch.comments]
    assert len(inside) == len(set(inside))
    assert all(len(batch.comments) >= LEAST for batch in formed)
    assert all(comment.week.first <= batch.released_for.first for batch in formed for comment in batch.comments)
    # twelve weeks after the last comment all of them stand at the top
    assert len(waiting) - len(inside) < LEAST
