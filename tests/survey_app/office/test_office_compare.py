"""Side by side: grids and lists of what pages already show, whose they are, and that nothing is asked freely."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from shutil import copy

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.app import create_app
from survey_app.comparing import building
from survey_app.models import AuditEntry, Sector, UnitParent
from survey_app.settings import Settings
from tests.factories import make_desk, make_sector, make_unit, publish
from tests.survey_app.office.office_world import NOW, answer, furnish, sign_in

COMMUNES = (("xa-2", "Hai", 30, 30), ("xa-3", "Ba", 58, 2), ("xa-4", "Bốn", 7, 1))
PAGE = "/office/compare?unit=tinh&period=2026-W45"


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One office for all tests here, for nothing on these pages changes anything.

    Beside the centre stand four communes: Hai 30 of 60 satisfied with land, Ba 58 of 60, Bốn 7 of 8, Một silent.
    """
    folder = tmp_path_factory.mktemp("compare")
    copy(sqlite_template, folder / "sipas.db")
    app = create_app(Settings(directory=folder, database_url=f"sqlite:///{folder / 'sipas.db'}", secret_key="k" * 48))
    store = app.extensions["sipas_store"]
    furnish(app, store)
    with store.writing.begin() as session:
        session.get_one(Sector, "dat-dai").priority_group = "land"
        make_sector(session, "dau-tu", position=3, priority_group="investment", name_vi="Đầu tư", name_en="Investment")
        for place, (code, name, satisfied, others) in enumerate(COMMUNES):
            unit = make_unit(session, code, name_vi=f"Xã {name}", level="commune_centre", position=place)
            session.add(UnitParent(unit=code, parent="tinh", valid_from=date(2025, 7, 1)))
            desk = make_desk(session, unit, f"quay-{code}", sectors=(session.get_one(Sector, "dat-dai"),))
            answer(session, desk, "dat-dai", satisfied=satisfied, others=others)
            if code == "xa-2":
                answer(session, desk, "dat-dai", satisfied=40, others=20, day=date(2026, 10, 28))
    for period in ("2026-W44", "2026-W45"):
        publish(store, NOW.date(), period=period)
    yield app
    store.engine.dispose()


@pytest.fixture(scope="module")
def reader(world: Flask) -> FlaskClient:
    """The province's person, signed in."""
    client = world.test_client()
    sign_in(client)
    return client


