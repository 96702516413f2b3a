"""What the head does in the quarter: reads the sentences, has an action taken and measured again, reads letters."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.quarter.person import download, go

Json = dict[str, Any]


def ask_for_letters(page: Page) -> None:
    """Wish for every alert and the weekly letter."""
    go(page, "Thư")
    for kind in (
        "Chỉ tiêu mới không đạt",
        "biến động vượt mức thường",
        "Quầy im lặng",
        "Việc khắc phục quá hạn",
    ):
        page.get_by_role("checkbox", name=kind).check()
    page.get_by_role("checkbox", name="Gửi cả kết quả mỗi tuần").check()
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()


def read_week(page: Page, week: str, folder: Path) -> Json:
    """Read the sentences of the week just closed against the figures of its file; returns the file."""
    go(page, "Kết quả")
    expect(page).to_have_url(re.compile(f"period={week}$"))
    expect(page.locator(".findings li")).to_have_count(5)
    told = [_said(text) for text in page.locator(".findings li").all_inner_texts()]
    file = download(page, page.get_by_role("link", name="JSON", exact=True), folder)
    found: Json = json.loads(file.read_text(encoding="utf-8"))
    assert told == [sentence["text"] for sentence in found["sentences"]]
    overall, sector, waiting, plan, _advice = told
    total = cells(found, "sectors", "total")
    for key in ("share", "low", "high", "n", "target"):
        assert total[key]["text"].strip("≥ %") in overall, (key, overall)
    furthest = cells(found, "sectors", "dat-dai")
    for key in ("share", "low", "high", "n"):
        assert furthest[key]["text"].strip("%") in sector, (key, sector)
    minutes = cells(found, "waiting", "total")
    for key in ("mean", "low", "high", "n"):
        assert minutes[key]["text"] in waiting, (key, waiting)
    certain = [row["cells"]["certainty"]["text"] for row in table(found, "targets")["rows"]]
    for words, verdict in (("chắc chắn đạt", "đạt"), ("chắc chắn chưa đạt", "chưa đạt")):
        counted = re.search(rf"(\d+) (?:chỉ tiêu )?{words}", plan)
        assert (int(counted[1]) if counted else 0) == certain.count(verdict), (plan, certain)
    return found


def open_action(page: Page, due: date) -> None:
    """Open a corrective action right at the sentence about land."""
    page.locator(".findings li").filter(has_text="Đất đai:").get_by_role("link", name="Mở việc khắc phục").click()
    expect(page.locator("blockquote")).to_contain_text("Đất đai: ")
    page.get_by_label("Nguyên nhân").fill("Hồ sơ phải nộp lại bản đồ đã có")
    page.get_by_label("Biện pháp").fill("Lấy bản đồ từ kho dữ liệu, bỏ yêu cầu nộp lại")
    page.get_by_label("Hạn").fill(f"{due:%d/%m/%Y}")
    page.get_by_role("button", name="Mở việc").click()
    expect(page.get_by_role("heading", name="Việc số 1", exact=True)).to_be_visible()


def finish_action(page: Page) -> None:
    """Say that the measure was carried out."""
    _open_first_action(page)
    page.get_by_role("link", name="Ghi đã làm xong").click()
    page.get_by_role("button", name="Ghi đã làm xong").click()
    expect(page.get_by_text("Chưa có kỳ nào sau ngày làm xong có số liệu chính thức")).to_be_visible()


def measure_again(page: Page, period: str) -> str:
    """Have the figure taken anew from a later period; returns what came of it."""
    _open_first_action(page)
    page.get_by_role("link", name="Đo lại").click()
    page.get_by_label("Kỳ đo lại").select_option(value=period)
    page.get_by_role("button", name="Đo lại").click()
    expect(page.locator("p.figure")).to_contain_text("→")
    return page.locator("section").filter(has_text="Kết quả đo lại").inner_text()


def read_letters(page: Page) -> list[str]:
    """Every letter there is, read as a page."""
    go(page, "Thư")
    links = page.locator("main > ul.actions .what a")
    letters = []
    for number in range(links.count()):
        links.nth(number).click()
        expect(page.get_by_text("Kính gửi Ông/Bà")).to_be_visible()
        letters.append(page.locator("main").inner_text())
        go(page, "Thư")
    return letters


def table(found: Json, key: str) -> Json:
    """A table of the file."""
    (one,) = (each for each in found["tables"] if each["key"] == key)
    return dict(one)


def cells(found: Json, key: str, row: str) -> Json:
    """The cells of a row of the file."""
    (one,) = (each for each in table(found, key)["rows"] if each["key"] == row)
    return dict(one["cells"])


def _said(text: str) -> str:
    """A sentence without the link beside it."""
    return " ".join(text.split("Mở việc khắc phục")[0].split())


def _open_first_action(page: Page) -> None:
    go(page, "Việc khắc phục")
    page.get_by_role("link", name="Việc số 1").click()
