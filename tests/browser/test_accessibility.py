"""axe finds nothing on any page in any state: narrow and wide, light and dark (WCAG 2.2 AA)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import Site
from tests.browser.serving import PHONE
from tests.browser.states import OFFICE, PUBLIC, every_table_open

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1280, "height": 800}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


def violations(page: Page) -> list[str]:
    """What axe finds, a line each: rule, element, what to do."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def assert_accessible(page: Page, *sizes: ViewportSize) -> None:
    for size in sizes:
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], f"at {size['width']} px, {scheme}"


@pytest.mark.parametrize("reach", PUBLIC.values(), ids=PUBLIC)
def test_a_page_for_everyone_is_accessible(citizen: Page, site: Site, reach: Callable[[Page, Site], None]) -> None:
    reach(citizen, site)
    # the column is the same at any width
    assert_accessible(citizen, PHONE)


@pytest.mark.parametrize("reach", OFFICE.values(), ids=OFFICE)
def test_a_page_of_the_office_is_accessible(head: Page, site: Site, reach: Callable[[Page, Site], None]) -> None:
    reach(head, site)
    sizes = (WIDE,) if reach is every_table_open else (PHONE, WIDE)
    assert_accessible(head, *sizes)
