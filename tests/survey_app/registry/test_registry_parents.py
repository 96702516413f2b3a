"""Who a unit belongs to over time: moved, corrected, ended; no ring, no two parents on one day, whatever is done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from survey_app.database import Store
from survey_app.exceptions import PlaceRefused, UnknownUnit
from survey_app.models import Desk, Unit, UnitParent
from survey_app.places import ancestors, parent_spans
from survey_app.registry.parents import change_parent, end_unit, history_of, move_unit, write_parents
from survey_app.registry.stretches import FROM_THE_START, Stretch
from tests.factories import make_desk, make_response, make_sector, make_transactions, make_unit

FIRST = date(2025, 7, 1)
NAMES = {"tinh": "Tỉnh A", "so": "Sở B", "phong": "Phòng C", "xa": "Xã D"}


@pytest.fixture
def session(sqlite_store: Store):
    with sqlite_store.writing() as opened:
        for code, name in NAMES.items():
            make_unit(opened, code, name_vi=name)
        for unit, parent in (("so", "tinh"), ("phong", "so"), ("xa", "tinh")):
            opened.add(UnitParent(unit=unit, parent=parent, valid_from=FROM_THE_START))
        opened.flush()
        yield opened


def told(act, *arguments, **named) -> str:
    with pytest.raises(PlaceRefused) as refusal:
        act(*arguments, **named)
    return str(refusal.value)


def days_of(session: Session, unit: str) -> list[tuple[str, date, date | None]]:
    return [(each.owner, each.first, each.last) for each in history_of(session, unit).stretches]


def test_moving_ends_the_old_parent_the_day_before(session: Session) -> None:
    move_unit(session, "xa", "so", FIRST)
    assert days_of(session, "xa") == [("tinh", FROM_THE_START, date(2025, 6, 30)), ("so", FIRST, None)]
    assert ancestors(session, "xa", date(2025, 6, 30)) == ["tinh"]
    assert ancestors(session, "xa", FIRST) == ["so", "tinh"]


def test_a_unit_made_its_own_ancestor_is_told_with_names_and_day(session: Session) -> None:
    text = told(move_unit, session, "so", "phong", FIRST)
    assert "Ngày 01/07/2025 “Sở B” sẽ là cấp trên của chính mình: Sở B → Phòng C → Sở B." in text
    assert days_of(session, "so") == [("tinh", FROM_THE_START, None)]
    assert "Xã D → Xã D" in told(move_unit, session, "xa", "xa", FIRST)


def test_a_ring_that_begins_later_is_found_too(session: Session) -> None:
    move_unit(session, "phong", "xa", date(2026, 1, 1))
    assert "Ngày 01/01/2026" in told(move_unit, session, "xa", "phong", FIRST)
    # before that day the room stands below the department, so nothing stands above itself
    move_unit(session, "xa", "so", date(2026, 1, 1))
    becomes = Stretch("xa", "phong", FROM_THE_START, date(2025, 12, 31))
    change_parent(session, "xa", FROM_THE_START, becomes)
    assert ancestors(session, "xa", FIRST) == ["phong", "so", "tinh"]


def test_two_parents_on_one_day_are_refused_with_both_names(session: Session) -> None:
    move_unit(session, "xa", "so", FIRST)
    text = told(change_parent, session, "xa", FROM_THE_START, Stretch("xa", "tinh", FROM_THE_START, FIRST))
    assert "Ngày 01/07/2025 sẽ thuộc cả “Tỉnh A” (từ 01/01/2000 đến 01/07/2025) và “Sở B” (từ 01/07/2025)" in text


def test_reversed_dates_and_a_gap_are_refused_unless_the_gap_is_meant(session: Session) -> None:
    move_unit(session, "xa", "so", FIRST)
    backwards = Stretch("xa", "so", FIRST, date(2025, 6, 1))
    assert "01/06/2025 trước ngày bắt đầu 01/07/2025" in told(change_parent, session, "xa", FIRST, backwards)
    late = Stretch("xa", "so", date(2025, 8, 1), None)
    assert "Từ 01/07/2025 đến 31/07/2025 sẽ không thuộc nơi nào" in told(change_parent, session, "xa", FIRST, late)
    change_parent(session, "xa", FIRST, late, allows_gaps=True)
    # a gap that stands there already is not asked about again
    change_parent(session, "xa", date(2025, 8, 1), Stretch("xa", "tinh", date(2025, 8, 1), None))
    assert ancestors(session, "xa", date(2025, 7, 15)) == []


def test_a_move_before_the_last_one_sends_to_the_history(session: Session) -> None:
    move_unit(session, "xa", "so", FIRST)
    assert "sửa từng khoảng" in told(move_unit, session, "xa", "tinh", date(2025, 1, 1))
    assert "không có gì để chuyển" in told(move_unit, session, "xa", "so", date(2026, 1, 1))
    assert "Không còn khoảng bắt đầu ngày 02/07/2025" in told(change_parent, session, "xa", date(2025, 7, 2), None)
    with pytest.raises(UnknownUnit):
        move_unit(session, "xa", "khong-co", FIRST)


def test_ending_leaves_nothing_behind(session: Session) -> None:
    assert "còn 1 đơn vị trực thuộc: “Phòng C”" in told(end_unit, session, "so", FIRST)
    unit = make_unit(session, "moi")
    session.add(UnitParent(unit="moi", parent="tinh", valid_from=FROM_THE_START))
    sector = make_sector(session)
    desk = make_desk(session, unit, sectors=(sector,))
    assert "còn 1 quầy nhận đánh giá: “Quầy 5 – Đất đai”" in told(end_unit, session, "moi", FIRST)
    session.get_one(Desk, desk.code).closed_on = date(2025, 7, 2)
    make_response(session, desk, day=date(2025, 7, 3))
    text = told(end_unit, session, "moi", FIRST)
    assert "Từ 02/07/2025 trở đi" in text
    assert "1 ngày trong đó có phiếu hoặc lượt giao dịch (03/07/2025 – 03/07/2025)" in text
    make_transactions(session, unit, sector, day=date(2025, 7, 4))
    end_unit(session, "moi", date(2025, 7, 4))
    assert days_of(session, "moi") == [("tinh", FROM_THE_START, date(2025, 7, 4))]
    assert "không có gì để kết thúc" in told(end_unit, session, "moi", date(2025, 8, 1))


def furnish(session: Session) -> Desk:
    """An open desk of the commune, with answers on two days."""
    desk = make_desk(session, session.get_one(Unit, "xa"), sectors=(make_sector(session),))
    for day in (date(2025, 8, 5), date(2025, 8, 7)):
        make_response(session, desk, day=day)
    return desk


def test_no_correction_of_the_past_leaves_answers_to_nobody(session: Session) -> None:
    desk = furnish(session)
    late = Stretch("xa", "tinh", date(2027, 7, 1), None)
    early = Stretch("xa", "tinh", FROM_THE_START, date(2025, 8, 5))
    for becomes, days, count, named in (
        (late, "Từ 01/01/2000 đến 30/06/2027", "2 ngày trong đó", "05/08/2025 – 07/08/2025"),
        (early, "Từ 06/08/2025 trở đi", "1 ngày trong đó", "07/08/2025 – 07/08/2025"),
        (None, "Từ 01/01/2000 trở đi", "2 ngày trong đó", "05/08/2025 – 07/08/2025"),
    ):
        text = told(change_parent, session, "xa", FROM_THE_START, becomes, allows_gaps=True)
        assert all(part in text for part in (days, count, named, "còn 1 quầy nhận đánh giá"))
    desk.closed_on = date(2025, 8, 8)
    change_parent(session, "xa", FROM_THE_START, Stretch("xa", "tinh", date(2025, 8, 5), date(2025, 8, 7)))
    assert days_of(session, "xa") == [("tinh", date(2025, 8, 5), date(2025, 8, 7))]


def test_a_hole_in_the_past_is_refused_for_answers_further_down(session: Session) -> None:
    move_unit(session, "xa", "so", FROM_THE_START.replace(year=2001))
    furnish(session)
    hole = Stretch("so", "tinh", date(2025, 8, 6), None)
    assert "1 ngày trong đó" in told(change_parent, session, "so", FROM_THE_START, hole, allows_gaps=True)
    change_parent(session, "so", FROM_THE_START, Stretch("so", "tinh", date(2025, 8, 5), None))
    # what stands above all others may get a parent: it never belonged to anybody
    make_unit(session, "vung", name_vi="Vùng")
    move_unit(session, "tinh", "vung", date(2027, 1, 1))
    write_parents(session, "tinh", (), may_be_top=True)
    assert days_of(session, "tinh") == []


def test_coming_back_after_an_end_is_a_gap_that_must_be_meant(session: Session) -> None:
    end_unit(session, "xa", date(2025, 6, 30))
    assert "cố ý để trống" in told(move_unit, session, "xa", "tinh", date(2026, 1, 1))
    move_unit(session, "xa", "tinh", date(2026, 1, 1), allows_gaps=True)
    assert ancestors(session, "xa", date(2026, 1, 1)) == ["tinh"]


CODES = st.sampled_from(sorted(NAMES))
DAYS = st.integers(0, 12).map(lambda months: date(2025, 1, 1) + timedelta(days=30 * months))
ACTS = st.tuples(st.sampled_from(["move", "change", "drop", "end"]), CODES, CODES, DAYS, DAYS, st.booleans())


def act(session: Session, step: tuple[str, str, str, date, date, bool]) -> None:
    kind, unit, parent, first, second, flag = step
    if kind == "move":
        move_unit(session, unit, parent, first, allows_gaps=flag)
    elif kind == "end":
        end_unit(session, unit, first)
    else:
        kept = history_of(session, unit).stretches
        known = kept[second.month % len(kept)].first if kept else first
        becomes = Stretch(unit, parent, first, second if flag else None) if kind == "change" else None
        change_parent(session, unit, known, becomes, allows_gaps=True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(ACTS, min_size=4, max_size=14))
def test_no_sequence_of_changes_makes_a_ring_or_two_parents(session: Session, steps) -> None:
    with session.begin_nested() as trial:
        for step in steps:
            try:
                with session.begin_nested():
                    act(session, step)
            except PlaceRefused:
                continue
        spans = parent_spans(session)
        for day in (date(2024, 12, 31) + timedelta(days=15 * part) for part in range(28)):
            holding = [span for span in spans if span.within(day, day)]
            assert len({span.unit for span in holding}) == len(holding), "two parents on one day"
            above = {span.unit: span.parent for span in holding}
            for unit in above:
                seen, current = {unit}, above.get(unit)
                while current is not None:
                    assert current not in seen, "a ring"
                    seen.add(current)
                    current = above.get(current)
        assert all(span.valid_to is None or span.valid_to >= span.valid_from for span in spans)
        trial.rollback()
