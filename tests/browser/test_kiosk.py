"""The tablet at the exit, in a real browser: one tap an item, nothing of the last person, a day without a network."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect
from playwright.sync_api import Error as PlaywrightError

from survey_app.models import Desk
from survey_app.rotating import rotating_codes_of
from tests.browser.town import TOKEN, Town
from tests.browser.waiting import until_there_are

pytestmark = pytest.mark.browser

LANDSCAPE: ViewportSize = {"width": 1280, "height": 800}
PORTRAIT: ViewportSize = {"width": 768, "height": 1024}
MORNING = datetime(2026, 11, 4, 1, 0, tzinfo=UTC)
"""Eight o'clock on a Wednesday in Viet Nam: the tablet's nonces are good for hours."""
FIRST = "Ông/Bà có hài lòng"
THANKS = "Cảm ơn Ông/Bà"
NOTICE = "Ông/Bà còn trả lời không?"
TARGETS = """elements => elements.filter(each => each.checkVisibility()).map(each => {
  const {width, height} = each.getBoundingClientRect();
  return Math.min(width, height);
})"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("kiosk"))
    yield town
    town.close()


@pytest.fixture
def town(built: Town) -> Iterator[Town]:
    built.empty()
    built.run_from(MORNING)
    built.start()
    yield built
    built.stop()


@pytest.fixture
def address(town: Town) -> str:
    return f"/kiosk/{TOKEN}/{rotating_codes_of(town.secret_key).kiosk_key(TOKEN)}"


@pytest.fixture
def tablet(chromium: Browser, town: Town, address: str) -> Iterator[Page]:
    """A tablet whose hands of the clock are moved by the test."""
    with chromium.new_context(base_url=town.base, viewport=LANDSCAPE) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(address, wait_until="networkidle")
        yield page


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def answer(page: Page, level: str = "Hài lòng", *, thanks: str = THANKS) -> None:
    tap(page, level)
    tap(page, "Gửi luôn")
    expect(page.get_by_role("heading", name=thanks)).to_be_visible()
    tap(page, "Người tiếp theo")
    expect(page.get_by_role("heading", name=FIRST)).to_be_visible()


def unlocked_panel(page: Page, town: Town) -> None:
    tap(page, "Cán bộ")
    for digit in rotating_codes_of(town.secret_key).kiosk_code(TOKEN):
        tap(page, digit)
    expect(page.get_by_role("button", name="Gửi ngay")).to_be_visible()


def waiting(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter(key => /:q\\d+$/.test(key)).length"))


def try_again(page: Page) -> None:
    """Let the longest wait pass until all is sent: moving the clock also ends a request that is under way."""
    status = page.locator("footer [role=status]")
    for _time in range(5):
        page.clock.fast_forward(301_000)
        with suppress(AssertionError):
            return expect(status).to_have_text("Chờ gửi: 0", timeout=8_000)
    return None


def reaches(town: Town, number: int, page: Page) -> None:
    for _try in range(100):
        if len(town.answers()) == number:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(town.answers())} answers, not {number}")


def test_one_tap_an_item_then_thanks_then_the_next_person(tablet: Page, town: Town) -> None:
    for name in ("Rất hài lòng", "15 phút", "Lĩnh vực ho-tich", "Doanh nghiệp", "Nhận kết quả"):
        tap(tablet, name)
    expect(tablet.get_by_role("heading", name=THANKS)).to_be_focused()
    reaches(town, 1, tablet)
    (kept,) = town.answers()
    assert (kept.answers[0], kept.minutes, kept.sector) == ("5", 15, "ho-tich")
    assert (kept.respondent_type, kept.purpose, kept.channel, kept.tier) == ("2", "2", "kiosk", "static")
    tablet.clock.run_for(6_500)
    expect(tablet.get_by_role("heading", name=FIRST)).to_be_visible()
    expect(tablet.locator("footer [role=status]")).to_have_text("Chờ gửi: 0")
    assert waiting(tablet) == 0


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_a_double_tap_answers_one_question(tablet: Page, size: ViewportSize) -> None:
    tablet.set_viewport_size(size)
    for level in ("Hài lòng", "Bình thường", "Không hài lòng"):
        tablet.get_by_role("button", name=level, exact=True).dblclick()
        expect(tablet.get_by_role("heading", name="bao nhiêu phút")).to_be_visible()
        tap(tablet, "Câu trước")


