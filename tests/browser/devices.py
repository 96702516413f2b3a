"""States of the pages that are not a citizen's phone: the tablet at the exit, the screen on the wall, the helper's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from survey_app.intake.pages import NOT_FROZEN
from tests.browser.states import Reach, at, in_english

if TYPE_CHECKING:
    from tests.browser.conftest import Site

FIRST = "Ông/Bà có hài lòng"


def kiosk(page: Page, site: Site) -> None:
    """The first screen, with a clock whose hands the state moves."""
    page.clock.install()
    page.goto(site.at.kiosk, wait_until="networkidle")
    expect(page.get_by_role("heading", name=FIRST)).to_be_visible()


def kiosk_in_english(page: Page, site: Site) -> None:
    """The same after its language was tapped."""
    kiosk(page, site)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="How satisfied")).to_be_visible()


def kiosk_second_question(page: Page, site: Site) -> None:
    """After the first tap."""
    kiosk(page, site)
    page.get_by_role("button", name="Bình thường").click()
    expect(page.get_by_role("heading", name="bao nhiêu phút")).to_be_visible()


def kiosk_many_choices(page: Page, site: Site) -> None:
    """The sectors, after the second tap."""
    kiosk_second_question(page, site)
    page.get_by_role("button", name="30 phút").click()
    expect(page.get_by_role("heading", name="lĩnh vực nào")).to_be_visible()


def kiosk_notice(page: Page, site: Site) -> None:
    """Fifteen seconds after the last tap."""
    kiosk_second_question(page, site)
    page.clock.run_for(16_000)
    expect(page.get_by_role("heading", name="còn trả lời không")).to_be_visible()


def kiosk_thanks(page: Page, site: Site) -> None:
    """After the last question, before it goes back by itself."""
    kiosk_second_question(page, site)
    page.get_by_role("button", name="Gửi luôn").click()
    expect(page.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_be_visible()


def kiosk_resting(page: Page, site: Site) -> None:
    """Opened where no form can be had for the next person."""
    page.route("**/nonces*", lambda route: route.abort())
    page.goto(site.at.kiosk, wait_until="networkidle")
    expect(page.get_by_role("heading", name="Máy đang chờ mạng")).to_be_visible()


def kiosk_staff_code(page: Page, site: Site) -> None:
    """Where staff type their code, after a wrong one."""
    kiosk(page, site)
    page.get_by_role("button", name="Cán bộ").click()
    for digit in "000000" if site.at.kiosk_code != "000000" else "111111":
        page.get_by_role("button", name=digit, exact=True).click()
    expect(page.get_by_text("Sai mã")).to_be_visible()


def kiosk_staff(page: Page, site: Site) -> None:
    """What waits and what staff can do."""
    kiosk(page, site)
    page.get_by_role("button", name="Cán bộ").click()
    for digit in site.at.kiosk_code:
        page.get_by_role("button", name=digit, exact=True).click()
    expect(page.get_by_role("button", name="Gửi ngay")).to_be_visible()


def kiosk_covered(page: Page, site: Site) -> None:
    """Locked, and somebody left the full screen."""
    kiosk_staff(page, site)
    page.get_by_role("button", name="Khóa máy, toàn màn hình").click()
    page.wait_for_function("document.fullscreenElement")
    page.evaluate("document.exitFullscreen()")
    expect(page.get_by_role("heading", name="Máy đang khóa")).to_be_visible()


def kiosk_as_a_plain_form(page: Page, site: Site) -> None:
    """As it comes where no script runs, sent without an answer."""
    _as_a_plain_form(page, site.at.kiosk)
    expect(page.get_by_role("alert")).to_contain_text("Xin chọn một mức hài lòng")


def screen_without_network(page: Page, site: Site) -> None:
    """The code is too old to stay on the wall."""
    page.clock.install()
    page.goto(site.at.screen)
    page.route("**/screen/**", lambda route: route.abort())
    page.clock.fast_forward("09:00")
    page.clock.run_for("00:10")
    expect(page.get_by_role("alert")).to_contain_text("Xin quét mã QR in tại quầy")


def assist_with_errors(page: Page, site: Site) -> None:
    """Sent without an answer."""
    page.goto(site.at.assist)
    page.get_by_role("button", name="Gửi, đến người tiếp theo").click()
    expect(page.get_by_role("alert")).to_be_visible()


def assist_sent(page: Page, site: Site) -> None:
    """Ready for the next person."""
    page.goto(site.at.assist)
    page.get_by_text("Rất hài lòng").first.click()
    page.get_by_role("button", name="Gửi, đến người tiếp theo").click()
    expect(page.get_by_role("status")).to_contain_text("Mời người tiếp theo.")


def assist_hinted(page: Page, site: Site) -> None:
    """A comment with a phone number comes back once."""
    page.goto(site.at.assist)
    page.get_by_text("Hài lòng", exact=True).first.click()
    page.get_by_text("Muốn nói thêm?").click()
    page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").fill("Gọi tôi 0912 345 678")
    page.get_by_role("button", name="Gửi, đến người tiếp theo").click()
    expect(page.get_by_role("heading", name="Phiếu chưa gửi")).to_be_visible()


def _as_a_plain_form(page: Page, address: str) -> None:
    """The server's own page, without what its script makes of it."""
    page.goto(address)
    nonce = page.locator("form:not([lang=en]) [name=form-nonce]").get_attribute("value") or ""
    answer = page.request.post(address, form={"form-id": "desk_v1", "form-nonce": nonce})
    page.set_content(answer.text().replace("<script>", "<script type=none>"))


KIOSK: dict[str, Reach] = {
    "kiosk": kiosk,
    "kiosk in English": kiosk_in_english,
    "kiosk, second question": kiosk_second_question,
    "kiosk, many choices": kiosk_many_choices,
    "kiosk notice": kiosk_notice,
    "kiosk thanks": kiosk_thanks,
    "kiosk resting": kiosk_resting,
    "kiosk, code of staff": kiosk_staff_code,
    "kiosk, panel of staff": kiosk_staff,
    "kiosk covered": kiosk_covered,
    "kiosk as a plain form": kiosk_as_a_plain_form,
}
SCREEN: dict[str, Reach] = {
    "screen": at("{screen}", "phút"),
    "screen without network": screen_without_network,
}
ASSIST: dict[str, Reach] = {
    "assist": at("{assist}", "Không gợi ý", status=NOT_FROZEN),
    "assist in English": in_english("{assist}?lang=en", status=NOT_FROZEN),
    "assist with errors": assist_with_errors,
    "assist sent": assist_sent,
    "assist hinted": assist_hinted,
}
DEVICES = {**KIOSK, **SCREEN, **ASSIST}
