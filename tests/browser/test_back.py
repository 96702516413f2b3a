"""Back after sending shows nothing: with script the form is gone, without it is blank and sends the same again.

Without script a form that comes back has an address of its own: what was typed is there again until it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.serving import PHONE

pytestmark = pytest.mark.browser
PHONE_NUMBER = "Gọi tôi 0912 345 678"


def send(page: Page, level: int) -> None:
    page.locator(f"input[name=overall][value='{level}']").check(force=True)
    page.locator("form button:not([name])").click()


@pytest.fixture
def plain(chromium: Browser, site: Site) -> Iterator[Page]:
    """A phone without script."""
    with chromium.new_context(base_url=site.base, viewport=PHONE, java_script_enabled=False) as context:
        yield context.new_page()


def write(page: Page, comment: str) -> None:
    page.get_by_text("Muốn nói thêm?").click()
    page.locator("textarea").fill(comment)


def test_back_shows_a_blank_form_and_keeps_one_answer(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(base_url=site.base, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(site.at.desk)
    nonce = page.locator("input[name=form-nonce]").get_attribute("value")
    send(page, 2)
    page.wait_for_url("**/thanks/**")
    receipt = page.url
    page.go_back()
    page.locator("form button:not([name])").wait_for()
    assert page.locator("input[type=radio]:checked").count() == 0
    assert page.locator("input[name=form-nonce]").get_attribute("value") == nonce
    send(page, 2)
    page.wait_for_url("**/thanks/**")
    assert page.url == receipt
    context.close()


def test_with_script_the_thanks_take_the_forms_place(citizen: Page, site: Site) -> None:
    citizen.goto("/about")
    citizen.goto(site.at.desk)
    send(citizen, 2)
    citizen.wait_for_url("**/thanks/**")
    citizen.go_back()
    citizen.wait_for_url("**/about")


def test_a_hinted_form_is_there_again_after_leaving_it_and_blank_once_it_is_sent(plain: Page, site: Site) -> None:
    plain.goto(site.at.desk)
    write(plain, PHONE_NUMBER)
    send(plain, 2)
    expect(plain.get_by_role("heading", name="Phiếu chưa gửi")).to_be_visible()
    for leave in (lambda: plain.get_by_text("Chúng tôi làm gì").click(), plain.reload):
        leave()
        if "/about" in plain.url:
            plain.go_back()
        expect(plain.locator("textarea")).to_have_value(PHONE_NUMBER)
        expect(plain.locator("input[name=overall][value='2']")).to_be_checked()
    plain.locator("form button:not([name])").click()
    plain.wait_for_url("**/thanks/**")
    receipt = plain.url
    plain.go_back()
    expect(plain.locator("textarea")).to_have_value("")
    assert plain.locator("input[type=radio]:checked").count() == 0
    plain.go_back()
    expect(plain.locator("textarea")).to_have_value("")
    plain.go_forward()
    plain.go_forward()
    assert plain.url == receipt


def test_what_was_typed_is_ahead_after_going_back_to_the_blank_form(plain: Page, site: Site) -> None:
    plain.goto(site.at.desk)
    write(plain, PHONE_NUMBER)
    send(plain, 2)
    expect(plain.get_by_role("heading", name="Phiếu chưa gửi")).to_be_visible()
    plain.go_back()
    expect(plain.get_by_role("heading", name="Phiếu chưa gửi")).to_have_count(0)
    plain.go_forward()
    expect(plain.locator("textarea")).to_have_value(PHONE_NUMBER)


@pytest.mark.parametrize("first", ["", "ABC"], ids=["at once", "mistyped first"])
def test_a_code_that_was_typed_is_gone_after_its_form_was_opened(plain: Page, site: Site, first: str) -> None:
    plain.goto("/t")
    for code in filter(None, (first, site.at.spent.removeprefix("/t/"))):
        plain.get_by_label("Gõ mã trên phiếu").fill(code)
        plain.locator("form button:not([name])").click()
    expect(plain.get_by_role("heading", name="Mã này đã được dùng")).to_be_visible()
    plain.go_back()
    expect(plain.get_by_label("Gõ mã trên phiếu")).to_have_value("")


@pytest.mark.parametrize("fault", ["without a level", "with an unreadable nonce"])
def test_a_refused_form_is_there_again_after_leaving_it(plain: Page, site: Site, fault: str) -> None:
    address = site.at.desk
    if fault == "with an unreadable nonce":
        plain.route(f"**{address}", _spoil_nonce)
    plain.goto(address)
    write(plain, "Chờ lâu")
    if fault == "without a level":
        plain.locator("form button:not([name])").click()
    else:
        send(plain, 2)
    expect(plain.get_by_role("heading", name="Phiếu chưa gửi được")).to_be_visible()
    plain.get_by_text("Chúng tôi làm gì").click()
    plain.go_back()
    expect(plain.locator("textarea")).to_have_value("Chờ lâu")
    send(plain, 2)
    plain.wait_for_url("**/thanks/**")
    plain.go_back()
    expect(plain.locator("textarea")).to_have_value("")


def _spoil_nonce(route: Route) -> None:
    page = route.fetch()
    route.fulfill(response=page, body=page.text().replace('name="form-nonce" value="', 'name="form-nonce" value="x'))


@pytest.mark.parametrize("script", [False, True], ids=["without script", "with script"])
def test_another_language_on_a_form_that_came_back_keeps_what_was_filled_in_since(
    chromium: Browser, site: Site, script: bool
) -> None:
    with chromium.new_context(base_url=site.base, viewport=PHONE, java_script_enabled=script) as context:
        page = context.new_page()
        page.goto(site.at.desk)
        write(page, "Chờ lâu")
        page.locator("form button:not([name])").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.locator("input[name=overall][value='2']").check(force=True)
        page.locator("input[name=minutes_typed]").fill("5000")
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("alert")).to_contain_text("minutes")
        expect(page.locator("input[name=overall][value='2']")).to_be_checked()
        expect(page.locator("input[name=minutes_typed]")).to_have_value("5000")
        expect(page.locator("textarea")).to_have_value("Chờ lâu")
        assert not {"5000", "2", "Ch"} & set(re.findall(r"=([^&]+)", page.url))
        page.reload()
        expect(page.locator("textarea")).to_have_value("Chờ lâu")
        assert context.cookies() == []
        page.locator("input[name=minutes_typed]").fill("17")
        page.locator("input[name=minutes_typed]").press("Tab")
        page.locator("form > button").click()
        page.wait_for_url("**/thanks/**")
        page.go_back()
        assert page.locator("input:checked").count() == 0


def test_enter_on_a_form_that_came_back_sends_it_in_its_own_language(plain: Page, site: Site) -> None:
    plain.goto(site.at.desk)
    plain.locator("form button:not([name])").click()
    expect(plain.get_by_role("alert")).to_be_visible()
    plain.locator("input[name=minutes_typed]").fill("17")
    plain.locator("input[name=minutes_typed]").press("Enter")
    plain.wait_for_load_state()
    expect(plain.locator("html")).to_have_attribute("lang", "vi")
    expect(plain.locator("input[name=minutes_typed]")).to_have_value("17")
    expect(plain.get_by_role("alert")).to_contain_text("Xin chọn một mức hài lòng")
