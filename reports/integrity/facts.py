"""The figures of a sign as a sentence."""

from __future__ import annotations

from analysis import WeekSign
from reports.findings import ReconcileRow
from reports.integrity.findings import SilenceRow, TierRow
from reports.integrity.hiding import hidden_tiers
from reports.integrity.inspector import Inspector, Voice
from reports.numbers import hundredfold


def sign_fact(inspector: Inspector, sign: WeekSign) -> str:
    """The figures of one sign in a sentence."""
    _ = inspector.translate
    numbers = inspector.numbers
    values = {
        "observed": inspector.percent(sign.observed, sign.n),
        "expected": numbers.percent(sign.expected),
        "n": numbers.number(sign.n),
    }
    if sign.kind == "tier_gap":
        values |= {name: numbers.signed(hundredfold(getattr(sign, name))) for name in ("observed", "expected")}
    if sign.kind == "variance":
        values |= {name: numbers.number(getattr(sign, name), 1) for name in ("observed", "expected")}
    texts = {
        "top_box": _("“Rất hài lòng” %(observed)s, thường lệ %(expected)s (%(n)s phiếu)."),
        "straight_lining": _("Chọn một mức cho mọi câu %(observed)s, thường lệ %(expected)s (%(n)s phiếu trả lời đủ)."),
        "heaping": _("Số phút tròn năm %(observed)s, thường lệ %(expected)s (%(n)s phiếu nêu số phút)."),
        "spike": _("“%(value)s phút” chiếm %(observed)s, thường lệ %(expected)s (%(n)s phiếu nêu số phút)."),
        "variance": _("Mức dao động giữa các ngày và quầy %(observed)s, thường lệ %(expected)s (ngẫu nhiên: 1)."),
        "coverage": _("Phiếu trên lượt giao dịch %(observed)s, thường lệ %(expected)s, mà tỷ lệ hài lòng cao hơn."),
        "tier_gap": _("Chênh %(observed)s điểm, thường lệ %(expected)s điểm (%(n)s phiếu)."),
        "tier_share": _("Phiếu quét mã in %(observed)s, thường lệ %(expected)s (%(n)s phiếu)."),
        "surge": _("Phiếu trên lượt giao dịch %(observed)s, thường lệ %(expected)s."),
    }
    return texts[sign.kind] % (values | {"value": sign.value or 0})


def burst_fact(inspector: Inspector, number: int) -> str:
    """The most labelled answers of one desk and day in a sentence."""
    _ = inspector.translate
    return _("Có ngày, ở một quầy, %(n)s phiếu mang nhãn dồn dập.") % {"n": inspector.numbers.number(number)}


def gap_fact(inspector: Inspector, row: TierRow) -> str:
    """The gap between two tiers in a sentence; without figures where they would give a few people away."""
    _ = inspector.translate
    if row.gap is None or hidden_tiers(row) & {"ticket", "static"}:
        return _("Chênh lệch rõ, không nêu con số vì có nhóm dưới 10 phiếu.")
    numbers = inspector.numbers
    return _("Chênh %(observed)s điểm, thường lệ %(expected)s điểm (%(n)s phiếu).") % {
        "observed": numbers.signed(hundredfold(row.gap.gap)),
        "expected": numbers.signed(hundredfold(row.gap.expected)),
        "n": numbers.number(sum(row.gap.n)),
    }


def totals_fact(inspector: Inspector, row: ReconcileRow) -> str:
    """Totals that do not fit in a sentence."""
    _ = inspector.translate
    number = inspector.numbers.number
    if row.kind == "desk":
        return _("%(answers)s phiếu theo mã, %(minted)s mã đã in, cộng dồn từ đầu năm.") % {
            "answers": number(row.answers or 0),
            "minted": number(row.minted),
        }
    return _("%(minted)s mã đã in, %(visits)s lượt giao dịch.") % {
        "minted": number(row.minted),
        "visits": number(row.visits or 0),
    }


def silence_fact(inspector: Voice, row: SilenceRow, *, is_now: bool = False) -> str:
    """How long a desk was silent, what was to be expected, and whether it still is."""
    _ = inspector.translate
    texts = {
        "tickets": _(
            "%(days)s ngày làm việc không có phiếu nào, trong khi mã vẫn được phát; thường lệ có chừng %(many)s phiếu."
        ),
        "visits": _(
            "%(days)s ngày làm việc đã nhập số lượt mà không có phiếu nào, trong khi vẫn có lượt giao dịch; thường lệ "
            "có chừng %(many)s phiếu."
        ),
        "days": _(
            "%(days)s ngày làm việc không có phiếu nào (chưa nhập số lượt, tính theo lịch làm việc); thường lệ có "
            "chừng %(many)s phiếu."
        ),
    }
    never = _(
        "Sáu tuần qua không có phiếu nào; chỉ %(days)s ngày làm việc gần nhất có số người đến cũng phải được ít nhất "
        "chừng %(many)s phiếu. Nếu quầy chưa từng có phiếu thì mã QR có thể chưa bao giờ dùng được."
    )
    text = never if row.is_never else texts[row.basis]
    said = [text % {"days": row.days, "many": inspector.numbers.number(row.expected)}]
    if row.uncounted:
        uncounted = _("%(many)s ngày làm việc khác trong khoảng này chưa biết số người đến nên không tính.")
        said.append(uncounted % {"many": row.uncounted})
    if not is_now:
        said.append(_("Sau đó có phiếu trở lại.") if row.is_over else _("Đến hết kỳ vẫn chưa có phiếu."))
    return " ".join(said)
