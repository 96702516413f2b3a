"""Published days keep whom they belonged to where a change would tell of a few answers, whatever makes it."""

from __future__ import annotations

from datetime import date

import pytest

from survey_app.database import Store
from survey_app.exceptions import ImportRefused, PlaceRefused
from survey_app.imports import import_sectors, import_units, read_table
from survey_app.models import Agency, SectorAgency, UnitParent
from survey_app.registry.agencies import hand_over
from survey_app.registry.parents import move_unit
from survey_app.registry.stretches import FROM_THE_START
from tests.factories import make_desk, make_response, make_sector, make_unit, publish

MONDAY, OPEN, TODAY = date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 12)
"""The week of MONDAY is over on TODAY, that of OPEN is not."""


def furnish(store: Store, answers: int) -> None:
    """A commune with some answers of one sector in one week, which stands published."""
    with store.writing.begin() as session:
        for code, name in (("tinh", "Tỉnh A"), ("so", "Sở B")):
            make_unit(session, code, name_vi=name)
        commune, land = make_unit(session, "xa", name_vi="Xã D"), make_sector(session, name_vi="Đất đai")
        session.add_all(Agency(code=code, name_vi=code, name_en=code) for code in ("so-cu", "so-moi"))
        session.flush()
        session.add_all(UnitParent(unit=code, parent="tinh", valid_from=FROM_THE_START) for code in ("so", "xa"))
        session.add(SectorAgency(sector=land.code, agency="so-cu", valid_from=FROM_THE_START))
        desk = make_desk(session, commune, sectors=(land,))
        for number in range(answers):
            make_response(session, desk, sector=land.code, overall=1 + number % 5, day=MONDAY)
    publish(store, TODAY, period="2026-W45")


@pytest.mark.parametrize("answers", [1, 9])
def test_a_unit_is_not_moved_within_published_days_for_a_few_answers(store: Store, answers: int) -> None:
    furnish(store, answers)
    with store.writing() as session, pytest.raises(PlaceRefused) as refused:
        move_unit(session, "xa", "so", MONDAY)
    assert "Từ 02/11/2026 đến 08/11/2026 số liệu đã công bố." in str(refused.value)
    assert "“Xã D”" in str(refused.value)
    assert "Hãy ghi từ ngày 09/11/2026." in str(refused.value)
    with store.writing.begin() as session:
        move_unit(session, "xa", "so", OPEN)


def test_a_sector_is_not_handed_over_within_published_days_for_a_few_answers(store: Store) -> None:
    furnish(store, 9)
    with store.writing() as session, pytest.raises(PlaceRefused) as refused:
        hand_over(session, "dat-dai", "so-moi", MONDAY)
    assert "“Đất đai”" in str(refused.value)
    with store.writing.begin() as session:
        hand_over(session, "dat-dai", "so-moi", OPEN)


def test_a_file_is_held_to_the_same(store: Store) -> None:
    furnish(store, 9)
    moved = "code,name_vi,level,parent,valid_from,valid_to\n"
    moved += "xa,Xã D,commune_centre,tinh,,{last}\nxa,Xã D,commune_centre,so,{first},\n"
    handed = "code,name_vi,agency,agency_name_vi,agency_from,agency_to\n"
    handed += "dat-dai,Đất đai,so-cu,so-cu,,{last}\ndat-dai,Đất đai,so-moi,so-moi,{first},\n"
    for take_in, text in ((import_units, moved), (import_sectors, handed)):
        early = text.format(last="2026-11-01", first="2026-11-02")
        with store.writing() as session, pytest.raises(ImportRefused) as refused:
            take_in(session, read_table(early.encode(), name="tep.csv"))
        assert "Hãy ghi từ ngày 09/11/2026." in "".join(refused.value.problems)
        late = text.format(last="2026-11-08", first="2026-11-09")
        with store.writing() as session:
            take_in(session, read_table(late.encode(), name="tep.csv"))


@pytest.mark.parametrize("answers", [0, 10])
def test_with_none_or_ten_of_each_kind_both_may_go_back(store: Store, answers: int) -> None:
    furnish(store, answers)
    with store.writing.begin() as session:
        move_unit(session, "xa", "so", MONDAY)
        hand_over(session, "dat-dai", "so-moi", MONDAY)
