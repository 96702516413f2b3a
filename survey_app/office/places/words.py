"""The words of the pages of places: levels, histories, series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.registry.stretches import FROM_THE_START, ONE_DAY, Stretch, plain_day
from survey_app.series import SeriesBreak

LEVELS: dict[str, Any] = {
    "province": _l("Tỉnh, thành phố"),
    "provincial_centre": _l("Trung tâm cấp tỉnh"),
    "department": _l("Sở, ngành"),
    "district": _l("Huyện, quận (đến 30/6/2025)"),
    "district_centre": _l("Bộ phận Một cửa cấp huyện"),
    "commune": _l("Xã, phường, đặc khu"),
    "commune_centre": _l("Trung tâm cấp xã"),
}
GROUPS: dict[str | None, Any] = {
    "land": _l("Đất đai"),
    "construction": _l("Xây dựng"),
    "investment": _l("Đầu tư"),
    None: "",
}


def level_word(level: str) -> str:
    """What a level is called; a level of somebody's own file is shown as it stands there."""
    return str(LEVELS.get(level, level))


def days_in_words(first: date, last: date | None, today: date) -> str:
    """A stretch of days: "từ 01/07/2025 đến nay", "đến 30/06/2025", "từ 01/01/2027 (sắp tới)"."""
    if first == FROM_THE_START:
        return str(_("từ trước đến nay") if last is None else _("đến hết %(last)s", last=plain_day(last)))
    if last is not None:
        return str(_("từ %(first)s đến hết %(last)s", first=plain_day(first), last=plain_day(last)))
    if first > today:
        return str(_("từ %(first)s (sắp tới)", first=plain_day(first)))
    return str(_("từ %(first)s đến nay", first=plain_day(first)))


def gaps_in_words(stretches: Sequence[Stretch]) -> dict[date, str]:
    """By the first day of the stretch after it, what is said of days that belong to nobody."""
    found = {}
    for before, after in zip(stretches, stretches[1:], strict=False):
        if before.last is not None and before.last + ONE_DAY < after.first:
            found[after.first] = str(
                _(
                    "từ %(first)s đến hết %(last)s: không thuộc nơi nào",
                    first=plain_day(before.last + ONE_DAY),
                    last=plain_day(after.first - ONE_DAY),
                )
            )
    return found


def break_in_words(found: SeriesBreak, names: Mapping[str, str]) -> str:
    """What a break of the series means for whoever reads the figures."""
    day, new = plain_day(found.day), names[found.new]
    olds = _list([names[old] for old in found.olds])
    if found.kind == "split":
        others = _list([names[other] for other in found.others])
        return str(
            _(
                "Từ %(day)s, %(olds)s được chia cho %(new)s và %(others)s. Số liệu trước ngày này là của cả đơn vị cũ.",
                day=day,
                olds=olds,
                new=new,
                others=others,
            )
        )
    if found.kind == "merger":
        return str(_("Từ %(day)s, %(olds)s sáp nhập vào %(new)s.", day=day, olds=olds, new=new))
    return str(_("Từ %(day)s, %(new)s kế thừa %(olds)s.", day=day, olds=olds, new=new))


def _list(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return str(_("%(first)s và %(last)s", first=", ".join(names[:-1]), last=names[-1]))
