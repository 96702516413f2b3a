"""What stood before the two levels of 1 July 2025: a district and its communes, two of which one ward took over; and
some procedures, so that the lists of places have something of everything.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from survey_app import models
from survey_app.demo.province import PROVINCE, TWO_LEVELS_FROM

DISTRICT = f"{PROVINCE}_h01"
TAKEN_OVER_BY = f"{PROVINCE}_x01"
OLD_COMMUNES: tuple[tuple[str, str, str], ...] = (
    (f"{PROVINCE}_c01", "Xã Trăng Thượng (mô phỏng)", "Trăng Thượng Commune (simulated)"),
    (f"{PROVINCE}_c02", "Xã Trăng Hạ (mô phỏng)", "Trăng Hạ Commune (simulated)"),
)
BEGAN = date(2020, 1, 1)
ENDED = TWO_LEVELS_FROM - timedelta(days=1)
PROCEDURES: tuple[tuple[str, str, str, str], ...] = (
    ("mp.dd.01", "Đăng ký biến động quyền sử dụng đất", "Register a change of land use rights", "dat_dai"),
    ("mp.dd.02", "Cấp đổi giấy chứng nhận quyền sử dụng đất", "Renew a land use certificate", "dat_dai"),
    ("mp.ht.01", "Đăng ký khai sinh", "Register a birth", "ho_tich"),
    ("mp.ht.02", "Đăng ký kết hôn", "Register a marriage", "ho_tich"),
    ("mp.ct.01", "Chứng thực bản sao từ bản chính", "Certify a copy", "chung_thuc"),
    ("mp.xd.01", "Cấp giấy phép xây dựng nhà ở riêng lẻ", "Permit to build a private house", "xay_dung"),
)

Row = dict[str, Any]


def past_rows(position: int) -> list[tuple[type[models.Base], list[Row]]]:
    """Rows of the places that are over, who carries them on, and procedures; `position` is the first free one."""
    names = ((DISTRICT, "Huyện Đồng Trăng cũ (mô phỏng)", "Former Đồng Trăng District (simulated)"), *OLD_COMMUNES)
    levels = ("district", "commune", "commune")
    parents = (PROVINCE, DISTRICT, DISTRICT)
    return [
        (
            models.Unit,
            [
                {"code": code, "name_vi": vi, "name_en": en, "level": level, "area": "", "position": place}
                for place, ((code, vi, en), level) in enumerate(zip(names, levels, strict=True), start=position)
            ],
        ),
        (
            models.UnitParent,
            [
                {"unit": code, "parent": parent, "valid_from": BEGAN, "valid_to": ENDED}
                for (code, _vi, _en), parent in zip(names, parents, strict=True)
            ],
        ),
        (
            models.UnitSuccessor,
            [{"old": code, "new": TAKEN_OVER_BY, "valid_from": TWO_LEVELS_FROM} for code, _vi, _en in OLD_COMMUNES],
        ),
        (
            models.Procedure,
            [
                {"code": code, "name_vi": vi, "name_en": en, "sector": sector, "valid_from": TWO_LEVELS_FROM}
                for code, vi, en, sector in PROCEDURES
            ],
        ),
    ]
