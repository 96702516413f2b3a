"""The pages on a cheap phone: no sideways scroll, large targets, few bytes in one request, no cookie."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.conftest import Site
from tests.browser.serving import PHONE
from tests.browser.states import CITIZEN, LOGIN, OFFICE, Reach

pytestmark = pytest.mark.browser

MOST_BYTES = 14_000
REFLOW = 320
"""The width in CSS pixels that WCAG 2.2 names for reflow (criterion 1.4.10)."""
TARGET, GAP = 44, 8
TARGETS = "label:has([type=radio]), button, summary, textarea, [type=text], a"
SIZES = """elements => elements.filter(element => element.checkVisibility()).map(element => {
  const {width, height} = element.getBoundingClientRect();
  return [element.innerText || element.name, width, height];
})"""
GAPS = """elements => elements.filter(each => each.checkVisibility()).flatMap(choice => {
  const next = choice.nextElementSibling, box = choice.getBoundingClientRect();
  if (!next?.matches('label') || !next.checkVisibility()) return [];
  const below = next.getBoundingClientRect();
  return [below.top > box.top ? below.top - box.bottom : below.left - box.right];
})"""

AFTER_THE_LOAD = """() => {
  const {loadEventStart} = performance.getEntriesByType('navigation')[0];
  const others = performance.getEntriesByType('resource');
  return others.length > 0 && others.every(each => each.startTime >= loadEventStart);
}"""

# the middle of what has the focus belongs to it, or to its label
IN_SIGHT = """focused => {
  const box = focused.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const label = focused.labels?.[0];
  return focused === top || focused.contains(top) || label === top || Boolean(label?.contains(top));
}"""


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways at the narrow widths."""
    # a busy machine shows a button before the styles have come
    page.wait_for_load_state()
    found = []
    for width in (PHONE["width"], REFLOW):
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        reached = page.evaluate("document.documentElement.scrollWidth")
        if reached > width:
            found.append(f"{reached} px at {width}")
    return found


def test_the_minutes_stand_two_in_a_row_on_the_narrowest_phone(citizen: Page, site: Site) -> None:
    citizen.set_viewport_size({"width": REFLOW, "height": PHONE["height"]})
    citizen.goto(site.at.desk)
    rows = citizen.locator(".row").first.locator("label").evaluate_all("labels => labels.map(each => each.offsetTop)")
    assert len(rows) == 8
    assert [rows.count(row) for row in sorted(set(rows))] == [2, 2, 2, 2]


@pytest.mark.parametrize("reach", CITIZEN.values(), ids=CITIZEN)
def test_a_citizens_page_fits_a_narrow_phone_and_a_thumb(citizen: Page, site: Site, reach: Reach) -> None:
    reach(citizen, site)
    small = [size for size in citizen.locator(TARGETS).evaluate_all(SIZES) if min(size[1:]) < TARGET]
    assert small == []
    assert all(gap >= GAP for gap in citizen.locator("label:has([type=radio])").evaluate_all(GAPS))
    assert too_wide(citizen) == []


@pytest.mark.parametrize("desk", ["desk", "long_desk"])
def test_the_way_to_send_stays_in_sight_once_there_is_an_answer_and_covers_no_focus(
    citizen: Page, site: Site, desk: str
) -> None:
    citizen.goto(getattr(site.at, desk))
    send = citizen.get_by_role("button", name="Gửi đánh giá")
    expect(send).not_to_be_in_viewport()
    citizen.get_by_role("radio", name="Hài lòng", exact=True).first.check()
    expect(send).to_be_in_viewport(ratio=1)
    seen = set()
    for _press in range(40):
        citizen.keyboard.press("Tab")
        focused = citizen.locator(":focus")
        if focused.count() == 0:
            break
        assert focused.evaluate(IN_SIGHT), focused.evaluate("each => each.outerHTML")
        seen.add(focused.evaluate("each => each.localName"))
    assert {"input", "button"} <= seen


@pytest.mark.parametrize("reach", LOGIN.values(), ids=LOGIN)
def test_the_login_fits_a_narrow_phone(citizen: Page, site: Site, reach: Reach) -> None:
    reach(citizen, site)
    assert too_wide(citizen) == []


