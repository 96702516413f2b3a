"""The structure of the simulated province."""

from __future__ import annotations

import unicodedata

from survey_app.demo.names import AGENCIES, SECTORS
from survey_app.demo.province import CENTRE, build_province


def test_a_provincial_centre_with_12_desks_and_45_commune_centres() -> None:
    province = build_province()
    assert [unit.level for unit in province.centres].count("provincial_centre") == 1
    assert [unit.level for unit in province.centres].count("commune_centre") == 45
    assert sum(desk.unit == CENTRE for desk in province.desks) == 12


def test_14_sectors_with_land_construction_and_investment_among_them() -> None:
    assert len({code for code, *_rest in SECTORS}) == 14
    assert sorted(group for *_names, group, _agency in SECTORS if group) == ["construction", "investment", "land"]


def test_every_sector_has_a_responsible_agency_and_a_desk() -> None:
    agencies = {code for code, *_names in AGENCIES}
    assert {agency for *_rest, agency in SECTORS} == agencies
    served = {sector for desk in build_province().desks for sector in desk.sectors}
    assert served == {code for code, *_rest in SECTORS}


def test_a_commune_centre_has_two_or_three_desks_of_several_sectors() -> None:
    province = build_province()
    for unit in province.centres[1:]:
        desks = [desk for desk in province.desks if desk.unit == unit.code]
        assert len(desks) in (2, 3)
        assert all(len(desk.sectors) > 1 for desk in desks)
        sectors = [sector for desk in desks for sector in desk.sectors]
        assert len(sectors) == len(set(sectors))


def test_every_name_is_plainly_simulated_and_written_in_nfc() -> None:
    province = build_province()
    for unit in (province.root, *province.centres):
        assert "mô phỏng" in unit.name_vi
        assert "simulated" in unit.name_en
        assert unicodedata.is_normalized("NFC", unit.name_vi)
        assert len(unit.name_vi) <= 200
    assert all("bàn" not in desk.name_vi.lower() for desk in province.desks)


def test_names_and_codes_are_not_repeated() -> None:
    province = build_province()
    units = (province.root, *province.centres)
    assert len({unit.name_vi for unit in units}) == len({unit.code for unit in units}) == 47
    assert len({desk.code for desk in province.desks}) == len(province.desks)


def test_one_official_name_is_very_long() -> None:
    longest = max(build_province().centres, key=lambda unit: len(unit.name_vi))
    assert longest.name_vi.startswith("Trung tâm Phục vụ hành chính công đặc khu")
    assert len(longest.name_vi) > 100


def test_former_districts_group_the_communes() -> None:
    areas = [unit.area for unit in build_province().centres[1:]]
    assert len(set(areas)) == 6
    assert all(areas.count(area) >= 7 for area in set(areas))
