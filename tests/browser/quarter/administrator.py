"""What the administrator does in the quarter: makes the place, lets people in, adopts the plan, prints."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import zxingcpp
from playwright.sync_api import Page, expect

from survey_app.roles import ROLES, RoleName
from tests.browser.quarter.installation import PUBLIC
from tests.browser.quarter.person import download, go

UNITS = """code,name_vi,name_en,level,parent,valid_from
trung-tam,Trung tâm Phục vụ hành chính công,Public Service Centre,provincial_centre,tinh,01/07/2025
phuong-hoa,Phường Hòa Bình,Hoa Binh Ward,commune_centre,tinh,01/07/2025
xa-lam,Xã Lâm Sơn,Lam Son Commune,commune_centre,tinh,01/07/2025
"""
DESKS = """code,unit,name_vi,name_en,sectors
quay-1,trung-tam,Quầy 1 – Đất đai,Desk 1 – Land,dat-dai;xay-dung
quay-2,trung-tam,Quầy 2 – Hộ tịch,Desk 2 – Civil status,ho-tich
quay-hoa,phuong-hoa,Quầy tiếp nhận phường,Ward desk,dat-dai;ho-tich
"""
SECTORS = (("dat-dai", "Đất đai", "Đất đai"), ("xay-dung", "Xây dựng", "Xây dựng"), ("ho-tich", "Hộ tịch", "Không"))
PLAN = "Kế hoạch 12/KH-UBND của Tỉnh A năm 2026"
SENTENCE = "Mức độ hài lòng của người dân, doanh nghiệp đạt tối thiểu {value}%."


def make_the_place(page: Page, folder: Path) -> None:
    """Sectors one by one, units and desks from files, the last desk by hand."""
    go(page, "Nơi giao dịch")
    page.get_by_role("navigation", name="Danh mục").get_by_role("link", name="Lĩnh vực").click()
    for code, name, group in SECTORS:
        page.get_by_role("link", name="Thêm lĩnh vực").click()
        page.get_by_label("Mã lĩnh vực").fill(code)
        page.get_by_label("Tên lĩnh vực").fill(name)
        page.get_by_label("Nhóm trọng tâm").select_option(label=group)
        page.get_by_role("button", name="Thêm lĩnh vực").click()
        expect(page.get_by_role("status")).to_contain_text(name)
    for kind, text, told in (("Danh sách đơn vị", UNITS, "thêm 3"), ("Danh sách quầy", DESKS, "thêm 3")):
        send_file(page, folder, kind, f"{kind}.csv", text, told)
    go(page, "Nơi giao dịch")
    page.get_by_role("link", name="Xã Lâm Sơn").click()
    page.get_by_role("link", name="Thêm quầy").click()
    page.get_by_label("Mã quầy").fill("quay-lam")
    page.get_by_label("Tên quầy").fill("Quầy tiếp nhận xã")
    for place, sector in enumerate(("Đất đai", "Hộ tịch"), start=1):
        page.get_by_label(sector, exact=True).fill(str(place))
    page.get_by_role("button", name="Thêm quầy").click()
    expect(page.get_by_role("status")).to_contain_text("Quầy tiếp nhận xã")


def send_file(page: Page, folder: Path, kind: str, name: str, text: str, told: str) -> None:
    """Send a file, read what it would change, and take it in."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    go(page, "Nhập số liệu")
    page.get_by_role("radio", name=kind).check()
    page.get_by_label("Tệp", exact=True).set_input_files(path)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator(".changes")).to_contain_text(told)
    page.get_by_role("button", name=f"Nhập tệp {name}").click()
    expect(page.get_by_role("heading", name=f"Đã nhập {name}")).to_be_visible()


def let_in(page: Page, login: str, name: str, role: RoleName) -> str:
    """Add a person with one role at the province; returns the password that is shown once."""
    go(page, "Người dùng")
    page.get_by_role("link", name="Thêm người").click()
    page.get_by_label("Họ tên").fill(name)
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_role("radio", name=str(ROLES[role].title)).check()
    page.get_by_label("Ở đơn vị").select_option(label="Tỉnh A")
    page.get_by_role("button", name="Thêm người").click()
    expect(page.get_by_role("heading", name=f"Đã thêm {login}")).to_be_visible()
    password = page.locator("dd .code").last.inner_text()
    page.get_by_role("link", name="Đã trao, tiếp tục").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return password


