"""One row over time: each period as its page has it, and the break where units were merged."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copy

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.app import create_app
from survey_app.models import Sector, UnitParent, UnitSuccessor
from survey_app.settings import Settings
from tests.factories import make_desk, make_unit, publish
from tests.survey_app.office.office_world import NOW, answer, furnish, sign_in

MERGED = date(2026, 9, 1)
AUGUST, SEPTEMBER = date(2026, 8, 12), date(2026, 9, 16)
MONTH = "/office/series?unit=xa-moi&period=2026-10&sector=dat-dai"


@pytest.fixture(scope="module")
def reader(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Communes A and B were merged on 1 September: 20 of 40 and 35 of 40 satisfied before, 60 of 80 after."""
    folder = tmp_path_factory.mktemp("series")
    copy(sqlite_template, folder / "sipas.db")
    app = create_app(Settings(directory=folder, database_url=f"sqlite:///{folder / 'sipas.db'}", secret_key="k" * 48))
    write_world(app)
    client = app.test_client()
    sign_in(client)
    yield client
    app.extensions["sipas_store"].engine.dispose()


def write_world(app: Flask) -> None:
    store = app.extensions["sipas_store"]
    furnish(app, store)
    with store.writing.begin() as session:
        land = session.get_one(Sector, "dat-dai")
        for code, name, first, last, day, satisfied, others in (
            ("xa-a", "A", date(2025, 7, 1), date(2026, 8, 31), AUGUST, 20, 20),
            ("xa-b", "B", date(2025, 7, 1), date(2026, 8, 31), AUGUST, 35, 5),
            ("xa-moi", "Mới", MERGED, None, SEPTEMBER, 60, 20),
        ):
            unit = make_unit(session, code, name_vi=f"Xã {name}", level="commune_centre")
            session.add(UnitParent(unit=code, parent="tinh", valid_from=first, valid_to=last))
            desk = make_desk(session, unit, f"quay-{code}", sectors=(land,))
            answer(session, desk, "dat-dai", satisfied=satisfied, others=others, day=day)
        for code in ("xa-a", "xa-b"):
            session.add(UnitSuccessor(old=code, new="xa-moi", valid_from=MERGED))
    for period in ("2026-08", "2026-09", "2026-10", "2026-W45"):
        publish(store, NOW.date(), period=period)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page))).strip()


def lines(page: str) -> list[str]:
    """The rows of the table, as read."""
    table = page[page.index("<tbody") : page.index("</tbody>")]
    return [words(row.partition(">")[2]) for row in table.split("<tr")[1:]]


def test_a_merged_unit_keeps_the_series_of_those_it_took_over_and_draws_the_break(reader: FlaskClient) -> None:
    found = lines(reader.get(MONTH).text)
    assert found[0].startswith("Tháng 8/2026 Xã A 50,0%")
    assert found[1].startswith("Tháng 8/2026 Xã B 87,5%")
    assert found[2] == "✂ Từ 01/9/2026, đơn vị này tiếp nhận: Xã A, Xã B. Số liệu trước ngày ấy là của từng đơn vị cũ."
    assert found[3].startswith("Tháng 9/2026 75,0%")
    assert found[4].startswith("Tháng 10/2026 chưa có phiếu")
    assert len(found) == 5  # months before the first figure say nothing and are left out


def test_it_says_where_the_row_stands_and_how_it_moved(reader: FlaskClient) -> None:
    text = words(reader.get(MONTH.replace("2026-10", "2026-09")).text)
    assert re.search(r"75,0% hài lòng \(6\d,\d–8\d,\d%; 80 phiếu\)", text)
    text = words(reader.get("/office/series?unit=ttpvhcc&period=2026-W45&sector=dat-dai").text)
    assert "Lĩnh vực dat-dai" in text
    assert "75,0% hài lòng" in text
    assert "~ đúng mức, chưa đủ căn cứ so với chỉ tiêu ≥ 75%" in text


def test_a_unit_and_an_agency_have_pages_of_their_own_and_the_way_up(reader: FlaskClient) -> None:
    page = reader.get("/office/series?unit=xa-moi&period=2026-09").text
    assert lines(page)[-1].startswith("Tháng 9/2026 75,0%")
    assert re.findall(r'<li><a href="/office/results\?unit=([^&"]+)', page)[:2] == ["tinh", "xa-moi"]


def test_the_same_row_of_the_units_below_is_one_tap_away(reader: FlaskClient) -> None:
    page = reader.get("/office/series?unit=tinh&period=2026-08&sector=dat-dai").text
    (link,) = {html.unescape(each) for each in re.findall(r'href="(/office/compare\?[^"]*of=[^"]+)"', page)}
    assert "of=sector:dat-dai" in link
    assert "Xã A" in reader.get(link).text
    assert "of=" not in reader.get(MONTH).text  # nothing stands below a commune


@pytest.mark.parametrize("asked", ["sector=khong-co", "agency=khong-co", "sector=dat-dai&agency=so"])
def test_an_unknown_row_is_refused_with_where_to_look(reader: FlaskClient, asked: str) -> None:
    answer = reader.get(f"/office/series?unit=tinh&period=2026-08&{asked}")
    assert answer.status_code == 404
    assert re.search("Hãy chọn một dòng|Xin chọn một", words(answer.text))


def test_freely_chosen_days_are_refused(reader: FlaskClient) -> None:
    assert reader.get("/office/series?unit=tinh&period=2026-08-01..2026-08-22").status_code == 404
