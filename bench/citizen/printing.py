"""What is printed for citizens, as pictures: one-time codes on a sheet and on a slip, sheets of paper two on a page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
from PIL import Image

from survey_app.database import open_store
from survey_app.demo.province import SHOWN_DESK
from survey_app.paper.printing import PaperOrder, print_paper
from survey_app.periods import viet_nam_today
from survey_app.settings import Settings
from survey_app.ticket_printing import TicketOrder, print_tickets

SHEET_SCALE, SLIP_SCALE, PAPER_SCALE = 1.25, 1.25, 1.4
BEHIND, GAP = "#c8c8c8", 20


def draw_printed(folder: Path) -> dict[str, Image.Image]:
    """Pictures by file name, printed by the installation in `folder`."""
    settings, today = replace(Settings.from_directory(folder), base_url="https://danhgia.tinh.gov.vn"), viet_nam_today()
    store = open_store(settings.database_url)
    try:
        sheet, slip = (
            print_tickets(
                store, settings, TicketOrder(SHOWN_DESK, 10, today, today, folder, layout, is_trial=True), today=today
            )
            for layout in ("sheet", "slip80")
        )
        paper = print_paper(
            store, settings, PaperOrder(SHOWN_DESK, 2, folder, is_short=True, is_trial=True), today=today
        )
    finally:
        store.engine.dispose()
    tickets = _beside(_first_page(sheet[0], SHEET_SCALE), _first_page(slip[0], SLIP_SCALE))
    return {"tickets.png": tickets, "paper-two-a-page.png": _first_page(paper.path, PAPER_SCALE)}


def _first_page(pdf: Path, scale: float) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        drawn: Image.Image = document[0].render(scale=scale).to_pil()
        return drawn


def _beside(left: Image.Image, right: Image.Image) -> Image.Image:
    whole = Image.new("RGB", (left.width + GAP + right.width, max(left.height, right.height)), BEHIND)
    whole.paste(left, (0, 0))
    whole.paste(right, (left.width + GAP, 0))
    return whole