def adopt_plan(page: Page) -> None:
    """Type the province's own targets after a model, look, adopt."""
    go(page, "Kế hoạch")
    page.get_by_role("link", name="Lấy làm mẫu cho chỉ tiêu riêng Kế hoạch Cải cách hành chính tỉnh Hà Tĩnh").click()
    page.get_by_label("Tên kế hoạch").fill(PLAN)
    page.get_by_label("Mã kế hoạch").fill("tinh_a_2026")
    page.get_by_label("Tên văn bản").fill("Kế hoạch cải cách hành chính năm 2026")
    page.get_by_label("Cơ quan ban hành").fill("Ủy ban nhân dân Tỉnh A")
    page.get_by_label("Số, ký hiệu").fill("12/KH-UBND")
    for number, value in ((0, "75"), (1, "85")):
        target = page.locator("fieldset.target").nth(number)
        target.get_by_label("Mức", exact=True).fill(value)
        target.get_by_label("Câu trong văn bản").fill(SENTENCE.format(value=value))
        target.get_by_label("Đứng ở đâu trong văn bản").fill("trang 2, mục 3.6")
    page.get_by_role("button", name="Kiểm tra và xem trước").click()
    page.get_by_label("Đơn vị áp dụng").select_option(label="Tỉnh A")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator(".notice")).to_contain_text("Tỉnh A và các đơn vị bên dưới sẽ được đối chiếu")
    page.get_by_role("button", name="Áp dụng cho Tỉnh A").click()
    expect(page.get_by_role("row", name=PLAN)).to_contain_text("đang áp dụng")


def print_poster(page: Page, unit: str, desk: str, folder: Path) -> str:
    """Print a desk's poster; returns the path its QR leads a phone to."""
    _open_desk(page, unit, desk)
    link = page.get_by_role("link", name="Poster A4 (PDF)")
    # the browser would show it in a viewer of its own; what it shows is what the link answers with
    answer = page.request.get(link.get_attribute("href") or "")
    assert answer.headers["content-type"] == "application/pdf"
    file = folder / "poster.pdf"
    file.write_bytes(answer.body())
    (address,) = read_codes(file)
    return address


def replace_code(page: Page, unit: str, desk: str, code: str, folder: Path) -> str:
    """Replace the QR of a desk whose poster was pasted over, and print the new one."""
    _open_desk(page, unit, desk)
    page.get_by_role("link", name="Thay mã QR").click()
    page.get_by_label("Gõ lại mã").fill(code)
    page.get_by_role("button", name="Thay mã QR").click()
    expect(page.get_by_role("status")).to_contain_text("Poster cũ không dùng được nữa")
    return print_poster(page, unit, desk, folder)


def mint(page: Page, desk: str, number: int, last: date, folder: Path) -> list[str]:
    """Print one-time codes for a desk below; returns the paths that they lead to."""
    go(page, "Mã dùng một lần")
    page.get_by_label("Quầy").select_option(value=desk)
    page.get_by_label("Số mã").fill(str(number))
    page.get_by_label("Ngày cuối phát mã").fill(f"{last:%d/%m/%Y}")
    file = download(page, page.get_by_role("button", name="In mã thành tệp PDF"), folder)
    return read_codes(file)


def read_codes(pdf: Path) -> list[str]:
    """The paths of all QR codes of a print, read as a phone's camera does."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            found += [code.text for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    assert found
    assert all(address.startswith(f"{PUBLIC}/") for address in found), found
    return [address.removeprefix(PUBLIC) for address in found]


def _open_desk(page: Page, unit: str, desk: str) -> None:
    go(page, "Nơi giao dịch")
    page.get_by_role("link", name=unit).click()
    page.get_by_role("link", name=desk).click()
