"""A person of the office at a browser: signs in as everyone does, with a phone where the role asks for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyotp
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.quarter.installation import Quarter

DESKTOP: ViewportSize = {"width": 1280, "height": 800}


class Person:
    """Somebody with a login, a password, and what their phone keeps."""

    def __init__(self, quarter: Quarter, chromium: Browser, login: str, password: str) -> None:
        self.quarter, self.login, self.password = quarter, login, password
        self._chromium = chromium
        self._secret = ""

    @contextmanager
    def at_work(self) -> Iterator[Page]:
        """A browser in which this person has just signed in, and signs out at the end."""
        with self._chromium.new_context(base_url=self.quarter.base, viewport=DESKTOP, locale="vi-VN") as context:
            # a busy machine publishes and draws for longer than Playwright's own 30 seconds
            context.set_default_timeout(90_000)
            page = context.new_page()
            page.goto("/office")
            self._sign_in(page)
            yield page
            page.get_by_role("button", name="Đăng xuất").click()
            expect(page.get_by_role("button", name="Đăng nhập")).to_be_visible()

    def begin(self, own_password: str) -> None:
        """The first time: bind a phone where the role asks for it, then choose a password of one's own."""
        with self.at_work() as page:
            expect(page.get_by_role("heading", name="Đặt mật khẩu của riêng mình")).to_be_visible()
            page.get_by_label("Mật khẩu mới", exact=True).fill(own_password)
            page.get_by_label("Gõ lại mật khẩu mới").fill(own_password)
            press(page, "Đặt mật khẩu")
            expect(page.get_by_role("button", name="Đặt mật khẩu")).to_have_count(0)
        self.password = own_password

    def _sign_in(self, page: Page) -> None:
        page.get_by_label("Tên đăng nhập").fill(self.login)
        page.get_by_label("Mật khẩu").fill(self.password)
        press(page, "Đăng nhập")
        expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
        page.wait_for_load_state()
        if page.get_by_role("heading", name="Gắn điện thoại").count():
            self._bind_phone(page)
        elif page.get_by_role("heading", name="Mã xác nhận").count():
            page.get_by_label("Mã sáu số").fill(self._code())
            press(page, "Tiếp tục")
            expect(page.get_by_role("heading", name="Mã xác nhận")).to_have_count(0)

    def _bind_phone(self, page: Page) -> None:
        page.get_by_text("Không quét được: gõ khóa").click()
        self._secret = "".join(page.locator(".secret code").inner_text().split())
        page.get_by_label("Gõ mã sáu số").fill(self._code())
        page.get_by_role("button", name="Gắn điện thoại").click()
        expect(page.locator(".codes li")).to_have_count(10)
        page.get_by_role("link", name="Đã cất mã, tiếp tục").click()

    def _code(self) -> str:
        """What the phone shows; a code is good for one sign-in, so the next one waits for the next."""
        self.quarter.later_on(seconds=90)
        return pyotp.TOTP(self._secret).at(self.quarter.now)


def press(page: Page, button: str) -> None:
    """Send a form, and wait for the page that answers it: while it comes the window is empty, and nothing is on it."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("button", name=button).click()


def pages_offered(page: Page) -> list[str]:
    """The entries of the frame, in their order."""
    return page.locator(".rail-pages a").all_inner_texts()


def go(page: Page, entry: str) -> None:
    """Open a page by its entry in the frame, and wait until all of it is there: what is counted next counts it."""
    link = page.locator(".rail-pages").get_by_role("link", name=entry, exact=True)
    with page.expect_navigation(wait_until="domcontentloaded"):
        link.click()
    expect(link).to_have_attribute("aria-current", "page")


def download(page: Page, link: Locator, folder: Path) -> Path:
    """Click, and keep the file that comes."""
    with page.expect_download() as begun:
        link.click()
    path = folder / begun.value.suggested_filename
    begun.value.save_as(path)
    return path


def first_number(text: str) -> float:
    """The first number of a Vietnamese text."""
    found = re.search(r"\d[\d.]*(?:,\d+)?", text)
    assert found is not None, text
    return float(found[0].replace(".", "").replace(",", "."))
