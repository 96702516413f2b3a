"""The states of the citizen's side at three sizes, side by side: phone, tablet, desk. Drawn for the docs."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from .walking import SIZES

Reach = Callable[[Page, "Places"], None]
GAP = 24
GROUND = "#8a8d93"
NOTICE_SECONDS, STALE_MINUTES = 16, 9
SEND = "Gửi đánh giá"


@dataclass(frozen=True, slots=True)
class Places:
    """Paths that the states need, and who signs in."""

    form: str
    questionnaire: str
    old_nonce: str
    """Of a page that was opened longer ago than anything is taken from."""
    replaced: str
    spent: str
    kiosk: str
    kiosk_code: str
    screen: str
    assist: str
    batch: str
    login: str
    password: str


def draw(browser: Browser, base: str, places: Places, state: str) -> Image.Image:
    """One state at the three sizes."""
    seen = [_look(browser, base, places, STATES[state], size) for size in SIZES]
    wide = sum(each.width for each in seen) + GAP * (len(seen) + 1)
    sheet = Image.new("RGB", (wide, max(each.height for each in seen) + 2 * GAP), GROUND)
    left = GAP
    for each in seen:
        sheet.paste(each, (left, GAP))
        left += each.width + GAP
    return sheet


def _look(browser: Browser, base: str, places: Places, reach: Reach, size: tuple[int, int]) -> Image.Image:
    screen: Any = {"width": size[0], "height": size[1]}
    with browser.new_context(base_url=base, viewport=screen, locale="vi-VN", service_workers="block") as context:
        page = context.new_page()
        reach(page, places)
        page.mouse.move(0, 0)
        return Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def at(name: str, path: str = "") -> Reach:
    """A page that opens by its address."""
    return lambda page, places: _open(page, getattr(places, name) + path)


def _open(page: Page, address: str) -> None:
    page.goto(address, wait_until="networkidle")


def _chosen(page: Page, places: Places) -> None:
    _open(page, places.form)
    page.get_by_text("Hài lòng", exact=True).first.click()
    page.get_by_text("15 phút", exact=True).click()


def _unfolded(page: Page, places: Places) -> None:
    _chosen(page, places)
    page.get_by_text("Muốn nói thêm?").click()
    page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").fill("Xin thêm ghế ngồi. Gọi tôi 0912 345 678")
    page.get_by_role("button", name=SEND).scroll_into_view_if_needed()


def _errors(page: Page, places: Places) -> None:
    _open(page, places.form)
    page.get_by_label("Số phút khác").fill("900")
    page.get_by_role("button", name=SEND).click()
    page.get_by_role("heading", name="Phiếu chưa gửi được").wait_for()
    page.evaluate("scrollTo(0, 0)")


def _sent(page: Page, places: Places) -> None:
    _chosen(page, places)
    page.get_by_role("button", name=SEND).click()
    page.get_by_role("heading", name="Cảm ơn").wait_for()


def _already(page: Page, places: Places) -> None:
    _open(page, places.form)
    hidden = {name: page.locator(f"[name={name}]").input_value() for name in ("form-id", "form-nonce")}
    page.request.post(places.form, form={**hidden, "overall": "5"})
    page.get_by_text("Không hài lòng").first.click()
    page.get_by_role("button", name=SEND).click()
    page.get_by_role("heading", name="đã được gửi trước đó").wait_for()
    page.evaluate("scrollTo(0, 0)")


def _hinted(page: Page, places: Places) -> None:
    """As it comes back where no script runs: the page is asked for as by a form that the browser sends itself."""
    _open(page, places.form)
    hidden = {name: page.locator(f"[name={name}]").input_value() for name in ("form-id", "form-nonce")}
    said = {"overall": "2", "comment": "Xin thêm ghế ngồi. Gọi tôi 0912 345 678"}
    answer = page.request.post(places.form, form={**hidden, **said}, headers={"Sec-Fetch-Mode": "navigate"})
    _open(page, answer.url)
    page.get_by_role("heading", name="xin xem lại góp ý").wait_for()
    page.evaluate("scrollTo(0, 0)")


def _spent_when_sent(page: Page, places: Places) -> None:
    _chosen(page, places)
    page.evaluate("to => { document.forms[0].action = to }", places.spent)
    page.get_by_role("button", name=SEND).click()
    page.get_by_role("alert").get_by_role("button", name="Gửi không kèm mã").wait_for()
    page.evaluate("scrollTo(0, 0)")


def _offline(page: Page, places: Places) -> None:
    _chosen(page, places)
    page.route("**/d/**", lambda route: route.abort())
    page.get_by_role("button", name=SEND).click()
    page.get_by_text("được giữ trên điện thoại này").wait_for()


def _another_waits(page: Page, places: Places) -> None:
    """The form opened anew while one sent before still waits for the network."""
    page.route("**/d/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    _chosen(page, places)
    page.get_by_role("button", name=SEND).click()
    page.get_by_text("được giữ trên điện thoại này").wait_for()
    _open(page, places.form)
    page.get_by_text("đang chờ gửi trên điện thoại này").wait_for()


def _refused(page: Page, places: Places) -> None:
    """An answer that waited on the phone until it was too old, as any page tells of it."""
    _open(page, "/about")
    page.evaluate(
        """([address, questionnaire, nonce]) => {
          const said = {"form-id": questionnaire, "form-nonce": nonce, overall: "2", comment: "Xin thêm ghế ngồi."};
          localStorage[`sipas:${nonce}`] = `${location.origin}${address}?sent=1\n${new URLSearchParams(said)}`;
        }""",
        [places.form, places.questionnaire, places.old_nonce],
    )
    page.reload(wait_until="networkidle")
    page.get_by_role("button", name="Xem lại phiếu này").wait_for()


def _put_right(page: Page, places: Places) -> None:
    """The same, taken up again by its writer."""
    _refused(page, places)
    page.get_by_role("button", name="Xem lại phiếu này").click()
    page.get_by_role("heading", name="Phiếu chưa gửi được").wait_for()
    page.evaluate("scrollTo(0, 0)")


def _taken_back(page: Page, places: Places) -> None:
    """Choices that need not be made, each with the way to take it back."""
    _chosen(page, places)
    page.get_by_text("Nhận kết quả", exact=True).click()
    page.evaluate("document.querySelector('.rest').scrollIntoView()")


def _wrong_code(page: Page, places: Places) -> None:
    _open(page, "/t")
    page.get_by_label("Gõ mã trên phiếu").fill("ABCD-EFGH-JKM")
    page.get_by_role("button", name="Mở phiếu đánh giá").click()
    page.get_by_role("alert").wait_for()


def _kiosk(page: Page, places: Places, *taps: str) -> None:
    page.clock.install()
    _open(page, places.kiosk)
    for name in taps:
        page.get_by_role("button", name=name, exact=True).click()


def _kiosk_notice(page: Page, places: Places) -> None:
    _kiosk(page, places, "Hài lòng")
    page.clock.run_for(1000 * NOTICE_SECONDS)
    page.get_by_role("heading", name="còn trả lời không").wait_for()


def _kiosk_staff(page: Page, places: Places) -> None:
    _kiosk(page, places, "Cán bộ", *places.kiosk_code)
    page.get_by_role("button", name="Gửi ngay").wait_for()


def _stale_screen(page: Page, places: Places) -> None:
    page.clock.install()
    _open(page, places.screen)
    page.route("**/screen/**", lambda route: route.abort())
    page.clock.fast_forward(60_000 * STALE_MINUTES)
    page.clock.run_for(10_000)
    page.get_by_role("alert").wait_for()


def _assist_sent(page: Page, places: Places) -> None:
    _open(page, places.assist)
    page.get_by_text("Rất hài lòng").first.click()
    page.get_by_role("button", name="Gửi, đến người tiếp theo").click()
    page.get_by_text("Mời người tiếp theo.").wait_for()


def _signed_in(page: Page, places: Places, path: str) -> None:
    page.goto("/office/login")
    page.get_by_label("Tên đăng nhập").fill(places.login)
    page.get_by_label("Mật khẩu").fill(places.password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state("networkidle")
    _open(page, f"/office{path}")


def _paper_entry(page: Page, places: Places) -> None:
    _signed_in(page, places, f"/paper/{places.batch}/entry/1")
    page.get_by_label("Số tờ").fill("7")
    page.keyboard.press("Enter")
    page.keyboard.type("4")


STATES: dict[str, Reach] = {
    "form": at("form"),
    "form-english": at("form", "?lang=en"),
    "form-taken-back": _taken_back,
    "form-open": _unfolded,
    "error": _errors,
    "hinted": _hinted,
    "thanks": _sent,
    "already": _already,
    "offline": _offline,
    "waiting": _another_waits,
    "refused": _refused,
    "put-right": _put_right,
    "code": lambda page, places: _open(page, "/t"),
    "code-wrong": _wrong_code,
    "spent": at("spent"),
    "spent-when-sent": _spent_when_sent,
    "replaced": at("replaced"),
    "about": lambda page, places: _open(page, "/about"),
    "kiosk": _kiosk,
    "kiosk-question": lambda page, places: _kiosk(page, places, "Hài lòng"),
    "kiosk-notice": _kiosk_notice,
    "kiosk-thanks": lambda page, places: _kiosk(page, places, "Hài lòng", "Gửi luôn"),
    "kiosk-staff": _kiosk_staff,
    "screen": at("screen"),
    "screen-stale": _stale_screen,
    "assist": at("assist"),
    "assist-sent": _assist_sent,
    "paper-entry": _paper_entry,
    "paper-differences": lambda page, places: _signed_in(page, places, f"/paper/{places.batch}/differences"),
    "lao": lambda page, places: _signed_in(page, places, "/preview?lang=lo"),
}
"""What is looked at, under the name of its picture."""
