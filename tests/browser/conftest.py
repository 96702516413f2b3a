"""One province and its server for all browser tests; a Chromium for each module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.province import LOGIN, PASSWORD, Addresses, build_province
from tests.browser.serving import PHONE, open_chromium, served
from tests.ports import free_port


@dataclass(frozen=True, slots=True)
class Site:
    """The served province."""

    base: str
    at: Addresses


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("province")
    addresses = build_province(directory)
    with served(directory, free_port()) as base:
        yield Site(base, addresses)


# not for the whole session: an open Playwright keeps an event loop running in the main thread
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def citizen(chromium: Browser, site: Site) -> Iterator[Page]:
    """A phone that nobody signed in with."""
    with chromium.new_context(base_url=site.base, viewport=PHONE) as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def office(chromium: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser that is signed in."""
    with chromium.new_context(base_url=site.base, viewport=PHONE) as context:
        page = context.new_page()
        page.goto("/office")
        sign_in(page)
        page.wait_for_url("**/office/results**")
        yield context


def sign_in(page: Page, login: str = LOGIN) -> None:
    """Fill in the sign-in page; the installation is a simulated one and shows the code that a phone would."""
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_label("Mã sáu số").fill(page.locator("strong.code").inner_text())
    page.get_by_role("button", name="Tiếp tục").click()


@pytest.fixture
def head(office: BrowserContext) -> Iterator[Page]:
    """A page of the one who is signed in."""
    with office.new_page() as page:
        page.set_viewport_size(PHONE)
        yield page
