"""What the analyst does at the quarter's end: compares, goes into depth, takes the files and recounts."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

from tests.browser.quarter.head import cells
from tests.browser.quarter.person import download, go

KINDS = ("PDF", "XLSX", "CSV", "JSON")
WHOLE = "Toàn đơn vị"
LEVELS = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")


def compare_and_go_deep(page: Page, folder: Path) -> None:
    """The communes beside each other by sector; the file of it; land's own page, and the units below there."""
    go(page, "So sánh")
    for unit in ("Phường Hòa Bình", "Xã Lâm Sơn"):
        expect(page.get_by_role("rowheader", name=unit)).to_be_visible()
    assert download(page, page.get_by_role("link", name="CSV", exact=True), folder).stat().st_size
    page.get_by_role("row", name="Toàn đơn vị").get_by_role("cell").nth(1).locator("summary").click()
    page.get_by_role("row", name="Toàn đơn vị").get_by_role("link", name="Mở trang này").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đất đai")
    page.get_by_role("link", name="Các đơn vị bên dưới").click()
    expect(page.get_by_role("rowheader", name="Phường Hòa Bình")).to_be_visible()


def take_files(page: Page, unit: str, period: str, folder: Path, kinds: tuple[str, ...] = KINDS) -> dict[str, Path]:
    """The files of a unit and period, from its page."""
    page.goto(f"/office/results?unit={unit}&period={period}")
    return {kind: download(page, page.get_by_role("link", name=kind, exact=True), folder) for kind in kinds}


def weights_by_hand(workbook: Path) -> tuple[float, float]:
    """The visits that a unit's satisfied answers stand for, and all its answers, from counts and visits alone.

    Each answer stands for the visits of its sector divided by the answers there; one that names no sector for the mean
    of the unit (docs/methods.md).
    """
    rows = by_name(openpyxl.load_workbook(workbook)["Lĩnh vực"], "Lĩnh vực")
    total = rows.pop(WHOLE)
    visits = sum(row["Lượt giao dịch"] for row in rows.values())
    satisfied = sum(row["Lượt giao dịch"] * row["Tỷ lệ phiếu hài lòng"] for row in rows.values())
    named = sum(row["Phiếu trả lời"] for row in rows.values())
    named_satisfied = sum(row["Phiếu trả lời"] * row["Tỷ lệ phiếu hài lòng"] for row in rows.values())
    unnamed_satisfied = total["Phiếu trả lời"] * total["Tỷ lệ phiếu hài lòng"] - named_satisfied
    mean = visits / named
    return satisfied + mean * unnamed_satisfied, visits + mean * (total["Phiếu trả lời"] - named)


def recount(files: dict[str, Path], units: list[Path]) -> None:
    """Work the province's share out from the units' workbooks, and find it in every file of the province."""
    satisfied, answers = (sum(column) for column in zip(*map(weights_by_hand, units), strict=True))
    by_hand = satisfied / answers
    book = openpyxl.load_workbook(files["XLSX"])
    made_of = by_name(book["Số này từ đâu"], "Dòng")[WHOLE]
    levels = [made_of[level] for level in LEVELS]
    total = by_name(book["Lĩnh vực"], "Lĩnh vực")[WHOLE]
    assert total["Hài lòng"] == pytest.approx(by_hand)
    assert total["Tỷ lệ phiếu hài lòng"] == pytest.approx(sum(levels[:2]) / sum(levels))
    told = cells(json.loads(files["JSON"].read_text(encoding="utf-8")), "sectors", "total")["share"]
    assert told["value"] == pytest.approx(by_hand)
    lines = csv.DictReader(io.StringIO(files["CSV"].read_text(encoding="utf-8-sig")), delimiter=";")
    (line,) = (line for line in lines if (line["table"], line["row"], line["column"]) == ("sectors", "total", "share"))
    assert float(line["value"].replace(",", ".")) == pytest.approx(100 * by_hand, abs=1e-6)
    with pypdfium2.PdfDocument(files["PDF"]) as document:
        assert f"{told['text']} hài lòng" in document[0].get_textpage().get_text_range()


def read_comments(page: Page) -> None:
    """A batch of comments, without day or desk."""
    go(page, "Góp ý")
    page.locator("main a[href*='/office/comments/']").first.click()
    expect(page.get_by_text("Thiếu chỗ để xe").first).to_be_visible()


def by_name(sheet: Worksheet, corner: str) -> dict[str, dict[str, float]]:
    """The rows of the table whose head begins with `corner`, by the name in their first column."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == corner)
    found: dict[str, dict[str, float]] = {}
    for row in rows[start + 1 :]:
        if row[0] is None:
            break
        found[str(row[0])] = dict(zip(rows[start], row, strict=True))  # type: ignore[arg-type]
    return found
