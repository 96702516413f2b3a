"""The five sentences of a period, to be read aloud in a meeting.

The rule: (1) the whole; (2) the sector farthest short of its target, priority sectors first, or that none is;
(3) waiting; (4) how far the figures carry; (5) what to do. Every sentence is made of figures that may be shown.
"""

from __future__ import annotations

from reports.advice import advice
from reports.content import Mark, Sentence
from reports.figures import plain_decimals
from reports.findings import Row, WaitingRow
from reports.numbers import hundredfold
from reports.precision import tipping_text
from reports.shortfall import compared, furthest_short, is_below, set_apart
from reports.telling import Teller, estimate_decimals, reaches


def build_sentences(teller: Teller) -> tuple[Sentence, ...]:
    """The period's sentences; a period without usable answers has its own."""
    total = teller.findings.total
    if teller.protected.total_reason is not None and total.share is None:
        return _without_figure(teller)
    return (_overall(teller), _sectors(teller), _waiting(teller), _trust(teller), advice(teller))


def _overall(teller: Teller) -> Sentence:
    _ = teller.translate
    total = teller.findings.total
    text = row_sentence(teller, total, teller.whole())
    beside = []
    if total.score is not None:
        beside.append(_("điểm trung bình %(score)s/100") % {"score": teller.numbers.number(total.score.value, 1)})
    if total.answered:
        plain = total.satisfied / total.answered
        beside.append(
            _("tỷ lệ phiếu hài lòng không quyền số %(plain)s (%(n)s phiếu)")
            % {
                "plain": teller.numbers.percent(plain, plain_decimals(plain, total.target)),
                "n": teller.numbers.number(total.answered),
            }
        )
    if beside:
        text = _("%(sentence)s Kèm theo: %(beside)s.") % {"sentence": text, "beside": "; ".join(beside)}
    return Sentence("overall", text, _mark(total))


def row_sentence(teller: Teller, row: Row, name: str) -> str:
    """One row: share, interval, n, where it stands against the target and the period before."""
    _ = teller.translate
    if row.share is None:
        return ""
    decimals = estimate_decimals(row.share, row.target, is_share=True)
    parts = [
        _("%(name)s: %(share)s hài lòng (%(range)s; %(n)s phiếu)")
        % {
            "name": name,
            "share": teller.numbers.percent(row.share.value, decimals),
            "range": teller.numbers.share_range(row.share.ci_low, row.share.ci_high, decimals),
            "n": teller.numbers.number(row.share.n),
        }
    ]
    if row.target is not None:
        parts.append(f", {against(teller, row)}")
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
    if row.share.value > row.target.value:
        return _("trên mức chỉ tiêu %(target)s") % level
    return _("dưới mức chỉ tiêu %(target)s") % level


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
    range_ = _("trong mức dao động thường") if row.change.is_ordinary else _("vượt mức dao động thường")
    return f"{text}, {range_}"


def _mark(row: Row) -> Mark:
    if row.share is None or row.target is None:
        return ""
    return "above" if reaches(row.share.value, row.target) else "below"


def _sectors(teller: Teller) -> Sentence:
    _ = teller.translate
    rows = compared(teller)
    worst = furthest_short(rows)
    if worst is None:
        return _no_target(teller) if not rows else Sentence("sectors", _all_reach(teller, rows), "above")
    text = row_sentence(teller, worst, teller.name(worst.name))
    others = [teller.name(row.name) for row in rows if is_below(row) and row.key != worst.key]
    if len(others) > 3:
        text = _("%(sentence)s Còn %(count)s lĩnh vực khác dưới mức chỉ tiêu.") % {
            "sentence": text,
            "count": len(others),
        }
    elif others:
        text = _("%(sentence)s Cùng dưới mức chỉ tiêu: %(names)s.") % {"sentence": text, "names": ", ".join(others)}
    return Sentence("sectors", text, "below")


def _all_reach(teller: Teller, rows: list[Row]) -> str:
    _ = teller.translate
    nearest = min(rows, key=lambda row: row.share.value - row.target.value if row.share and row.target else 1.0)
    return _(
        "Không lĩnh vực nào trong %(count)s lĩnh vực có chỉ tiêu và đủ phiếu ở dưới mức; gần mức nhất là %(row)s"
    ) % {
        "count": len(rows),
        "row": row_sentence(teller, nearest, teller.name(nearest.name)),
    }


def _no_target(teller: Teller) -> Sentence:
    _ = teller.translate
    shown = [row for row in teller.findings.sectors if row.share is not None]
    if not shown:
        return Sentence("sectors", _("Chưa lĩnh vực nào đủ phiếu để nêu riêng."))
    apart = set_apart(teller)
    if not apart:
        return Sentence(
            "sectors",
            _("Trong %(count)s lĩnh vực đủ phiếu, không lĩnh vực nào thấp hơn rõ rệt mức chung.")
            % {"count": len(shown)},
        )
    text = row_sentence(teller, apart[0], teller.name(apart[0].name))
    return Sentence("sectors", _("Thấp hơn rõ rệt mức chung là %(row)s") % {"row": text})


