"""Posters: a desk's QR, its name, three steps and the address in letters, as a PDF to print and hang."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

import qrcode
import typst

from reports.exceptions import ReportError
from reports.findings import Name

Size = Literal["a4", "a5", "a6"]
QUIET_ZONE = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""

ON_A_WALL = qrcode.constants.ERROR_CORRECT_Q
"""A quarter of the code may be damaged."""
IN_THE_HAND = qrcode.constants.ERROR_CORRECT_M
"""Fewer and larger modules, for a small code on fresh paper or a screen."""
TYPESETTING = Path(__file__).parent / "typesetting"
ONE_DATE = datetime(2026, 1, 1, tzinfo=UTC)

_TEMPLATE = TYPESETTING / "poster.typ"

INVITATION = Name("Mời Ông/Bà đánh giá lần\u00a0giao\u00a0dịch hôm\u00a0nay", "Please rate your visit today")
"""Kept together where a line may not end: "lần giao dịch hôm nay"."""
TYPED = Name("Hoặc gõ địa chỉ này vào trình duyệt", "or type this address")
STEPS = (
    Name("Mở máy ảnh hoặc Zalo trên điện thoại, quét mã QR.", "Scan the QR code with your phone's camera."),
    Name("Chọn mức hài lòng, cho biết đã chờ bao nhiêu phút.", "Choose how satisfied you are and how long you waited."),
    Name("Bấm “Gửi đánh giá” ở cuối trang.", "Tap the button at the end of the page to send."),
)
PROMISE = Name(
    "Không bắt buộc, không ghi tên. Trang này không hỏi số điện thoại, số căn cước, mã OTP, không cài ứng dụng. "
    "Nếu thấy mã QR bị dán đè, xin báo cán bộ.",
    "Voluntary and anonymous. We never ask for a phone number, an identity number or an OTP, and there is no app to "
    "install. If something is stuck over the QR code, please tell the staff.",
)
SIMULATED = "DÙNG THỬ – MÔ PHỎNG"


@dataclass(frozen=True, slots=True)
class PosterContent:
    """What one desk's poster says."""

    desk: Name
    unit: Name
    url: str
    """The whole address that the code holds."""
    is_simulated: bool = False


def make_posters(posters: Sequence[PosterContent], size: Size = "a4") -> bytes:
    """A PDF with one page a desk; `a6` is a sheet of four equal posters to cut."""
    if size not in get_args(Size):
        raise ReportError(f"Khổ poster “{size}” không có; chỉ có: {', '.join(get_args(Size))}.")
    if not posters:
        raise ReportError("Không có quầy nào để in poster.")
    pdf = typst.compile(
        _TEMPLATE.read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=font_folders()),
        sys_inputs={"size": size, "posters": json.dumps([_values(poster) for poster in posters], ensure_ascii=False)},
        timestamp=ONE_DATE,
    )
    return bytes(pdf)


def _values(poster: PosterContent) -> dict[str, Any]:
    parts = urlsplit(poster.url)
    if not parts.netloc:
        raise ReportError(f"Địa chỉ “{poster.url}” không đầy đủ; cần dạng https://danhgia.tinh.gov.vn/d/….")
    return {
        "banner": SIMULATED if poster.is_simulated else "",
        "invitation": _both(INVITATION),
        "desk": _both(poster.desk),
        "unit": _both(poster.unit),
        "qr": qr_svg(poster.url),
        "alt": f"Mã QR: {poster.url}",
        "typed": _both(TYPED),
        "domain": parts.netloc,
        "path": parts.path,
        "steps": {"vi": [step.vi for step in STEPS], "en": [step.en for step in STEPS]},
        "promise": _both(PROMISE),
    }


def qr_svg(text: str, *, level: int = ON_A_WALL, mask: int | None = None) -> str:
    """The code as one vector path in a square that includes its quiet zone.

    A mask given is used unseen: choosing the best of eight takes six times as long, which counts over many codes.
    """
    code = qrcode.QRCode(error_correction=level, border=0, mask_pattern=mask)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    side = len(rows) + 2 * QUIET_ZONE
    path = "".join(_run(start, row, length) for row, cells in enumerate(rows) for start, length in _runs(cells))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


def _run(start: int, row: int, length: int) -> str:
    # a hair higher than a module, so that no white line shows between rows
    return f"M{start + QUIET_ZONE} {row + QUIET_ZONE}h{length}v1.02h-{length}z"


def _runs(cells: Sequence[bool]) -> list[tuple[int, int]]:
    """Where dark modules start in a row, and how many follow each other."""
    starts = [at for at, dark in enumerate(cells) if dark and (at == 0 or not cells[at - 1])]
    ends = [at + 1 for at, dark in enumerate(cells) if dark and (at + 1 == len(cells) or not cells[at + 1])]
    return [(start, end - start) for start, end in zip(starts, ends, strict=True)]


def _both(name: Name) -> dict[str, str]:
    return {"vi": name.vi, "en": name.en}


def font_folders() -> list[Path]:
    """A sans face with every Vietnamese letter comes with matplotlib; without it the typesetter's serif serves."""
    found = find_spec("matplotlib")
    places = found.submodule_search_locations if found and found.submodule_search_locations else []
    return [Path(place) / "mpl-data" / "fonts" / "ttf" for place in places]
