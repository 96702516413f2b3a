"""Series through mergers and splits: which units carry them, and where the line breaks."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey_app.database import Store
from survey_app.exceptions import UnknownUnit
from survey_app.models import UnitParent, UnitSuccessor
from survey_app.places import Membership
from survey_app.series import series_members, series_of, successors_of
from tests.factories import make_unit

MERGED = date(2025, 7, 1)
BEFORE = date(2025, 6, 30)


@pytest.fixture
def session(store: Store):
    with store.writing() as opened:
        for code in ("tinh", "xa-a", "xa-b", "xa-moi", "xa-khac"):
            make_unit(opened, code)
        yield opened


def carry_on(session: Session, old: str, new: str, day: date = MERGED) -> None:
    session.add(UnitSuccessor(old=old, new=new, valid_from=day))
    session.flush()


def put(session: Session, unit: str, parent: str, first: date, last: date | None = None) -> None:
    session.add(UnitParent(unit=unit, parent=parent, valid_from=first, valid_to=last))
    session.flush()


def test_a_unit_that_nothing_became_is_its_own_series(session: Session) -> None:
    series = series_of(session, "xa-a")
    assert series.members == (Membership("xa-a", date.min, date.max),)
    assert series.breaks == ()


def test_a_merger_is_followed_back_to_every_old_unit(session: Session) -> None:
    carry_on(session, "xa-a", "xa-moi")
    carry_on(session, "xa-b", "xa-moi")
    series = series_of(session, "xa-moi")
    assert series.units_on(BEFORE) == ("xa-moi", "xa-a", "xa-b")
    assert series.units_on(MERGED) == ("xa-moi",)
    (found,) = series.breaks
    assert (found.day, found.olds, found.new, found.kind) == (MERGED, ("xa-a", "xa-b"), "xa-moi", "merger")
    assert successors_of(session, "xa-a") == [("xa-moi", MERGED)]


def test_one_that_becomes_another_is_a_succession_and_one_taken_in_a_merger(session: Session) -> None:
    carry_on(session, "xa-a", "xa-moi")
    put(session, "xa-moi", "tinh", MERGED)
    assert series_of(session, "xa-moi").breaks[0].kind == "succession"
    carry_on(session, "xa-b", "xa-khac")
    put(session, "xa-khac", "tinh", date(2020, 1, 1))
    assert series_of(session, "xa-khac").breaks[0].kind == "merger"


def test_a_split_tells_who_else_carries_the_old_unit_on(session: Session) -> None:
    carry_on(session, "xa-a", "xa-moi")
    carry_on(session, "xa-a", "xa-khac")
    (found,) = series_of(session, "xa-moi").breaks
    assert (found.kind, found.others) == ("split", ("xa-khac",))


def test_a_chain_of_changes_counts_each_unit_until_the_next_took_over(session: Session) -> None:
    carry_on(session, "xa-a", "xa-b", date(2020, 1, 1))
    carry_on(session, "xa-b", "xa-moi")
    series = series_of(session, "xa-moi")
    assert series.units_on(date(2019, 12, 31)) == ("xa-moi", "xa-b", "xa-a")
    assert series.units_on(date(2020, 1, 1)) == ("xa-moi", "xa-b")
    assert [each.day for each in series.breaks] == [date(2020, 1, 1), MERGED]


def test_a_ring_edited_by_hand_ends(session: Session) -> None:
    carry_on(session, "xa-a", "xa-b")
    carry_on(session, "xa-b", "xa-a")
    assert {each.unit for each in series_of(session, "xa-a").members} == {"xa-a", "xa-b"}


def test_the_units_below_come_along_each_day_once(session: Session) -> None:
    put(session, "xa-b", "xa-a", date(2020, 1, 1), BEFORE)
    put(session, "xa-b", "xa-moi", MERGED)
    carry_on(session, "xa-a", "xa-moi")
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    assert series_members(session, "xa-moi", first, last) == [
        Membership("xa-moi", first, last),
        Membership("xa-b", first, last),
        Membership("xa-a", first, BEFORE),
    ]


def test_an_unknown_unit_is_refused(session: Session) -> None:
    with pytest.raises(UnknownUnit):
        series_of(session, "khong-co")
