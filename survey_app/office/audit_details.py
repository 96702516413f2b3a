"""The details of a line of the log in words: what a thing was before and is after, what a file was asked of, why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forms.tickets import LAYOUTS
from survey_app.office.places.words import GROUPS, days_in_words, level_word
from survey_app.period_names import name_of
from survey_app.registry.stretches import plain_day
from survey_app.roles import ROLES

NAMES: dict[str, Any] = {
    "agencies": _l("cơ quan chủ trì"),
    "agency": _l("cơ quan chịu trách nhiệm"),
    "area": _l("địa bàn"),
    "asked": _l("đã hỏi"),
    "asks_comment": _l("có ô góp ý"),
    "at": _l("ở đơn vị"),
    "before": _l("trước"),
    "cause": _l("nguyên nhân"),
    "closed_on": _l("đóng từ ngày"),
    "code": _l("mã"),
    "days": _l("thời gian"),
    "desk": _l("quầy"),
    "digest": _l("mã kiểm tệp"),
    "done_on": _l("ngày làm xong"),
    "due": _l("hạn"),
    "files": _l("tệp"),
    "first": _l("từ ngày"),
    "expired": _l("mã hết hạn đã xóa"),
    "has_address": _l("có địa chỉ nhận thư"),
    "in_this_hour": _l("lần thứ trong giờ"),
    "is_working": _l("ngày làm việc"),
    "kind": _l("loại"),
    "kinds": _l("loại tin"),
    "last": _l("đến ngày"),
    "layout": _l("khổ giấy"),
    "level": _l("cấp"),
    "measure": _l("biện pháp"),
    "mixed": _l("dòng đã xáo trộn"),
    "name": _l("tên"),
    "name_en": _l("tên tiếng Anh"),
    "name_vi": _l("tên"),
    "now": _l("nay"),
    "number": _l("số lượng"),
    "page": _l("trang"),
    "parents": _l("đơn vị cấp trên"),
    "period": _l("kỳ"),
    "position": _l("thứ tự"),
    "priority_group": _l("nhóm trọng tâm"),
    "questionnaire": _l("phiếu hỏi"),
    "published": _l("bản mới"),
    "reason": _l("lý do"),
    "released": _l("phiếu đến muộn được tính"),
    "revised": _l("bản sửa"),
    "revision": _l("bản"),
    "revisions": _l("các bản sửa (kỳ · đơn vị · số bản)"),
    "right": _l("quyền"),
    "role": _l("vai trò"),
    "roles": _l("vai trò"),
    "sector": _l("lĩnh vực"),
    "sectors": _l("lĩnh vực"),
    "sha256": _l("mã kiểm tệp"),
    "sheets": _l("số tờ"),
    "since": _l("từ ngày"),
    "source": _l("nguồn"),
    "state": _l("tình trạng"),
    "successors": _l("đơn vị kế thừa"),
    "summary": _l("kết quả"),
    "token": _l("mã QR"),
    "unit": _l("đơn vị"),
    "unnamed": _l("bản sửa khác không nêu tên"),
    "valid_from": _l("từ ngày"),
    "valid_to": _l("đến ngày"),
    "weekly": _l("thư hằng tuần"),
    "why": _l("vì"),
}
"""The words for what details are called; others stay as they were written."""

EMPTY: tuple[Any, ...] = (None, "", [], {})
CHECKSUMS = ("sha256", "digest")
VALUES: dict[tuple[str, str], Any] = {
    ("why", "password"): _l("sai mật khẩu"),
    ("why", "password-again"): _l("sai mật khẩu đang dùng"),
    ("why", "code"): _l("sai mã"),
    ("why", "waiting"): _l("chưa hết thời gian chờ"),
    ("kind", "visits_by_day"): _l("lượt giao dịch theo ngày"),
    ("kind", "visits_by_month"): _l("lượt giao dịch theo tháng"),
    ("kind", "units"): _l("danh sách đơn vị"),
    ("kind", "sectors"): _l("danh sách lĩnh vực"),
    ("kind", "procedures"): _l("danh sách thủ tục"),
    ("kind", "desks"): _l("danh sách quầy"),
    ("page", "audit_file"): _l("nhật ký"),
    ("page", "comments_file"): _l("góp ý"),
    ("page", "compare_file"): _l("so sánh"),
    ("page", "export"): _l("kết quả"),
    ("page", "integrity_export"): _l("độ tin cậy"),
    ("page", "paper"): _l("phiếu giấy"),
    ("page", "tickets"): _l("mã dùng một lần"),
    ("right", "read-unmasked"): _l("xem phần đã che trong góp ý"),
    ("kinds", "targets"): _l("chỉ tiêu"),
    ("kinds", "signals"): _l("biến động vượt mức thường"),
    ("kinds", "desks"): _l("quầy"),
    ("kinds", "actions"): _l("việc khắc phục"),
    **{("layout", value): label for value, label in LAYOUTS},
    ("state", "open"): _l("đang làm"),
    ("state", "done"): _l("đã làm"),
    ("state", "dropped"): _l("đã bỏ"),
}
THINGS: dict[str, Any] = {
    "unit": _l("đơn vị"),
    "desk": _l("quầy"),
    "sector": _l("lĩnh vực"),
    "agency": _l("cơ quan"),
    "procedure": _l("thủ tục"),
}


def detail_words(detail: str) -> str:
    """What else is known, as pairs; what has no words of its own stays as it was written."""
    try:
        found = json.loads(detail) if detail else {}
    except ValueError:
        return detail
    if not isinstance(found, dict):
        return str(found)
    return "; ".join(_parts(found))


def subject_words(subject: str) -> str:
    """What it was about: a day as days are written, else as it stands."""
    return _word("", subject)


def _parts(found: Mapping[str, Any]) -> Iterator[str]:
    changes = found.get("changes")
    for each in changes if isinstance(changes, list) else ():
        yield _change(each)
    for name, value in found.items():
        # the code of what was changed stands in its name already
        if name == "changes" or (name == "code" and changes) or value in EMPTY:
            continue
        if name in ("done_on", "due", "cause", "measure", "agency", "reason", "state", "period") and _is_pair(value):
            yield _from_to(name, *value)
        else:
            yield f"{NAMES.get(name, name)}: {_plain(name, value)}"


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2  # noqa: PLR2004  # before and after


def _change(each: Mapping[str, Any]) -> str:
    """One thing: "quầy mot-1: tên: Quầy 1 → Quầy một"; of what is new or gone only its name."""
    before, after = each["before"], each["after"]
    thing = f"{THINGS.get(each['kind'], each['kind'])} {each['code']}"
    if before is None or after is None:
        word = _("mới thêm") if before is None else _("đã xóa")
        return f"{thing}: {word} ({(after or before or {}).get('name_vi', '')})"
    return f"{thing}: " + ", ".join(_from_to(name, old, after.get(name)) for name, old in before.items())


def _from_to(name: str, old: Any, new: Any) -> str:
    was, now = ("–" if value in EMPTY else _plain(name, value) for value in (old, new))
    return f"{NAMES.get(name, name)}: {was} → {now}"


def _plain(name: str, value: Any) -> str:
    if name in ("parents", "agencies", "successors") and isinstance(value, list):
        return ", ".join(_stretch(*row) if isinstance(row, list) else str(row) for row in value)
    if isinstance(value, list):
        return ", ".join(_plain(name, each) for each in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(_("có") if value else _("không"))
    if name == "kinds":
        return ", ".join(_word(name, kind) for kind in str(value).split())
    return _word(name, str(value))


def _word(name: str, text: str) -> str:
    if (name, text) in VALUES:
        return str(VALUES[name, text])
    if name in ("role", "roles"):
        return role_word(text)
    if name == "level":
        return level_word(text)
    if name == "priority_group":
        return str(GROUPS.get(text, text))
    if name == "period":
        return name_of(text)
    if name in CHECKSUMS:
        return text[:12]
    return plain_day(date.fromisoformat(text)) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else text


def _stretch(owner: str, first: str, last: str | None = None) -> str:
    days = days_in_words(date.fromisoformat(first), date.fromisoformat(last) if last else None, date.max)
    return f"{owner} ({days})"


def role_word(name: str) -> str:
    """What a role is called; one that is no longer known stays as it was written."""
    role = next((role for code, role in ROLES.items() if code == name), None)
    return name if role is None else str(role.title)
