"""One row in one sentence: share, interval, n, where it stands against the target and the period before."""

from __future__ import annotations

from reports.agency_targets import is_told_by_sector
from reports.findings import Row
from reports.numbers import hundredfold
from reports.shortfall import is_unproven
from reports.telling import Teller, estimate_decimals
from reports.variation import change_of, outside_words, variation_words


def row_sentence(teller: Teller, row: Row, name: str) -> str:
    """One row: share, interval, n, where it stands against the target and the period before."""
    _ = teller.translate
    if row.share is None:
        return ""
    decimals = estimate_decimals(row.share, row.target, is_share=True)
    parts = [
        (
            _("%(name)s: %(share)s hài lòng (%(range)s; %(n)s phiếu theo mã)")
            if row.tier == "ticket"
            else _("%(name)s: %(share)s hài lòng (%(range)s; %(n)s phiếu)")
        )
        % {
            "name": name,
            "share": teller.numbers.percent(row.share.value, decimals),
            "range": teller.numbers.share_range(row.share.ci_low, row.share.ci_high, decimals),
            "n": teller.numbers.number(row.share.n),
        }
    ]
    if row.target is not None:
        parts.append(f", {against(teller, row)}")
    elif is_told_by_sector(teller.findings, row):
        parts.append(_(", so với chỉ tiêu xem theo lĩnh vực"))
    if row.change is not None:
        parts.append(f"; {_moved(teller, row)}")
    return "".join(parts) + "."


def against(teller: Teller, row: Row) -> str:
    """Above, at or below the target's level: a signal in words."""
    _ = teller.translate
    if row.share is None or row.target is None:
        return ""
    level = {"target": teller.numbers.level(row.target.value)}
    if row.share.value == row.target.value:
        return _("đúng mức chỉ tiêu %(target)s") % level
    if is_unproven(row):
        if row.share.value > row.target.value:
            return _("trên mức chỉ tiêu %(target)s nhưng chưa đủ căn cứ") % level
        return _("dưới mức chỉ tiêu %(target)s nhưng chưa đủ căn cứ") % level
    if row.share.value > row.target.value:
        return _("trên mức chỉ tiêu %(target)s") % level
    return _("dưới mức chỉ tiêu %(target)s") % level


def named_below(teller: Teller, row: Row) -> str:
    """The row's name in a list of rows below their target; whether that is sure stands with it."""
    name = teller.name(row.name)
    return teller.translate("%(name)s (chưa đủ căn cứ)") % {"name": name} if is_unproven(row) else name


def _moved(teller: Teller, row: Row) -> str:
    _ = teller.translate
    if row.change is None:
        return ""
    points = hundredfold(row.change.value)
    shown = teller.numbers.number(abs(points), 1)
    before = _("tuần trước") if teller.findings.period.kind == "week" else _("kỳ trước")
    words = {"points": shown, "before": before}
    if not any(digit in shown for digit in "123456789"):
        text = _("không đổi so với %(before)s") % words
    elif points > 0:
        text = _("cao hơn %(before)s %(points)s điểm") % words
    else:
        text = _("thấp hơn %(before)s %(points)s điểm") % words
    return text + _variation(teller, row)


def _variation(teller: Teller, row: Row) -> str:
    _ = teller.translate
    moved = change_of(teller, row)
    if row.change is None or moved is None:
        return ""
    if moved.is_ordinary:
        return f", {variation_words(_, moved)}"
    why = outside_words(teller, row)
    if row.change.is_ordinary:
        # a small change beside a week that stands apart: it is the week that is told so, not the change
        return "; " + _("tỷ lệ này ngoài mức dao động thường (%(why)s)") % {"why": why}
    return f", {variation_words(_, moved)}" + (f" ({why})" if why else "")


def figure_words(teller: Teller, row: Row) -> str:
    """The words of the row's sentence that carry its figure."""
    _ = teller.translate
    if row.share is None:
        return ""
    decimals = estimate_decimals(row.share, row.target, is_share=True)
    return _("%(share)s hài lòng") % {"share": teller.numbers.percent(row.share.value, decimals)}
