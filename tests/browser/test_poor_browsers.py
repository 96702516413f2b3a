"""What browsers inside other apps, old ones and private windows lack is taken away: an answer still arrives, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from survey_app.rotating import rotating_codes_of
from tests.browser.serving import PHONE
from tests.browser.town import DESK, TOKEN, Town

pytestmark = pytest.mark.browser

HELD = "Phiếu được giữ trên điện thoại này"
THANKS = "Cảm ơn Ông/Bà"
NO_WORKER = "delete Navigator.prototype.serviceWorker"
REFUSED = "() => Promise.reject(new DOMException('no', 'SecurityError'))"
MISSING = {
    "no service worker": NO_WORKER,
    "service worker refused": f"ServiceWorkerContainer.prototype.register = {REFUSED}",
    "no caches": "delete self.caches",
    "caches refused": f"for (const each of ['open', 'delete', 'keys']) CacheStorage.prototype[each] = {REFUSED}",
    "no time limit on a request": "delete AbortSignal.timeout",
    "no voices": "delete self.speechSynthesis",
    "no databases": "delete self.indexedDB",
    "no subtle crypto": "delete Crypto.prototype.subtle",
    "no background sync": "delete self.SyncManager; delete self.PeriodicSyncManager",
    "nothing of all that": f"{NO_WORKER}; delete self.caches; delete AbortSignal.timeout; delete self.speechSynthesis;"
    "delete self.indexedDB; delete Crypto.prototype.subtle; delete self.SyncManager",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("poor"))
    town.start()
    yield town
    town.close()


@pytest.fixture
def town(built: Town) -> Town:
    built.empty()
    return built


def answered(page: Page) -> None:
    page.locator("[name=overall][value='2']").check()
    page.get_by_role("button", name="Gửi đánh giá").click()


@pytest.mark.parametrize("lack", MISSING)
def test_an_answer_waits_and_arrives_once(chromium: Browser, town: Town, lack: str) -> None:
    with chromium.new_context(base_url=town.base, viewport=PHONE) as context:
        context.add_init_script(MISSING[lack])
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(DESK, wait_until="networkidle")
        page.route("**/d/**", lambda route: route.abort())
        answered(page)
        expect(page.get_by_text(HELD)).to_be_visible()
        page.unroute("**/d/**")
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
        assert page.evaluate("Object.keys(localStorage)") == []
        assert faults == []
    assert [each.answers[0] for each in town.answers()] == ["2"]


def test_a_browser_too_old_for_the_script_sends_the_plain_form(chromium: Browser, town: Town) -> None:
    def spoil(route: Route) -> None:
        """A script that does not parse is a script that does not run; the policy sees to the rest."""
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("{let D=document", "{let D=?.document"))

    with chromium.new_context(base_url=town.base, viewport=PHONE) as context:
        page = context.new_page()
        page.route("**/d/*", spoil, times=1)
        page.goto(DESK)
        assert page.evaluate("typeof sipas") == "undefined"
        answered(page)
        page.wait_for_url("**/thanks/**")
        expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert len(town.answers()) == 1


def test_a_form_restored_as_it_was_left_is_still_kept_once(chromium: Browser, town: Town) -> None:
    with chromium.new_context(base_url=town.base, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(DESK)
        answered(page)
        expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
        receipt = page.locator(".receipt").inner_text()
        page.go_back()
        answered(page)
        expect(page.locator(".receipt")).to_have_text(receipt)
    assert len(town.answers()) == 1


def test_a_tablet_that_lacks_them_all_still_takes_answers(chromium: Browser, town: Town) -> None:
    lacks = (
        MISSING["nothing of all that"]
        + "; delete Element.prototype.requestFullscreen; delete Navigator.prototype.wakeLock"
    )
    with chromium.new_context(base_url=town.base, viewport={"width": 768, "height": 1024}) as context:
        context.add_init_script(lacks)
        page = context.new_page()
        page.goto(f"/kiosk/{TOKEN}/{rotating_codes_of(town.secret_key).kiosk_key(TOKEN)}", wait_until="networkidle")
        page.get_by_role("button", name="Hài lòng", exact=True).click()
        page.get_by_role("button", name="Gửi luôn").click()
        expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
        expect(page.locator("footer [role=status]")).to_have_text("Chờ gửi: 0")
    assert len(town.answers()) == 1
