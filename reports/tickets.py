"""One-time codes on paper: a sheet to cut, or one slip a page for a slip printer, as a PDF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

import typst

from reports.exceptions import ReportError
from reports.findings import Name
from reports.posters import IN_THE_HAND, ONE_DATE, SIMULATED, TYPESETTING, font_folders, qr_svg

Layout = Literal["sheet", "slip80", "slip58"]
MOST_A_FILE = 1_000
"""Codes in one PDF: more take memory and time to typeset without being easier to handle."""
MASK = 2

INVITATION = Name("Mời Ông/Bà đánh giá lần\u00a0giao\u00a0dịch\u00a0này", "Please rate this visit")
SCAN = Name("Quét mã QR, hoặc vào", "or open")
TYPE = Name("rồi gõ mã", "and type")
ONCE = Name("Dùng một lần, đến hết ngày %(day)s, ở đâu cũng được.", "Good for one rating, anywhere, until %(day)s.")
NEVER = Name(
    "Không hỏi số điện thoại, số căn cước, mã OTP; không cần cài ứng dụng.",
    "We never ask for a phone number, an identity number or an OTP; no app is needed.",
)


@dataclass(frozen=True, slots=True)
class PrintedTicket:
    """One code as it stands on paper."""

    url: str
    """The whole address that the QR holds."""
    typed: str
    """The code in groups, for the fingers."""


@dataclass(frozen=True, slots=True)
class TicketPaper:
    """What all tickets of one desk say."""

    desk: Name
    unit: Name
    address: str
    """Where the code is typed, with its scheme."""
    valid_to: date
    is_simulated: bool = False


def make_tickets(paper: TicketPaper, tickets: Sequence[PrintedTicket], layout: Layout = "sheet") -> bytes:
    """A PDF of the tickets in their order: ten on an A4 page, or a page each as wide as the printer's paper."""
    if layout not in get_args(Layout):
        raise ReportError(f"Khổ in phiếu “{layout}” không có; chỉ có: {', '.join(get_args(Layout))}.")
    if not 1 <= len(tickets) <= MOST_A_FILE:
        raise ReportError(f"Có {len(tickets)} mã để in, cần từ 1 đến {MOST_A_FILE} mã cho một tệp.")
    printed = [{"qr": qr_svg(ticket.url, level=IN_THE_HAND, mask=MASK), "code": ticket.typed} for ticket in tickets]
    values = {"paper": _values(paper), "tickets": printed}
    pdf = typst.compile(
        (TYPESETTING / "tickets.typ").read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=font_folders()),
        sys_inputs={"layout": layout, "values": json.dumps(values, ensure_ascii=False)},
        timestamp=ONE_DATE,
    )
    return bytes(pdf)


def _values(paper: TicketPaper) -> dict[str, Any]:
    parts = urlsplit(paper.address)
    if not parts.netloc:
        raise ReportError(f"Địa chỉ “{paper.address}” không đầy đủ; cần dạng https://danhgia.tinh.gov.vn/t.")
    day = {"day": f"{paper.valid_to:%d/%m/%Y}"}
    return {
        "banner": SIMULATED if paper.is_simulated else "",
        "desk": _both(paper.desk),
        "unit": _both(paper.unit),
        "address": f"{parts.netloc}{parts.path}",
        "invitation": _both(INVITATION),
        "scan": _both(SCAN),
        "type": _both(TYPE),
        "once": {"vi": ONCE.vi % day, "en": ONCE.en % day},
        "never": _both(NEVER),
    }


def _both(name: Name) -> dict[str, str]:
    return {"vi": name.vi, "en": name.en}
