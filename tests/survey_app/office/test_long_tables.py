"""A province of many communes: its pages stay light, and every row is one tap away."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copy

import pytest
from flask.testing import FlaskClient

from survey_app.app import create_app
from survey_app.models import UnitParent
from survey_app.office.long_tables import FIRST_ROWS, MOST_ROWS
from survey_app.settings import Settings
from tests.factories import make_desk, make_sector, make_unit, publish
from tests.survey_app.office.office_world import NOW, WEEK_DAY, answer, furnish, sign_in

COMMUNES = 130
ROWS = COMMUNES + 2
"""The total, the communes, and the centre; a commune without an answer has no row."""
MOST_BYTES = 300_000
AT = "unit=tinh&period=2026-W45"


@pytest.fixture(scope="module")
def reader(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The province with as many communes as a merger makes, ten answers each."""
    folder = tmp_path_factory.mktemp("communes")
    copy(sqlite_template, folder / "sipas.db")
    app = create_app(Settings(directory=folder, database_url=f"sqlite:///{folder / 'sipas.db'}", secret_key="k" * 48))
    store = app.extensions["sipas_store"]
    furnish(app, store)
    with store.writing.begin() as session:
        sector = make_sector(session, "chung-thuc", position=3)
        for number in range(COMMUNES):
            name = f"Trung tâm Phục vụ hành chính công xã Đồng Lộc {number}"
            unit = make_unit(session, f"x-{number:03d}", name_vi=name, level="commune_centre")
            session.add(UnitParent(unit=unit.code, parent="tinh", valid_from=date(2025, 7, 1)))
            desk = make_desk(session, unit, f"q-{number:03d}", token=f"{number:010d}", sectors=(sector,))
            answer(session, desk, "chung-thuc", satisfied=8, others=2, day=WEEK_DAY)
    publish(store, NOW.date(), unit="tinh", period="2026-W45")
    client = app.test_client()
    sign_in(client, "inspector.tinh")
    yield client
    store.engine.dispose()


def rows(page: str, table: str = "units") -> list[str]:
    """The keys of the rows that stand there."""
    return re.findall(rf'<tr id="{table}-([^"]+)"', page)


def test_the_week_of_a_province_carries_the_first_rows(reader: FlaskClient) -> None:
    page = reader.get(f"/office/results?{AT}")
    shown = rows(page.text)
    assert len(page.data) < MOST_BYTES
    assert shown[0] == "total"
    assert FIRST_ROWS <= len(shown) <= MOST_ROWS
    assert f"Xem đủ {ROWS} dòng, tìm theo tên" in page.text


def test_printing_asks_for_every_row(reader: FlaskClient) -> None:
    page = reader.get(f"/office/results?{AT}&open=all").text
    assert len(rows(page)) == ROWS
    assert "tìm theo tên" not in page


def test_the_whole_table_comes_in_parts_that_hold_every_row_once(reader: FlaskClient) -> None:
    link = re.search(r'href="([^"]+/results/table[^"]+table=units[^"]*)"', reader.get(f"/office/results?{AT}").text)
    assert link is not None
    first, second = (reader.get(html.unescape(link[1]) + f"&page={part}") for part in (1, 2))
    assert max(len(first.data), len(second.data)) < MOST_BYTES
    found = rows(first.text) + rows(second.text)
    assert (len(rows(first.text)), len(found), len(set(found))) == (100, ROWS, ROWS)
    assert rows(reader.get(html.unescape(link[1]) + "&page=99999").text) == rows(second.text)


def test_a_row_is_found_by_name_without_diacritics(reader: FlaskClient) -> None:
    page = reader.get(f"/office/results/table?{AT}&table=units&q=dong loc 117").text
    assert rows(page) == ["x-117"]
    assert "1 dòng có “dong loc 117” trong tên." in page
    assert "Hãy thử một phần của tên" in reader.get(f"/office/results/table?{AT}&table=units&q=khong co").text


def test_what_a_row_is_made_of_leads_back_to_the_part_with_the_row(reader: FlaskClient) -> None:
    page = reader.get(f"/office/results/detail?{AT}&table=units&row=x-117").text
    link = re.search(r'href="([^"#]+/results/table[^"#]+)#units-x-117"', page)
    assert link is not None
    assert "x-117" in rows(reader.get(html.unescape(link[1])).text)


@pytest.mark.parametrize("part", ["page=0", "page=-1", "page=x", "page=²", "page="])
def test_a_part_that_is_none_is_the_first(reader: FlaskClient, part: str) -> None:
    assert rows(reader.get(f"/office/results/table?{AT}&table=units&{part}").text)[0] == "total"


@pytest.mark.parametrize("address", ["results", "integrity"])
def test_an_unknown_table_is_no_page(reader: FlaskClient, address: str) -> None:
    assert reader.get(f"/office/{address}/table?{AT}&table=khong_co").status_code == 404


def test_the_inspectors_page_stays_as_light(reader: FlaskClient) -> None:
    page = reader.get(f"/office/integrity?{AT}")
    assert len(page.data) < MOST_BYTES
    links = {html.unescape(link) for link in re.findall(r'href="([^"]+/integrity/table[^"]+)"', page.text)}
    assert links
    for link in links:
        part = reader.get(link)
        assert len(part.data) < MOST_BYTES
        assert "trong tên" in part.text or "dòng." in part.text
