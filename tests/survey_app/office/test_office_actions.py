"""The register of corrective actions: opened from a finding, its figure frozen, done, and measured again."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from reports.action_figures import Voice
from reports.actions import moved_words, state_words
from survey_app import actions
from survey_app.actions.keeping import read_measured, write_measured
from survey_app.app import create_app
from survey_app.database import Store
from survey_app.export import export_file, read_report
from survey_app.models import ActionChange, Agency, AuditEntry, CorrectiveAction, Desk, SectorAgency, UnitParent
from survey_app.settings import Settings
from tests.factories import make_response, publish
from tests.survey_app.office.office_world import NOW, answer, furnish, set_clock, sign_in

WEEK = "2026-W45"
LAND = {"unit": "ttpvhcc", "period": WEEK, "about": "sectors:dat-dai"}
PLAN = {
    "cause": "Một quầy nhận mọi hồ sơ",
    "measure": "Mở thêm quầy buổi sáng",
    "agency": "so-tnmt",
    "due": "2026-11-20",
}
LATER = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)
"""A Tuesday: weeks 47 (16/11–22/11) and 48 have final figures."""
VOICE = Voice("vi", str)


@pytest.fixture(scope="module")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the small province, an agency, and week 47 after the measure: land 28 of 30 satisfied."""
    folder = tmp_path_factory.mktemp("actions")
    path = Path(shutil.copy(sqlite_template, folder / "sipas.db"))
    made = make_app(path)
    store: Store = made.extensions["sipas_store"]
    furnish(made, store)
    with store.writing.begin() as session:
        session.add(Agency(code="so-tnmt", name_vi="Sở Nông nghiệp và Môi trường", name_en="Department of Environment"))
        desk = session.get_one(Desk, "quay-5")
        answer(session, desk, "dat-dai", satisfied=28, others=2, day=date(2026, 11, 18))
    publish(store, LATER.date(), unit="ttpvhcc", period="2026-W47")
    store.engine.dispose()
    return path


def make_app(path: Path) -> Flask:
    made = create_app(Settings(directory=path.parent, database_url=f"sqlite:///{path}", secret_key="k" * 48))
    set_clock(made, NOW)
    return made


@pytest.fixture
def app(furnished: Path, tmp_path: Path) -> Iterator[Flask]:
    made = make_app(Path(shutil.copy(furnished, tmp_path / "sipas.db")))
    yield made
    made.extensions["sipas_store"].engine.dispose()


@pytest.fixture
def store(app: Flask) -> Store:
    return app.extensions["sipas_store"]


@pytest.fixture
def head(app: Flask) -> FlaskClient:
    """The head of the province, who may edit the register."""
    client = app.test_client()
    sign_in(client, "head.tinh")
    return client


def words(page: TestResponse) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.text)))


def send(client: FlaskClient, address: str, **form: str) -> TestResponse:
    """Open a form and send it, with what its hidden fields hold."""
    page = client.get(address)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return client.post(address, data={**hidden, **form})


def new(**asked: str) -> str:
    asked = {**LAND, **asked}
    return f"/office/actions/new?unit={asked['unit']}&period={asked['period']}&about={asked['about']}"


def opened(client: FlaskClient, **changed: str) -> TestResponse:
    return send(client, new(), **{**PLAN, **changed})


def test_every_sentence_target_and_sector_leads_to_a_new_action(head: FlaskClient) -> None:
    page = head.get(f"/office/results?unit=ttpvhcc&period={WEEK}").text
    abouts = {html.unescape(about) for about in re.findall(r"about=([^\"&]+)\"", page)}
    assert {"sentences:advice", "sectors:dat-dai"} <= abouts
    assert any(about.startswith("targets:") for about in abouts)
    for about in abouts:
        assert head.get(new(about=about)).status_code == 200, about


def test_an_address_that_names_no_unit_says_so(head: FlaskClient) -> None:
    page = head.get("/office/actions/new")
    assert page.status_code == 404
    assert "Chưa nêu đơn vị nào" in page.text
    assert "“”" not in page.text