def _waiting(teller: Teller) -> Sentence:
    _ = teller.translate
    row = next((row for row in teller.findings.waiting if row.kind == "total"), None)
    if row is None or row.mean is None:
        return Sentence("waiting", _("Thời gian chờ: chưa đủ phiếu ghi số phút để nêu số liệu."))
    decimals = estimate_decimals(row.mean, row.target, is_share=False)
    text = _("Thời gian chờ trung bình %(mean)s phút%(felt)s (%(range)s; %(n)s phiếu)") % {
        "mean": teller.numbers.number(row.mean.value, decimals),
        "felt": _(" theo cảm nhận") if row.is_felt else "",
        "range": teller.numbers.range(row.mean.ci_low, row.mean.ci_high, decimals),
        "n": teller.numbers.number(row.n),
    }
    mark: Mark = ""
    if row.target is not None:
        mark = "above" if reaches(row.mean.value, row.target) else "below"
        text = f"{text}, {_waiting_against(teller, row)}"
    if row.median is not None:
        text = _("%(sentence)s; một nửa số lượt chờ không quá %(median)s phút") % {
            "sentence": text,
            "median": teller.numbers.minutes(round(row.median, 1)),
        }
    return Sentence("waiting", f"{text}.", mark)


def _waiting_against(teller: Teller, row: WaitingRow) -> str:
    _ = teller.translate
    if row.mean is None or row.target is None:
        return ""
    level = {"target": teller.numbers.minutes(row.target.value)}
    if reaches(row.mean.value, row.target):
        return _("trong mức chỉ tiêu %(target)s phút") % level
    return _("vượt mức chỉ tiêu %(target)s phút") % level


def _trust(teller: Teller) -> Sentence:
    _ = teller.translate
    total = teller.findings.total
    if total.visits:
        text = _("Số liệu dựa trên %(n)s phiếu của %(visits)s lượt giao dịch (độ phủ %(coverage)s)") % {
            "n": teller.numbers.number(total.n),
            "visits": teller.numbers.number(total.visits),
            "coverage": teller.numbers.percent(total.n / total.visits),
        }
    else:
        text = _("Số liệu dựa trên %(n)s phiếu; chưa có số lượt giao dịch nên chưa có quyền số và độ phủ") % {
            "n": teller.numbers.number(total.n)
        }
    hidden = teller.protected.hidden_count("sectors")
    if hidden:
        text = _("%(sentence)s; %(count)s lĩnh vực không đủ phiếu để nêu riêng") % {"sentence": text, "count": hidden}
    tipping = tipping_text(teller, total.bounds) if total.bounds is not None else ""
    if tipping:
        text = f"{text}; {tipping}"
    return Sentence("trust", f"{text}.")


def _without_figure(teller: Teller) -> tuple[Sentence, ...]:
    total = teller.findings.total
    why = teller.protected.total_reason
    if why == "none":
        return (_empty(teller), advice(teller))
    if why == "no_data":
        return (_uncovered(teller), advice(teller))
    found = [_too_small(teller)]
    if total.window is not None:
        found.append(_window(teller))
    return (*found, advice(teller))


def _empty(teller: Teller) -> Sentence:
    _ = teller.translate
    visits = teller.findings.total.visits
    text = _("Chưa có phiếu nào trong %(period)s") % {"period": teller.name(teller.findings.period.label)}
    if visits:
        text = _("%(sentence)s, trong khi có %(visits)s lượt giao dịch") % {
            "sentence": text,
            "visits": teller.numbers.number(visits),
        }
    return Sentence("empty", f"{text}.", "no_data")


def _uncovered(teller: Teller) -> Sentence:
    _ = teller.translate
    text = _("Chưa nêu tỷ lệ hài lòng: %(share)s lượt giao dịch ở những nơi chưa có phiếu nào.") % {
        "share": teller.numbers.percent(teller.findings.total.no_data_share)
    }
    return Sentence("uncovered", text, "no_data")


def _too_small(teller: Teller) -> Sentence:
    _ = teller.translate
    text = _("Chưa nêu số liệu của %(period)s: chưa đủ phiếu để nêu mà không lộ ý kiến của từng người.") % {
        "period": teller.name(teller.findings.period.label)
    }
    return Sentence("too_small", text, "suppressed")


def _window(teller: Teller) -> Sentence:
    _ = teller.translate
    window = teller.findings.total.window
    if window is None:
        return Sentence("window", "")
    decimals = estimate_decimals(window.share, None, is_share=True)
    text = _("Gộp %(window)s: %(share)s hài lòng (%(range)s; %(n)s phiếu).") % {
        "window": teller.window_label(window),
        "share": teller.numbers.percent(window.share.value, decimals),
        "range": teller.numbers.share_range(window.share.ci_low, window.share.ci_high, decimals),
        "n": teller.numbers.number(window.n),
    }
    return Sentence("window", text, "window")
