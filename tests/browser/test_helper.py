"""The page of those who write down what people answer, in a real browser: no script, and nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


def test_another_language_keeps_what_was_written_down_and_is_not_left_to_the_next_person(
    citizen: Page, site: Site
) -> None:
    citizen.goto(site.at.assist)
    citizen.get_by_text("Không hài lòng", exact=True).first.click()
    citizen.get_by_label("Số phút khác").fill("17")
    citizen.get_by_role("button", name="English").click()
    expect(citizen.locator("html")).to_have_attribute("lang", "en")
    expect(citizen.locator("[name=overall][value='2']")).to_be_checked()
    minutes = citizen.locator("[name=minutes_typed]")
    expect(minutes).to_have_value("17")
    minutes.press("Enter")
    expect(citizen.get_by_role("status")).to_contain_text("Mời người tiếp theo.")
    expect(citizen.locator("html")).to_have_attribute("lang", "vi")
    assert "lang" not in citizen.url
    assert citizen.locator("input:checked").count() == 0