def test_a_form_of_an_earlier_session_gives_back_its_words_and_leads_to_a_fresh_one(head: FlaskClient) -> None:
    sent = head.post(new(), data={**PLAN, "csrf_token": "của phiên trước"})
    assert sent.status_code == 400
    assert PLAN["cause"] in sent.text
    assert PLAN["measure"] in sent.text
    fresh = html.unescape(re.findall(r'class="button" href="([^"]+)"', sent.text)[0])
    assert head.get(fresh).status_code == 200
    assert fresh == new()


def test_the_agency_in_charge_of_the_sector_is_chosen_beforehand(head: FlaskClient, store: Store) -> None:
    chosen = 'selected value="so-tnmt"'
    assert chosen not in head.get(new()).text
    with store.writing.begin() as session:
        session.add(SectorAgency(sector="dat-dai", agency="so-tnmt", valid_from=date(2026, 1, 1)))
    assert chosen in head.get(new()).text


def test_the_figure_is_frozen_as_it_was_told(head: FlaskClient, store: Store) -> None:
    address = opened(head).location
    assert re.search(r"Số liệu khi mở việc: 75,0% \([0-9,–]+; 20 phiếu\)", words(head.get(address)))
    before = words(head.get(address))
    with store.writing.begin() as session:
        answer(session, session.get_one(Desk, "quay-5"), "dat-dai", satisfied=0, others=40, day=date(2026, 11, 5))
    assert words(head.get(address)) == before


def test_an_action_is_measured_again_by_the_same_formula(app: Flask, head: FlaskClient, store: Store) -> None:
    address = opened(head).location
    assert send(head, f"{address}/finish", done_on="2026-11-10").location == address
    assert "Chưa có kỳ nào sau ngày làm xong" in words(head.get(address))
    assert head.get(f"{address}/measure").location == address
    set_clock(app, LATER)
    client = app.test_client()
    sign_in(client, "head.tinh")
    assert send(client, f"{address}/measure", period="2026-W47").location == address
    text = words(client.get(address))
    assert "93,3% (" in text
    assert "thay đổi +18,3 điểm (từ " in text
    assert "so trước và sau" in text.lower()
    with store.reading() as session:
        fact = actions.actions_of(session, {"ttpvhcc"}, date(2026, 12, 8))[0]
    assert fact.moved is not None
    assert (fact.moved.low > 0) == (fact.moved.certainty == "better")
    assert [line for line in ("mở việc", "ghi đã làm xong", "đo lại") if line in text] == [
        "mở việc",
        "ghi đã làm xong",
        "đo lại",
    ]


def test_a_period_before_the_measure_cannot_be_its_result(app: Flask, head: FlaskClient) -> None:
    address = opened(head).location
    set_clock(app, LATER)
    sign_in(head, "head.tinh")
    send(head, f"{address}/finish", done_on="2026-11-20")
    page = head.get(f"{address}/measure")
    assert "2026-W48" in page.text
    assert 'value="2026-W47"' not in page.text
    refused = send(head, f"{address}/measure", period="2026-W47")
    assert refused.status_code == 422
    assert "bắt đầu sau ngày làm xong" in words(refused)


def test_a_hidden_row_gives_no_figure_and_cannot_be_measured(app: Flask, head: FlaskClient, store: Store) -> None:
    address = opened(head).location
    set_clock(app, LATER)
    sign_in(head, "head.tinh")
    with store.writing.begin() as session:
        for _answer in range(4):
            make_response(session, session.get_one(Desk, "quay-5"), sector="dat-dai", day=date(2026, 11, 25))
    publish(store, LATER.date(), unit="ttpvhcc", period="2026-W48")
    send(head, f"{address}/finish", done_on="2026-11-20")
    refused = send(head, f"{address}/measure", period="2026-W48")
    assert refused.status_code == 422
    assert "không đủ phiếu" in words(refused)


