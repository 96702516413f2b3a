"""A poster, printed and photographed, leads to the right desk and says what it must."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from reports.exceptions import ReportError
from reports.findings import Name
from reports.posters import PosterContent, Size, make_posters

URL = "https://danhgia.tinh.gov.vn/d/0123456789"
POSTER = PosterContent(
    Name("Quầy 5 – Đất đai", "Desk 5 – Land"),
    Name("Trung tâm Phục vụ hành chính công tỉnh", "Provincial Public Administrative Service Centre"),
    URL,
)
LONGEST = PosterContent(
    Name(
        "Quầy tiếp nhận và trả kết quả " + "Nông nghiệp, môi trường và biến đổi khí hậu " * 3,
        "Desk " + "Environment " * 12,
    ),
    Name("Trung tâm Phục vụ hành chính công " + "đặc khu và các xã, phường lân cận " * 4, "Centre " * 25),
    "http://danhgiadichvucong.trungtamphucvuhanhchinhcong.tinh.gov.vn:8000/d/ABCDEFGH23",
    is_simulated=True,
)


def picture(pdf: bytes, *, page: int = 0, dots_per_inch: int = 100) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=dots_per_inch / 72).to_pil()


def words(pdf: bytes, page: int = 0) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(document[page].get_textpage().get_text_bounded().replace("\u200b", "").split())


def decoded(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("size", ["a4", "a5", "a6"])
def test_a_printed_page_is_read_back_to_the_address(size: Size) -> None:
    assert set(decoded(picture(make_posters([POSTER], size)))) == {URL}


def test_a_small_blurred_tilted_picture_is_still_read() -> None:
    image = picture(make_posters([POSTER]), dots_per_inch=50).rotate(12, fillcolor="white", expand=True)
    assert decoded(image.filter(ImageFilter.GaussianBlur(0.8))) == [URL]


def test_the_code_is_sixty_millimetres_wide_on_a4_with_four_modules_of_white_around() -> None:
    image = picture(make_posters([POSTER]), dots_per_inch=254).convert("L")  # ten dots a millimetre
    (code,) = zxingcpp.read_barcodes(image)
    corner = code.position
    left, right = corner.top_left.x, corner.top_right.x
    top, bottom = corner.top_left.y, corner.bottom_left.y
    assert right - left >= 600
    quiet = 4 * (right - left) // 41
    around = image.crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
    strips = [(0, 0, around.width, quiet - 8), (0, 0, quiet - 8, around.height)]
    strips += [(around.width - quiet + 8, 0, around.width, around.height)]
    strips += [(0, around.height - quiet + 8, around.width, around.height)]
    assert all(around.crop(strip).getextrema() == (255, 255) for strip in strips)


def test_a_page_says_the_place_the_steps_in_both_languages_and_what_is_never_asked() -> None:
    text = words(make_posters([POSTER]))
    for sentence in (
        "Quầy 5 – Đất đai",
        "Trung tâm Phục vụ hành chính công tỉnh",
        "Desk 5 – Land",
        "danhgia.tinh.gov.vn",
        "/d/0123456789",
        "quét mã QR",
        "Scan the QR code",
        "không hỏi số điện thoại, số căn cước, mã OTP, không cài ứng dụng",
    ):
        assert sentence in text, sentence
    assert "DÙNG THỬ" not in text


def test_a_simulated_poster_says_so() -> None:
    assert "DÙNG THỬ – MÔ PHỎNG" in words(make_posters([LONGEST]))


@pytest.mark.parametrize("size", ["a4", "a5", "a6"])
def test_the_longest_names_and_address_fit_one_page(size: Size) -> None:
    pdf = make_posters([LONGEST], size)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
    text = words(pdf)
    assert "please tell the staff" in text
    assert "/d/ABCDEFGH23" in text
    assert set(decoded(picture(pdf, dots_per_inch=150))) == {LONGEST.url}


@pytest.mark.parametrize(("size", "paper"), [("a4", (210, 297)), ("a5", (148, 210)), ("a6", (210, 297))])
def test_pages_have_their_paper_size_one_for_each_desk(size: Size, paper: tuple[int, int]) -> None:
    with pypdfium2.PdfDocument(make_posters([POSTER, LONGEST], size)) as document:
        sizes = [document[page].get_size() for page in range(len(document))]
    assert [(round(width / 72 * 25.4), round(height / 72 * 25.4)) for width, height in sizes] == [paper, paper]


def test_a_sheet_of_a6_holds_four() -> None:
    assert decoded(picture(make_posters([POSTER], "a6"), dots_per_inch=150)) == [URL] * 4


def test_the_same_posters_give_the_same_bytes() -> None:
    assert make_posters([POSTER]) == make_posters([POSTER])


def test_no_poster_an_unknown_size_and_half_an_address_are_refused() -> None:
    with pytest.raises(ReportError, match="Không có quầy nào"):
        make_posters([])
    with pytest.raises(ReportError, match="a4, a5, a6"):
        make_posters([POSTER], "a3")  # type: ignore[arg-type]
    with pytest.raises(ReportError, match="không đầy đủ"):
        make_posters([PosterContent(POSTER.desk, POSTER.unit, "/d/0123456789")])
