"""The five sentences of a period, to be read aloud in a meeting.

The rule: (1) the whole; (2) the sector farthest short of its target, priority sectors first, or that none is;
(3) waiting; (4) the plan to date, or without a plan how far the figures carry; (5) what to do. Every sentence is made
of figures that may be shown.
"""

from __future__ import annotations

from reports.advice import advice
from reports.bare_sentences import bare_sentences
from reports.by_ticket import by_ticket
from reports.content import Mark, Sentence
from reports.figures import plain_decimals
from reports.findings import Row, WaitingRow
from reports.numbers import outward
from reports.plan_sentence import plan_sentence
from reports.precision import tipping_text
from reports.row_sentence import figure_words, named_below, row_sentence
from reports.shortfall import compared, furthest_short, is_below, is_surely_below, set_apart
from reports.telling import Teller, estimate_decimals, reaches


def build_sentences(teller: Teller) -> tuple[Sentence, ...]:
    """The period's sentences; a period without usable answers has its own."""
    total = teller.findings.total
    if teller.protected.total_reason is not None and total.share is None:
        return bare_sentences(teller)
    return (
        _overall(teller),
        _sectors(teller),
        _waiting(teller),
        plan_sentence(teller) or _trust(teller),
        advice(teller),
    )


def build_beside(teller: Teller) -> Sentence | None:
    """What always stands beside the headline: the mean, the plain share, and how far the figures carry."""
    total = teller.findings.total
    if total.share is None:
        return None
    _ = teller.translate
    parts = [*_mean(teller), *_plain(teller)]
    links = [("summary", key, words) for key, words in parts]
    if plan_sentence(teller) is not None:
        trust = _trust(teller)
        parts.append(("", f"{trust.text[:1].lower()}{trust.text[1:].removesuffix('.')}"))
        links += trust.links
    if not parts:
        return None
    text = _("Kèm theo: %(beside)s.") % {"beside": "; ".join(words for _key, words in parts)}
    return Sentence("beside", text, links=tuple(links))


def _overall(teller: Teller) -> Sentence:
    total = teller.findings.total
    return _about(teller, "overall", row_sentence(teller, total, teller.whole()), total)


def _about(teller: Teller, key: str, text: str, row: Row, more: str = "") -> Sentence:
    """A sentence about one row, its share linked to where it stands in a table."""
    key_of = "total" if row.kind == "total" else row.key
    home = ("sectors", key_of) if teller.findings.sectors else ("summary", "share")
    figure = figure_words(teller, row)
    return Sentence(key, f"{text}{more}", _mark(row), ((*home, figure),) if figure else ())


def _mean(teller: Teller) -> list[tuple[str, str]]:
    _ = teller.translate
    score = teller.findings.total.score
    if score is None:
        return []
    return [("score", _("điểm trung bình %(score)s/100") % {"score": teller.numbers.number(score.value, 1)})]


def _plain(teller: Teller) -> list[tuple[str, str]]:
    _ = teller.translate
    total = teller.findings.total
    if not total.answered:
        return []
    plain = total.satisfied / total.answered
    words = _("tỷ lệ phiếu hài lòng không quyền số %(plain)s (%(n)s phiếu)") % {
        "plain": teller.numbers.percent(plain, plain_decimals(plain, total.target)),
        "n": teller.numbers.number(total.answered),
    }
    return [("plain", words)]


def _mark(row: Row) -> Mark:
    if row.share is None or row.target is None:
        return ""
    return "above" if reaches(row.share.value, row.target) else "below"


def _sectors(teller: Teller) -> Sentence:
    _ = teller.translate
    rows = compared(teller)
    worst = furthest_short(rows)
    if worst is None:
        return _all_reach(teller, rows) if rows else _no_target(teller)
    text = row_sentence(teller, worst, teller.name(worst.name))
    others = [row for row in rows if is_below(row) and row.key != worst.key]
    return _about(teller, "sectors", text, worst, _also_below(teller, others))


def _also_below(teller: Teller, others: list[Row]) -> str:
    """Sectors below their target beside the farthest, and how many of them surely are."""
    _ = teller.translate
    if not others:
        return ""
    if len(others) <= 2:
        names = [named_below(teller, row) for row in others]
        return _(" Cùng dưới mức chỉ tiêu: %(names)s.") % {"names": ", ".join(names)}
    sure = sum(is_surely_below(row) for row in others)
    told = {"count": len(others), "sure": sure}
    if sure:
        return _(" Còn %(count)s lĩnh vực khác dưới mức chỉ tiêu, %(sure)s đủ căn cứ.") % told
    return _(" Còn %(count)s lĩnh vực khác dưới mức chỉ tiêu, đều chưa đủ căn cứ.") % told


