"""Who may do what, as data: six roles, what each may do, and why (decision 0007).

A role is held at a unit and reaches that unit and those below it. One rule stands behind the table: whoever is judged
by a figure may neither make the means to answer (tickets, sheets of paper), nor choose when it is published, nor look
at what is being checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from flask_babel import lazy_gettext

RoleName = Literal["administrator", "head", "analyst", "inspector", "clerk", "viewer"]
Permission = Literal[
    "results",
    "export",
    "comments",
    "paper",
    "imports",
    "places",
    "plans",
    "people",
    "tickets",
    "sheets",
    "publish",
    "actions",
    "integrity",
    "audit",
    "letters",
]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)


@dataclass(frozen=True, slots=True)
class Role:
    """What a person may do at a unit and below it; `title` and `duty` are its words on a page."""

    title: Any
    duty: Any
    permissions: frozenset[Permission]
    needs_second_factor: bool = False


ROLES: dict[RoleName, Role] = {
    "administrator": Role(
        lazy_gettext("Quản trị viên"),
        lazy_gettext("Giữ danh mục đơn vị, quầy, kế hoạch, người dùng; nhập số liệu, in mã và phiếu giấy, công bố."),
        frozenset(
            {"results", "imports", "places", "plans", "people", "tickets", "sheets", "publish", "letters", "audit"},
        ),
        needs_second_factor=True,
    ),
    "head": Role(
        lazy_gettext("Người đứng đầu"),
        lazy_gettext("Đọc kết quả và góp ý, giao việc khắc phục, nhận thư hằng tuần."),
        frozenset({"results", "export", "comments", "actions", "letters"}),
        needs_second_factor=True,
    ),
    "analyst": Role(
        lazy_gettext("Cán bộ phân tích"),
        lazy_gettext("Đọc, xuất số liệu và góp ý."),
        frozenset({"results", "export", "comments"}),
    ),
    "inspector": Role(
        lazy_gettext("Thanh tra"),
        lazy_gettext("Kiểm tra độ tin cậy của số liệu và đọc nhật ký."),
        frozenset({"results", "export", "comments", "integrity", "audit"}),
        needs_second_factor=True,
    ),
    "clerk": Role(
        lazy_gettext("Người nhập liệu"),
        lazy_gettext("Nhập phiếu giấy và số lượt giao dịch."),
        frozenset({"results", "paper", "imports"}),
    ),
    "viewer": Role(
        lazy_gettext("Người xem"),
        lazy_gettext("Đọc kết quả đã công bố."),
        frozenset({"results"}),
    ),
}
"""In the order they are listed."""

FROM_ABOVE: frozenset[Permission] = frozenset({"tickets", "sheets"})
"""Permissions that do not reach the unit where they are held, only those below: nobody mints the tickets, or prints
the sheets, that they are judged by. A unit with none above it has nobody else to do it, and may."""


GIVEN_FROM_ABOVE: frozenset[RoleName] = frozenset({"inspector"})
"""Roles that an administrator gives at the units below alone: nobody appoints who inspects them."""


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """A role somebody holds at a unit."""

    unit: str
    role: RoleName
