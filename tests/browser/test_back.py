"""Back after sending shows nothing: with script the form is gone, without it is blank and sends the same again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site
from tests.browser.serving import PHONE

pytestmark = pytest.mark.browser


def send(page: Page, level: int) -> None:
    page.locator(f"input[name=overall][value='{level}']").check(force=True)
    page.locator("form button").click()


def test_back_shows_a_blank_form_and_keeps_one_answer(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(base_url=site.base, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(site.at.desk)
    nonce = page.locator("input[name=form-nonce]").get_attribute("value")
    send(page, 2)
    page.wait_for_url("**/thanks/**")
    receipt = page.url
    page.go_back()
    page.locator("form button").wait_for()
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
