"""The words for what the log holds. An action without words of its own is shown as its area and the verb as written."""

from __future__ import annotations

import json
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.roles import ROLES

AREAS: dict[str, Any] = {
    "sign-in": _l("Đăng nhập"),
    "sign-out": _l("Đăng xuất"),
    "password": _l("Mật khẩu"),
    "second-factor": _l("Mã xác nhận"),
    "people": _l("Người dùng"),
    "export": _l("Tải tệp"),
    "comments": _l("Góp ý"),
    "imports": _l("Nhập số liệu"),
    "paper": _l("Phiếu giấy"),
    "tickets": _l("Mã dùng một lần"),
    "places": _l("Nơi giao dịch"),
    "plans": _l("Kế hoạch"),
    "calendar": _l("Lịch làm việc"),
    "questionnaires": _l("Phiếu hỏi"),
    "publish": _l("Công bố"),
    "actions": _l("Việc khắc phục"),
    "letters": _l("Thư hằng tuần"),
    "integrity": _l("Độ tin cậy"),
}
"""The part of an action before the dot, in the order of the list to choose from."""

ACTIONS: dict[str, Any] = {
    "sign-in.password": _l("mật khẩu đúng"),
    "sign-in.code": _l("mã của điện thoại đúng"),
    "sign-in.recovery-code": _l("dùng một mã dự phòng"),
    "sign-in.refused": _l("bị từ chối"),
    "sign-out.everywhere": _l("ở mọi máy khác"),
    "password.change": _l("tự đổi"),
    "second-factor.enrol": _l("gắn điện thoại"),
    "second-factor.reset": _l("bỏ điện thoại"),
    "second-factor.drop-phone": _l("đổi điện thoại"),
    "second-factor.new-codes": _l("tạo mã dự phòng mới"),
    "people.add": _l("thêm"),
    "people.give-role": _l("giao vai trò"),
    "people.take-role": _l("thu vai trò"),
    "people.rename": _l("sửa họ tên"),
    "people.password": _l("đặt lại mật khẩu"),
    "people.second-factor": _l("bỏ điện thoại"),
    "people.disable": _l("khóa"),
    "people.enable": _l("mở lại"),
    "people.grant": _l("cấp quyền riêng"),
    "people.revoke": _l("bỏ quyền riêng"),
    "export.file": "",
    "comments.unmasked": _l("xem phần đã che"),
    "imports.take_in": _l("nhập tệp"),
    "paper.print": _l("in tập phiếu"),
    "tickets.mint": _l("in mã"),
    "questionnaires.add": _l("thêm"),
    "letters.subscribe": _l("đăng ký nhận"),
    "letters.stop": _l("ngừng nhận"),
    "letters.confirm": _l("xác nhận địa chỉ"),
    "actions.opened": _l("mở"),
    "actions.edited": _l("sửa"),
    "actions.done": _l("ghi đã làm"),
    "actions.reopened": _l("mở lại"),
    "actions.dropped": _l("bỏ"),
    "actions.measured": _l("đo lại"),
    "places.undo": _l("hoàn tác"),
    "calendar.keep": _l("ghi ngày"),
    "calendar.drop": _l("bỏ ngày"),
    "plans.adopt": _l("áp dụng"),
    "plans.end": _l("kết thúc áp dụng"),
    "plans.withdraw": _l("rút"),
    "places.token_replace": _l("thay mã QR"),
}


NAMES: dict[str, Any] = {
    "asked": _l("đã hỏi"),
    "at": _l("ở đơn vị"),
    "before": _l("trước"),
    "days": _l("thời gian"),
    "desk": _l("quầy"),
    "files": _l("tệp"),
    "first": _l("từ ngày"),
    "in_this_hour": _l("lần thứ trong giờ"),
    "kind": _l("loại"),
    "last": _l("đến ngày"),
    "name": _l("tên"),
    "now": _l("nay"),
    "number": _l("số lượng"),
    "page": _l("trang"),
    "period": _l("kỳ"),
    "revision": _l("bản"),
    "right": _l("quyền"),
    "role": _l("vai trò"),
    "roles": _l("vai trò"),
    "sheets": _l("số tờ"),
    "source": _l("nguồn"),
    "summary": _l("kết quả"),
    "why": _l("vì"),
}
"""The words for what details are called; others stay as they were written."""

EMPTY: tuple[Any, ...] = (None, "", [], {})
VALUES: dict[tuple[str, str], Any] = {
    ("why", "password"): _l("sai mật khẩu"),
    ("why", "password-again"): _l("sai mật khẩu đang dùng"),
    ("why", "code"): _l("sai mã"),
    ("why", "waiting"): _l("chưa hết thời gian chờ"),
}


def action_words(action: str) -> str:
    """An action as it is read: "Người dùng: giao vai trò"."""
    area, _dot, verb = action.partition(".")
    words = ACTIONS.get(action, verb.replace("_", " ").replace("-", " "))
    return f"{AREAS.get(area, area)}: {words}" if words else str(AREAS.get(area, area))


def detail_words(detail: str) -> str:
    """What else is known, as pairs; the log's own words stay as they were written."""
    try:
        found = json.loads(detail) if detail else {}
    except ValueError:
        return detail
    if not isinstance(found, dict):
        return str(found)
    return "; ".join(
        f"{NAMES.get(name, name)}: {_plain(name, value)}" for name, value in found.items() if value not in EMPTY
    )


def actor_words(who: str) -> str:
    """Who did it: a login, the command line, or nobody known."""
    if who.startswith("cli:"):
        return str(_("dòng lệnh (%(user)s)", user=who.removeprefix("cli:") or "?"))
    return str(_("không rõ")) if who == "?" else who


def roles_words(roles: str) -> str:
    """The roles that were held, as "Thanh tra (tinh)"."""
    held = (each.partition("@") for each in roles.split(", ") if each)
    return ", ".join(f"{_role(role)} ({unit})" if unit else role for role, _at, unit in held)


def _plain(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(name, each) for each in value)
    if name in ("role", "roles"):
        return _role(str(value))
    if (name, str(value)) in VALUES:
        return str(VALUES[name, str(value)])
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _role(name: str) -> str:
    role = next((role for code, role in ROLES.items() if code == name), None)
    return name if role is None else str(role.title)
