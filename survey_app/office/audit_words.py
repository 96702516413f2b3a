"""The words for what the log holds. An action without words of its own is shown as its area and the verb as written."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.audit import SERVER
from survey_app.office.audit_details import role_word

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
    "days": _l("Khép ngày"),
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
    "places.unit_add": _l("thêm đơn vị"),
    "places.unit_change": _l("sửa đơn vị"),
    "places.unit_move": _l("chuyển cấp trên"),
    "places.unit_end": _l("kết thúc đơn vị"),
    "places.unit_remove": _l("xóa đơn vị"),
    "places.history_change": _l("sửa lịch sử trực thuộc"),
    "places.successor_add": _l("ghi đơn vị kế thừa"),
    "places.successor_remove": _l("bỏ đơn vị kế thừa"),
    "places.merge": _l("ghi sáp nhập"),
    "places.desk_add": _l("thêm quầy"),
    "places.desk_change": _l("sửa quầy"),
    "places.desk_close": _l("đóng quầy"),
    "places.desk_reopen": _l("mở lại quầy"),
    "places.desk_move": _l("chuyển quầy"),
    "places.desk_remove": _l("xóa quầy"),
    "places.token_replace": _l("thay mã QR"),
    "places.addresses_show": _l("xem địa chỉ có khóa của quầy"),
    "places.sector_add": _l("thêm lĩnh vực"),
    "places.sector_change": _l("sửa lĩnh vực"),
    "places.sector_remove": _l("xóa lĩnh vực"),
    "places.sector_hand_over": _l("giao cơ quan chủ trì"),
    "places.responsibility_change": _l("sửa lịch sử chủ trì"),
    "places.agency_add": _l("thêm cơ quan"),
    "places.agency_change": _l("sửa cơ quan"),
    "places.agency_remove": _l("xóa cơ quan"),
    "places.procedure_add": _l("thêm thủ tục"),
    "places.procedure_change": _l("sửa thủ tục"),
    "places.procedure_remove": _l("xóa thủ tục"),
    "places.undo": _l("hoàn tác"),
    "calendar.keep": _l("ghi ngày"),
    "calendar.drop": _l("bỏ ngày"),
    "publish.run": "",
    "days.close": "",
    "plans.adopt": _l("áp dụng"),
    "plans.end": _l("kết thúc áp dụng"),
    "plans.withdraw": _l("rút"),
}


def action_words(action: str) -> str:
    """An action as it is read: "Người dùng: giao vai trò"."""
    area, _dot, verb = action.partition(".")
    words = ACTIONS.get(action, verb.replace("_", " ").replace("-", " "))
    return f"{AREAS.get(area, area)}: {words}" if words else str(AREAS.get(area, area))


def actor_words(who: str) -> str:
    """Who did it: a login, the command line, or nobody known."""
    if who.startswith("cli:"):
        return str(_("dòng lệnh (%(user)s)", user=who.removeprefix("cli:") or "?"))
    if who == SERVER:
        return str(_("máy chủ (tự chạy)"))
    return str(_("không rõ")) if who == "?" else who


def roles_words(roles: str) -> str:
    """The roles that were held, as "Thanh tra (tinh)"."""
    held = (each.partition("@") for each in roles.split(", ") if each)
    return ", ".join(f"{role_word(role)} ({unit})" if unit else role for role, _at, unit in held)
