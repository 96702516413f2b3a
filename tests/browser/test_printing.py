"""The page of the week on A4: sentences and chart on the first sheet, and no table wider than a sheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from survey_app.demo.province import CENTRE, PROVINCE
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

MM = 96 / 25.4
WIDE, HIGH = int((210 - 28) * MM), int((297 - 33) * MM)
"""A sheet of A4 inside its margins, in CSS pixels."""


@pytest.mark.parametrize("unit", [PROVINCE, CENTRE])
def test_the_first_sheet_holds_sentences_and_chart_and_no_table_makes_the_print_smaller(
    head: Page, site: Site, unit: str
) -> None:
    head.set_viewport_size({"width": WIDE, "height": HIGH})
    head.emulate_media(media="print")
    head.goto(f"/office/results?period={site.at.week}&unit={unit}&open=all")
    assert head.evaluate("document.documentElement.scrollWidth") <= WIDE
    chart = head.locator(".pictured img").bounding_box()
    assert chart is not None
    assert chart["y"] + chart["height"] <= HIGH
