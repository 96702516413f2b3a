"""The whole form filled in by taps in Chromium, on a phone, a tablet and a desk, with script and without."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

SIZES = ((360, 740), (768, 1024), (1280, 800))
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SECONDS_A_TAP = 3.0
"""What a person is given to read a question and answer it."""
COMMENT = "Xin thêm ghế ngồi"


@dataclass(frozen=True, slots=True)
class Walked:
    """One walk from the form to the thanks."""

    size: tuple[int, int]
    has_script: bool
    questions: int
    taps: int
    seconds: float
    """In the browser, which does not read."""
    is_thanked: bool

    @property
    def human_seconds(self) -> float:
        """With the time a person is given."""
        return self.seconds + self.taps * SECONDS_A_TAP


def walk(base: str, path: str) -> list[Walked] | None:
    """Walk at each size, with script and without; None where there is no Chromium."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        return None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        walked = [
            _walk(browser, base + path, size, has_script=has_script) for has_script in (True, False) for size in SIZES
        ]
        browser.close()
    return walked


def _walk(browser: Browser, address: str, size: tuple[int, int], *, has_script: bool) -> Walked:
    screen: ViewportSize = {"width": size[0], "height": size[1]}
    with browser.new_context(
        viewport=screen, has_touch=True, java_script_enabled=has_script, locale="vi-VN"
    ) as context:
        page = context.new_page()
        began = time.monotonic()
        page.goto(address)
        questions, taps = _fill_in(page)
        page.get_by_role("button", name="Gửi đánh giá").tap()
        page.wait_for_url("**/thanks/**")
        is_thanked = page.get_by_role("heading", level=1).inner_text().startswith("Cảm ơn")
        return Walked(size, has_script, questions, taps + 1, time.monotonic() - began, is_thanked)


def _fill_in(page: Page) -> tuple[int, int]:
    """Answer every question; returns how many there are and the taps it took."""
    page.locator("details > summary").tap()
    groups = page.locator("form fieldset")
    for number in range(groups.count()):
        _choose(groups.nth(number), number)
    comment = page.get_by_role("textbox").last
    comment.tap()
    comment.type(COMMENT)
    questions = groups.count() + 1
    return questions, questions + 1


def _choose(group: Locator, number: int) -> None:
    choices = group.locator("label:has(input[type=radio])")
    choices.nth(number % choices.count()).tap()