def test_what_is_hidden_now_is_left_out_of_the_files(head: FlaskClient, store: Store) -> None:
    opened(head)
    with store.writing.begin() as session:
        session.execute(
            sa.text(
                "DELETE FROM response WHERE sector = 'dat-dai' AND day = '2026-11-04' AND id IN "
                "(SELECT id FROM response WHERE sector = 'dat-dai' AND day = '2026-11-04' LIMIT 15)"
            )
        )
    publish(store, date(2026, 11, 10), unit="ttpvhcc", period=WEEK)
    with store.reading() as session:
        report = read_report(session, WEEK, "ttpvhcc", language="vi", today=date(2026, 11, 10))
    row = report.table("actions").rows[0]
    assert "75,0%" not in " ".join(cell.text for cell in row.cells)


def test_the_register_stands_in_every_file(head: FlaskClient, store: Store) -> None:
    opened(head)
    with store.reading() as session:
        report = read_report(session, WEEK, "ttpvhcc", language="vi", today=date(2026, 11, 10))
    assert report.table("actions").cell("1", "figure").value == pytest.approx(0.75)
    assert "Mở thêm quầy buổi sáng" in export_file(report, "csv").decode()
    with store.reading() as session:
        above = read_report(session, WEEK, "tinh", language="en", today=date(2026, 11, 10))
    assert above.table("actions").cell("1", "agency").text == "Department of Environment"


def test_the_page_of_the_week_shows_open_and_overdue_actions(app: Flask, head: FlaskClient) -> None:
    week = f"/office/results?unit=ttpvhcc&period={WEEK}"
    assert "Không có việc khắc phục nào đang làm" in words(head.get(week))
    opened(head)
    assert "1 việc đang làm" in words(head.get(week))
    set_clock(app, LATER)
    sign_in(head, "head.tinh")
    assert "✕ 1 việc quá hạn" in words(head.get(week))
    assert "✕ quá hạn 18 ngày" in words(head.get("/office/actions?state=overdue"))


def test_the_list_is_filtered_by_unit_and_state(head: FlaskClient) -> None:
    opened(head)
    assert "Việc số 1" in words(head.get("/office/actions?unit=tinh&state=open"))
    assert "Không có việc nào như đã chọn" in words(head.get("/office/actions?unit=xa-1"))
    assert "Không có việc nào như đã chọn" in words(head.get("/office/actions?state=done"))


def test_a_long_register_is_read_a_page_at_a_time(head: FlaskClient, store: Store) -> None:
    opened(head)
    with store.writing.begin() as session:
        kept = session.get_one(CorrectiveAction, 1)
        same = {column.name: getattr(kept, column.name) for column in kept.__table__.columns if column.name != "number"}
        session.add_all(CorrectiveAction(**same) for _copy in range(51))
    first, second = words(head.get("/office/actions")), words(head.get("/office/actions?page=2&state=open"))
    assert "Việc số 50 " in first
    assert "Việc số 51 " not in first
    assert "Việc số 52 " in second
    assert "Trang 2 trên 2" in second


def test_an_empty_register_says_how_to_begin(head: FlaskClient) -> None:
    assert "Mở việc từ trang kết quả" in words(head.get("/office/actions"))


def test_dropping_asks_for_a_reason_and_can_be_undone(head: FlaskClient) -> None:
    address = opened(head).location
    assert send(head, f"{address}/drop", reason="").status_code == 422
    assert "quá ngắn" in words(send(head, f"{address}/drop", reason="ừ"))
    assert send(head, f"{address}/drop", reason="Đơn vị đã sáp nhập").status_code == 302
    assert "đã bỏ" in words(head.get(address))
    assert send(head, f"{address}/reopen").status_code == 302
    assert "đang làm" in words(head.get(address))


