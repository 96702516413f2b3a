"""axe finds nothing on any page in any state: narrow and wide, light and dark (WCAG 2.2 AA)."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import Site
from tests.browser.devices import DEVICES, KIOSK
from tests.browser.serving import PHONE
from tests.browser.states import CITIZEN, LOGIN, OFFICE, Reach

pytestmark = pytest.mark.browser

TABLET: ViewportSize = {"width": 768, "height": 1024}
WIDE: ViewportSize = {"width": 1280, "height": 800}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PUBLIC = {**CITIZEN, **LOGIN}
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    # no criterion of WCAG, but who goes from heading to heading loses their way without it
    "rules": {"heading-order": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What another colour scheme can change."""


def violations(page: Page, options: dict[str, object] = OPTIONS) -> list[str]:
    """What axe finds, a line each: rule, element, what to do."""
    # a page just reached by a key may still wait for its stylesheet
    page.wait_for_load_state()
    # what lies under the button that stays in sight is one scroll away; axe counts it as covered
    page.evaluate("document.querySelectorAll('form > button').forEach(each => { each.style.position = 'static' })")
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def assert_accessible(page: Page, *sizes: ViewportSize) -> None:
    for size in sizes:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        assert violations(page) == [], f"at {size['width']} px, light"
        page.emulate_media(color_scheme="dark")
        assert violations(page, COLOURS) == [], f"at {size['width']} px, dark"


def test_axe_finds_a_fault_where_there_is_one(citizen: Page, site: Site) -> None:
    citizen.goto(site.at.desk)
    citizen.locator("label[for=minutes_typed]").evaluate("label => label.remove()")
    (fault,) = violations(citizen)
    assert fault.startswith("label: <input")


@pytest.mark.parametrize("reach", PUBLIC.values(), ids=PUBLIC)
def test_a_page_for_everyone_is_accessible(citizen: Page, site: Site, reach: Reach) -> None:
    reach(citizen, site)
    # the column is the same at any width
    assert_accessible(citizen, PHONE)


@pytest.mark.parametrize("state", DEVICES)
def test_a_page_of_a_tablet_a_screen_or_a_helper_is_accessible(citizen: Page, site: Site, state: str) -> None:
    citizen.set_viewport_size(TABLET)
    DEVICES[state](citizen, site)
    assert_accessible(citizen, TABLET if state in KIOSK else PHONE)


@pytest.mark.parametrize("state", OFFICE)
def test_a_page_of_the_office_is_accessible(head: Page, site: Site, state: str) -> None:
    OFFICE[state](head, site)
    # large pages cost seconds; what differs by width differs on the first
    sizes = {"week": (PHONE, WIDE), "every table open": (WIDE,), "week in English": (WIDE,)}
    assert_accessible(head, *sizes.get(state, (PHONE,)))
