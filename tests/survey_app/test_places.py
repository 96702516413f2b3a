"""The tree of units over time."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey_app.database import Store
from survey_app.exceptions import UnknownUnit
from survey_app.models import Unit, UnitParent
from survey_app.places import Membership, ancestors, descendants, unit_names

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def add_units(session: Session, *codes: str) -> None:
    session.add_all(
        Unit(code=code, name_vi=f"Đơn vị {code}", name_en=f"Unit {code}", level="x", area="", position=place)
        for place, code in enumerate(codes)
    )
    session.flush()


def put_under(session: Session, unit: str, parent: str, first: date = FIRST, last: date | None = None) -> None:
    session.add(UnitParent(unit=unit, parent=parent, valid_from=first, valid_to=last))
    session.flush()


def test_a_unit_and_all_below_it_are_listed_top_down(store: Store) -> None:
    with store.writing.begin() as session:
        add_units(session, "tinh", "so", "xa", "other")
        put_under(session, "so", "tinh")
        put_under(session, "xa", "so")
        assert descendants(session, "tinh", FIRST, LAST) == [
            Membership("tinh", FIRST, LAST),
            Membership("so", FIRST, LAST),
            Membership("xa", FIRST, LAST),
        ]
        assert ancestors(session, "xa", LAST) == ["so", "tinh"]
        assert ancestors(session, "tinh", LAST) == []


def test_a_unit_belongs_to_its_parent_only_on_the_days_it_did(store: Store) -> None:
    with store.writing.begin() as session:
        add_units(session, "a", "b", "xa")
        put_under(session, "xa", "a", FIRST, date(2026, 6, 30))
        put_under(session, "xa", "b", date(2026, 7, 1))
        assert descendants(session, "a", FIRST, LAST)[1:] == [Membership("xa", FIRST, date(2026, 6, 30))]
        assert descendants(session, "b", FIRST, LAST)[1:] == [Membership("xa", date(2026, 7, 1), LAST)]
        assert ancestors(session, "xa", date(2026, 6, 30)) == ["a"]
        assert ancestors(session, "xa", date(2026, 7, 1)) == ["b"]
        assert ancestors(session, "xa", date(2025, 12, 31)) == []


def test_moving_between_two_parents_below_one_top_is_one_stretch(store: Store) -> None:
    with store.writing.begin() as session:
        add_units(session, "tinh", "a", "b", "xa")
        put_under(session, "a", "tinh")
        put_under(session, "b", "tinh")
        put_under(session, "xa", "a", FIRST, date(2026, 6, 30))
        put_under(session, "xa", "b", date(2026, 7, 1))
        below = {each.unit: each for each in descendants(session, "tinh", FIRST, LAST)}
        assert below["xa"] == Membership("xa", FIRST, LAST)
        assert len(descendants(session, "tinh", FIRST, LAST)) == 4


def test_a_ring_of_parents_ends(store: Store) -> None:
    with store.writing.begin() as session:
        add_units(session, "a", "b", "c")
        put_under(session, "b", "a")
        put_under(session, "c", "b")
        put_under(session, "a", "c")
        assert [each.unit for each in descendants(session, "a", FIRST, LAST)] == ["a", "b", "c"]
        assert ancestors(session, "a", FIRST) == ["c", "b"]


def test_an_unknown_unit_is_refused_with_a_remedy(sqlite_store: Store) -> None:
    with sqlite_store.reading() as session, pytest.raises(UnknownUnit, match="Nơi giao dịch") as refused:
        descendants(session, "khong-co", FIRST, LAST)
    assert refused.value.command == "sipas unit import TỆP"


def test_names_come_in_the_order_units_are_listed(sqlite_store: Store) -> None:
    with sqlite_store.writing.begin() as session:
        add_units(session, "b", "a")
        assert list(unit_names(session).items()) == [("b", "Đơn vị b"), ("a", "Đơn vị a")]
        assert unit_names(session, "en")["a"] == "Unit a"