def _all_reach(teller: Teller, rows: list[Row]) -> Sentence:
    _ = teller.translate
    nearest = min(rows, key=lambda row: row.share.value - row.target.value if row.share and row.target else 1.0)
    said = row_sentence(teller, nearest, teller.name(nearest.name))
    if len(rows) == 1:
        return _about(teller, "sectors", _("Lĩnh vực duy nhất đủ phiếu: %(row)s") % {"row": said}, nearest)
    text = _(
        "Không lĩnh vực nào trong %(count)s lĩnh vực có chỉ tiêu và đủ phiếu ở dưới mức; gần mức nhất là %(row)s"
    ) % {"count": len(rows), "row": said}
    return _about(teller, "sectors", text, nearest)


def _no_target(teller: Teller) -> Sentence:
    _ = teller.translate
    shown = [row for row in teller.findings.sectors if row.share is not None]
    if not shown:
        return Sentence("sectors", _("Kỳ này không nêu riêng được lĩnh vực nào."))
    apart = set_apart(teller)
    if not apart:
        return Sentence(
            "sectors",
            _("Trong %(count)s lĩnh vực đủ phiếu, không lĩnh vực nào thấp hơn rõ rệt mức chung.")
            % {"count": len(shown)},
        )
    text = row_sentence(teller, apart[0], teller.name(apart[0].name))
    return _about(teller, "sectors", _("Thấp hơn rõ rệt mức chung là %(row)s") % {"row": text}, apart[0])


def _waiting(teller: Teller) -> Sentence:
    _ = teller.translate
    row = next((row for row in teller.findings.waiting if row.kind == "total"), None)
    if row is None or row.mean is None:
        return Sentence("waiting", _("Thời gian chờ: chưa đủ phiếu ghi số phút để nêu số liệu."))
    decimals = estimate_decimals(row.mean, row.target, is_share=False)
    figure = _("%(mean)s phút") % {"mean": teller.numbers.number(row.mean.value, decimals)}
    text = _("Thời gian chờ trung bình %(mean)s%(felt)s (%(range)s; %(n)s phiếu)") % {
        "mean": figure,
        "felt": _(" theo cảm nhận") if row.is_felt else "",
        "range": teller.numbers.range(row.mean.ci_low, row.mean.ci_high, decimals),
        "n": teller.numbers.number(row.n),
    }
    mark: Mark = ""
    if row.target is not None:
        mark = "above" if reaches(row.mean.value, row.target) else "below"
        text = f"{text}, {_waiting_against(teller, row)}{_rounded(teller, row)}"
    return Sentence("waiting", f"{text}.", mark, (("waiting", "total", figure),))


def _rounded(teller: Teller, row: WaitingRow) -> str:
    """What rounding could do to the sentence, where it could turn it round."""
    _ = teller.translate
    if row.mean is None or row.target is None or row.rounding is None:
        return ""
    is_reached = reaches(row.mean.value, row.target)
    bound = row.rounding[1] if is_reached else row.rounding[0]
    if reaches(bound, row.target) == is_reached:
        return ""
    shown = teller.numbers.number(outward(bound, is_upper=is_reached), 1)
    if is_reached:
        return _("; vì người trả lời làm tròn, có thể đến %(bound)s phút") % {"bound": shown}
    return _("; vì người trả lời làm tròn, có thể chỉ %(bound)s phút") % {"bound": shown}


def _waiting_against(teller: Teller, row: WaitingRow) -> str:
    _ = teller.translate
    if row.mean is None or row.target is None:
        return ""
    level = {"target": teller.numbers.minutes(row.target.value)}
    is_reached = reaches(row.mean.value, row.target)
    if len({reaches(limit, row.target) for limit in (row.mean.ci_low, row.mean.ci_high)}) == 2:
        if is_reached:
            return _("trong mức chỉ tiêu %(target)s phút nhưng chưa đủ căn cứ") % level
        return _("vượt mức chỉ tiêu %(target)s phút nhưng chưa đủ căn cứ") % level
    if is_reached:
        return _("trong mức chỉ tiêu %(target)s phút") % level
    return _("vượt mức chỉ tiêu %(target)s phút") % level


def _trust(teller: Teller) -> Sentence:
    _ = teller.translate
    total = teller.findings.total
    links = [("summary", "responses", teller.numbers.number(total.n))]
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
    if (counted := by_ticket(total)) is not None:
        used = {"sentence": text, "n": teller.numbers.number(counted)}
        text = _("%(sentence)s; tỷ lệ chung chỉ tính %(n)s phiếu theo mã") % used
    hidden = teller.protected.hidden_count("sectors")
    if hidden:
        text = _("%(sentence)s; %(count)s lĩnh vực không nêu riêng được") % {"sentence": text, "count": hidden}
    is_by_ticket = by_ticket(total) is not None
    tipping = "" if total.bounds is None else tipping_text(teller, total.bounds, is_by_ticket=is_by_ticket)
    if tipping:
        text = f"{text}; {tipping}"
        links.append(("precision", "total", tipping))
    return Sentence("trust", f"{text}.", links=tuple(links))