def test_skipped_and_changed_items_are_sent_as_last_chosen(tablet: Page, town: Town) -> None:
    tap(tablet, "Rất hài lòng")
    tap(tablet, "Câu trước")
    tap(tablet, "Không hài lòng")
    tap(tablet, "45 phút")
    tap(tablet, "Câu trước")
    tap(tablet, "Bỏ qua câu này")
    tap(tablet, "Gửi luôn")
    expect(tablet.get_by_role("heading", name="Đánh giá đã được ghi nhận")).to_be_visible()
    (kept,) = town.answers()
    assert (kept.answers[0], kept.minutes, kept.sector) == ("2", None, None)


def test_after_15_seconds_it_asks_and_hides_what_was_chosen(tablet: Page, town: Town) -> None:
    tap(tablet, "Rất không hài lòng")
    tablet.clock.run_for(16_000)
    expect(tablet.get_by_role("heading", name=NOTICE)).to_be_focused()
    assert "hài lòng" not in tablet.locator("main").inner_text()
    tap(tablet, "Trả lời tiếp")
    expect(tablet.get_by_role("heading", name="bao nhiêu phút")).to_be_visible()
    tablet.clock.run_for(16_000)
    expect(tablet.get_by_role("heading", name=NOTICE)).to_be_visible()
    tap(tablet, "Bỏ, không gửi")
    expect(tablet.get_by_role("heading", name=FIRST)).to_be_visible()
    assert town.answers() == []
    assert waiting(tablet) == 0


