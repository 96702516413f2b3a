"""Thousands of units: lists stay short, and any unit is found by its name."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copy

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from survey_app.app import create_app
from survey_app.models import Unit, UnitParent
from survey_app.settings import Settings
from tests.survey_app.office.office_world import furnish, sign_in

MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def reader(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A province with thirty districts of a hundred communes each."""
    folder = tmp_path_factory.mktemp("units")
    copy(sqlite_template, folder / "sipas.db")
    app = create_app(Settings(directory=folder, database_url=f"sqlite:///{folder / 'sipas.db'}", secret_key="k" * 48))
    store = app.extensions["sipas_store"]
    furnish(app, store)
    units, parents = [], []
    for district in range(30):
        units.append(("huyen", district, f"Huyện số {district}", "district"))
        parents.append((f"huyen-{district}", "tinh"))
        for commune in range(100):
            number = district * 100 + commune
            units.append(("xa", 1000 + number, f"Trung tâm Phục vụ hành chính công xã Đồng Lộc {number}", "commune"))
            parents.append((f"xa-{1000 + number}", f"huyen-{district}"))
    with store.writing.begin() as session:
        names = [
            {"code": f"{kind}-{number}", "name_vi": name, "name_en": name, "level": level, "area": "", "position": 9}
            for kind, number, name, level in units
        ]
        session.execute(sa.insert(Unit), names)
        spans = [{"unit": unit, "parent": parent, "valid_from": date(2025, 7, 1)} for unit, parent in parents]
        session.execute(sa.insert(UnitParent), spans)
    client = app.test_client()
    sign_in(client)
    yield client
    store.engine.dispose()


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def listed(page: str) -> list[str]:
    chooser = re.search(r'<select id="unit".*?</select>', page, re.DOTALL)
    assert chooser is not None
    return re.findall(r'<option value="([^"]+)"', chooser[0])


def test_the_list_holds_the_way_up_and_what_stands_beside_and_below(reader: FlaskClient) -> None:
    answer = reader.get("/office/results?unit=huyen-7&period=2026-W45")
    units = listed(answer.text)
    assert len(answer.data) < MOST_BYTES
    assert units[0] == "tinh"
    assert {"huyen-7", "huyen-8", "xa-1700", "xa-1799"} <= set(units)
    assert "xa-1800" not in units
    assert "Tìm đơn vị khác" in answer.text


def test_a_few_units_are_all_listed_and_need_no_search(reader: FlaskClient) -> None:
    below = reader.application.test_client()
    sign_in(below, "xa.xem")
    assert "Tìm đơn vị khác" not in below.get("/office/results?period=2026-W45").text


def test_any_unit_is_found_without_diacritics(reader: FlaskClient) -> None:
    answer = reader.get("/office/results/units?q=dong loc 2999")
    assert "1 đơn vị có “dong loc 2999” trong tên." in words(answer.text)
    assert "/office/results?unit=xa-3999" in answer.text


def test_many_found_come_fifty_a_page(reader: FlaskClient) -> None:
    answer = reader.get("/office/results/units?q=xa&page=2")
    assert len(answer.data) < MOST_BYTES
    assert len(re.findall(r"/office/results\?unit=xa", answer.text)) == 50
    assert "Trang 2/" in words(answer.text)
    assert reader.get("/office/results/units?page=99999999999").status_code == 200


def test_nothing_found_says_what_to_try(reader: FlaskClient) -> None:
    assert "Hãy thử một phần của tên" in words(reader.get("/office/results/units?q=khong ton tai").text)


def test_units_of_others_are_not_found(reader: FlaskClient) -> None:
    below = reader.application.test_client()
    sign_in(below, "xa.xem")
    assert "Đồng Lộc" not in below.get("/office/results/units?q=dong").text


@pytest.mark.parametrize("columns", ["sector", "figures"])
def test_a_comparison_of_a_hundred_units_stays_small(reader: FlaskClient, columns: str) -> None:
    answer = reader.get(f"/office/compare?unit=huyen-7&period=2026-W45&columns={columns}")
    assert answer.status_code == 200
    assert len(answer.data) < MOST_BYTES
