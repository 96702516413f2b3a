"""One-time codes on paper: read back from the picture, all words there, also with the longest names."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import c_uint
from dataclasses import replace
from datetime import date

import pypdfium2
import pypdfium2.raw as raw
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from reports.exceptions import ReportError
from reports.findings import Name
from reports.tickets import MOST_A_FILE, Layout, PrintedTicket, TicketPaper, make_tickets

PAPER = TicketPaper(
    Name("Quầy 5 – Đất đai", "Desk 5 – Land"),
    Name("Trung tâm Phục vụ hành chính công tỉnh", "Provincial Public Administrative Service Centre"),
    "https://danhgia.tinh.gov.vn/t",
    date(2026, 11, 11),
)
LONGEST = TicketPaper(
    Name("Quầy tiếp nhận và trả kết quả " + "Nông nghiệp, môi trường và biến đổi khí hậu " * 3, "Desk"),
    Name("Trung tâm Phục vụ hành chính công " + "đặc khu và các xã, phường lân cận " * 4, "Centre"),
    "http://danhgiadichvucong.trungtamphucvuhanhchinhcong.tinh.gov.vn:8000/t",
    date(2026, 12, 31),
    is_simulated=True,
)
LAYOUTS: tuple[Layout, ...] = ("sheet", "slip80", "slip58")


def tickets(paper: TicketPaper, number: int) -> list[PrintedTicket]:
    return [
        PrintedTicket(f"{paper.address}/{place:03}{'0123456789ABCDEFGHJKMNP'}", f"ABCD-EFGH-{place:03}")
        for place in range(number)
    ]


def pages(pdf: bytes, dots_per_inch: int) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [document[number].render(scale=dots_per_inch / 72).to_pil() for number in range(len(document))]


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        text = "".join(document[number].get_textpage().get_text_bounded() for number in range(len(document)))
    return " ".join(text.replace("\u200b", "").split())


def decoded(pdf: bytes, dots_per_inch: int) -> list[str]:
    return [found.text for page in pages(pdf, dots_per_inch) for found in zxingcpp.read_barcodes(page)]


@pytest.mark.parametrize("paper", [PAPER, LONGEST], ids=["usual", "longest"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_code_is_read_back_and_every_word_is_there(layout: Layout, paper: TicketPaper) -> None:
    printed = tickets(paper, 12)
    pdf = make_tickets(paper, printed, layout)
    assert set(decoded(pdf, 200)) == {ticket.url for ticket in printed}
    said = words(pdf)
    for sentence in (
        "Mời Ông/Bà đánh giá",
        "Please rate this visit",
        "Không hỏi số điện thoại, số căn cước, mã OTP; không cần cài ứng dụng.",
        "We never ask for a phone number, an identity number or an OTP; no app is needed.",
        f"Good for one rating, anywhere, until {paper.valid_to:%d/%m/%Y}.",
        f"đến hết ngày {paper.valid_to:%d/%m/%Y}",
        *(ticket.typed for ticket in printed),
    ):
        assert sentence in said
    assert paper.address.partition("://")[2] in said.replace(" ", "")


def test_a_slip_at_the_resolution_of_its_printer_is_read_though_smudged() -> None:
    pdf = make_tickets(PAPER, tickets(PAPER, 1), "slip58")
    black_and_white = pages(pdf, 203)[0].convert("1", dither=Image.Dither.NONE).convert("L")
    smudged = black_and_white.filter(ImageFilter.GaussianBlur(1.5)).rotate(7, fillcolor="white", expand=True)
    assert [found.text for found in zxingcpp.read_barcodes(smudged)] == [tickets(PAPER, 1)[0].url]


@pytest.mark.parametrize(("layout", "width"), [("slip80", 80), ("slip58", 58)])
def test_a_slip_is_as_wide_as_its_paper_and_as_high_as_it_needs(layout: Layout, width: int) -> None:
    heights = []
    for paper in (PAPER, LONGEST):
        with pypdfium2.PdfDocument(make_tickets(paper, tickets(paper, 2), layout)) as document:
            assert len(document) == 2
            size = document[0].get_size()
        assert round(size[0] / 72 * 25.4) == width
        heights.append(size[1])
    assert heights[0] < heights[1]


def test_a_sheet_holds_ten_and_keeps_their_order() -> None:
    printed = tickets(PAPER, 11)
    pdf = make_tickets(PAPER, printed)
    sheets = pages(pdf, 150)
    assert [len(zxingcpp.read_barcodes(sheet)) for sheet in sheets] == [10, 1]
    said = words(pdf)
    places = [said.index(ticket.typed) for ticket in printed]
    assert places == sorted(places)


@pytest.mark.parametrize("is_simulated", [False, True])
def test_what_stands_on_a_sheet_can_be_read_at_arms_length(is_simulated: bool) -> None:
    pdf = make_tickets(replace(PAPER, is_simulated=is_simulated), tickets(PAPER, 10))
    letters = list(letters_of(pdf))
    assert min(points for points, *_ends in letters) >= 7
    english, vietnamese = ({points for points, is_grey, *_ends in letters if is_grey is grey} for grey in (True, False))
    assert english == {7}
    assert min(vietnamese) == 8


@pytest.mark.parametrize("paper", [PAPER, LONGEST], ids=["usual", "longest"])
def test_nothing_reaches_over_the_edge_of_a_cut(paper: TicketPaper) -> None:
    # five cuts of 57 mm, from the foot of the page
    edges = [(297 - 6 - 57 * cut) / 25.4 * 72 for cut in range(6)]
    letters = list(letters_of(make_tickets(paper, tickets(paper, 10))))
    assert [each for each in letters if any(each[2] < edge < each[3] for edge in edges)] == []


def letters_of(pdf: bytes) -> Iterator[tuple[int, bool, float, float]]:
    """Of each letter of the first page: its size in points, whether it is grey, its foot and its head."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        for place in range(text.count_chars()):
            if not text.get_text_range(place, 1).strip():
                continue
            shades = [c_uint() for _shade in range(4)]
            raw.FPDFText_GetFillColor(text, place, *shades)
            _left, foot, _right, head = text.get_charbox(place)
            yield round(raw.FPDFText_GetFontSize(text, place)), shades[0].value > 0, foot, head


def test_a_trial_says_so() -> None:
    assert "DÙNG THỬ – MÔ PHỎNG" in words(make_tickets(LONGEST, tickets(LONGEST, 1), "slip80"))
    assert "DÙNG THỬ" not in words(make_tickets(PAPER, tickets(PAPER, 1)))


def test_nothing_to_print_too_much_an_unknown_layout_and_half_an_address_are_refused() -> None:
    for number in (0, MOST_A_FILE + 1):
        with pytest.raises(ReportError, match="cần từ 1 đến 1000"):
            make_tickets(PAPER, tickets(PAPER, number))
    with pytest.raises(ReportError, match="sheet, slip80, slip58"):
        make_tickets(PAPER, tickets(PAPER, 1), "a5")  # type: ignore[arg-type]
    with pytest.raises(ReportError, match="không đầy đủ"):
        make_tickets(TicketPaper(PAPER.desk, PAPER.unit, "/t", PAPER.valid_to), tickets(PAPER, 1))