def freeze(page: Page) -> None:
    """Let the clock move by the test's hand alone: a busy machine takes seconds from one line to the next."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)


def test_who_walks_away_after_the_first_tap_has_answered(tablet: Page, town: Town) -> None:
    freeze(tablet)
    tap(tablet, "Không hài lòng")
    tablet.clock.run_for(14_000)
    expect(tablet.get_by_role("heading", name="bao nhiêu phút")).to_be_visible()
    tablet.clock.run_for(2_000)
    expect(tablet.get_by_text("Phần đã chọn sẽ được gửi.")).to_be_visible()
    tablet.clock.run_for(21_000)
    expect(tablet.get_by_role("heading", name=FIRST)).to_be_visible()
    reaches(town, 1, tablet)
    assert town.answers()[0].answers[0] == "2"


@pytest.mark.parametrize("language", ["", "English"], ids=["same language", "other language"])
def test_back_to_the_first_question_then_walk_away_leaves_nothing_to_the_next(
    tablet: Page, town: Town, language: str
) -> None:
    for name in ("Rất không hài lòng", "45 phút", "Câu trước", "Câu trước"):
        tap(tablet, name)
    if language:
        tablet.get_by_role("link", name=language).click()
    tablet.clock.run_for(16_000)
    expect(tablet.get_by_role("heading", name="Are you still answering?" if language else NOTICE)).to_be_focused()
    tablet.clock.run_for(21_000)
    expect(tablet.get_by_role("heading", name=FIRST)).to_be_visible()
    reaches(town, 1, tablet)
    sent: list[str] = []
    tablet.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    answer(tablet, "Rất hài lòng")
    reaches(town, 2, tablet)
    first, second = sorted(town.answers(), key=lambda each: each.answers[0])
    assert (first.answers[0], first.minutes) == ("1", 45)
    assert (second.answers[0], second.minutes) == ("5", None)
    # the first one's half minute is not the second's
    assert int(re.findall(r"kiosk-took=(\d+)", sent[-1])[0]) < 16


def test_an_idle_first_screen_stays_and_another_language_goes_back(tablet: Page) -> None:
    tablet.clock.run_for(120_000)
    expect(tablet.get_by_role("heading", name=FIRST)).to_be_visible()
    tablet.get_by_role("link", name="English").click()
    expect(tablet.get_by_role("heading", name="How satisfied")).to_be_visible()
    expect(tablet.locator("html")).to_have_attribute("lang", "en")
    tablet.clock.run_for(37_000)
    expect(tablet.get_by_role("heading", name=FIRST)).to_be_visible()


def test_a_day_without_a_network_is_kept_and_sent_in_order(tablet: Page, town: Town) -> None:
    town.stop()
    for level in ("Rất hài lòng", "Bình thường", "Không hài lòng"):
        # nothing is called recorded that the server has not answered
        answer(tablet, level, thanks="Máy đã giữ đánh giá và sẽ gửi khi có mạng")
        tablet.clock.fast_forward(3_600_000)
    status = tablet.locator("footer [role=status]")
    expect(status).to_have_text("Chờ gửi: 3 · Mất mạng")
    assert waiting(tablet) == 3
    sent: list[str] = []
    tablet.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    town.later(hours=3)
    town.start()
    try_again(tablet)
    expect(status).to_have_text("Chờ gửi: 0")
    # one whose reply was late is sent again
    assert list(dict.fromkeys(re.findall("overall=(.)", body)[0] for body in sent)) == ["5", "3", "2"]
    reaches(town, 3, tablet)
    assert all("burst" not in each.labels for each in town.answers())


def test_it_opens_again_without_a_network_and_nothing_that_waits_is_lost(
    tablet: Page, town: Town, address: str
) -> None:
    tablet.wait_for_function("navigator.serviceWorker.controller")
    tablet.wait_for_function("caches.match(location.href).then(Boolean)")
    town.stop()
    answer(tablet)
    tablet.reload()
    expect(tablet.get_by_role("heading", name=FIRST)).to_be_visible()
    answer(tablet, "Không hài lòng")
    expect(tablet.locator("footer [role=status]")).to_have_text("Chờ gửi: 2 · Mất mạng")
    town.start()
    try_again(tablet)
    reaches(town, 2, tablet)


def test_a_reply_that_was_lost_is_asked_for_again_and_kept_once(tablet: Page, town: Town) -> None:
    def cut(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    tablet.route("**/kiosk/**", cut, times=1)
    answer(tablet)
    reaches(town, 1, tablet)
    assert waiting(tablet) == 1
    tablet.clock.run_for(9_000)
    expect(tablet.locator("footer [role=status]")).to_have_text("Chờ gửi: 0")
    assert len(town.answers()) == 1


def test_when_the_day_is_over_it_waits_for_a_network_rather_than_count_on_the_wrong_day(
    chromium: Browser, town: Town, address: str
) -> None:
    town.set_clock(datetime(2026, 11, 4, 16, 0, tzinfo=UTC))
    with chromium.new_context(base_url=town.base, viewport=LANDSCAPE) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(address, wait_until="networkidle")
        town.stop()
        page.clock.fast_forward(3_500_000)
        answer(page)
        page.clock.fast_forward(180_000)
        expect(page.get_by_role("heading", name="Máy đang chờ mạng")).to_be_visible()
        town.set_clock(datetime(2026, 11, 5, 0, 30, tzinfo=UTC))
        town.start()
        # the first try for the new day is lost; that the answer went through brings the next one
        page.route("**/nonces", lambda route: route.abort(), times=1)
        try_again(page)
        expect(page.get_by_role("heading", name=FIRST)).to_be_visible()
        answer(page, "Rất hài lòng")
        reaches(town, 2, page)
    assert sorted((each.day.day, each.answers[0]) for each in town.answers()) == [(4, "4"), (5, "5")]


@pytest.mark.parametrize("year", [1970, 2099])
def test_the_tablets_clock_does_not_matter(chromium: Browser, town: Town, address: str, year: int) -> None:
    with chromium.new_context(base_url=town.base, viewport=LANDSCAPE) as context:
        page = context.new_page()
        page.clock.install(time=datetime(year, 1, 1, tzinfo=UTC))
        page.goto(address, wait_until="networkidle")
        answer(page)
        reaches(town, 1, page)
    assert town.answers()[0].day == MORNING.date()


def test_five_quick_answers_are_a_burst_on_the_tablet_itself(tablet: Page, town: Town) -> None:
    began = time.monotonic()
    for _time in range(5):
        answer(tablet, "Rất hài lòng")
    was_quick = time.monotonic() - began < 55
    reaches(town, 5, tablet)
    # a busy machine may take longer for five answers than the minute that makes them a burst
    assert sum("burst" in each.labels for each in town.answers()) == 1 or not was_quick


def test_staff_see_what_waits_and_what_was_refused(tablet: Page, town: Town) -> None:
    tablet.route(
        "**/kiosk/**",
        lambda route: route.fulfill(status=400, headers={"Sipas": "form"}, body="<p class=said>Không nhận được</p>"),
        times=1,
    )
    answer(tablet)
    unlocked_panel(tablet, town)
    panel = tablet.get_by_role("dialog")
    expect(panel).to_contain_text("Máy chủ không nhận: 1")
    expect(panel).to_contain_text("Không nhận được")
    tap(tablet, "Bỏ phiếu không được nhận")
    expect(panel).to_contain_text("Máy chủ không nhận: 0")
    assert town.answers() == []


def test_the_panel_of_staff_says_that_it_closes_before_it_does(tablet: Page, town: Town) -> None:
    unlocked_panel(tablet, town)
    panel, told = tablet.get_by_role("dialog"), "Màn hình trở về đầu sau"
    expect(panel).not_to_contain_text(told)
    tablet.clock.run_for(18_000)
    expect(panel).to_contain_text(told)
    tap(tablet, "Gửi ngay")
    tablet.clock.run_for(1_000)
    expect(panel).not_to_contain_text(told)
    tablet.clock.run_for(31_000)
    expect(panel).to_be_hidden()


def test_a_wrong_code_opens_nothing_and_five_wrong_ones_close_it_for_a_minute(tablet: Page, town: Town) -> None:
    tap(tablet, "Cán bộ")
    code = rotating_codes_of(town.secret_key).kiosk_code(TOKEN)
    wrong = "000000" if code != "000000" else "111111"
    for turn in range(5):
        for digit in wrong:
            tap(tablet, digit)
        expect(tablet.get_by_text("Sai mã" if turn < 4 else "Sai 5 lần. Xin đợi một phút.")).to_be_visible()
    for digit in code:
        tap(tablet, digit)
    expect(tablet.get_by_role("button", name="Gửi ngay")).to_be_hidden()
    tap(tablet, "Đóng")
    tablet.clock.run_for(61_000)
    unlocked_panel(tablet, town)


def test_a_locked_tablet_is_left_with_the_code_only(tablet: Page, town: Town, address: str) -> None:
    unlocked_panel(tablet, town)
    # what there is nothing to do about is not offered
    expect(tablet.get_by_role("button", name="Mở khóa máy")).to_be_hidden()
    expect(tablet.get_by_role("button", name="Bỏ phiếu không được nhận")).to_be_hidden()
    tap(tablet, "Khóa máy, toàn màn hình")
    tablet.wait_for_function("document.fullscreenElement")
    tablet.evaluate("history.back()")
    tablet.wait_for_timeout(200)
    assert tablet.url.endswith(address)
    tap(tablet, "Rất hài lòng")
    tablet.evaluate("document.exitFullscreen()")
    expect(tablet.get_by_role("heading", name="Máy đang khóa")).to_be_visible()
    tap(tablet, "Bắt đầu lại")
    expect(tablet.get_by_role("heading", name=FIRST)).to_be_visible()
    tablet.wait_for_function("document.fullscreenElement")
    unlocked_panel(tablet, town)
    expect(tablet.get_by_role("button", name="Khóa máy, toàn màn hình")).to_be_hidden()
    tap(tablet, "Mở khóa máy")
    tablet.wait_for_function("!document.fullscreenElement")
    expect(tablet.get_by_role("heading", name="Máy đang khóa")).to_be_hidden()


def test_the_cover_of_a_locked_tablet_goes_by_a_tap_anywhere_and_by_no_language(tablet: Page, town: Town) -> None:
    unlocked_panel(tablet, town)
    tap(tablet, "Khóa máy, toàn màn hình")
    tablet.wait_for_function("document.fullscreenElement")
    tablet.evaluate("document.exitFullscreen()")
    expect(tablet.get_by_role("heading", name="Máy đang khóa")).to_be_visible()
    tablet.get_by_role("link", name="English").click()
    expect(tablet.get_by_role("heading", name="locked")).to_be_visible()
    expect(tablet.locator("footer")).to_have_attribute("lang", "vi")
    assert tablet.evaluate("document.fullscreenElement") is None
    tablet.mouse.click(20, 400)
    tablet.wait_for_function("document.fullscreenElement")
    expect(tablet.get_by_role("heading", name="How satisfied")).to_be_visible()
    tablet.evaluate("document.exitFullscreen()")
    expect(tablet.get_by_role("heading", name="Máy đang khóa")).to_be_visible()
    unlocked_panel(tablet, town)
    tap(tablet, "Mở khóa máy")
    expect(tablet.get_by_role("heading", name=FIRST)).to_be_visible()


def test_another_language_on_the_notice_keeps_what_was_chosen(tablet: Page, town: Town) -> None:
    freeze(tablet)
    tap(tablet, "Không hài lòng")
    tablet.clock.run_for(16_000)
    expect(tablet.get_by_role("heading", name=NOTICE)).to_be_focused()
    expect(tablet.get_by_role("heading", name=NOTICE)).to_have_accessible_description("Phần đã chọn sẽ được gửi.")
    tablet.clock.run_for(15_000)
    tablet.get_by_role("link", name="English").click()
    expect(tablet.get_by_role("heading", name="Are you still answering?")).to_be_focused()
    # the notice has begun anew
    tablet.clock.run_for(15_000)
    expect(tablet.get_by_role("heading", name="Are you still answering?")).to_be_visible()
    tablet.clock.run_for(6_000)
    expect(tablet.get_by_role("heading", name=FIRST)).to_be_visible()
    reaches(town, 1, tablet)
    assert town.answers()[0].answers[0] == "2"


RECORDED, HELD = "Đánh giá đã được ghi nhận", "Máy đã giữ đánh giá và sẽ gửi khi có mạng"


def test_nothing_is_called_recorded_before_the_server_has_answered_for_it(tablet: Page, town: Town) -> None:
    freeze(tablet)
    held: list[Route] = []
    tablet.route("**/kiosk/**", lambda route: held.append(route), times=1)
    for turn in range(2):
        tap(tablet, "Hài lòng")
        tablet.clock.run_for(500)
        tap(tablet, "Gửi luôn")
        expect(tablet.get_by_role("heading", name=HELD)).to_be_focused()
        tablet.clock.run_for(500)
        if turn == 0:
            tap(tablet, "Người tiếp theo")
            tablet.clock.run_for(500)
    until_there_are(1, held, tablet)
    held[0].continue_()
    expect(tablet.get_by_role("heading", name=RECORDED)).to_be_visible()
    reaches(town, 2, tablet)


def test_one_that_the_server_refuses_is_never_called_recorded(tablet: Page, town: Town) -> None:
    freeze(tablet)
    tablet.route(
        "**/kiosk/**",
        lambda route: route.fulfill(status=400, headers={"Sipas": "form"}, body="<p class=said>Không nhận được</p>"),
        times=1,
    )
    tap(tablet, "Hài lòng")
    tablet.clock.run_for(500)
    tap(tablet, "Gửi luôn")
    expect(tablet.get_by_role("heading", name=HELD)).to_be_visible()
    expect(tablet.locator("footer [role=status]")).to_have_text("Chờ gửi: 0")
    expect(tablet.get_by_role("heading", name=HELD)).to_be_visible()
    assert town.answers() == []


@pytest.fixture
def two_tabs(tablet: Page, address: str) -> tuple[Page, Page]:
    """The same kiosk opened twice on one tablet."""
    second = tablet.context.new_page()
    second.goto(address, wait_until="networkidle")
    expect(second.get_by_role("heading", name=FIRST)).to_be_visible()
    return tablet, second


def kept_nonces(page: Page) -> list[list[str]]:
    kept = page.evaluate(
        "Object.keys(localStorage).filter(key => /:nonces/.test(key)).map(key => JSON.parse(localStorage[key]).nonces)"
    )
    return list(kept)


def test_two_tabs_send_every_answer_once_and_neither_shows_the_others(two_tabs: tuple[Page, Page], town: Town) -> None:
    posted: list[str] = []
    for page in two_tabs:
        page.on("request", lambda each: posted.append(each.post_data or "") if each.method == "POST" else None)
    first, second = two_tabs
    ones, others = kept_nonces(first)
    assert set(ones).isdisjoint(others)
    town.stop()
    # one person before each, and each answers between two answers of the other
    tap(first, "Rất hài lòng")
    for level in ("Bình thường", "Không hài lòng"):
        answer(second, level, thanks="Máy đã giữ đánh giá")
    expect(first.get_by_role("heading", name="bao nhiêu phút")).to_be_visible()
    tap(first, "45 phút")
    tap(first, "Gửi luôn")
    expect(first.get_by_role("heading", name="Máy đã giữ đánh giá")).to_be_visible()
    for page in two_tabs:
        expect(page.locator("footer [role=status]")).to_have_text("Chờ gửi: 3 · Mất mạng")
    assert waiting(first) == 3
    posted.clear()
    town.start()
    try_again(second)
    try_again(first)
    reaches(town, 3, second)
    assert sorted((each.answers[0], each.minutes) for each in town.answers()) == [("2", None), ("3", None), ("5", 45)]
    assert len(set(posted)) == 3
    assert waiting(first) == 0


def test_both_tabs_trying_at_once_send_each_answer_once(two_tabs: tuple[Page, Page], town: Town) -> None:
    first, second = two_tabs
    posted: list[str] = []
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            posted.append(route.request.post_data or "")
            held.append(route)
        else:
            route.continue_()

    for page in two_tabs:
        page.route("**/kiosk/**", hold)
    tap(first, "Hài lòng")
    tap(first, "Gửi luôn")
    expect(first.get_by_role("heading", name="Máy đã giữ đánh giá")).to_be_visible()
    unlocked_panel(second, town)
    tap(second, "Gửi ngay")
    first.wait_for_timeout(1_000)
    assert len(posted) == 1
    for route in held:
        route.continue_()
    # the tab that sent says so, and the other one counts it no more
    expect(first.get_by_role("heading", name="Đánh giá đã được ghi nhận")).to_be_visible()
    expect(second.get_by_role("dialog")).to_contain_text("Chờ gửi: 0")
    second.wait_for_timeout(3_000)
    assert len(posted) == 1
    assert len(town.answers()) == 1


def test_a_tab_that_was_closed_leaves_its_answers_and_its_seat_to_the_next(
    two_tabs: tuple[Page, Page], town: Town
) -> None:
    first, second = two_tabs
    first.wait_for_function("caches.match(location.href).then(Boolean)")
    town.stop()
    answer(first, "Không hài lòng", thanks="Máy đã giữ đánh giá")
    first.close()
    second.reload()
    expect(second.get_by_role("heading", name=FIRST)).to_be_visible()
    answer(second, "Rất hài lòng", thanks="Máy đã giữ đánh giá")
    assert waiting(second) == 2
    town.start()
    try_again(second)
    reaches(town, 2, second)
    assert sorted(each.answers[0] for each in town.answers()) == ["2", "5"]


def test_a_renamed_desk_shows_between_two_people(tablet: Page, town: Town) -> None:
    def rename(name: str) -> None:
        with town.store.writing.begin() as session:
            session.execute(sa.update(Desk).where(Desk.token == TOKEN).values(name_vi=name))

    rename("Quầy 5 – Đất đai và xây dựng")
    try:
        tablet.clock.fast_forward(3_700_000)
        expect(tablet.locator("main")).to_contain_text("Đất đai và xây dựng")
        answer(tablet)
        reaches(town, 1, tablet)
    finally:
        rename("Quầy 5 – Đất đai")


@pytest.fixture
def ask_otherwise(town: Town) -> Iterator[Callable[[str], None]]:
    """Gives the desk another questionnaire; it has its own again after the test."""

    def ask(questionnaire: str) -> None:
        with town.store.writing.begin() as session:
            session.execute(sa.update(Desk).where(Desk.token == TOKEN).values(questionnaire=questionnaire))

    yield ask
    ask("desk_v1")


def asked(page: Page) -> str:
    return str(page.evaluate("document.forms[0].elements['form-id'].value"))


def until_it_asks(page: Page, questionnaire: str) -> None:
    for _try in range(100):
        with suppress(PlaywrightError):
            if asked(page) == questionnaire and page.get_by_role("heading", level=1).is_visible():
                return
        page.wait_for_timeout(50)
    raise AssertionError(f"asks {asked(page)}, not {questionnaire}")


def rate(page: Page) -> None:
    """Choose the second face, whatever the question is called, and send."""
    page.locator("#stage .faces button").nth(1).click()
    tap(page, "Gửi luôn")
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()


def test_another_questionnaire_reaches_every_tab_and_no_answer_is_refused(
    two_tabs: tuple[Page, Page], town: Town, ask_otherwise: Callable[[str], None]
) -> None:
    ask_otherwise("sipas_2017")
    two_tabs[0].clock.fast_forward(3_700_000)
    for page in two_tabs:
        until_it_asks(page, "sipas_2017")
        rate(page)
    reaches(town, 2, two_tabs[0])
    assert {each.questionnaire for each in town.answers()} == {"sipas_2017"}


def test_a_page_that_could_not_be_had_anew_takes_answers_as_before_and_tries_again(
    chromium: Browser, town: Town, address: str, ask_otherwise: Callable[[str], None]
) -> None:
    old = town.app.test_client().get(address).text
    with chromium.new_context(base_url=town.base, viewport=LANDSCAPE, service_workers="block") as context:
        page = context.new_page()
        page.clock.install()
        page.goto(address, wait_until="networkidle")
        ask_otherwise("sipas_2017")
        loads: list[str] = []

        def serve_old(route: Route) -> None:
            if route.request.method == "POST":
                return route.continue_()
            if route.request.is_navigation_request():
                loads.append(route.request.url)
            return route.fulfill(body=old, content_type="text/html; charset=utf-8")

        page.route(re.compile(f"{address}$"), serve_old)
        with page.expect_navigation():
            page.clock.fast_forward(3_700_000)
        rate(page)
        reaches(town, 1, page)
        assert len(loads) == 1
        page.unroute(re.compile(f"{address}$"))
        page.clock.run_for(10_000)
        page.clock.fast_forward(700_000)
        until_it_asks(page, "sipas_2017")
        rate(page)
        reaches(town, 2, page)
    assert sorted(each.questionnaire for each in town.answers()) == ["desk_v1", "sipas_2017"]


def test_what_was_chosen_before_a_notice_is_not_lost_to_a_renamed_desk(tablet: Page, town: Town) -> None:
    tap(tablet, "Không hài lòng")
    with town.store.writing.begin() as session:
        session.execute(sa.update(Desk).where(Desk.token == TOKEN).values(name_vi="Quầy 5 – Tên mới"))
    try:
        tablet.clock.run_for(16_000)
        expect(tablet.get_by_role("heading", name=NOTICE)).to_be_visible()
        with tablet.expect_response("**/nonces"):
            tablet.evaluate("dispatchEvent(new Event('online'))")
        tablet.wait_for_timeout(500)
        expect(tablet.get_by_role("heading", name=NOTICE)).to_be_visible()
        tablet.clock.run_for(21_000)
        reaches(town, 1, tablet)
    finally:
        with town.store.writing.begin() as session:
            session.execute(sa.update(Desk).where(Desk.token == TOKEN).values(name_vi="Quầy 5 – Đất đai"))


def test_a_tablet_that_keeps_nothing_says_so_to_staff_and_still_sends(
    chromium: Browser, town: Town, address: str
) -> None:
    with chromium.new_context(base_url=town.base, viewport=LANDSCAPE) as context:
        context.add_init_script("Object.defineProperty(self, 'localStorage', {get() { throw new Error('no') }})")
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        answer(page)
        reaches(town, 1, page)
        unlocked_panel(page, town)
        expect(page.get_by_role("dialog")).to_contain_text("không giữ được phiếu")


def test_without_script_it_is_the_form_at_kiosk_size(chromium: Browser, town: Town, address: str) -> None:
    with chromium.new_context(base_url=town.base, viewport=PORTRAIT, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_role("button", name="Gửi đánh giá").click()
        expect(page.get_by_role("alert")).to_contain_text("Xin chọn một mức hài lòng")
        page.get_by_role("radio", name="Bình thường").check()
        page.get_by_role("button", name="Gửi đánh giá").click()
        expect(page.get_by_role("status").first).to_contain_text("Cảm ơn")
        assert page.locator("input:checked").count() == 0
    assert [each.channel for each in town.answers()] == ["kiosk"]


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_every_screen_is_accessible_large_and_fits(tablet: Page, town: Town, size: ViewportSize) -> None:
    tablet.set_viewport_size(size)

    def check() -> None:
        found = Axe().run(tablet, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag22aa"]}})
        assert [rule["id"] for rule in found.response["violations"]] == []
        assert tablet.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert tablet.evaluate("document.documentElement.scrollHeight") <= size["height"]
        assert min(tablet.locator("main button, nav a").evaluate_all(TARGETS)) >= 48

    check()
    tap(tablet, "Rất không hài lòng")
    check()
    tap(tablet, "30 phút")
    check()
    tablet.clock.run_for(16_000)
    check()
    tap(tablet, "Gửi luôn")
    check()
    tap(tablet, "Người tiếp theo")
    unlocked_panel(tablet, town)
    check_dialog = Axe().run(tablet, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}})
    assert [rule["id"] for rule in check_dialog.response["violations"]] == []


def test_a_keyboard_is_enough(tablet: Page, town: Town) -> None:
    tablet.get_by_role("button", name="Hài lòng", exact=True).focus()
    tablet.keyboard.press("Enter")
    expect(tablet.get_by_role("heading", name="bao nhiêu phút")).to_be_focused()
    expect(tablet.get_by_role("group", name="bao nhiêu phút").get_by_role("button")).to_have_count(8)
    tablet.keyboard.press("Tab")
    tablet.keyboard.press("Space")
    expect(tablet.get_by_role("heading", name="lĩnh vực nào")).to_be_focused()
    tablet.get_by_role("button", name="Gửi luôn").press("Enter")
    reaches(town, 1, tablet)
    assert town.answers()[0].minutes == 5
