"""Every page in every language: it fits a narrow phone with large text, and a phone has the letters."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from survey_app.intake.desks import open_desk
from survey_app.languages import known_languages
from survey_app.office.preview import STATES, preview
from survey_app.periods import viet_nam_today
from survey_app.rotating import rotating_codes_of
from tests.browser.serving import PHONE
from tests.browser.test_accessibility import violations
from tests.browser.town import DESK, TOKEN, Town
from tests.conftest import needs

pytestmark = pytest.mark.browser

WIDTHS = (320, 360)
TEXT_SIZES = {"100 %": "112.5%", "200 %": "225%"}
"""The page's own size of text, and twice that."""
ROWS = """bar => {
  const shown = [...bar.children].filter(each => each.checkVisibility()).map(each => each.getBoundingClientRect());
  return 1 + shown.filter((box, at) => at && box.top >= shown[at - 1].bottom).length;
}"""
LAO = range(0x0E80, 0x0F00)
TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth, wide = [];
  if (document.documentElement.scrollWidth > edge) wide.push("the page");
  for (const each of document.querySelectorAll("main *"))
    if (!each.closest(".trap, svg") && each.getBoundingClientRect().right > edge + .5)
      wide.push(each.outerHTML.slice(0, 80));
  return wide;
}"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A desk where every language is offered, reviewed or not."""
    made = Town(tmp_path_factory.mktemp("town"))
    names = {code: language.name for code, language in known_languages().items()}
    made.app.extensions["sipas_offered_languages"] = names
    made.start()
    yield made
    made.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport=PHONE) as context:
        yield context.new_page()


def pages(app: Flask, town: Town, language: str) -> Iterator[tuple[str, str]]:
    """Every state's page in a language."""
    with app.test_request_context(), town.store.reading() as session:
        desk = open_desk(session, TOKEN, viet_nam_today(app.extensions["sipas_clock"]()))
        for state in STATES:
            yield state, preview(state, desk, language)
        long = replace(desk, questionnaire="sipas_2017")
        for state in ("form", "errors"):
            yield f"long {state}", preview(state, long, language)


def fonts_with(letters: set[str]) -> set[str]:
    """The families on this machine that have every one of the letters."""
    needs("fc-list")
    wanted = " ".join(f"{ord(letter):x}" for letter in sorted(letters))
    listed = subprocess.run(["fc-list", f":charset={wanted}", "family"], capture_output=True, text=True, check=True)
    return {name.strip() for line in listed.stdout.splitlines() for name in line.split(",")}


def lao_fonts(letters: set[str]) -> set[str]:
    """The families that have the Lao letters; without any there is nothing to look at."""
    found = fonts_with(letters)
    if not found:
        message = "no font with Lao letters: apt-get install fonts-lao"
        pytest.fail(f"nothing may skip in CI; {message}") if os.environ.get("CI") else pytest.skip(message)
    return found


def fonts_of(page: Page, selector: str) -> set[str]:
    """The fonts that Chromium drew the text of an element with."""
    protocol = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        protocol.send(f"{domain}.enable")
    root = protocol.send("DOM.getDocument")["root"]["nodeId"]
    node = protocol.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    return {font["familyName"] for font in protocol.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}