def words(page: str) -> str:
    """The text of a page as it is read."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def rows(page: str) -> dict[str, str]:
    """The words of each row of the first table by its name."""
    table = page[page.index("<tbody") : page.index("</tbody>")]
    found = {}
    for row in table.split("<tr")[1:]:
        name = words(row[row.index("<th") : row.index("</th>")]).strip()
        found[name] = words(row[row.index("</th>") :]).strip()
    return found


def test_it_opens_with_priority_sectors_over_units_of_the_most_frequent_level(reader: FlaskClient) -> None:
    page = reader.get(PAGE).text
    heads = [words(head).strip() for head in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page)]
    assert heads == ["Đơn vị", "Mọi lĩnh vực", "Lĩnh vực dat-dai", "Đầu tư"]
    assert list(rows(page)) == ["Toàn đơn vị", "Xã Một", "Xã Hai", "Xã Ba", "Xã Bốn"]


def test_a_cell_is_the_figure_of_the_units_own_page_hidden_where_that_page_hides_it(reader: FlaskClient) -> None:
    found = rows(reader.get(PAGE).text)
    assert re.search(r"50,0% ▼ dưới mức n 60 Khoảng \d+,\d–\d+,\d% .*Chỉ tiêu ≥ 85% Mở trang này", found["Xã Hai"])
    assert "96,7% ▲ trên mức n 60" in found["Xã Ba"]
    assert "không đủ phiếu không đủ phiếu chưa có phiếu" in found["Xã Bốn"]
    own = words(reader.get("/office/results?unit=xa-2&period=2026-W45").text)
    assert "50,0%" in own
    assert "87,5%" not in reader.get(PAGE).text  # 7 of 8


def test_units_of_another_level_are_never_beside_them(reader: FlaskClient) -> None:
    found = rows(reader.get(f"{PAGE}&level=provincial_centre").text)
    assert list(found) == ["Toàn đơn vị", "Trung tâm tỉnh A"]
    assert "Trung tâm tỉnh A" not in rows(reader.get(PAGE).text)


def test_a_list_says_which_units_differ_and_ties_the_others(reader: FlaskClient) -> None:
    page = reader.get(f"{PAGE}&rows=unit&columns=figures&of=sector:dat-dai").text
    text, found = words(page), rows(page)
    assert "2 trong 4 đơn vị cùng cấp có tỷ lệ của kỳ này." in text
    assert "1 trong 1 cặp đơn vị khác nhau rõ" in text
    assert "1 đơn vị có tỷ lệ dưới mức chỉ tiêu trong kỳ này." in text
    assert " B thấp hơn rõ 1" in found["Xã Hai"]
    assert " A cao hơn rõ 1" in found["Xã Ba"]
    assert not re.search(r"\b[AB]\b", found["Xã Bốn"])


def test_a_list_holds_each_row_against_the_period_before(reader: FlaskClient) -> None:
    for of in ("", "&of=sector:dat-dai"):
        found = rows(reader.get(f"{PAGE}&rows=unit&columns=figures{of}").text)
        assert re.search(r"66,7% −16,7 điểm \(từ −\d+,\d đến [+−]\d+,\d\) ((chưa )?vượt )?mức thường", found["Xã Hai"])
        assert "điểm" not in found["Xã Ba"]  # nobody answered there the week before
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', reader.get(f"{PAGE}&columns=figures").text)
    assert not any("2025" in head for head in heads)  # the year before was not published


def test_no_order_is_by_figure(reader: FlaskClient) -> None:
    orders = {
        order: list(rows(reader.get(f"{PAGE}&columns=figures&order={order}").text))[1:]
        for order in ("list", "name", "group")
    }
    assert orders["list"] == ["Xã Một", "Xã Hai", "Xã Ba", "Xã Bốn"]
    assert orders["name"] == ["Xã Ba", "Xã Bốn", "Xã Hai", "Xã Một"]
    assert orders["group"] == ["Xã Ba", "Xã Hai", "Xã Một", "Xã Bốn"]  # A, B, then those without a figure, as listed
    assert reader.get(f"{PAGE}&columns=figures&order=share").status_code == 404


@pytest.mark.parametrize(
    ("grid", "head", "row"),
    [
        ("rows=sector&columns=unit&of=all", "Xã Ba", "Lĩnh vực dat-dai"),
        ("rows=sector&columns=period", "Tuần 45: 02/11–08/11/2026", "Lĩnh vực dat-dai"),
        ("rows=unit&columns=period", "Tuần 44: 26/10–01/11/2026", "Xã Hai"),
        ("rows=period&columns=sector", "Đầu tư", "Tuần 45: 02/11–08/11/2026"),
        ("rows=period&columns=unit", "Xã Hai", "Tuần 45: 02/11–08/11/2026"),
        ("rows=sector&columns=figures", "So với Tuần 44: 26/10–01/11/2026", "Lĩnh vực dat-dai"),
        ("rows=unit&columns=agency", "Mọi lĩnh vực", "Xã Hai"),
    ],
)
def test_every_pair_of_the_fixed_list_is_a_grid(reader: FlaskClient, grid: str, head: str, row: str) -> None:
    page = reader.get(f"{PAGE}&{grid}").text
    assert head in [words(each).strip() for each in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page)]
    assert row in rows(page)


def test_a_unit_without_units_below_is_shown_over_periods(reader: FlaskClient) -> None:
    found = rows(reader.get("/office/compare?unit=xa-2&period=2026-W45").text)
    assert list(found)[:2] == ["Toàn đơn vị", "Lĩnh vực dat-dai"]
    assert "50,0%" in found["Lĩnh vực dat-dai"]


@pytest.mark.parametrize(
    "asked", ["rows=desk", "rows=unit&columns=unit", "rows=unit&columns=figures&of=desk:1", "of=x", "order=best"]
)
def test_anything_else_is_refused_with_what_there_is(reader: FlaskClient, asked: str) -> None:
    answer = reader.get(f"{PAGE}&{asked}")
    assert answer.status_code == 404
    assert "Không có phép so sánh này" in words(answer.text)
    assert "Chỉ dùng được" in words(answer.text)


def test_search_finds_without_diacritics_and_keeps_the_comparison(reader: FlaskClient) -> None:
    page = reader.get(f"{PAGE}&columns=figures&q=bon").text
    assert list(rows(page)) == ["Toàn đơn vị", "Xã Bốn"]
    assert "1 đơn vị có “bon” trong tên." in words(page)
    assert "Bỏ tìm kiếm" in page


@pytest.mark.parametrize("listed", ["rows=sector&columns=figures", "rows=agency&columns=figures", "rows=sector"])
def test_a_list_without_units_has_one_page_and_no_search(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch, listed: str
) -> None:
    monkeypatch.setattr(building, "ROWS_A_PAGE", 2)
    monkeypatch.setattr(building, "COLUMNS_A_PAGE", 2)
    page = reader.get(f"{PAGE}&{listed}&page=2")
    assert ('class="pages"' in page.text) is (listed == "rows=sector")
    assert ("Tìm đơn vị theo tên" in words(page.text)) is (listed == "rows=sector")


def test_every_row_and_cell_leads_to_its_own_page(reader: FlaskClient) -> None:
    page = reader.get(PAGE).text
    links = {html.unescape(link) for link in re.findall(r'<a href="(/office/(?:series|results)[^"]+)"', page)}
    assert "/office/results?unit=xa-2&period=2026-W45" in links
    assert "/office/series?unit=xa-2&period=2026-W45&sector=dat-dai" in links
    for link in links:
        assert reader.get(link).status_code == 200


def test_the_whole_of_a_person_below_is_their_own(world: Flask) -> None:
    below = world.test_client()
    sign_in(below, "xa.xem")
    assert below.get("/office/compare?period=2026-W45").status_code == 200
    for address in (PAGE, "/office/series?unit=xa-2&period=2026-W45", "/office/compare/file.csv?unit=tinh"):
        answer = below.get(address)
        assert answer.status_code in (403, 404)
        assert "Xã Hai" not in answer.text


@pytest.mark.parametrize("grid", ["", "&columns=figures&of=sector:dat-dai"])
def test_a_file_holds_every_cell_as_shown(reader: FlaskClient, grid: str) -> None:
    answer = reader.get(f"/office/compare/file.xlsx?unit=tinh&period=2026-W45{grid}")
    assert re.search(r"sipas_tinh_2026-W45_vi_so-sanh-unit-\w+-?\S*\.xlsx", answer.headers["Content-Disposition"])
    book = openpyxl.load_workbook(BytesIO(answer.data))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"Xã Hai", "Xã Bốn", "không đủ phiếu", "0.5"} <= cells
    cover = " ".join(str(cell.value) for row in book["Bìa"].iter_rows() for cell in row)
    assert "chỉ so đơn vị cùng cấp" in cover
    assert "chưa công bố" not in cover
    assert "điểm trung bình" not in cover  # of the page it was taken from, not of the comparison
    assert "0.875" not in cells
    text = reader.get(f"/office/compare/file.csv?unit=tinh&period=2026-W45{grid}").data.decode("utf-8-sig")
    assert "Xã Hai" in text
    assert "87,5" not in text


def test_pages_carry_no_inline_style_or_script(reader: FlaskClient) -> None:
    for address in (PAGE, f"{PAGE}&columns=figures", "/office/series?unit=xa-2&period=2026-W45&sector=dat-dai"):
        page = reader.get(address).text
        assert " style=" not in page
        assert re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL) == [""]
        assert "DỮ LIỆU MÔ PHỎNG" in page
        assert "không phải Chỉ số SIPAS" in page


def test_an_open_period_has_nothing_to_compare_and_says_so(reader: FlaskClient) -> None:
    answer = reader.get("/office/compare?unit=tinh&period=2026-W46")
    assert answer.status_code == 200
    assert "chưa công bố, nên chưa có gì để so sánh" in words(answer.text)


def test_who_took_which_file_is_in_the_log(world: Flask, reader: FlaskClient) -> None:
    reader.get("/office/compare/file.csv?unit=tinh&period=2026-W45&columns=figures")
    reader.get("/office/export/ttpvhcc/2026-W45.csv")
    with world.extensions["sipas_store"].reading() as session:
        rows = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "export.file").order_by(AuditEntry.at))
        last = [(row.who, row.subject, row.unit) for row in rows][-2:]
    assert last == [
        ("tinh.xem", "sipas_tinh_2026-W45_vi_so-sanh-unit-figures.csv", "tinh"),
        ("tinh.xem", "sipas_ttpvhcc_2026-W45_vi.csv", "ttpvhcc"),
    ]
