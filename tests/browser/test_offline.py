"""Bad reception: an answer stays on the phone until the kit has it, once and on its day, and then nothing stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from survey_app.minting import mint
from survey_app.models import Ticket
from survey_app.periods import viet_nam_today
from survey_app.rotating import rotating_codes_of
from survey_app.ticket_codes import keeper_of
from tests.browser.serving import PHONE
from tests.browser.test_accessibility import violations
from tests.browser.town import DESK, TOKEN, Town
from tests.browser.waiting import until_there_are

pytestmark = pytest.mark.browser

HELD = "Phiếu được giữ trên điện thoại này"
NOT_HELD = "điện thoại này không giữ được phiếu"
THANKS = "Cảm ơn Ông/Bà"
SEND = "Gửi đánh giá"
LEFT_ON_THE_PHONE = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage), cookies: document.cookie,
  databases: (await indexedDB.databases()).map(each => each.name), caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).map(each => each.scope)})"""
NOTHING = {"local": [], "session": [], "cookies": "", "databases": [], "caches": [], "workers": []}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("town"))
    yield town
    town.close()


@pytest.fixture
def town(built: Town) -> Iterator[Town]:
    built.empty()
    built.real_time()
    built.start()
    yield built
    built.stop()


@pytest.fixture
def phone(chromium: Browser, town: Town) -> Iterator[BrowserContext]:
    with chromium.new_context(base_url=town.base, viewport=PHONE) as context:
        yield context


def opened(phone: BrowserContext, address: str = DESK) -> Page:
    page = phone.new_page()
    page.goto(address, wait_until="networkidle")
    return page


def until(page: Page, asked: str) -> None:
    """Ask again until what is promised is true; a promise by itself would count as true."""
    for _turn in range(200):
        if page.evaluate(asked):
            return
        page.wait_for_timeout(50)
    raise AssertionError(asked)


def fill(page: Page, level: str = "2", comment: str = "Chờ lâu quá.") -> None:
    page.locator(f"[name=overall][value='{level}']").check()
    page.get_by_text("Muốn nói thêm?").click()
    page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").fill(comment)


def send(page: Page) -> None:
    page.get_by_role("button", name=SEND).click()


def waiting(page: Page) -> list[str]:
    return sorted(page.evaluate("Object.keys(localStorage)"))


def left(page: Page) -> object:
    until(page, "async () => !(await caches.keys()).length")
    until(page, "async () => !(await navigator.serviceWorker.getRegistrations()).length")
    return page.evaluate(LEFT_ON_THE_PHONE)


def posts(page: Page) -> list[Request]:
    seen: list[Request] = []
    page.on("request", lambda request: seen.append(request) if request.method == "POST" else None)
    return seen


