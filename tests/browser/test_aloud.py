"""Reading aloud: offered only where the phone itself has a voice for the language, and stopped by a second press."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.conftest import Site
from tests.browser.serving import PHONE

pytestmark = pytest.mark.browser

VOICES = """voices => {
  const heard = window.heard = [], speech = new EventTarget();
  Object.assign(speech, {
    list: voices,
    getVoices: () => speech.list,
    speak: said => heard.push(said),
    cancel: () => heard.push("cancelled"),
  });
  Object.defineProperty(window, "speechSynthesis", {value: speech});
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
}"""
HEARD = "heard.map(each => each.text ?? each)"
LOCAL, REMOTE = {"lang": "vi-VN", "localService": True}, {"lang": "vi-VN", "localService": False}
ENGLISH = {"lang": "en_US", "localService": True}


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Page]:
    with chromium.new_context(base_url=site.base, viewport=PHONE) as context:
        yield context.new_page()


def opened(page: Page, address: str, *voices: dict[str, Any]) -> Page:
    """A page in a browser that has these voices, once its scripts have run."""
    page.add_init_script(f"({VOICES})({list(voices)})".replace("True", "true").replace("False", "false"))
    page.goto(address, wait_until="networkidle")
    return page


def test_a_voice_of_the_phone_reads_the_question_and_its_answers_and_stops(phone: Page, site: Site) -> None:
    page = opened(phone, site.at.desk, ENGLISH, LOCAL)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    overall = page.get_by_role("group", name="Ông/Bà có hài lòng")
    overall.get_by_role("button", name="Đọc câu hỏi").click()
    heard = page.evaluate(HEARD)
    assert heard[0] == "Ông/Bà có hài lòng với lần giao dịch hôm nay không?"
    assert heard[-5:] == ["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng"]
    assert page.evaluate("heard.every(each => each.voice.lang == 'vi-VN')")
    overall.get_by_role("button", name="Dừng đọc").click()
    assert page.evaluate(HEARD)[-1] == "cancelled"
    expect(overall.get_by_role("button", name="Đọc câu hỏi")).to_be_visible()
    assert sent == []


def test_another_question_takes_over_and_the_end_gives_the_button_back(phone: Page, site: Site) -> None:
    page = opened(phone, site.at.desk, LOCAL)
    buttons = page.get_by_role("button", name="Đọc câu hỏi")
    buttons.first.click()
    buttons.first.click()
    expect(page.get_by_role("button", name="Dừng đọc")).to_have_count(1)
    page.evaluate("heard.at(-1).onend()")
    expect(page.get_by_role("button", name="Dừng đọc")).to_have_count(0)


def test_every_question_has_its_button_also_after_a_refusal(phone: Page, site: Site) -> None:
    page = opened(phone, site.at.desk, LOCAL)
    questions = page.locator("form fieldset, form .ask").count()
    assert page.locator(".aloud").count() == questions
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_role("heading", name="Phiếu chưa gửi được")).to_be_visible()
    expect(page.locator(".aloud")).to_have_count(questions)
    page.locator(".aloud").first.click()
    assert "Xin chọn một mức hài lòng." in page.evaluate(HEARD)


def test_voices_that_come_late_are_found(phone: Page, site: Site) -> None:
    page = opened(phone, site.at.desk)
    expect(page.locator(".aloud")).to_have_count(0)
    page.evaluate(
        "voice => { speechSynthesis.list = [voice]; speechSynthesis.dispatchEvent(new Event('voiceschanged')) }", LOCAL
    )
    expect(page.locator(".aloud").first).to_be_visible()


@pytest.mark.parametrize(
    ("voices", "language", "offered"),
    [((), "vi", False), ((ENGLISH,), "vi", False), ((REMOTE,), "vi", False), ((ENGLISH,), "en", True)],
    ids=["no voice", "of another language", "of another computer", "English"],
)
def test_without_a_voice_of_its_own_the_page_offers_nothing(
    phone: Page, site: Site, voices: tuple[dict[str, Any], ...], language: str, offered: bool
) -> None:
    page = opened(phone, f"{site.at.desk}?lang={language}", *voices)
    assert (page.locator(".aloud").count() > 0) == offered


def test_a_browser_that_cannot_speak_shows_the_form_as_it_is(phone: Page, site: Site) -> None:
    phone.add_init_script("delete window.speechSynthesis")
    faults: list[str] = []
    phone.on("pageerror", lambda fault: faults.append(str(fault)))
    phone.goto(site.at.desk, wait_until="networkidle")
    assert phone.locator(".aloud").count() == 0
    assert faults == []
