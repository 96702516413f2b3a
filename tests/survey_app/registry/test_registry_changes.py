"""Changes on both engines: two at once make no ring, what was is put back, and only the unused is removed."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from survey_app.database import Store
from survey_app.exceptions import PlaceRefused, UnknownDesk, UnknownPlace
from survey_app.models import Desk, DeskSector, RetiredToken, Sector, SectorAgency, Unit, UnitParent, UnitSuccessor
from survey_app.places import ancestors
from survey_app.registry.agencies import add_agency, change_responsibility, hand_over, responsibilities_of
from survey_app.registry.desks import DeskWords, add_desk, change_desk, remove_desk, replace_token, require_desk
from survey_app.registry.parents import move_unit
from survey_app.registry.procedures import ProcedureWords, add_procedure, procedures_on, require_procedure
from survey_app.registry.sectors import SectorWords, add_sector, change_sector, remove_sector, require_sector
from survey_app.registry.states import changes, lock_things, put_back, read_changes, read_state
from survey_app.registry.stretches import FROM_THE_START, Stretch
from survey_app.registry.successors import Merger, merge_units
from survey_app.registry.units import UnitWords, add_unit, remove_unit
from survey_app.registry.uses import pointing_at, uses_of
from survey_app.series import series_of
from tests.factories import make_desk, make_response, make_sector, make_unit

FIRST = date(2026, 7, 1)


@pytest.fixture
def furnished(store: Store) -> Store:
    with store.writing.begin() as session:
        for code in ("tinh", "a", "b"):
            make_unit(session, code, name_vi=code.upper())
        for code in ("a", "b"):
            session.add(UnitParent(unit=code, parent="tinh", valid_from=FROM_THE_START))
        make_sector(session, "dat-dai")
    return store


def test_two_people_at_once_make_no_ring_between_them(furnished: Store) -> None:
    ready, told = Barrier(2), []

    def move(unit: str, parent: str) -> None:
        ready.wait()
        try:
            with furnished.writing.begin() as session:
                lock_things(session, [("unit", unit)])
                move_unit(session, unit, parent, FIRST)
        except PlaceRefused as refusal:
            told.append(str(refusal))

    movers = [Thread(target=move, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join()
    assert len(told) == 1
    assert "sẽ là cấp trên của chính mình" in told[0]
    with furnished.reading() as session:
        assert {len(ancestors(session, unit, FIRST)) for unit in ("a", "b")} == {1, 2}


def test_a_merger_is_put_back_as_it_was(furnished: Store) -> None:
    with furnished.writing.begin() as session:
        desk = make_desk(session, session.get_one(Unit, "b"), "q-b")
        things = [("unit", "a"), ("unit", "b"), ("desk", desk.code)]
        lock_things(session, things)
        before = {thing: read_state(session, thing) for thing in things}
        merge_units(session, Merger(("b",), "a", FIRST), today=FIRST)
        done = changes(before, {thing: read_state(session, thing) for thing in things})
        assert [(change.kind, change.code) for change in done] == [("unit", "b"), ("desk", "q-b")]
        assert series_of(session, "a").breaks[0].kind == "merger"
        put_back(session, read_changes([change.plain() for change in done]))
        assert {thing: read_state(session, thing) for thing in things} == before
        assert not session.scalars(sa.select(UnitSuccessor)).all()


def test_desks_move_only_on_the_day_and_take_their_poster_along(furnished: Store) -> None:
    with furnished.writing.begin() as session:
        desk = make_desk(session, session.get_one(Unit, "b"), "q-b")
        with pytest.raises(PlaceRefused, match="vào nhầm nơi"):
            merge_units(session, Merger(("b",), "a", FIRST, "move"), today=date(2026, 6, 30))
        merge_units(session, Merger(("b",), "a", FIRST, "move"), today=FIRST)
        assert (desk.unit, desk.closed_on) == ("a", None)
        with pytest.raises(PlaceRefused, match="ít nhất một"):
            merge_units(session, Merger((), "a", FIRST), today=FIRST)


def test_a_removed_desk_comes_back_with_its_code_and_sectors(furnished: Store) -> None:
    with furnished.writing.begin() as session:
        add_desk(session, "q1", DeskWords("Quầy 1", sectors=("dat-dai",)), unit="a")
        before = {("desk", "q1"): read_state(session, ("desk", "q1"))}
        remove_desk(session, "q1")
        assert not session.scalars(sa.select(DeskSector)).all()
        put_back(session, changes(before, {("desk", "q1"): None}))
        assert {("desk", "q1"): read_state(session, ("desk", "q1"))} == before


def test_what_was_ever_used_stays(furnished: Store) -> None:
    with furnished.writing.begin() as session:
        unit = session.get_one(Unit, "a")
        assert uses_of(session, unit) == []
        desk = add_desk(session, "q1", DeskWords("Quầy 1", sectors=("dat-dai",)), unit="a")
        assert uses_of(session, unit) == ["quầy"]
        assert uses_of(session, desk) == []
        replace_token(session, "q1", FIRST)
        assert uses_of(session, desk) == ["mã QR đã in rồi thay"]
        make_response(session, desk, sector="dat-dai")
        with pytest.raises(PlaceRefused, match="phiếu đánh giá"):
            remove_desk(session, "q1")
        with pytest.raises(PlaceRefused, match="Hãy kết thúc đơn vị"):
            remove_unit(session, "a")
        with pytest.raises(PlaceRefused, match="1 quầy còn tiếp nhận"):
            remove_sector(session, "dat-dai")
        session.execute(sa.delete(DeskSector))
        with pytest.raises(PlaceRefused, match="phiếu đánh giá"):
            remove_sector(session, "dat-dai")
        assert session.get_one(Desk, "q1").unit == "a"


def test_the_tables_themselves_say_what_protects_a_place() -> None:
    found = {str(column) for kind in ("unit", "desk", "sector", "agency") for column in pointing_at(kind)}
    assert found >= {"response.unit", "snapshot.unit", "staff_role.unit", "ticket_batch.desk", "procedure.sector"}
    # who stands above it is said of the unit itself, and the log only tells what happened
    assert not found & {"unit_parent.unit", "desk_sector.desk", "audit.unit"}


def test_a_sector_taken_out_takes_its_own_history_along(furnished: Store) -> None:
    with furnished.writing.begin() as session:
        add_sector(session, "y-te", SectorWords("Y tế", priority_group="land"))
        change_sector(session, "y-te", SectorWords("Y tế", "Health"))
        add_agency(session, "so-yt", "Sở Y tế")
        hand_over(session, "y-te", "so-yt", FIRST)
        assert session.get_one(Sector, "y-te").priority_group is None
        remove_sector(session, "y-te")
        assert not session.scalars(sa.select(SectorAgency)).all()


def test_responsibilities_follow_the_rules_of_parents(furnished: Store) -> None:
    with furnished.writing.begin() as session:
        for code in ("so-a", "so-b"):
            add_agency(session, code, f"Sở {code}")
        hand_over(session, "dat-dai", "so-a", date(2025, 1, 1))
        hand_over(session, "dat-dai", "so-b", FIRST)
        kept = [(each.owner, each.first, each.last) for each in responsibilities_of(session, "dat-dai").stretches]
        assert kept == [("so-a", date(2025, 1, 1), date(2026, 6, 30)), ("so-b", FIRST, None)]
        with pytest.raises(PlaceRefused, match="sẽ không thuộc nơi nào"):
            change_responsibility(session, "dat-dai", FIRST, Stretch("dat-dai", "so-b", date(2026, 8, 1), None))
        with pytest.raises(PlaceRefused, match="Không có nơi nào mang mã “so-c”"):
            hand_over(session, "dat-dai", "so-c", date(2027, 1, 1))


def test_procedures_are_those_in_force_on_a_day(furnished: Store) -> None:
    with furnished.writing.begin() as session:
        add_procedure(session, "1.1", ProcedureWords("Cấp mới", sector="dat-dai", last=date(2025, 12, 31)))
        add_procedure(session, "1.2", ProcedureWords("Cấp đổi", sector="dat-dai", first=date(2026, 1, 1)))
        assert [each.code for each in procedures_on(session, date(2025, 12, 31))] == ["1.1"]
        assert [each.code for each in procedures_on(session, FIRST, sector="dat-dai")] == ["1.2"]
        assert procedures_on(session, FIRST, sector="khac") == []


def test_what_cannot_be_a_code_never_reaches_the_database(furnished: Store) -> None:
    with furnished.writing.begin() as session:
        for require, error in (
            (require_desk, UnknownDesk),
            (require_sector, UnknownPlace),
            (require_procedure, UnknownPlace),
        ):
            with pytest.raises(error):
                require(session, "a\x00b")
        with pytest.raises(PlaceRefused) as refusal:
            add_unit(session, "a\u202eb", UnitWords("Xã\x00", level="x"), parent="tinh")
        assert [field for field, _text in refusal.value.problems] == ["code", "name_vi"]
        assert "\u202e" not in str(refusal.value)


def test_a_replaced_code_is_remembered_and_never_drawn_again(furnished: Store) -> None:
    with furnished.writing.begin() as session:
        desk = add_desk(session, "q1", DeskWords("Quầy 1", sectors=("dat-dai",)), unit="a")
        old, new = replace_token(session, "q1", FIRST)
        assert (session.get_one(RetiredToken, old).desk, desk.token) == ("q1", new)
        with pytest.raises(PlaceRefused, match="hai lần"):
            change_desk(session, "q1", DeskWords("Quầy 1", sectors=("dat-dai", "dat-dai")))