def test_an_answer_is_thanked_and_leaves_nothing_on_the_phone(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    fill(page)
    send(page)
    expect(page.get_by_role("heading", name=THANKS)).to_be_focused()
    receipt = page.locator(".receipt").inner_text()
    assert page.url.endswith(f"/thanks/{receipt.replace('-', '')}")
    assert left(page) == NOTHING
    assert phone.cookies() == []
    page.reload()
    expect(page.locator(".receipt")).to_have_text(receipt)
    assert [answer.answers[0] for answer in town.answers()] == ["2"]
    assert town.comments() == ["Chờ lâu quá."]


def test_back_after_the_thanks_shows_no_answer(phone: BrowserContext, town: Town) -> None:
    page = opened(phone, "/")
    page.goto(DESK)
    fill(page)
    send(page)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Đánh giá tại quầy")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert page.locator("input:checked").count() == 0


def test_without_a_network_it_is_kept_and_goes_when_there_is_one(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    fill(page)
    phone.set_offline(True)
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    assert len(waiting(page)) == 1
    assert town.answers() == []
    phone.set_offline(False)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert left(page) == NOTHING
    assert len(town.answers()) == 1


def test_while_an_answer_waits_no_other_language_leads_away_from_it(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    language = page.get_by_role("link", name="English")
    expect(language).to_be_visible()
    fill(page)
    phone.set_offline(True)
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    expect(language).to_have_count(0)
    page.get_by_role("button", name="Sửa phiếu").click()
    expect(language).to_be_visible()


@pytest.mark.parametrize("network", ["known to be gone", "only seems there"])
def test_what_can_never_be_accepted_is_said_at_its_question_and_not_promised(
    phone: BrowserContext, town: Town, network: str
) -> None:
    page = opened(phone)
    page.get_by_label("Số phút khác").fill("900")
    if network == "known to be gone":
        phone.set_offline(True)
    else:
        town.stop()
    send(page)
    question = page.locator("fieldset", has=page.locator("[name=overall]"))
    expect(question.get_by_role("alert")).to_have_text("Xin chọn một mức hài lòng.")
    expect(page.locator("[name=overall]").first).to_be_focused()
    expect(page.locator("#minutes_typed-error")).to_have_text(
        "Xin ghi số nguyên từ 0 đến 480, ví dụ 12. Hoặc để trống."
    )
    expect(page.get_by_text(HELD)).to_be_hidden()
    assert waiting(page) == []
    assert violations(page) == []
    page.locator("[name=overall][value='2']").check()
    expect(question.get_by_role("alert")).to_have_count(0)
    send(page)
    expect(page.get_by_label("Số phút khác")).to_be_focused()
    assert waiting(page) == []
    page.get_by_label("Số phút khác").fill("１５")
    expect(page.locator(".wrong")).to_have_count(0)
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    phone.set_offline(False)
    if network == "only seems there":
        town.start()
        page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert [(kept.answers[0], kept.minutes) for kept in town.answers()] == [("2", 15)]


@pytest.mark.parametrize("network", ["known to be gone", "only seems there"])
def test_a_comment_that_is_too_long_is_not_promised_either(phone: BrowserContext, town: Town, network: str) -> None:
    page = opened(phone)
    fill(page, comment="a" * 1_001)
    page.get_by_text("Muốn nói thêm?").click()
    if network == "known to be gone":
        phone.set_offline(True)
    else:
        town.stop()
    send(page)
    comment = page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?")
    expect(page.get_by_role("alert")).to_have_text("Góp ý đang có 1.001 ký tự. Xin rút ngắn còn tối đa 1.000 ký tự.")
    expect(comment).to_be_focused()
    expect(page.get_by_text(HELD)).to_be_hidden()
    assert waiting(page) == []
    assert violations(page) == []
    comment.fill("a" * 1_000)
    expect(page.locator(".wrong")).to_have_count(0)
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()


def test_what_can_never_be_accepted_is_said_in_the_language_of_the_page(phone: BrowserContext, town: Town) -> None:
    page = opened(phone, f"{DESK}?lang=en")
    phone.set_offline(True)
    page.locator("form button").last.click()
    expect(page.get_by_role("alert")).to_have_text("Please choose how satisfied you are.")


def test_a_server_that_was_killed_is_tried_again_by_itself(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    page.clock.install()
    fill(page)
    town.stop()
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    town.start()
    page.clock.run_for(9_000)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert len(town.answers()) == 1


def test_nothing_is_changed_on_a_form_that_waits_unless_its_writer_takes_it_back(
    phone: BrowserContext, town: Town
) -> None:
    page = opened(phone)
    fill(page)
    town.stop()
    send(page)
    expect(page.get_by_role("heading", name="Phiếu đang chờ gửi")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()
    page.get_by_role("button", name="Sửa phiếu").click()
    assert waiting(page) == []
    expect(page.locator("[name=overall][value='2']")).to_be_focused()
    fill_anew(page)
    town.start()
    send(page)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert [(each.answers[0], each.minutes) for each in town.answers()] == [("5", 30)]
    assert town.comments() == ["Nhanh hơn."]
    assert left(page) == NOTHING


def fill_anew(page: Page) -> None:
    page.locator("[name=overall][value='5']").check()
    page.get_by_label("30 phút").check(force=True)
    page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").fill("Nhanh hơn.")


def test_a_form_that_is_being_sent_cannot_be_changed_either(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    fill(page)
    held: list[Route] = []
    page.route("**/d/**", lambda route: held.append(route), times=1)
    send(page)
    expect(page.get_by_text("Đang gửi…")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()
    until_there_are(1, held, page)
    # let go with the page, it could arrive in the next test
    held[0].abort()


def test_one_that_waits_is_taken_back_after_a_reload_too(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    fill(page)
    page.wait_for_function("navigator.serviceWorker.controller")
    town.stop()
    send(page)
    expect(page.get_by_role("heading", name="Phiếu đang chờ gửi")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Phiếu đang chờ gửi")).to_be_visible()
    page.get_by_role("button", name="Sửa phiếu").click()
    expect(page.locator("[name=overall][value='2']")).to_be_checked()
    expect(page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?")).to_have_value("Chờ lâu quá.")
    fill_anew(page)
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    town.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert [each.answers[0] for each in town.answers()] == ["5"]


def test_one_that_waits_is_sent_at_once_by_a_tap(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    page.clock.install(time=0)
    page.clock.pause_at(10_000)
    fill(page)
    town.stop()
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    town.start()
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()


def test_one_that_is_under_way_and_arrives_is_not_taken_back(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    fill(page)
    town.stop()
    send(page)
    expect(page.get_by_role("button", name="Sửa phiếu")).to_be_visible()
    town.start()
    held: list[Route] = []
    page.route("**/d/**", lambda route: held.append(route), times=1)
    page.evaluate("() => { sipas.go() }")
    page.get_by_role("button", name="Sửa phiếu").click()
    expect(page.get_by_role("button", name="Sửa phiếu")).to_be_disabled()
    until_there_are(1, held, page)
    held[0].continue_()
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert [each.answers[0] for each in town.answers()] == ["2"]


def test_the_waits_grow_to_five_minutes(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    page.clock.install(time=0)
    page.clock.pause_at(10_000)
    tries = posts(page)
    fill(page)
    town.stop()
    send(page)
    for wait, seconds in enumerate((8, 16, 32, 64, 128, 256, 300, 300), start=1):
        expect(page.get_by_text(HELD)).to_be_visible()
        until_there_are(wait, tries, page)
        # the page hears of the cut connection, and sets its next try
        page.wait_for_timeout(500)
        # a try that fails while the clock still runs sets the next one some milliseconds early
        page.clock.run_for(1_000 * seconds - 100)
        assert len(tries) == wait
        page.clock.run_for(101)
    until_there_are(9, tries, page)


def test_a_page_reopened_without_a_network_says_what_waits_and_asks_nothing(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    fill(page)
    phone.set_offline(True)
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    page.reload()
    expect(page.get_by_text(HELD)).to_be_visible()
    expect(page.get_by_role("button", name=SEND)).to_be_hidden()
    phone.set_offline(False)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert left(page) == NOTHING
    assert [answer.answers[0] for answer in town.answers()] == ["2"]


def test_a_form_reopened_without_a_network_can_still_be_answered(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    nonce = page.locator("[name=form-nonce]").input_value()
    page.close()
    phone.set_offline(True)
    page = phone.new_page()
    page.goto(DESK)
    assert page.locator("[name=form-nonce]").input_value() == nonce
    fill(page, "4")
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    phone.set_offline(False)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert left(page) == NOTHING
    phone.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(DESK)
    assert len(town.answers()) == 1


def test_any_page_of_the_kit_sends_what_waits_and_says_so(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    fill(page)
    phone.set_offline(True)
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    page.close()
    phone.set_offline(False)
    home = opened(phone, "/")
    expect(home.get_by_role("status")).to_contain_text("được ghi nhận")
    receipt = home.locator(".receipt").inner_text().replace("-", "")
    assert [answer.receipt for answer in town.answers()] == [receipt]
    assert left(home) == NOTHING


def test_another_form_says_how_many_wait_and_both_arrive(phone: BrowserContext, town: Town) -> None:
    first, second = opened(phone), opened(phone, "/d/1111111111?lang=en")
    town.stop()
    fill(first, "1")
    send(first)
    expect(first.get_by_text(HELD)).to_be_visible()
    second.locator("[name=overall][value='5']").check()
    second.get_by_role("button", name="Send").click()
    expect(second.get_by_text("kept on this phone")).to_be_visible()
    assert len(waiting(first)) == 2
    town.start()
    about = opened(phone, "/about")
    expect(about.get_by_role("status").locator(".receipt")).to_have_count(2)
    assert waiting(about) == []
    assert sorted((answer.desk, answer.answers[0]) for answer in town.answers()) == [("quay-5", "1"), ("quay-6", "5")]


def cut_after_the_server_has_it(route: Route) -> None:
    route.fetch(max_redirects=0)
    route.abort()


def test_a_reply_that_was_lost_is_asked_for_again_and_kept_once(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    page.clock.install()
    fill(page)
    page.route("**/d/**", cut_after_the_server_has_it, times=1)
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    (kept,) = town.answers()
    page.clock.run_for(9_000)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert page.locator(".receipt").inner_text().replace("-", "") == kept.receipt
    assert len(town.answers()) == 1
    assert len(town.comments()) == 1


def test_the_later_of_a_chosen_and_a_typed_number_stands(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    fill(page)
    quick, typed = page.get_by_label("30 phút"), page.get_by_label("Số phút khác")
    typed.fill("12")
    quick.check(force=True)
    expect(typed).to_have_value("")
    typed.fill("17")
    expect(quick).not_to_be_checked()
    expect(page.locator("[name=overall][value='2']")).to_be_checked()
    quick.check(force=True)
    send(page)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert [(each.minutes, each.minutes_way) for each in town.answers()] == [(30, "quick")]


def test_a_double_tap_sends_once(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    sent = posts(page)
    fill(page)
    page.evaluate("() => { const button = document.querySelector('form button'); button.click(); button.click() }")
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert len(sent) == 1
    assert len(town.answers()) == 1


@pytest.mark.parametrize(
    "fake",
    [
        {"status": 200, "body": "<h1>Wi-Fi miễn phí</h1>", "content_type": "text/html"},
        {"status": 302, "headers": {"Location": "http://127.0.0.1:9/login"}},
        {"status": 502, "body": "Bad gateway"},
        {"status": 503, "body": "busy", "headers": {"Sipas": "page"}},
    ],
    ids=["captive portal", "redirect elsewhere", "proxy", "busy"],
)
def test_an_answer_that_is_not_the_kits_counts_as_not_sent(
    phone: BrowserContext, town: Town, fake: dict[str, object]
) -> None:
    page = opened(phone)
    page.clock.install()
    fill(page)
    page.route("**/d/**", lambda route: route.fulfill(**fake), times=1)  # type: ignore[arg-type]
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    assert town.answers() == []
    page.clock.run_for(9_000)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert len(town.answers()) == 1


@pytest.mark.parametrize(
    "forbidden",
    [
        "Object.defineProperty(self, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})",
        "const full = {set() { throw new DOMException('full', 'QuotaExceededError') }};"
        "Object.defineProperty(self, 'localStorage', {value: new Proxy({}, full)})",
        "Object.defineProperty(self, 'localStorage', {value: Object.freeze({})})",
        "Object.defineProperty(self, 'localStorage', {value: null})",
    ],
    ids=["forbidden", "full", "silently ignored", "absent"],
)
def test_a_phone_that_keeps_nothing_says_so_and_still_sends(phone: BrowserContext, town: Town, forbidden: str) -> None:
    phone.add_init_script(forbidden)
    page = opened(phone)
    fill(page)
    phone.set_offline(True)
    send(page)
    expect(page.get_by_text(NOT_HELD)).to_be_visible()
    assert page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").input_value() == "Chờ lâu quá."
    phone.set_offline(False)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert len(town.answers()) == 1


def held_answer(phone: BrowserContext, town: Town, *, comment: str = "Chờ lâu quá.", **span: int) -> datetime:
    """An answer that waits on a phone which finds a network this much later; when its page was opened."""
    now = datetime.now(UTC).replace(microsecond=0)
    town.set_clock(now)
    page = opened(phone)
    fill(page, comment=comment)
    # an emulated lost network may let the answer through and lose only the reply
    town.stop()
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    page.close()
    town.set_clock(now + timedelta(**span))
    town.start()
    return now


@pytest.mark.parametrize(("hours", "label"), [(71, ""), (73, "late")])
@pytest.mark.parametrize("phone_year", [1970, 2099])
def test_the_day_is_the_servers_whatever_the_phone_thinks(
    phone: BrowserContext, town: Town, hours: int, label: str, phone_year: int
) -> None:
    opened_at = held_answer(phone, town, hours=hours)
    page = phone.new_page()
    page.clock.set_fixed_time(datetime(phone_year, 1, 2, tzinfo=UTC))
    page.goto("/")
    expect(page.get_by_role("status")).to_contain_text("được ghi nhận")
    (kept,) = town.answers()
    day = (opened_at + timedelta(hours=0 if hours < 72 else hours) + timedelta(hours=7)).date()
    assert kept.day == day
    assert ("late" in kept.labels) == bool(label)


def test_one_that_is_too_old_is_told_and_stays_until_it_is_sent_anew(phone: BrowserContext, town: Town) -> None:
    held_answer(phone, town, comment="Đã lâu rồi", days=31)
    page = opened(phone, "/")
    status = page.get_by_role("status")
    expect(status).to_contain_text("chưa được nhận")
    page = opened(phone, "/about")
    expect(page.get_by_role("status")).to_contain_text("chưa được nhận")
    # not before the eyes of whoever holds the phone next
    said = page.get_by_role("status").get_by_text("Đã lâu rồi")
    expect(said).to_be_hidden()
    phone.set_offline(True)
    page.get_by_role("button", name="Xem lại phiếu này").click()
    expect(page.get_by_role("status")).to_contain_text("Chưa có mạng")
    expect(said).to_be_visible()
    phone.set_offline(False)
    page.get_by_role("button", name="Xem lại phiếu này").click()
    expect(page.get_by_text("quá 30 ngày")).to_be_visible()
    expect(page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?")).to_have_value("Đã lâu rồi")
    assert len(waiting(page)) == 1
    send(page)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert waiting(page) == []
    assert len(town.answers()) == 1


@pytest.mark.parametrize("between", ["reload", "another language", "a fault"])
def test_one_that_is_put_right_is_gone_whatever_came_before_it_was_sent(
    phone: BrowserContext, town: Town, between: str
) -> None:
    held_answer(phone, town, comment="Đã lâu rồi", days=31)
    page = opened(phone, "/about")
    page.get_by_role("button", name="Xem lại phiếu này").click()
    expect(page.get_by_role("heading", name="Phiếu chưa gửi được")).to_be_visible()
    if between == "reload":
        page.reload(wait_until="networkidle")
    elif between == "another language":
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.wait_for_load_state("networkidle")
    else:
        page.get_by_label("Số phút khác").fill("900")
        send(page)
        expect(page.get_by_role("alert")).to_contain_text("từ 0 đến 480")
        page.get_by_label("Số phút khác").fill("9")
    expect(page.get_by_role("button", name=re.compile("Bỏ phiếu này|Discard"))).to_have_count(0)
    assert len(waiting(page)) == 1
    page.locator("form button:not([type=button])").last.click()
    expect(page.locator(".receipt")).to_be_visible()
    assert waiting(page) == []
    assert len(town.answers()) == 1


def test_one_that_is_refused_goes_when_its_writer_lets_it_go(phone: BrowserContext, town: Town) -> None:
    held_answer(phone, town, days=31)
    page = opened(phone, "/")
    page.get_by_role("button", name="Bỏ phiếu này").click()
    expect(page.get_by_role("status")).to_be_empty()
    assert waiting(page) == []
    assert town.answers() == []


def ticket(town: Town) -> str:
    """The address of a one-time code that is good today."""
    today = viet_nam_today(datetime.now(UTC))
    with town.store.writing.begin() as session:
        batch = mint(session, keeper_of(town.secret_key), "quay-5", 1, today=today, days=(today, today))
    return f"/t/{batch.tickets[0].scanned}"


def spend_elsewhere(town: Town) -> None:
    """Somebody else uses every code."""
    with town.store.writing.begin() as session:
        session.execute(sa.update(Ticket).values(is_spent=True))


def held_with_a_code(phone: BrowserContext, town: Town) -> Page:
    """An answer with a code that waits on the phone, and whose code is spent by then."""
    page = opened(phone, ticket(town))
    fill(page)
    page.get_by_label("30 phút").check(force=True)
    town.stop()
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    spend_elsewhere(town)
    return page


def sends_without_its_code(page: Page, town: Town) -> None:
    """The page says what it will be, asks before it is sent, and one tap sends it."""
    expect(page.get_by_role("alert")).to_contain_text("Phiếu không kèm mã được tính riêng với phiếu có mã.")
    expect(page.locator("[name=overall][value='2']")).to_be_checked()
    expect(page.get_by_label("30 phút")).to_be_checked()
    expect(page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?")).to_have_value("Chờ lâu quá.")
    assert town.answers() == []
    page.get_by_role("alert").get_by_role("button", name="Gửi không kèm mã").click()
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert [(kept.tier, kept.answers[0], kept.minutes) for kept in town.answers()] == [("static", "2", 30)]
    assert town.comments() == ["Chờ lâu quá."]


def test_one_whose_code_was_spent_meanwhile_goes_without_it_by_one_tap(phone: BrowserContext, town: Town) -> None:
    page = held_with_a_code(phone, town)
    town.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    sends_without_its_code(page, town)
    assert left(page) == NOTHING


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_another_language_where_a_code_is_of_no_use_keeps_the_form_and_its_way_out(
    chromium: Browser, town: Town, script: bool
) -> None:
    with chromium.new_context(base_url=town.base, viewport=PHONE, java_script_enabled=script) as context:
        page = context.new_page()
        page.goto(ticket(town), wait_until="networkidle")
        fill(page)
        spend_elsewhere(town)
        send(page)
        expect(page.get_by_role("alert").get_by_role("button", name="Gửi không kèm mã")).to_be_visible()
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("[name=overall][value='2']")).to_be_checked()
        expect(page.locator("textarea")).to_have_value("Chờ lâu quá.")
        page.get_by_role("alert").get_by_role("button", name="Send without a code").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert [(kept.tier, kept.answers[0]) for kept in town.answers()] == [("static", "2")]


@pytest.mark.parametrize("reply", ["none came", "lost"])
def test_a_code_that_is_scanned_again_while_its_answer_waits_says_only_that_it_arrived(
    phone: BrowserContext, town: Town, reply: str
) -> None:
    address = ticket(town)
    page = opened(phone, address)
    fill(page)
    if reply == "lost":
        page.route("**/t/**", cut_after_the_server_has_it, times=1)
    else:
        town.stop()
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    page.close()
    if reply == "none came":
        town.start()
    again = opened(phone, address)
    expect(again.get_by_role("heading", name=THANKS)).to_be_focused()
    assert "/thanks/" in again.url
    expect(again.get_by_text("Mã này đã được dùng")).to_have_count(0)
    expect(again.get_by_role("link", name="Mở phiếu không cần mã")).to_have_count(0)
    expect(again.locator("#held")).to_have_count(0)
    assert left(again) == NOTHING
    assert [(kept.tier, kept.answers[0]) for kept in town.answers()] == [("ticket", "2")]


def test_one_that_any_page_found_refused_goes_without_its_code_too(phone: BrowserContext, town: Town) -> None:
    held_with_a_code(phone, town).close()
    town.start()
    page = opened(phone, "/")
    expect(page.get_by_role("status")).to_contain_text("Mã này đã được dùng")
    page.get_by_role("button", name="Xem lại phiếu này").click()
    sends_without_its_code(page, town)
    assert left(page) == NOTHING


def test_one_that_goes_without_its_code_and_has_to_wait_again_is_sent_once_and_leaves_nothing(
    phone: BrowserContext, town: Town
) -> None:
    held_with_a_code(phone, town).close()
    town.start()
    page = opened(phone, "/")
    page.get_by_role("button", name="Xem lại phiếu này").click()
    expect(page.get_by_role("alert")).to_be_visible()
    town.stop()
    page.get_by_role("alert").get_by_role("button", name="Gửi không kèm mã").click()
    expect(page.get_by_text(HELD)).to_be_visible()
    page.close()
    town.start()
    home = opened(phone, "/")
    expect(home.get_by_role("status")).to_contain_text("được ghi nhận")
    expect(home.get_by_role("button", name="Xem lại phiếu này")).to_have_count(0)
    assert left(home) == NOTHING
    assert [kept.tier for kept in town.answers()] == ["static"]


def test_without_script_a_spent_code_leaves_one_tap_too_and_back_shows_no_answer(chromium: Browser, town: Town) -> None:
    with chromium.new_context(base_url=town.base, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(ticket(town))
        fill(page)
        page.get_by_label("30 phút").check(force=True)
        spend_elsewhere(town)
        send(page)
        sends_without_its_code(page, town)
        page.go_back()
        expect(page.get_by_role("heading", name="Mã này đã được dùng")).to_be_visible()
        assert page.locator("input:checked, textarea").count() == 0


def test_a_form_that_is_not_complete_comes_back_with_what_was_typed(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    page.get_by_label("Số phút khác").fill("5000")
    send(page)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Số phút khác")).to_have_value("5000")
    assert waiting(page) == []
    page.get_by_label("Số phút khác").fill("15")
    page.locator("[name=overall][value='3']").check()
    send(page)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert [answer.minutes for answer in town.answers()] == [15]


def test_a_form_that_came_back_is_there_after_a_reload_and_gone_once_it_is_sent(
    phone: BrowserContext, town: Town
) -> None:
    page = opened(phone)
    fill(page)
    page.get_by_label("Số phút khác").fill("5000")
    send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    returned = page.url
    assert "again=" in returned
    page.reload(wait_until="networkidle")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("[name=overall][value='2']")).to_be_checked()
    expect(page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?")).to_have_value("Chờ lâu quá.")
    # nothing that was typed is put by for times without a network
    assert all("again" not in each for each in page.evaluate(PUT_BY))
    page.get_by_label("Số phút khác").fill("15")
    send(page)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert left(page) == NOTHING
    page.goto(returned)
    assert page.locator("input:checked").count() == 0
    assert [answer.minutes for answer in town.answers()] == [15]


def test_another_language_keeps_what_was_chosen_and_leaves_nothing(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    fill(page)
    page.get_by_label("Số phút khác").fill("17")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=overall][value='2']")).to_be_checked()
    expect(page.get_by_role("textbox", name="minutes")).to_have_value("17")
    expect(page.locator("textarea")).to_have_value("Chờ lâu quá.")
    expect(page.locator("textarea")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
    page.reload(wait_until="networkidle")
    assert page.locator("input:checked").count() == 0
    page.locator("[name=overall][value='1']").check()
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("[name=overall][value='1']")).to_be_checked()
    page.wait_for_load_state("networkidle")
    send(page)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert left(page) == NOTHING
    page.go_back()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.locator("input:checked").count() == 0
    assert [answer.answers[0] for answer in town.answers()] == ["1"]


@pytest.fixture
def wall_code(town: Town) -> str:
    """The address that the screen at the desk shows just now."""
    now = town.app.extensions["sipas_clock"]()
    return f"/d/{rotating_codes_of(town.secret_key).address(TOKEN, now)}"


def test_another_language_after_the_code_of_the_screen_has_changed_keeps_what_was_typed_and_the_proof(
    phone: BrowserContext, town: Town, wall_code: str
) -> None:
    page = opened(phone, wall_code)
    fill(page)
    page.get_by_label("Số phút khác").fill("17")
    nonce = page.locator("[name=form-nonce]").input_value()
    town.later(minutes=11)
    for link, language in (("English", "en"), ("Tiếng Việt", "vi"), ("English", "en")):
        page.get_by_role("link", name=link).click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("[name=overall][value='2']")).to_be_checked()
        expect(page.locator(".outdated")).to_have_count(0)
        # the code of the screen may hold any digits
        assert not any(part in page.url.replace(wall_code, "") for part in (nonce, "overall", "17"))
        page.wait_for_load_state("networkidle")
    expect(page.get_by_role("textbox", name="minutes")).to_have_value("17")
    expect(page.locator("textarea")).to_have_value("Chờ lâu quá.")
    assert page.evaluate("sessionStorage.length") == 0
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert left(page) == NOTHING
    assert [(kept.tier, kept.answers[0], kept.minutes) for kept in town.answers()] == [("rotating", "2", 17)]


def test_a_form_that_came_over_from_another_language_is_the_same_without_a_network(
    phone: BrowserContext, town: Town, wall_code: str
) -> None:
    page = opened(phone, wall_code)
    nonce = page.locator("[name=form-nonce]").input_value()
    page.wait_for_function("navigator.serviceWorker.controller")
    town.later(minutes=11)
    page.get_by_role("link", name="English").click()
    expect(page.locator("[name=form-nonce]")).to_have_value(nonce)
    until(
        page,
        "async () => (await (await caches.open('sipas')).keys()).some(each => /\\/d\\/.*lang=en/.test(each.url))",
    )
    town.stop()
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=form-nonce]")).to_have_value(nonce)
    expect(page.locator(".outdated")).to_have_count(0)


def test_a_code_of_the_screen_that_has_changed_says_what_its_form_counts_as(
    chromium: Browser, town: Town, wall_code: str
) -> None:
    with chromium.new_context(base_url=town.base, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(wall_code)
        expect(page.locator(".outdated")).to_have_count(0)
        town.later(minutes=11)
        page.get_by_role("link", name="English").click()
        expect(page.get_by_text("The code on the screen has changed.")).to_be_visible()
        page.locator("[name=overall][value='2']").check()
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert [kept.tier for kept in town.answers()] == ["static"]


def test_what_was_carried_for_another_page_or_long_ago_is_not_shown(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    for path, age in (("/d/1111111111", 0), (DESK, 90_000)):
        page.evaluate(
            "([path, age]) => { sessionStorage.carried = `${Date.now() - age}\\n${path}\\noverall=2` }", [path, age]
        )
        page.reload(wait_until="networkidle")
        assert page.locator("input:checked").count() == 0
        assert page.evaluate("sessionStorage.length") == 0


PUT_BY = "async () => (await (await caches.open('sipas')).keys()).map(each => each.url)"


def test_a_second_answer_under_the_same_nonce_is_told_beside_the_form(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    fields = {"form-id": "desk_v1", "form-nonce": page.locator("[name=form-nonce]").input_value(), "overall": "5"}
    page.request.post(f"{town.base}{DESK}", form=fields)
    fill(page)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Bản gửi đầu tiên được giữ nguyên")
    expect(page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?")).to_have_value("Chờ lâu quá.")
    assert [answer.answers[0] for answer in town.answers()] == ["5"]


def test_a_comment_that_is_far_too_long_stays_on_the_page(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    fill(page)
    page.locator("textarea").evaluate("box => { box.value = 'ệ '.repeat(300000) }")
    page.evaluate("document.forms[0].requestSubmit()")
    expect(page.get_by_role("alert")).to_contain_text("quá dài")
    assert len(page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").input_value()) == 600_000


@pytest.mark.parametrize("blocked", ["**/page.js*", "**/sw.js"])
def test_the_page_itself_is_enough(phone: BrowserContext, town: Town, blocked: str) -> None:
    phone.route(blocked, lambda route: route.abort())
    page = opened(phone)
    fill(page)
    phone.set_offline(True)
    send(page)
    expect(page.get_by_text(HELD)).to_be_visible()
    phone.set_offline(False)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert waiting(page) == []
    assert len(town.answers()) == 1


def test_without_script_the_plain_form_does_it(chromium: Browser, town: Town) -> None:
    with chromium.new_context(base_url=town.base, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(DESK)
        assert page.get_by_role("status").inner_text() == ""
        fill(page)
        send(page)
        expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert len(town.answers()) == 1


def test_what_goes_out_is_as_long_for_every_score(phone: BrowserContext, town: Town) -> None:
    sizes: set[tuple[int, int]] = set()
    for level in "12345":
        page = opened(phone)
        page.locator(f"[name=overall][value='{level}']").check()
        with page.expect_response(lambda answer: "/thanks/" in answer.url) as thanked:
            send(page)
        first = thanked.value.request.redirected_from
        assert first is not None
        sent, received = first.sizes(), thanked.value.request.sizes()
        sizes.add((sent["requestBodySize"], received["responseBodySize"]))
        page.close()
    assert len(sizes) == 1


def test_the_worker_lets_everything_but_pages_and_scripts_through(phone: BrowserContext, town: Town) -> None:
    page = opened(phone)
    page.wait_for_function("navigator.serviceWorker.controller")
    fill(page)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        send(page)
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    answer = sent.value.response()
    assert answer is not None
    assert not answer.from_service_worker


def test_only_the_last_blank_form_is_put_by(phone: BrowserContext, town: Town) -> None:
    opened(phone).close()
    page = opened(phone, "/d/1111111111")
    page.wait_for_function("navigator.serviceWorker.controller")
    kept = page.evaluate(
        "async () => (await (await caches.open('sipas')).keys()).map(each => new URL(each.url).pathname)"
    )
    assert sorted(kept) == ["/d/1111111111", "/page.js"]
    assert json.dumps(page.evaluate("Object.keys(localStorage)")) == "[]"
