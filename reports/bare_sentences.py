"""The sentences of a period whose whole may show no figure: why, what can be said instead, and what to do."""

from __future__ import annotations

from reports.advice import advice
from reports.content import Sentence
from reports.telling import Teller, estimate_decimals


def bare_sentences(teller: Teller) -> tuple[Sentence, ...]:
    """Two or three sentences."""
    total = teller.findings.total
    why = teller.protected.total_reason
    if why == "none":
        return (_empty(teller), advice(teller))
    if why == "no_data":
        return (_uncovered(teller), advice(teller))
    found = [_withheld(teller) if teller.findings.is_withheld else _too_small(teller)]
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


def _withheld(teller: Teller) -> Sentence:
    _ = teller.translate
    text = _(
        "Chưa nêu số liệu của %(period)s: lấy số của đơn vị cấp trên trừ đi số của đơn vị này "
        "thì lộ ý kiến của một đơn vị khác có ít phiếu."
    ) % {"period": teller.name(teller.findings.period.label)}
    return Sentence("withheld", text, "suppressed")


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