def test_two_people_who_edit_one_action_do_not_overwrite_each_other(app: Flask, head: FlaskClient) -> None:
    address = opened(head).location
    other = app.test_client()
    sign_in(other, "head.tinh")
    seen = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', head.get(f"{address}/edit").text))
    assert send(other, f"{address}/edit", **{**PLAN, "measure": "Đổi giờ trực"}).status_code == 302
    late = head.post(f"{address}/edit", data={**seen, **PLAN, "measure": "Chữ của người sau"})
    assert late.status_code == 409
    assert "người khác đã thay đổi" in words(late)
    assert "Đổi giờ trực" in words(late)
    assert "Chữ của người sau" in late.text
    assert "Chữ của người sau" not in words(head.get(address))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cause": " "}, "Xin ghi nguyên nhân"),
        ({"measure": "x" * 2001}, "Dài quá 2.000 ký tự"),
        ({"due": "2026-11-09"}, "Hạn đã qua"),
        ({"due": "mai"}, "“mai” không phải một ngày"),
        ({"due": ""}, "Xin ghi hạn"),
        ({"agency": "khong-co"}, "Không có cơ quan “khong-co”"),
    ],
)
def test_bad_input_says_what_is_wrong_and_keeps_what_was_typed(
    head: FlaskClient, changed: dict[str, str], said: str
) -> None:
    page = opened(head, **changed)
    assert page.status_code == 422
    assert said in words(page)
    assert changed.get("measure", "Mở thêm quầy buổi sáng") in page.text
    assert "Sổ chưa có việc nào" in words(head.get("/office/actions"))


def test_everything_that_is_wrong_with_a_new_action_is_told_at_once(head: FlaskClient) -> None:
    assert opened(head).status_code == 302
    page = opened(head, cause=" ", due="2026-11-09")
    assert page.status_code == 422
    box = html.unescape(page.text.partition('class="problems"')[2].partition("</div>")[0])
    for told in ("Xin ghi nguyên nhân", "Hạn đã qua", "đang mở cho chính phát hiện này"):
        assert told in box


def test_a_finding_that_is_not_there_cannot_be_acted_upon(head: FlaskClient) -> None:
    for about in ("sectors:khong-co", "khong-co:dat-dai", "", "sentences:x"):
        page = head.get(new(about=about))
        assert page.status_code == 422
        assert "Xin mở việc từ một câu" in words(page)


def test_a_done_day_in_the_future_is_refused(head: FlaskClient) -> None:
    address = opened(head).location
    page = send(head, f"{address}/finish", done_on="2026-11-11")
    assert page.status_code == 422
    assert "ở tương lai" in words(page)


def test_a_done_day_before_the_action_or_within_its_period_is_refused(head: FlaskClient) -> None:
    address = opened(head).location
    for day, said in (("2026-11-09", "trước ngày mở việc 10/11/2026"), ("2026-11-08", "(đến 08/11/2026) chưa hết")):
        page = send(head, f"{address}/finish", done_on=day)
        assert page.status_code == 422
        assert said in words(page)
    assert send(head, f"{address}/finish", done_on="2026-11-10").status_code == 302


def test_a_second_action_on_the_same_is_opened_only_by_who_knows_of_the_first(head: FlaskClient) -> None:
    assert "Đã có việc đang mở" not in words(head.get(new(**LAND)))
    first = opened(head).location
    number = first.rpartition("/")[2]
    page = head.get(new(**LAND))
    assert f"Đã có việc đang mở cho chính phát hiện này: Việc số {number}" in words(page)
    assert f'href="{first}"' in page.text
    again = opened(head)
    assert again.status_code == 422
    assert f"Việc số {number} đang mở cho chính phát hiện này" in words(again)
    assert PLAN["measure"] in again.text
    assert "Đã có việc" not in words(head.get(new(**{**LAND, "about": "sentences:overall"})))
    assert opened(head, known=number).status_code == 302
    send(head, f"{first}/drop", reason="Gộp vào việc mới mở")
    assert number not in re.findall(r'name="known" value="(\d+)"', head.get(new(**LAND)).text)


