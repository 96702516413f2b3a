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
    many = PaperOrder(desk="quay-5", number=60, folder=directory, is_short=True)
    orders = (order, order, short, order, many)
    batches = tuple(print_paper(store, settings, each, today=today).number for each in orders)
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
        page.wait_for_load_state("load")
        expect(page.get_by_label("Số tập")).to_be_focused()
        yield page


def keys(page: Page, *typed: str) -> None:
    """Type each, then Enter, and wait for the page that comes."""
    for each in typed:
        page.keyboard.type(each)
        with page.expect_response(lambda answer: answer.request.method == "GET" or answer.status in (200, 422)):
            page.keyboard.press("Enter")
        expect(page.locator("[aria-busy]")).to_have_count(0)
        expect(page.locator("[autofocus]")).to_be_focused()


def stream(page: Page, typed: str, *, spacing: int) -> None:
    """One key after the other, whatever the page does meanwhile."""
    for key in typed:
        page.keyboard.press({"\n": "Enter", "\t": "Tab"}.get(key, key))
        page.wait_for_timeout(spacing)


def open_batch(page: Page, office: Office, batch: str) -> None:
    """Note the day of the box unless it is noted, and open the page of the first reading."""
    with office.store.writing.begin() as session:
        session.get_one(PaperBatch, batch).collected_on = office.today
    page.goto(f"/office/paper/{batch}/entry/1")
    expect(page.locator("#sheet")).to_be_focused()


def entered(office: Office, batch: str) -> dict[int, tuple[str, int | None, str | None]]:
    """What the database holds of each sheet."""
    kept = sa.select(PaperEntry).where(PaperEntry.batch == batch, PaperEntry.reading == 1)
    with office.store.reading() as session:
        return {each.sheet: (each.answers, each.minutes, each.sector) for each in session.scalars(kept)}


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
        page.keyboard.press("-")
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


def test_what_is_typed_before_the_script_has_come_stays_and_is_looked_at(
    chromium: Browser, office_of_two: Office
) -> None:
    batch, waiting = office_of_two.batches[3], list[Route]()
    with signed_in(chromium, office_of_two, "hai") as page:
        page.route("**/paper.js*", lambda route: waiting.append(route))  # noqa: PLW0108  Playwright binds no builtins
        with office_of_two.store.writing.begin() as session:
            session.get_one(PaperBatch, batch).collected_on = office_of_two.today
        page.goto(f"/office/paper/{batch}/entry/1", wait_until="commit")
        expect(page.locator("#sheet")).to_be_focused()
        page.keyboard.type("12")
        page.keyboard.press("Enter")
        with page.expect_event("load"):
            waiting[0].continue_()
        expect(page.get_by_role("alert")).to_contain_text("Đã gõ “12” trước khi trang sẵn sàng")
        page.keyboard.type("4-3")
        expect(page.locator("#sheet")).to_have_value("123")


DELAYS, SPACINGS = (0, 40, 100, 200, 400), (50, 100, 200, 300)


def test_no_key_is_lost_or_shifted_however_late_pages_come(chromium: Browser, office_of_two: Office) -> None:
    batch, wanted, sheet = office_of_two.batches[4], {}, 0
    with signed_in(chromium, office_of_two, "mot") as page:
        open_batch(page, office_of_two, batch)
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        for delay in DELAYS:
            speed = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
            network.send("Network.emulateNetworkConditions", {**speed, "latency": delay})
            for spacing in SPACINGS:
                for minutes in (15, 5):
                    sheet += 1
                    level, sector = sheet % 5 + 1, sheet % 8 + 2
                    stream(page, f"{sheet}\n{level}{minutes}\n{sector}12\n", spacing=spacing)
                    wanted[sheet] = (f"{level}", minutes, f"s{sector}")
                expect(page.get_by_role("status").first).to_contain_text(f"Đã ghi tờ {sheet}.")
            assert page.evaluate("performance.getEntriesByType('resource').at(-1).duration") >= delay
    kept = {at: (answers[:1], *rest) for at, (answers, *rest) in entered(office_of_two, batch).items()}
    assert kept == wanted