@pytest.mark.parametrize("language", known_languages())
def test_no_page_scrolls_sideways_on_a_narrow_phone_with_text_of_twice_the_size(
    phone: Page, town: Town, language: str
) -> None:
    found = []
    for state, text in pages(town.app, town, language):
        phone.set_content(text)
        phone.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for size, share in TEXT_SIZES.items():
            phone.evaluate("size => document.documentElement.style.fontSize = size", share)
            for width in WIDTHS:
                phone.set_viewport_size({"width": width, "height": PHONE["height"]})
                found += [f"{state}, {width} px, {size}: {each}" for each in phone.evaluate(TOO_WIDE)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", known_languages())
def test_title_and_languages_stand_in_one_row_on_the_narrowest_phone(phone: Page, town: Town, language: str) -> None:
    found = []
    for state, text in pages(town.app, town, language):
        phone.set_content(text)
        for width in WIDTHS:
            phone.set_viewport_size({"width": width, "height": PHONE["height"]})
            if phone.locator(".bar").count() and phone.locator(".bar").evaluate(ROWS) != 1:
                found.append(f"{state}, {width} px")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", known_languages())
def test_axe_finds_nothing_on_any_page_of_any_language(phone: Page, town: Town, language: str) -> None:
    found = []
    for state, text in pages(town.app, town, language):
        phone.set_content(text)
        found += [f"{state}: {each}" for each in violations(phone)]
    assert not found, "\n".join(found)


def test_every_lao_letter_of_every_page_is_in_a_font_that_has_it(phone: Page, town: Town) -> None:
    letters = {letter for _state, text in pages(town.app, town, "lo") for letter in text if ord(letter) in LAO}
    assert len(letters) > 40
    fonts = lao_fonts(letters)
    phone.goto(f"{town.base}{DESK}?lang=lo")
    # marks need a letter to stand on
    on_a_letter = " ".join(f"ກ{letter}" for letter in sorted(letters))
    phone.evaluate("text => document.querySelector('h1').textContent = text", on_a_letter.replace(" ", ""))
    assert fonts_of(phone, "h1") <= fonts


def test_a_letter_that_no_font_has_would_be_seen(phone: Page, town: Town) -> None:
    lao_fonts({"ກ"})
    phone.goto(f"{town.base}{DESK}?lang=lo")
    # not assigned in Unicode
    phone.evaluate("text => document.querySelector('h1').textContent = text", "ກ\u0e80")
    assert not fonts_of(phone, "h1") <= fonts_with({"ກ", "\u0e80"})


def test_lao_lines_are_high_enough_and_break_without_spaces(phone: Page, town: Town) -> None:
    phone.goto(f"{town.base}{DESK}?lang=lo")
    leading = "each => parseFloat(getComputedStyle(each).lineHeight) / parseFloat(getComputedStyle(each).fontSize)"
    for selector in ("body", "h1", "legend", "label", "button"):
        assert phone.locator(selector).first.evaluate(leading) == pytest.approx(1.8, abs=0.01)
    heading = phone.locator("h1")
    assert " " not in heading.inner_text()
    phone.set_viewport_size({"width": 320, "height": 740})
    phone.evaluate("document.documentElement.style.fontSize = '225%'")
    assert heading.evaluate("each => each.getClientRects().length || 1") >= 1
    lines = heading.evaluate("each => each.offsetHeight / parseFloat(getComputedStyle(each).lineHeight)")
    assert round(lines) >= 3


def test_the_tablet_at_the_exit_has_the_fonts_and_the_height_too(phone: Page, town: Town) -> None:
    phone.goto(f"{town.base}/kiosk/{TOKEN}/{rotating_codes_of(town.secret_key).kiosk_key(TOKEN)}")
    phone.locator("nav a[lang=lo]").click()
    heading = phone.locator("#stage h1")
    expect(heading).to_contain_text("ທ່ານ")
    leading = "each => parseFloat(getComputedStyle(each).lineHeight) / parseFloat(getComputedStyle(each).fontSize)"
    assert heading.evaluate(leading) == pytest.approx(1.8, abs=0.01)
    assert fonts_of(phone, "#stage h1") <= lao_fonts(set("ທ່ານ"))
    # names of places are not spoken as Lao
    expect(phone.locator("#stage .place [lang=vi]")).to_have_count(2)
    phone.locator("nav a[lang=vi]").click()
    assert heading.evaluate(leading) == pytest.approx(1.3, abs=0.01)


def test_names_of_places_are_drawn_like_the_rest_of_a_vietnamese_page(phone: Page, town: Town) -> None:
    phone.goto(f"{town.base}{DESK}?lang=lo")
    in_lao = fonts_of(phone, "#place b span")
    phone.goto(f"{town.base}{DESK}")
    assert in_lao == fonts_of(phone, "#place b")


def test_a_form_is_sent_in_lao_from_the_first_page_to_the_thanks(phone: Page, town: Town) -> None:
    town.empty()
    phone.goto(f"{town.base}{DESK}?lang=lo")
    phone.get_by_role("button", name="ສົ່ງການປະເມີນ").click()
    phone.get_by_role("link", name="ກະລຸນາເລືອກລະດັບຄວາມພໍໃຈ").click()
    phone.get_by_role("radio", name="ພໍໃຈ", exact=True).first.check()
    phone.get_by_role("button", name="ສົ່ງການປະເມີນ").click()
    phone.get_by_role("heading", name="ຂອບໃຈທ່ານ").wait_for()
    assert phone.url.endswith("?lang=lo")
    assert len(town.answers()) == 1


def test_the_shipped_pages_hold_no_file_of_a_font(town: Town) -> None:
    assert list(Path(town.app.root_path).rglob("*.woff*")) == []