def test_overdue_has_one_sign_on_the_page_and_in_the_workbook(app: Flask, head: FlaskClient, store: Store) -> None:
    opened(head)
    set_clock(app, LATER)
    sign_in(head, "head.tinh")
    assert "✕ quá hạn 18 ngày" in words(head.get("/office/actions"))
    with store.reading() as session:
        report = read_report(session, WEEK, "ttpvhcc", language="vi", today=LATER.date())
    book = openpyxl.load_workbook(BytesIO(export_file(report, "xlsx")))
    cells = [str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "✕ quá hạn 18 ngày" in cells


def test_who_may_not_edit_reads_only(app: Flask, head: FlaskClient) -> None:
    address = opened(head).location
    analyst = app.test_client()
    sign_in(analyst, "analyst.tinh")
    page = analyst.get(address)
    assert page.status_code == 200
    assert "Bỏ việc này" not in words(page)
    assert analyst.get(f"{address}/edit").status_code == 403
    assert analyst.get(new()).status_code == 403
    assert "Mở việc khắc phục" not in words(analyst.get(f"/office/results?unit=ttpvhcc&period={WEEK}"))


def test_an_action_of_others_is_refused_in_the_words_of_one_that_does_not_exist(app: Flask, head: FlaskClient) -> None:
    address = opened(head).location
    stranger = app.test_client()
    sign_in(stranger, "khac.xem")
    theirs, none = stranger.get(address), stranger.get("/office/actions/99")
    assert (theirs.status_code, none.status_code) == (404, 404)
    assert words(theirs).replace("số 1.", "số 99.") == words(none)
    assert "Việc số 1" not in words(stranger.get("/office/actions"))


def test_a_unit_that_left_keeps_its_old_actions_with_those_who_saw_them(head: FlaskClient, store: Store) -> None:
    address = opened(head).location
    with store.writing.begin() as session:
        session.get_one(UnitParent, ("ttpvhcc", date(2025, 7, 1))).valid_to = date(2026, 11, 9)
    assert head.get(address).status_code == 404
    with store.writing.begin() as session:
        session.get_one(CorrectiveAction, 1).opened_on = date(2026, 11, 9)
    assert head.get(address).status_code == 200
    assert "Việc số 1" in words(head.get("/office/actions"))


def test_each_step_is_logged_and_its_history_cannot_be_changed(head: FlaskClient, store: Store) -> None:
    address = opened(head).location
    send(head, f"{address}/edit", **{**PLAN, "due": "2026-11-30"})
    assert "Hạn: “20/11/2026” → “30/11/2026”" in words(head.get(address))
    with store.reading() as session:
        logged = session.scalars(sa.select(AuditEntry).where(AuditEntry.action.like("actions.%"))).all()
        assert [(entry.action, entry.who, entry.unit) for entry in logged] == [
            ("actions.opened", "head.tinh", "ttpvhcc"),
            ("actions.edited", "head.tinh", "ttpvhcc"),
        ]
    for statement in (sa.delete(ActionChange), sa.update(ActionChange).values(who="khác")):
        with pytest.raises(sa.exc.DBAPIError, match="only added to"), store.writing.begin() as session:
            session.execute(statement)


def test_an_edit_that_changes_nothing_leaves_no_line(head: FlaskClient, store: Store) -> None:
    address = opened(head).location
    send(head, f"{address}/edit", **PLAN)
    with store.reading() as session:
        assert [line.what for line in actions.history(session, 1)] == ["opened"]


def test_a_frozen_figure_is_read_back_the_same(head: FlaskClient, store: Store) -> None:
    opened(head)
    with store.reading() as session:
        kept = session.get_one(CorrectiveAction, 1).opening
    assert write_measured(read_measured(kept)) == kept
    assert read_measured(kept).figure.estimate.n == 20


def test_the_unit_itself_can_be_responsible(head: FlaskClient) -> None:
    assert "Trung tâm tỉnh A" in words(head.get(opened(head, agency="").location))


def test_states_and_changes_are_words(store: Store, head: FlaskClient) -> None:
    opened(head)
    with store.reading() as session:
        due = date(2026, 11, 20)
        fact = actions.actions_of(session, {"ttpvhcc"}, due)[0]
        late = actions.actions_of(session, {"ttpvhcc"}, due + timedelta(days=1))[0]
    assert state_words(VOICE, fact) == ("đang làm", "")
    assert state_words(VOICE, late) == ("quá hạn 1 ngày", "not_met")
    assert moved_words(VOICE, fact) == ("", "")
