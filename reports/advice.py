"""The last sentence: what to do, a plain suggestion from the figures that never points at a clerk.

The first that applies: nothing answered; too little answered; places without an answer; sectors surely below target;
sectors that surely miss the plan's target to date; a fall beyond ordinary variation; waiting beyond target; sectors
below target but unproven; little coverage; keep on.
"""

from __future__ import annotations

from reports.content import Sentence
from reports.findings import Row
from reports.shortfall import compared, furthest_short, is_below, is_surely_below
from reports.telling import Teller, reaches

LITTLE_COVERAGE = 0.05
"""Below one answer in twenty visits, more answers help more than anything else."""


def advice(teller: Teller) -> Sentence:
    """What to do."""
    _ = teller.translate
    for rule in (_without_answers, _below, _missed, _fallen, _waiting, _unproven, _coverage):
        if text := rule(teller):
            break
    else:
        text = _("tiếp tục cách làm hiện nay và giữ số phiếu thu được như hiện nay")
    return Sentence("advice", _("Việc nên làm: %(what)s.") % {"what": text})


def _without_answers(teller: Teller) -> str:
    _ = teller.translate
    why = teller.protected.total_reason
    if why == "none":
        return _("kiểm tra mã QR ở từng quầy còn nguyên và quét được, rồi mời người dân đánh giá sau khi giao dịch")
    if why in ("hidden", "window"):
        return _("mời thêm người dân đánh giá ngay sau khi giao dịch; xem số liệu của kỳ dài hơn trong lúc chờ")
    if why == "no_data":
        return _("đặt mã QR ở những đơn vị và lĩnh vực có giao dịch mà chưa có phiếu")
    return ""


def _below(teller: Teller) -> str:
    _ = teller.translate
    rows = [row for row in compared(teller) if is_surely_below(row)]
    if not rows:
        return ""
    return _(
        "xem lại giấy tờ, các bước và cách bố trí quầy của lĩnh vực %(names)s, "
        "nơi cả khoảng tham khảo nằm dưới mức chỉ tiêu"
    ) % {"names": _names(teller, rows)}


def _missed(teller: Teller) -> str:
    _ = teller.translate
    scopes = {
        line.scope
        for line in teller.findings.targets
        if line.scope and line.verdict is not None and line.verdict.certainty == "not_met"
    }
    rows = [row for row in teller.findings.sectors if row.key in scopes]
    if not rows:
        return ""
    return _(
        "xem lại giấy tờ, các bước và cách bố trí quầy của lĩnh vực %(names)s, "
        "nơi chắc chắn chưa đạt chỉ tiêu của kế hoạch"
    ) % {"names": _names(teller, rows)}


def _fallen(teller: Teller) -> str:
    _ = teller.translate
    rows = [
        row for row in teller.findings.sectors if row.change and row.change.value < 0 and not row.change.is_ordinary
    ]
    if not rows:
        return ""
    return _("tìm hiểu điều gì đã thay đổi ở %(names)s, nơi tỷ lệ giảm vượt mức dao động thường") % {
        "names": _names(teller, rows)
    }


def _waiting(teller: Teller) -> str:
    _ = teller.translate
    row = next((row for row in teller.findings.waiting if row.kind == "total"), None)
    if row is None or row.mean is None or row.target is None or reaches(row.mean.value, row.target):
        return ""
    return _("xem giờ nào đông và mở thêm quầy vào giờ đó, vì thời gian chờ trung bình vượt mức chỉ tiêu")


def _unproven(teller: Teller) -> str:
    _ = teller.translate
    worst = furthest_short([row for row in compared(teller) if is_below(row)])
    if worst is None:
        return ""
    return _("theo dõi tiếp %(name)s và mời thêm người dân đánh giá, vì chưa đủ phiếu để kết luận") % {
        "name": teller.name(worst.name)
    }


def _coverage(teller: Teller) -> str:
    _ = teller.translate
    total = teller.findings.total
    if not total.visits or total.n / total.visits >= LITTLE_COVERAGE:
        return ""
    return _("mời thêm người dân đánh giá, vì cứ 100 lượt giao dịch mới có chưa đến 5 phiếu")


def _names(teller: Teller, rows: list[Row]) -> str:
    _ = teller.translate
    ordered = sorted(rows, key=lambda row: not row.is_priority)
    names = ", ".join(teller.name(row.name) for row in ordered[:3])
    return (
        names
        if len(ordered) <= 3
        else _("%(names)s và %(more)s lĩnh vực khác") % {"names": names, "more": len(ordered) - 3}
    )
