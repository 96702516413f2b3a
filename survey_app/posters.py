"""Print posters for desks: which ones, with which address, into which file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.findings import Name
from reports.posters import PosterContent, Size, make_posters
from survey_app.clock import now
from survey_app.database import Store
from survey_app.exceptions import BadSettings, DeskClosed, UnknownDesk
from survey_app.models import Desk, Unit
from survey_app.periods import viet_nam_today
from survey_app.places import descendants
from survey_app.settings import Settings

TRIAL_BASE_URL = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class PosterOrder:
    """Which posters: of one desk, of a unit with those below it, or of all where neither is named."""

    folder: Path = Path("posters")
    desk: str | None = None
    unit: str | None = None
    desks: tuple[str, ...] = ()
    """Only these of them, where any are named."""
    size: Size = "a4"
    is_trial: bool = False
    """Marked as a trial, and allowed to carry an address that only this machine can open."""


def write_posters(store: Store, settings: Settings, order: PosterOrder) -> list[Path]:
    """Write one PDF with a page for each open desk of the order; return where it is."""
    with store.reading() as session:
        pdf = poster_pdf(session, settings, order)
    path = order.folder / f"poster-{order.desk or order.unit or 'all'}-{order.size}.pdf"
    order.folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)
    return [path]


def poster_pdf(session: Session, settings: Settings, order: PosterOrder) -> bytes:
    """A PDF with a page for each open desk of the order."""
    base_url = settings.base_url or (TRIAL_BASE_URL if order.is_trial else "")
    if not order.is_trial:
        refuse_unreachable(base_url)
    found = open_desks(session, order)
    is_simulated = order.is_trial or settings.is_demo
    return make_posters([_content(desk, unit, base_url, is_simulated) for desk, unit in found], order.size)


def is_reachable(base_url: str) -> bool:
    """Whether a phone could open this address: not this machine's own name or number."""
    host = urlsplit(base_url).hostname or ""
    try:
        number = ip_address(host)
    except ValueError:
        return host not in {"", "localhost"} and not host.endswith(".localhost")
    return not (number.is_loopback or number.is_unspecified)


def refuse_unreachable(base_url: str, printed: str = "poster") -> None:
    """Refuse to print an address that no phone can open."""
    if is_reachable(base_url):
        return
    came = (
        f"Địa chỉ in trên {printed} đang là {base_url}, chỉ máy này mở được."
        if base_url
        else "Chưa đặt địa chỉ công khai."
    )
    raise BadSettings(
        f"{came} Cần một địa chỉ mà điện thoại mở được, ví dụ https://danhgia.tinh.gov.vn; "
        "người cài đặt máy chủ đặt địa chỉ này.",
        command="sipas init --base-url https://danhgia.tinh.gov.vn (hoặc biến SIPAS_BASE_URL); in thử: thêm --demo",
    )


def open_desks(session: Session, order: PosterOrder) -> list[tuple[Desk, Unit]]:
    """The desks of the order that take answers, with their units."""
    today = viet_nam_today(now())
    query = sa.select(Desk, Unit).join(Unit, Unit.code == Desk.unit).order_by(Unit.position, Unit.code, Desk.code)
    if order.desk is not None:
        query = query.where(Desk.code == order.desk)
    if order.unit is not None:
        query = query.where(Desk.unit.in_({each.unit for each in descendants(session, order.unit, today, today)}))
    if order.desks:
        query = query.where(Desk.code.in_(order.desks))
    found = [(desk, unit) for desk, unit in session.execute(query)]
    if not found:
        raise UnknownDesk(_nothing(order), command="" if order.desk else "sipas desk import TỆP")
    still_open = [(desk, unit) for desk, unit in found if _is_open(desk, today)]
    if not still_open:
        raise DeskClosed("Mọi quầy được chọn đều đã đóng, không còn nhận đánh giá. Hãy chọn quầy khác.")
    return still_open


def _is_open(desk: Desk, today: date) -> bool:
    return desk.closed_on is None or desk.closed_on > today


def _nothing(order: PosterOrder) -> str:
    if order.desk is not None:
        return f"Không có quầy nào mang mã “{order.desk}”. Hãy xem lại mã trong danh sách quầy đã nhập."
    if order.unit is not None:
        return f"Đơn vị “{order.unit}” chưa có quầy nào. Hãy thêm quầy ở trang của đơn vị, hoặc nhập danh sách quầy."
    return "Chưa có quầy nào. Hãy thêm quầy ở trang của đơn vị, hoặc nhập danh sách quầy."


def _content(desk: Desk, unit: Unit, base_url: str, is_simulated: bool) -> PosterContent:
    return PosterContent(
        desk=Name(desk.name_vi, desk.name_en),
        unit=Name(unit.name_vi, unit.name_en),
        url=f"{base_url}/d/{desk.token}",
        is_simulated=is_simulated,
    )
