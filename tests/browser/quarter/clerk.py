"""What the data clerk does in the quarter: the visits of each week from a file, and sheets of paper by two people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from survey_app.calendars import working_days
from tests.browser.quarter.administrator import send_file
from tests.browser.quarter.person import go

VISITS_A_DAY = {
    ("trung-tam", "dat-dai"): 40,
    ("trung-tam", "xay-dung"): 15,
    ("trung-tam", "ho-tich"): 25,
    ("phuong-hoa", "dat-dai"): 12,
    ("phuong-hoa", "ho-tich"): 14,
    ("xa-lam", "dat-dai"): 8,
    ("xa-lam", "ho-tich"): 9,
}
KIND = "Lượt giao dịch và hồ sơ theo ngày"


def visits_file(days: Iterable[date], *, more: int = 0) -> str:
    """The counts of these days; `more` visits a day for land at the centre, as a count made anew would find."""
    lines = ["unit,sector,day,visits"]
    for day in days:
        for (unit, sector), visits in VISITS_A_DAY.items():
            found = visits + (more if (unit, sector) == ("trung-tam", "dat-dai") else 0)
            lines.append(f"{unit},{sector},{day.isoformat()},{found}")
    return "\n".join(lines) + "\n"


def import_week(page: Page, monday: date, folder: Path) -> None:
    """Send the visits of one week."""
    days = working_days(monday, monday + timedelta(days=4))
    told = f"thêm {len(days) * len(VISITS_A_DAY)}"
    send_file(page, folder, KIND, f"luot-{monday:%Y-%m-%d}.csv", visits_file(days), told)


def open_box(page: Page, batch: str, day: date) -> None:
    """Open a batch by its number and say when the box was opened."""
    go(page, "Phiếu giấy")
    page.get_by_label("Số tập").fill(batch)
    page.keyboard.press("Enter")
    page.get_by_label("Ngày mở hòm phiếu").fill(f"{day:%d%m%Y}")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Việc tiếp theo")).to_be_visible()


def read_sheets(page: Page, batch: str, reading: int, sheets: dict[int, str]) -> None:
    """Type each sheet: overall, minutes, sector, and the folded questions in a row."""
    go(page, "Phiếu giấy")
    page.get_by_label("Số tập").fill(batch)
    page.keyboard.press("Enter")
    page.get_by_label("Việc tiếp theo").fill(str(reading))
    page.keyboard.press("Enter")
    for sheet, answers in sheets.items():
        expect(page.locator("#sheet")).to_be_focused()
        page.keyboard.type(str(sheet))
        page.keyboard.press("Enter")
        overall, minutes, sector, rest = answers.split()
        expect(page.locator("#overall")).to_be_focused()
        page.keyboard.type(overall)
        page.keyboard.type(minutes)
        page.keyboard.press("Enter")
        page.keyboard.type(sector + rest)
        expect(page.locator("#save")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text(f"Đã ghi tờ {sheet}.")


def decide_and_finish(page: Page, batch: str, overall: str) -> None:
    """Look at the one sheet that was read in two ways, say what stands on it, and finish the batch."""
    go(page, "Phiếu giấy")
    page.get_by_label("Số tập").fill(batch)
    page.keyboard.press("Enter")
    page.get_by_label("Việc tiếp theo").fill("3")
    page.keyboard.press("Enter")
    expect(page.locator("#overall")).to_be_focused()
    page.keyboard.type(overall)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Không còn tờ nào hai lần nhập khác nhau.")).to_be_visible()
    page.get_by_label("Việc tiếp theo").fill("4")
    page.keyboard.press("Enter")
    expect(page.get_by_text("tờ đã khớp sẽ thành phiếu")).to_be_visible()
    page.keyboard.type(batch)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("3 tờ thành phiếu, 0 tờ không có")
