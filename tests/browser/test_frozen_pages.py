"""Back in a browser that freezes pages whole: the next person at the device finds nothing of the last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Site
from tests.browser.serving import PHONE, open_chromium

pytestmark = pytest.mark.browser

COMMENT = "Xin thêm ghế"
CHOSEN = "input[type=radio]:checked"
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture(scope="module")
def freezing() -> Iterator[Browser]:
    with open_chromium(freezes=True) as browser:
        yield browser


def opened(browser: Browser, site: Site, address: str, *, script: bool = True) -> tuple[BrowserContext, Page]:
    context = browser.new_context(base_url=site.base, viewport=PHONE, java_script_enabled=script)
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    return context, page


def write(page: Page, comment: str = COMMENT) -> None:
    page.get_by_text("Muốn nói thêm?").click()
    page.locator("textarea").fill(comment)
    page.locator("input[name=overall][value='2']").check(force=True)


def back(context: BrowserContext, page: Page) -> None:
    """As the button of the browser; Playwright's own waits for a load, and a frozen page loads no more."""
    browser = context.new_cdp_session(page)
    history = browser.send("Page.getNavigationHistory")
    before = history["entries"][history["currentIndex"] - 1]
    browser.send("Page.navigateToHistoryEntry", {"entryId": before["id"]})
    # frozen pages come back without an event that Playwright waits for
    while seen(context, page, "document.readyState + location.href") != f"complete{before['url']}":
        page.wait_for_timeout(50)


def seen(context: BrowserContext, page: Page, expression: str) -> object:
    asked = context.new_cdp_session(page).send("Runtime.evaluate", {"expression": expression})
    return asked["result"]["value"]


def what_stands(context: BrowserContext, page: Page) -> tuple[object, object]:
    chosen = seen(context, page, f"document.querySelectorAll({CHOSEN!r}).length")
    return chosen, seen(context, page, "document.querySelector('textarea')?.value ?? ''")


def test_this_browser_does_freeze_pages(freezing: Browser, site: Site) -> None:
    context, page = opened(freezing, site, site.at.desk)
    # a worker that takes over only after the page was left wakes it from the freezer
    page.wait_for_function("navigator.serviceWorker.controller")
    write(page)
    page.get_by_text("Chúng tôi làm gì").click()
    page.wait_for_url("**/about")
    back(context, page)
    assert what_stands(context, page) == (1, COMMENT)
    context.close()


@SCRIPT
def test_the_helpers_page_is_blank_for_the_next_person(freezing: Browser, site: Site, script: bool) -> None:
    context, page = opened(freezing, site, site.at.assist, script=script)
    write(page)
    page.locator("form button:not([name])").click()
    expect(page.get_by_role("status")).to_contain_text("Mời người tiếp theo.")
    back(context, page)
    assert what_stands(context, page) == (0, "")
    context.close()


def test_the_kiosk_without_script_is_blank_for_the_next_person(freezing: Browser, site: Site) -> None:
    context, page = opened(freezing, site, site.at.kiosk, script=False)
    page.locator("form:visible input[name=overall][value='2']").check(force=True)
    page.locator("form:visible button").click()
    expect(page.get_by_text("Đánh giá đã được ghi nhận.")).to_be_visible()
    back(context, page)
    assert what_stands(context, page) == (0, "")
    context.close()


def test_a_form_left_for_another_language_is_blank_once_that_one_is_sent(freezing: Browser, site: Site) -> None:
    context, page = opened(freezing, site, site.at.desk)
    write(page)
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**lang=en")
    page.wait_for_load_state("networkidle")
    page.locator("input[name=overall][value='2']").check(force=True)
    page.locator("form button:not([name])").click()
    page.wait_for_url("**/thanks/**")
    back(context, page)
    assert what_stands(context, page) == (0, "")
    context.close()


def test_a_returned_form_is_blank_once_it_is_sent_without_script(freezing: Browser, site: Site) -> None:
    context, page = opened(freezing, site, site.at.desk, script=False)
    write(page, "Gọi 0912 345 678")
    page.locator("form button:not([name])").click()
    page.wait_for_url("**again=**")
    page.locator("form button:not([name])").click()
    page.wait_for_url("**/thanks/**")
    back(context, page)
    assert what_stands(context, page) == (0, "")
    context.close()


@SCRIPT
def test_where_a_code_was_typed_the_field_is_blank_again(freezing: Browser, site: Site, script: bool) -> None:
    context, page = opened(freezing, site, "/t", script=script)
    page.get_by_label("Gõ mã trên phiếu").fill(site.at.spent.removeprefix("/t/"))
    page.locator("form button:not([name])").click()
    expect(page.get_by_role("heading", name="Mã này đã được dùng")).to_be_visible()
    back(context, page)
    assert seen(context, page, "document.querySelector('#code').value") == ""
    context.close()
