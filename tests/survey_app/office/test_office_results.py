"""The results pages, charts and files: whose they are, of which periods, and that their figures are the findings'."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.export import export_file, file_name, read_report
from survey_app.models import Unit, UnitParent
from survey_app.publish import publishing_day
from tests.factories import make_desk, make_unit, publish
from tests.survey_app.office.office_world import add_person, furnish, set_clock, sign_in, token

WEEK = "/office/results?unit=ttpvhcc&period=2026-W45"
TODAY = date(2026, 11, 10)


@pytest.fixture
def visitor(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    """A furnished office and a browser that has not signed in."""
    furnish(app, store)
    return client


@pytest.fixture
def reader(visitor: FlaskClient) -> FlaskClient:
    """The province's person, signed in."""
    sign_in(visitor)
    return visitor


def words(page: str) -> str:
    """The text of a page as it is read."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_the_office_opens_at_the_last_closed_week_with_answers(reader: FlaskClient) -> None:
    assert reader.get("/office").location == "/office/results?unit=tinh&period=2026-W45"


def test_without_any_answer_the_office_opens_at_the_last_closed_week(visitor: FlaskClient, store: Store) -> None:
    sign_in(visitor, "khac.xem")
    address = visitor.get("/office").location
    assert address == "/office/results?unit=tinh-khac&period=2026-W45"
    assert "Đơn vị chưa có quầy nào" in words(visitor.get(address).text)
    with store.writing.begin() as session:
        make_desk(session, session.get_one(Unit, "tinh-khac"), "quay-khac")
    assert "Chưa có phiếu nào" in words(visitor.get(address).text)
    assert "kiểm tra mã QR" in words(visitor.get(address).text)


def test_before_its_first_day_a_unit_is_said_not_to_be_there_yet(visitor: FlaskClient, store: Store) -> None:
    with store.writing.begin() as session:
        make_unit(session, "xa-moi", name_vi="Xã Mới", name_en="New commune", level="commune_centre")
        session.add(UnitParent(unit="xa-moi", parent="tinh", valid_from=date(2026, 11, 9)))
        add_person(session, "moi.xem", "xa-moi", ("analyst",))
    sign_in(visitor, "moi.xem")
    told = words(visitor.get("/office/results?unit=xa-moi&period=2026-W45").text)
    assert "Đơn vị hoạt động từ 09/11/2026, sau kỳ này" in told
    assert "kiểm tra mã QR" not in told


def test_the_figures_are_those_worked_by_hand(reader: FlaskClient) -> None:
    text = words(reader.get(WEEK).text)
    assert "78,0% hài lòng" in text
    assert "trên mức chỉ tiêu 75%" in text
    assert "82,5% (40 phiếu)" in text
    assert "40 phiếu của 500 lượt giao dịch (độ phủ 8,0%)" in text


def test_every_figure_of_the_tables_stands_on_the_page(reader: FlaskClient, store: Store) -> None:
    # the shapes beside the words of a verdict are the page's own
    page = re.sub(r" [✓✕~] ", " ", words(reader.get(WEEK).text))
    with store.reading() as session:
        report = read_report(session, "2026-W45", "ttpvhcc", language="vi", today=TODAY)
    shown = [table for table in report.tables if table.key not in ("codebook", "making")]
    assert {table.key for table in shown} >= {"sectors", "targets", "waiting", "trend", "tiers", "method"}
    for table in shown:
        for row in table.rows:
            assert words(" ".join(cell.text for cell in row.cells if cell.text)) in page


def test_the_page_says_period_status_disclaimer_and_that_it_is_simulated(reader: FlaskClient) -> None:
    text = words(reader.get(WEEK).text)
    assert "Tuần 45: 02/11–08/11/2026, số liệu sơ bộ" in text
    assert "không phải Chỉ số SIPAS do Bộ Nội vụ công bố" in text
    assert "DỮ LIỆU MÔ PHỎNG" in text


def test_on_thursday_the_week_is_official(app: Flask, reader: FlaskClient, store: Store) -> None:
    thursday = datetime(2026, 11, 11, 17, 30, tzinfo=UTC)
    set_clock(app, thursday)
    publish(store, publishing_day(thursday), period="2026-W45")
    sign_in(reader)
    assert "Tuần 45: 02/11–08/11/2026, số liệu chính thức" in words(reader.get(WEEK).text)


def test_a_person_sees_units_below_theirs_and_no_others(reader: FlaskClient) -> None:
    for unit in ("tinh", "ttpvhcc", "xa-1"):
        assert reader.get(f"/office/results?unit={unit}&period=2026-W45").status_code == 200
    page = reader.get("/office/results?unit=tinh&period=2026-W45").text
    assert re.findall(r'<option value="([^"]+)"', page)[:3] == ["tinh", "ttpvhcc", "xa-1"]
    assert "tinh-khac" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/office/results?unit={}&period=2026-W45",
        "/office/results?unit={}&period=2026-W46",
        "/office/results?unit={}",
        "/office/chart/{}/2026-W45/sectors.svg",
        "/office/export/{}/2026-W45.xlsx",
        "/office/export/{}/2026-W45.csv",
        "/office/export/{}/2026-W45.pdf",
    ],
)
def test_units_of_others_are_answered_like_units_that_do_not_exist(visitor: FlaskClient, address: str) -> None:
    sign_in(visitor, "xa.xem")
    for unit in ("tinh", "ttpvhcc", "tinh-khac", "khong-co"):
        answer = visitor.get(address.format(unit))
        assert answer.status_code == 404
        assert f"Không có đơn vị “{unit}” trong phạm vi của tài khoản này" in words(answer.text)
        assert "Trung tâm tỉnh A" not in answer.text


@pytest.mark.parametrize(
    "address",
    ["/office", "/office/results", "/office/chart/tinh/2026-W45/sectors.svg", "/office/export/tinh/2026-W45.xlsx"],
)
def test_nobody_sees_anything_without_signing_in(visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 302
    assert answer.location.startswith("/office/login")


def test_a_unit_that_left_is_read_up_to_then_and_by_its_new_parent(store: Store, visitor: FlaskClient) -> None:
    with store.writing.begin() as session:
        below = session.get(UnitParent, ("xa-1", date(2025, 7, 1)))
        assert below is not None
        below.valid_to = date(2026, 11, 8)
        session.add(UnitParent(unit="xa-1", parent="tinh-khac", valid_from=date(2026, 11, 9)))
    new, old = visitor.application.test_client(), visitor.application.test_client()
    sign_in(new, "khac.xem")
    sign_in(old, "tinh.xem")
    statuses = [
        [browser.get(f"/office/results?unit=xa-1&period={period}").status_code for browser in (new, old)]
        for period in ("2026-W45", "2026-W46", "2026-10")
    ]
    assert statuses == [[200, 200], [200, 404], [200, 200]]


def test_an_open_week_tells_when_it_comes_and_its_count_in_tens(reader: FlaskClient) -> None:
    answer = reader.get("/office/results?unit=ttpvhcc&period=2026-W46")
    text = words(answer.text)
    assert answer.status_code == 200
    assert "Tuần này chưa kết thúc." in text
    assert "Xem được từ thứ Hai 16/11/2026 (số liệu sơ bộ); số liệu chính thức từ thứ Năm 19/11/2026." in text
    assert "Đến hết ngày 09/11/2026 đã có ít nhất 10 phiếu." in text
    assert "13" not in re.sub(r"\d+/\d+/\d+|W\d+", "", text.partition("Xem được ngay")[0].partition("Tuần 46")[2])


def test_an_open_week_below_ten_answers_tells_no_number(reader: FlaskClient) -> None:
    assert "có dưới 10 phiếu." in words(reader.get("/office/results?unit=xa-1&period=2026-W46").text)


def test_an_open_quarter_leads_to_what_can_be_read(reader: FlaskClient) -> None:
    text = reader.get("/office/results?unit=tinh&period=2026-Q4").text
    assert "Kỳ này chưa kết thúc." in text
    assert "period=2026-W45" in text
    assert "period=2026-Q4@" not in text, "a quarter up to a day is never published"
    assert "phiếu." not in words(text)


@pytest.mark.parametrize("address", ["/office/chart/tinh/2026-W46/sectors.svg", "/office/export/tinh/2026-W46.xlsx"])
def test_an_open_week_has_no_charts_and_no_files(reader: FlaskClient, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 404
    assert "Tuần này chưa kết thúc." in answer.text


@pytest.mark.parametrize("period", ["tuan-45", "2026-W54", "2026-13", "khong_co:Q1", "2026-W46..2026-W40", "9" * 300])
def test_an_unknown_period_is_told_which_forms_are_read(reader: FlaskClient, period: str) -> None:
    answer = reader.get("/office/results", query_string={"unit": "tinh", "period": period})
    assert answer.status_code == 404
    assert "Không có kỳ này" in answer.text
    assert any(hint in words(answer.text) for hint in ("2026-Q1", "Các kế hoạch:"))


@pytest.mark.parametrize("period", ["2026-10", "2026-Q3", "2026-H1", "2025", "mo_phong_2026:Q3"])
def test_every_kind_of_closed_period_has_a_page(reader: FlaskClient, period: str) -> None:
    answer = reader.get("/office/results", query_string={"unit": "ttpvhcc", "period": period})
    assert answer.status_code == 200
    assert f'<option value="{period}" selected>' in answer.text


@pytest.mark.parametrize("period", ["2026-W40..2026-W45", "2026-10-01..2026-10-22", "2026-Q4@2026-11-08"])
def test_freely_chosen_days_are_refused_since_two_spans_give_one_answer_away(reader: FlaskClient, period: str) -> None:
    for address in ("/office/results?unit=ttpvhcc&period=", "/office/export/ttpvhcc/"):
        answer = reader.get(address + period + (".csv" if "export" in address else ""))
        assert answer.status_code == 404
        assert "Khoảng ngày tự chọn không được nêu" in words(answer.text)


def test_a_week_has_a_way_to_its_published_neighbours_alone(reader: FlaskClient) -> None:
    page = reader.get(WEEK).text
    assert 'rel="prev"' not in page, "the week before was not published"
    assert 'rel="next"' not in page
    page = reader.get("/office/results?unit=ttpvhcc&period=2026-W44").text
    assert re.findall(r'rel="next" href="[^"]*period=([^"]+)"', page) == ["2026-W45"]


def test_only_published_periods_are_offered(app: Flask, visitor: FlaskClient, store: Store) -> None:
    set_clock(app, datetime(2026, 12, 2, 2, tzinfo=UTC))
    sign_in(visitor)
    offered = r'<option value="([^"]*2026[^"]*)"'
    assert re.findall(offered, visitor.get(WEEK).text) == ["2026-W45"]
    publish(store, date(2026, 12, 2), unit="ttpvhcc", period="2026-11")
    for address in (WEEK, "/office/compare?unit=ttpvhcc&period=2026-W45"):
        assert re.findall(offered, visitor.get(address).text) == ["2026-W45", "2026-11"]


def test_where_nothing_was_published_the_list_says_so(visitor: FlaskClient) -> None:
    sign_in(visitor, "khac.xem")
    page = visitor.get("/office/results?unit=tinh-khac&period=2026-W45")
    assert "Chưa kỳ nào của đơn vị này được công bố" in page.text
    assert "Xem được ngay" not in page.text


def test_charts_are_pictures_followed_by_their_tables(reader: FlaskClient) -> None:
    page = reader.get(WEEK).text
    address = html.unescape(re.findall(r'<img src="([^"]+)"', page)[0])
    assert address == "/office/chart/ttpvhcc/2026-W45/sectors.svg?lang=vi"
    assert page.index("sectors.svg") < page.index("<table")
    picture = reader.get(address)
    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    assert picture.headers["Cache-Control"] == "no-store"
    assert "style=" not in picture.text
    assert reader.get("/office/chart/ttpvhcc/2026-W45/nothing.svg").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "export/ttpvhcc/2026-W45.csv",
        "chart/ttpvhcc/2026-W45/sectors.svg",
        "results",
        "compare/file.csv",
        "silent",
        "account",
    ],
)
def test_a_language_that_is_none_of_ours_is_refused_by_name(reader: FlaskClient, address: str) -> None:
    refused = reader.get(f"/office/{address}?lang=xx")
    assert refused.status_code == 404
    assert "Không có ngôn ngữ “xx”. Địa chỉ này nhận lang=: vi (Tiếng Việt), en (English)." in refused.text
    # as does a language in which only citizens are asked
    assert reader.get(f"/office/{address}?lang=lo").status_code == 404


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_download_is_the_file_the_command_line_writes(
    reader: FlaskClient, store: Store, kind: str, language: str
) -> None:
    answer = reader.get(f"/office/export/ttpvhcc/2026-W45.{kind}?lang={language}")
    with store.reading() as session:
        report = read_report(session, "2026-W45", "ttpvhcc", language=language, today=TODAY)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{file_name(report, kind)}"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert comparable(answer.data, kind) == comparable(export_file(report, kind), kind)


def comparable(data: bytes, kind: str) -> object:
    """What a file says; a workbook's bytes carry when it was made."""
    if kind in ("csv", "pdf"):
        return data
    book = openpyxl.load_workbook(BytesIO(data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def test_the_language_is_switched_and_kept(reader: FlaskClient) -> None:
    page = reader.get(WEEK)
    assert '<html lang="vi">' in page.text
    form = {"csrf_token": token(page), "language": "en", "next": WEEK}
    answer = reader.post("/office/language", data=form)
    assert (answer.status_code, answer.location) == (302, WEEK)
    page = reader.get(WEEK)
    assert '<html lang="en">' in page.text
    assert "Provincial centre A" in page.text
    answer = reader.post("/office/language", data={**form, "language": "fr", "next": "//example.org"})
    assert answer.location == "/office/login"
    assert '<html lang="en">' in reader.get(WEEK).text


def test_every_table_opens_for_print(reader: FlaskClient) -> None:
    page = reader.get(f"{WEEK}&open=all").text
    main = page[page.index("<main") : page.index("</main")]
    # all but the lists to choose unit and period from
    assert len(re.findall(r"<details[^>]* open>", main)) == main.count("<details") - 2 > 5


def test_pages_carry_no_inline_style_or_script(reader: FlaskClient) -> None:
    for address in (WEEK, "/office/results?unit=ttpvhcc&period=2026-W46", "/office/results?period=x"):
        page = reader.get(address).text
        assert " style=" not in page
        assert "<style" not in page
        assert re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL) == [""]
        assert not re.findall(r' on[a-z]+="', page)


def test_looking_changes_nothing(reader: FlaskClient, store: Store) -> None:
    with store.reading() as session:
        before = read_report(session, "2026-W45", "tinh", language="vi", today=TODAY)
    for address in (WEEK, "/office", "/office/results?period=2026-W46", "/office/export/tinh/2026-W45.csv"):
        reader.get(address)
    with store.reading() as session:
        assert read_report(session, "2026-W45", "tinh", language="vi", today=TODAY) == before
