"""What readers set on their devices is heeded in every state: large text, narrow windows, forced colours, no motion."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.devices import DEVICES, SCREEN
from tests.browser.serving import PHONE
from tests.browser.states import CITIZEN, Reach

pytestmark = pytest.mark.browser

REFLOW = 320
"""CSS pixels: what 1280 are at 400 % (WCAG 2.2, criterion 1.4.10)."""
TWICE = """() => {
  const root = document.documentElement;
  root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + "px";
}"""
CUT_OFF = """() => {
  const edge = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > edge) found.push("the page scrolls sideways");
  for (const each of document.querySelectorAll("main *, form *, dialog[open] *, nav a, footer button"))
    if (each.checkVisibility() && !each.closest(".trap, svg") && each.getBoundingClientRect().right > edge + 1)
      found.push(each.outerHTML.slice(0, 80));
  return found;
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter(each => {
  const {animationName, transitionDuration, scrollBehavior} = getComputedStyle(each);
  const changes = transitionDuration.split(",").some(one => parseFloat(one));
  return animationName !== "none" || changes || scrollBehavior === "smooth";
}).map(each => each.tagName)"""
UNSEEN = """() => {
  const shapes = "button, .button, input:not([type=hidden], [type=radio]), textarea, fieldset label:has(input)";
  const has = (style, edge) => style[`${edge}Style`] !== "none" && parseFloat(style[`${edge}Width`]) > 0;
  return [...document.querySelectorAll(shapes)]
    .filter(each => each.checkVisibility() && !each.closest(".trap"))
    .filter(each => !["borderTop", "outline"].some(edge => has(getComputedStyle(each), edge)))
    .map(each => each.outerHTML.slice(0, 80));
}"""
CHOSEN_UNSEEN = """() => [...document.querySelectorAll("label:has(:checked)")]
  .filter(each => getComputedStyle(each).outlineStyle === "none").map(each => each.outerHTML.slice(0, 80))"""


def test_a_page_that_is_cut_off_would_be_found(citizen: Page, site: Site) -> None:
    citizen.goto("/about")
    assert citizen.evaluate(CUT_OFF) == []
    citizen.locator("h1").evaluate("each => { each.style.width = '150vw' }")
    assert len(citizen.evaluate(CUT_OFF)) == 2


@pytest.mark.parametrize("state", [*CITIZEN, *DEVICES])
def test_a_state_heeds_what_its_reader_set(citizen: Page, site: Site, state: str) -> None:
    {**CITIZEN, **DEVICES}[state](citizen, site)
    citizen.emulate_media(reduced_motion="reduce")
    assert citizen.evaluate(MOVING) == []
    citizen.emulate_media(reduced_motion="no-preference", forced_colors="active")
    assert citizen.evaluate(UNSEEN) == []
    assert citizen.evaluate(CHOSEN_UNSEEN) == []
    citizen.emulate_media(forced_colors="none")
    citizen.evaluate(TWICE)
    for width in (REFLOW, PHONE["width"]):
        citizen.set_viewport_size({"width": width, "height": PHONE["height"]})
        # the code on a wall is as wide as its wall, and no letter of it is to be enlarged
        assert state in SCREEN or citizen.evaluate(CUT_OFF) == [], f"{width} px"


def test_a_screen_fits_any_wall(citizen: Page, site: Site) -> None:
    reach: Reach = SCREEN["screen"]
    reach(citizen, site)
    for width in (REFLOW, 1280, 3840):
        citizen.set_viewport_size({"width": width, "height": PHONE["height"]})
        assert citizen.evaluate(CUT_OFF) == [], f"{width} px"
