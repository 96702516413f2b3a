"""Sheets of paper entered with number keys and Enter alone: two readings, a difference decided, the batch finished."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, Route, expect

from survey_app.database import Store, open_store
from survey_app.installing import install
from survey_app.models import PaperBatch, PaperEntry, Response
from survey_app.paper.printing import PaperOrder, print_paper
from survey_app.periods import viet_nam_today
from survey_app.rotating import rotating_codes_of
from survey_app.staff import add_staff
from tests.browser.serving import PHONE, served
from tests.browser.test_accessibility import WIDE, assert_accessible
from tests.factories import make_desk, make_sector, make_unit
from tests.ports import free_port

pytestmark = pytest.mark.browser

PASSWORD = "mot mat khau du dai"
TOKEN = "0123456789"


@dataclass(frozen=True, slots=True)
class Office:
    """A served installation with one desk and two people."""

    base: str
    store: Store
    today: date
    batches: tuple[str, ...]
    assist: str


@pytest.fixture(scope="module")
def office_of_two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    directory = tmp_path_factory.mktemp("paper")
    settings = install(directory).settings
    store, today = open_store(settings.database_url), viet_nam_today()
    with store.writing.begin() as session:
        unit = make_unit(session, name_vi="Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính tỉnh")
        sectors = tuple(make_sector(session, f"s{place}", name_vi=f"Lĩnh vực {place}") for place in range(1, 12))
        make_desk(session, unit, token=TOKEN, sectors=sectors)
        for login in ("mot", "hai"):
            add_staff(session, login + ".nhap", name=login, unit=unit.code, password=PASSWORD, roles=("clerk",))
    order = PaperOrder(desk="quay-5", number=4, folder=directory)
    short = PaperOrder(desk="quay-5", number=2, folder=directory, is_short=True, asks_comment=True)
    batches = tuple(print_paper(store, settings, each, today=today).number for each in (order, order, short, order))
    key = rotating_codes_of(settings.secret_key).assist_key(TOKEN)
    with served(directory, free_port()) as base:
        yield Office(base, store, today, batches, f"/assist/{TOKEN}/{key}")
    store.engine.dispose()


@contextmanager
def signed_in(chromium: Browser, office: Office, login: str, *, script: bool = True) -> Iterator[Page]:
    with chromium.new_context(base_url=office.base, viewport=PHONE, java_script_enabled=script) as context:
        page = context.new_page()
        page.goto("/office/paper")
        page.get_by_label("Tên đăng nhập").fill(f"{login}.nhap")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_label("Số tập")).to_be_focused()
        yield page


def keys(page: Page, *typed: str) -> None:
    """Type each, then Enter, which leads to the next page."""
    for each in typed:
        page.keyboard.type(each)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator("[autofocus]")).to_be_focused()


def first_to_last(page: Page, sheet: str, answers: str) -> None:
    """A sheet with script: one key a question (the sector's key 1 might go on to 10 or 11, so Enter ends it)."""
    overall, minutes, sector, rest = answers.split()
    keys(page, sheet)
    expect(page.locator("#overall")).to_be_focused()
    page.keyboard.type(overall)
    for each in (minutes, sector):
        page.keyboard.type(each)
        page.keyboard.press("Enter")
    page.keyboard.type(rest)
    expect(page.locator("#save")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text(f"Đã ghi tờ {sheet}.")
    expect(page.locator("#sheet")).to_be_focused()


def test_two_people_enter_a_batch_without_a_mouse(chromium: Browser, office_of_two: Office) -> None:
    batch = office_of_two.batches[0]
    with signed_in(chromium, office_of_two, "mot") as page:
        keys(page, batch)
        expect(page.get_by_label("Ngày mở hòm phiếu")).to_be_focused()
        keys(page, f"{office_of_two.today:%d%m%Y}", "1")
        assert_accessible(page, PHONE, WIDE)
        first_to_last(page, "3", "4 20 1 1.54305.2")
        first_to_last(page, "1", "5 . 11 235443011")
        keys(page, "3")
        expect(page.get_by_role("alert")).to_contain_text("Tờ 3 đã được nhập lần 1")
        assert_accessible(page, PHONE)
        keys(page, "00", "2")
        keys(page, "3")
        expect(page.get_by_role("alert")).to_contain_text("người khác")
    with signed_in(chromium, office_of_two, "hai") as page:
        keys(page, batch)
        expect(page.get_by_label("Việc tiếp theo")).to_be_focused()
        assert_accessible(page, PHONE, WIDE)
        keys(page, "2")
        first_to_last(page, "3", "2 20 1 1.54305.2")
        first_to_last(page, "1", "5 . 11 235443011")
        keys(page, "00", "3")
        expect(page.get_by_role("heading", level=1)).to_contain_text("tờ 3")
        expect(page.locator("#overall")).to_be_focused()
        assert_accessible(page, PHONE, WIDE)
        page.keyboard.type("4")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Không còn tờ nào hai lần nhập khác nhau.")).to_be_visible()
        assert_accessible(page, PHONE)
        keys(page, "4")
        expect(page.get_by_text("2 tờ đã khớp sẽ thành phiếu. 2 tờ của tập không được nhập.")).to_be_visible()
        assert_accessible(page, PHONE)
        keys(page, "123")
        expect(page.get_by_role("alert")).to_contain_text(batch)
        keys(page, batch)
        expect(page.get_by_role("status")).to_contain_text("2 tờ thành phiếu, 2 tờ không có")
        page.keyboard.press("Enter")
        expect(page.get_by_role("cell", name="Đã khép: 2 phiếu, thiếu 2 tờ")).to_be_visible()
        assert_accessible(page, PHONE, WIDE)
    with office_of_two.store.reading() as session:
        rows = session.execute(sa.select(Response.answers, Response.minutes, Response.sector, Response.channel)).all()
    assert sorted(tuple(row) for row in rows) == [("454305.2", 20, "s1", "paper"), ("55443011", None, "s11", "paper")]


def test_comments_are_typed_compared_and_decided_without_a_mouse(chromium: Browser, office_of_two: Office) -> None:
    batch = office_of_two.batches[2]
    for login, reading, said in (("mot", "1", "Gọi tôi 0912 345 678"), ("hai", "2", "Gọi tôi 0912 345 679")):
        with signed_in(chromium, office_of_two, login) as page:
            keys(page, batch, *([f"{office_of_two.today:%d%m%Y}"] if reading == "1" else []), reading, "1")
            page.keyboard.type("4")
            for each in ("20", "1"):
                page.keyboard.type(each)
                page.keyboard.press("Enter")
            page.keyboard.type("1.")
            expect(page.locator("#comment")).to_be_focused()
            page.keyboard.type(said)
            page.keyboard.press("Enter")
            expect(page.locator("#save")).to_be_focused()
            page.keyboard.press("Enter")
            expect(page.get_by_role("alert")).to_contain_text("số điện thoại")
            assert_accessible(page, PHONE, WIDE)
            expect(page.locator("#save")).to_be_focused()
            page.keyboard.press("Enter")
            expect(page.get_by_role("status").first).to_contain_text("Đã ghi tờ 1.")
    with signed_in(chromium, office_of_two, "hai") as page:
        keys(page, batch, "3")
        expect(page.locator("#comment")).to_be_focused()
        assert_accessible(page, PHONE, WIDE)
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        expect(page.locator("#save")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Không còn tờ nào hai lần nhập khác nhau.")).to_be_visible()
    with office_of_two.store.reading() as session:
        decided = sa.select(PaperEntry.comment).where(PaperEntry.batch == batch, PaperEntry.reading == 3)
        assert session.scalar(decided) == "Gọi tôi 0912 345 678"


def test_what_is_typed_before_the_script_has_come_stays(chromium: Browser, office_of_two: Office) -> None:
    batch, waiting = office_of_two.batches[3], list[Route]()
    with signed_in(chromium, office_of_two, "hai") as page:
        keys(page, batch, f"{office_of_two.today:%d%m%Y}")
        page.route("**/paper.js*", lambda route: waiting.append(route))  # noqa: PLW0108  Playwright binds no builtins
        page.goto(f"/office/paper/{batch}/entry/1", wait_until="commit")
        expect(page.locator("#sheet")).to_be_focused()
        page.keyboard.type("12")
        with page.expect_event("load"):
            waiting[0].continue_()
        page.keyboard.type("3")
        expect(page.locator("#sheet")).to_have_value("123")


def test_without_script_every_enter_leads_on(chromium: Browser, office_of_two: Office) -> None:
    batch = office_of_two.batches[1]
    with signed_in(chromium, office_of_two, "mot", script=False) as page:
        keys(page, batch, f"{office_of_two.today:%d%m%Y}", "1", "2")
        expect(page.locator("#overall")).to_be_focused()
        keys(page, "4", "20", "1", "1", " ", "5", "9")
        expect(page.get_by_role("alert")).to_contain_text("Câu 7: đã gõ “9”")
        expect(page.locator("#procedure")).to_be_focused()
        keys(page, "4", "3", "0", "5", ".", "2")
        expect(page.get_by_role("status").first).to_contain_text("Đã ghi tờ 2. Đã nhập 1 trên 4 tờ.")
        keys(page, "0")
        expect(page.get_by_role("status").first).to_contain_text("Đã bỏ tờ 2")
        assert page.locator("#minutes").input_value() == "20"
    with office_of_two.store.reading() as session:
        assert session.get_one(PaperBatch, batch).finished_on is None


def test_helpers_go_from_person_to_person(chromium: Browser, office_of_two: Office) -> None:
    with chromium.new_context(base_url=office_of_two.base, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(office_of_two.assist)
        expect(page.get_by_text("Không gợi ý")).to_be_visible()
        assert_accessible(page, PHONE)
        page.get_by_role("button", name="Gửi, đến người tiếp theo").click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert_accessible(page, PHONE)
        page.get_by_text("Muốn nói thêm?").click()
        page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").fill("Xin thêm ghế")
        page.get_by_text("Rất hài lòng").first.click()
        page.get_by_role("button", name="Gửi, đến người tiếp theo").click()
        expect(page.get_by_role("status")).to_contain_text("Mời người tiếp theo.")
        assert_accessible(page, PHONE)
        page.get_by_text("Muốn nói thêm?").click()
        page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").fill("Cảm ơn")
        page.get_by_text("Bình thường").first.click()
        page.get_by_role("button", name="Gửi, đến người tiếp theo").click()
        expect(page.get_by_role("status")).to_contain_text("Mời người tiếp theo.")
        page.go_back()
        assert page.locator("input:checked").count() == 0
        assert page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").input_value() == ""
