"""Steps from an address to the state of a page that is drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page

from survey_app.demo.past import TAKEN_OVER_BY
from survey_app.demo.province import CENTRE
from survey_app.periods import viet_nam_today

from .furnishing import FIRST, NEW, PASSWORD, SECOND

Way = Callable[[Page], None]


def _sign_in(page: Page, login: str) -> None:
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state("networkidle")


def _first_batch(page: Page) -> None:
    page.locator("main a[href*='/office/comments/']").first.click()


def _first_letter(page: Page) -> None:
    page.locator("main a[href*='/office/letters/']").first.click()


def _below_itself(page: Page) -> None:
    page.get_by_label("Cấp trên mới").fill(TAKEN_OVER_BY)
    page.get_by_label("Từ ngày").fill("01/01/2026")
    page.get_by_role("button", name="Chuyển").click()


def _send(page: Page, name: str, text: str) -> None:
    page.get_by_label("Tệp", exact=True).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_load_state("networkidle")


def _visits(*counts: str) -> str:
    day = viet_nam_today() - timedelta(days=1)
    return "don_vi,linh_vuc,ngay,luot\n" + "".join(
        f"{CENTRE},{sector},{day:%d/%m/%Y},{count}\n" for sector, count in (pair.split("=") for pair in counts)
    )


def _looked_at(page: Page) -> None:
    _send(page, "luot-hom-qua.csv", _visits("dat_dai=184", "ho_tich=96", "xay_dung=41"))


def _with_faults(page: Page) -> None:
    _send(page, "luot-hom-qua.csv", _visits("dat_dai=1.184", "dat-dai=96", "xay_dung=-4"))


def _taken_in(page: Page) -> None:
    _send(page, "luot-sua.csv", _visits("dat_dai=190"))
    page.get_by_role("button", name="Nhập tệp").click()


def _plan_looked_at(page: Page) -> None:
    page.get_by_role("button", name="Xem trước").click()


WAYS: dict[str, Way] = {
    "enrolling": lambda page: _sign_in(page, NEW),
    "first_password": lambda page: _sign_in(page, FIRST),
    "code": lambda page: _sign_in(page, SECOND),
    "first_batch": _first_batch,
    "first_letter": _first_letter,
    "below_itself": _below_itself,
    "visits_looked_at": _looked_at,
    "visits_with_faults": _with_faults,
    "visits_taken_in": _taken_in,
    "plan_looked_at": _plan_looked_at,
}
