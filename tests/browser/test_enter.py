"""Enter in the field for other minutes: on to the next question with script; the rest of the keyboard is as it was."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def form(citizen: Page, site: Site) -> Page:
    citizen.goto(site.at.desk, wait_until="networkidle")
    citizen.locator("input[name=overall][value='5']").check(force=True)
    return citizen


def test_enter_after_the_minutes_leads_to_the_next_question(form: Page) -> None:
    form.get_by_label("Số phút khác").fill("12")
    form.keyboard.press("Enter")
    following = form.locator("fieldset:has(.typed) + * input").first
    expect(following).to_be_focused()
    expect(form.get_by_label("Số phút khác")).to_have_value("12")
    expect(form.get_by_label("Số phút khác")).to_have_attribute("enterkeyhint", "next")
    expect(form.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_have_count(0)


def test_enter_elsewhere_still_sends(form: Page) -> None:
    form.locator("input[name=overall][value='5']").press("Enter")
    expect(form.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_be_visible()


def test_enter_on_the_button_still_sends(form: Page) -> None:
    form.get_by_role("button", name="Gửi đánh giá").press("Enter")
    expect(form.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_be_visible()
