"""An answer that need not be given can be taken back: by a button with script, on a page that comes back without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from survey_app.rotating import rotating_codes_of
from tests.browser.serving import PHONE
from tests.browser.town import DESK, TOKEN, Town

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("clearing"))
    town.start()
    yield town
    town.close()


@pytest.fixture
def town(built: Town) -> Town:
    built.empty()
    return built


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def phone(request: pytest.FixtureRequest, chromium: Browser, town: Town) -> Iterator[Page]:
    with chromium.new_context(base_url=town.base, viewport=PHONE, java_script_enabled=request.param) as context:
        yield context.new_page()


@pytest.fixture
def scripted(chromium: Browser, town: Town) -> Iterator[Page]:
    with chromium.new_context(base_url=town.base, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(DESK, wait_until="networkidle")
        yield page


def question(page: Page, name: str) -> Locator:
    return page.locator("fieldset", has=page.locator(f"[name={name}]"))


def test_a_choice_is_taken_back_and_the_rest_is_sent(phone: Page, town: Town) -> None:
    phone.goto(DESK, wait_until="networkidle")
    phone.locator("[name=overall][value='4']").check()
    phone.locator("[name=minutes_quick][value='15']").check()
    phone.locator("[name=purpose][value='2']").check()
    phone.locator("[name=respondent_type][value='1']").check()
    without_script = phone.get_by_role("button", name="Bỏ chọn một câu")
    if without_script.count():
        without_script.click()
        expect(phone.get_by_text("Ở câu muốn bỏ")).to_be_visible()
    for name in ("minutes_quick", "purpose"):
        question(phone, name).get_by_text("Bỏ chọn", exact=True).click()
    phone.get_by_role("button", name="Gửi đánh giá").click()
    expect(phone.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_be_visible()
    (kept,) = town.answers()
    assert (kept.answers[0], kept.minutes, kept.purpose, kept.respondent_type) == ("4", None, None, "1")


def test_only_what_need_not_be_answered_and_is_chosen_has_the_way_out(phone: Page) -> None:
    phone.goto(DESK, wait_until="networkidle")
    phone.locator("[name=overall][value='4']").check()
    phone.locator("[name=purpose][value='2']").check()
    without_script = phone.get_by_role("button", name="Bỏ chọn một câu")
    if without_script.count():
        without_script.click()
    expect(question(phone, "purpose").get_by_text("Bỏ chọn", exact=True)).to_be_visible()
    assert phone.get_by_text("Bỏ chọn", exact=True).locator("visible=true").count() == 1


def test_a_keyboard_takes_a_choice_back_and_stays_at_its_question(scripted: Page) -> None:
    scripted.locator("[name=purpose][value='2']").focus()
    scripted.keyboard.press("Space")
    button = question(scripted, "purpose").get_by_role("button", name="Bỏ chọn")
    scripted.keyboard.press("Tab")
    expect(button).to_be_focused()
    scripted.keyboard.press("Enter")
    expect(button).to_have_count(0)
    expect(scripted.locator("[name=purpose]").first).to_be_focused()
    assert scripted.locator("input:checked").count() == 0


def test_typed_minutes_take_the_choice_and_its_way_out_with_them(scripted: Page) -> None:
    scripted.locator("[name=minutes_quick][value='15']").check()
    button = question(scripted, "minutes_quick").get_by_role("button", name="Bỏ chọn")
    expect(button).to_be_visible()
    scripted.locator("[name=minutes_typed]").fill("17")
    expect(button).to_have_count(0)


def test_a_form_that_came_back_to_its_script_has_the_way_out_too(scripted: Page) -> None:
    scripted.locator("[name=purpose][value='2']").check()
    scripted.get_by_role("button", name="Gửi đánh giá").click()
    expect(scripted.get_by_role("alert")).to_be_visible()
    question(scripted, "purpose").get_by_role("button", name="Bỏ chọn").click()
    assert scripted.locator("input:checked").count() == 0
    scripted.reload(wait_until="networkidle")
    expect(question(scripted, "purpose").get_by_role("button", name="Bỏ chọn")).to_be_visible()


def test_a_choice_is_large_enough_to_take_back_and_moves_nothing_that_was_tapped(scripted: Page) -> None:
    for name in ("purpose", "sector", "minutes_quick"):
        choice = question(scripted, name).locator("label").first
        choice.scroll_into_view_if_needed()
        before = choice.evaluate("each => each.getBoundingClientRect().top")
        choice.click()
        assert choice.evaluate("each => each.getBoundingClientRect().top") == pytest.approx(before, abs=1)
        button = question(scripted, name).get_by_role("button", name="Bỏ chọn").bounding_box()
        assert button is not None
        assert min(button["width"], button["height"]) >= 44


def test_on_the_helpers_page_a_choice_is_taken_back(chromium: Browser, town: Town) -> None:
    with chromium.new_context(base_url=town.base, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"/assist/{TOKEN}/{rotating_codes_of(town.secret_key).assist_key(TOKEN)}")
        page.locator("[name=overall][value='4']").check()
        page.locator("[name=purpose][value='2']").check()
        question(page, "purpose").get_by_text("Bỏ chọn", exact=True).click()
        page.get_by_role("button", name="Gửi, đến người tiếp theo").click()
        expect(page.get_by_role("status")).to_be_visible()
    assert [each.purpose for each in town.answers()] == [None]