def test_a_refused_sheet_takes_none_of_the_keys_that_follow(chromium: Browser, office_of_two: Office) -> None:
    batch = office_of_two.batches[4]
    with signed_in(chromium, office_of_two, "mot") as page:
        open_batch(page, office_of_two, batch)
        stream(page, "60\n5.2..\n", spacing=100)
        expect(page.get_by_role("status").first).to_contain_text("Đã ghi tờ 60.")
        before = entered(office_of_two, batch)
        for spacing in (0, 200):
            stream(page, "60\n115\n212\n59\n", spacing=spacing)
            expect(page.get_by_role("alert")).to_contain_text("Tờ 60 đã được nhập lần 1")
            expect(page.get_by_role("alert")).to_contain_text("bấm dấu trừ (-) hoặc Esc trước")
            expect(page.locator("#sheet")).to_have_value("")
            page.keyboard.press("Escape")
            expect(page.locator("#keys-note")).to_have_count(0)
        stream(page, "59\n4", spacing=0)
        expect(page.locator("#minutes")).to_be_focused()
        page.context.set_offline(True)
        stream(page, "15\n212\n5", spacing=50)
        expect(page.get_by_text("Chưa tới được máy chủ.")).to_be_visible()
        page.context.set_offline(False)
        stream(page, "7-\n", spacing=50)
        expect(page.get_by_role("status").first).to_contain_text("Đã ghi tờ 59.")
        assert {at: said for at, said in entered(office_of_two, batch).items() if at != 59} == before
        stream(page, "58\n415\n2123", spacing=50)
        expect(page.get_by_text("chưa được dùng: 3")).to_be_visible()


def test_a_wrong_key_is_told_at_once_and_nothing_is_typed_over_it(chromium: Browser, office_of_two: Office) -> None:
    with signed_in(chromium, office_of_two, "mot") as page:
        open_batch(page, office_of_two, office_of_two.batches[4])
        stream(page, "57\n815\n212", spacing=50)
        expect(page.get_by_role("alert")).to_contain_text("đã gõ “8”")
        expect(page.locator("#overall")).to_be_focused()
        assert [page.locator(f"#{each}").input_value() for each in ("overall", "minutes", "sector")] == ["", "", ""]
        stream(page, "-415\n212\n", spacing=50)
        expect(page.get_by_role("status").first).to_contain_text("Đã ghi tờ 57.")
    assert entered(office_of_two, office_of_two.batches[4])[57][1:] == (15, "s2")


def test_without_script_a_sheet_is_sent_by_its_button_with_its_number_again(
    chromium: Browser, office_of_two: Office
) -> None:
    batch = office_of_two.batches[1]
    with signed_in(chromium, office_of_two, "mot", script=False) as page:
        open_batch(page, office_of_two, batch)
        stream(page, "2\n\t4\t20\n\t", spacing=0)
        expect(page.locator("#sector")).to_be_focused()
        assert page.locator("#minutes").input_value() == "20"
        stream(page, "1\t1\t.\t5\t9\t3\t0\t5\t.\t2\t2\t", spacing=0)
        expect(page.locator("#save")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Câu 7: đã gõ “9”")
        expect(page.locator("#procedure")).to_be_focused()
        page.keyboard.type("4")
        page.locator("#again").fill("2")
        page.locator("#save").press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("Đã ghi tờ 2. Đã nhập 1 trên 4 tờ.")
        # the first two keys were lost while the page was on its way
        stream(page, "4\t20\t1\t1\t.\t5\t4\t3\t0\t5\t.\t2\t3\t", spacing=0)
        page.locator("#save").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("đã gõ “20”")
        page.goto(f"/office/paper/{batch}/entry/1")
        # the head of a number was: 12 became 2
        for field, key in {"sheet": "1", "overall": "4", "minutes": "5", "sector": "1"}.items():
            page.locator(f"#{field}").fill(key)
        for field in ("respondent_type", "purpose", "access", "procedure", "officials", "result", "feedback"):
            page.locator(f"#{field}").fill(".")
        page.locator("#again").fill("11")
        page.locator("#save").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Chưa ghi: còn")
        for field in page.locator("form[data-sheet] input[data-keys]").all():
            if not field.input_value():
                field.fill(".")
        page.locator("#again").fill("11")
        page.locator("#save").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Số tờ là “1”, số gõ lại là “11”")
        expect(page.locator("#again")).to_be_focused()
        page.goto(f"/office/paper/{batch}/entry/1")
        page.locator("#sheet").fill("0")
        page.locator("#save").press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("Đã bỏ tờ 2")
        assert page.locator("#minutes").input_value() == "20"
    assert entered(office_of_two, batch) == {}


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