@pytest.mark.parametrize("reach", OFFICE.values(), ids=OFFICE)
def test_a_page_of_the_office_fits_a_narrow_phone(head: Page, site: Site, reach: Reach) -> None:
    reach(head, site)
    assert too_wide(head) == []


@pytest.mark.parametrize("desk", ["desk", "long_desk"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_form_is_one_small_answer_to_one_request_the_rest_comes_after_and_no_cookie_is_set(
    citizen: Page, site: Site, desk: str, language: str
) -> None:
    requests: list[Request] = []
    finished: list[dict[str, Any]] = []
    # Playwright marks its handlers, which a list's own method does not allow
    citizen.on("request", lambda request: requests.append(request))
    network = citizen.context.new_cdp_session(citizen)
    network.on("Network.loadingFinished", lambda each: finished.append(each))
    network.send("Network.enable")
    address = f"{getattr(site.at, desk)}?lang={language}"
    answer = citizen.goto(address, wait_until="networkidle")
    assert answer is not None
    assert requests[0].url == f"{site.base}{address}"
    assert {urlsplit(request.url).path for request in requests[1:]} <= {"/page.js", "/sw.js", urlsplit(address).path}
    assert citizen.evaluate(AFTER_THE_LOAD)
    # the protocol counts the bytes of status line, headers and compressed body
    assert 0 < finished[0]["encodedDataLength"] < MOST_BYTES
    # the short form fits even where a proxy undoes the compression
    assert desk == "long_desk" or len(answer.body()) < MOST_BYTES
    assert "set-cookie" not in answer.all_headers()
    assert citizen.context.cookies() == []


def test_a_citizen_without_script_answers_and_is_thanked(chromium: Browser, site: Site) -> None:
    with chromium.new_context(base_url=site.base, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.at.desk)
        page.get_by_text("Muốn nói thêm?").click()
        page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").fill("Cảm ơn quầy 5.")
        page.get_by_role("button", name="Gửi đánh giá").click()
        expect(page.get_by_role("heading", name="Phiếu chưa gửi được")).to_be_visible()
        expect(page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?")).to_have_value("Cảm ơn quầy 5.")
        page.get_by_role("radio", name="Hài lòng", exact=True).first.check()
        page.get_by_role("button", name="Gửi đánh giá").click()
        expect(page.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 1024])
def test_the_period_of_a_week_stands_in_one_line_whatever_links_there_are(head: Page, site: Site, width: int) -> None:
    head.set_viewport_size({"width": width, "height": 800})
    head.goto(f"/office/results?period={site.at.week}")
    # a week between two others has a link to each
    head.locator(".steps").evaluate("list => list.append(...[1, 2].map(() => list.lastElementChild.cloneNode(true)))")
    height, line = head.locator(".heading .period").evaluate(
        "shown => [shown.getBoundingClientRect().height, parseFloat(getComputedStyle(shown).lineHeight)]"
    )
    assert height < 1.5 * line


@pytest.mark.parametrize(
    "address", ["integrity?period={0.week}", "integrity?period={0.empty_week}", "results?period={0.open_week}"]
)
def test_a_page_stands_beside_the_menu_and_choosing_another_is_folded(head: Page, site: Site, address: str) -> None:
    head.set_viewport_size({"width": 1280, "height": 800})
    head.goto(f"/office/{address.format(site.at)}")
    heading = head.get_by_role("heading", level=1).bounding_box()
    assert heading is not None
    assert heading["x"] < 280
    expect(head.get_by_label("Kỳ", exact=True)).to_be_hidden()
    head.locator(".choose > summary").click()
    expect(head.get_by_label("Kỳ", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    "address",
    ["compare?period={}&rows=unit&columns=figures", "compare?period={}", "series?period={}", "questionnaires"],
)
def test_a_list_of_figures_is_read_downwards_on_a_phone_not_sideways(head: Page, site: Site, address: str) -> None:
    head.goto(f"/office/{address.format(site.at.week)}")
    table = head.get_by_role("table").first
    hidden = table.evaluate("each => each.parentElement.scrollWidth - each.parentElement.clientWidth")
    assert hidden <= 0
    assert table.get_by_role("rowheader").count() > 0
