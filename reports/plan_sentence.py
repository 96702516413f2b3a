"""The sentence on the plan: how many of its targets are surely met to date, surely missed, or not proven."""

from __future__ import annotations

from collections.abc import Sequence

from reports.by_ticket import is_line_by_ticket
from reports.content import Mark, Sentence
from reports.figures import plain_decimals
from reports.findings import TargetLine
from reports.numbers import day
from reports.telling import Teller, estimate_decimals

NAMED = 2
"""Missed targets that are named; more would not be listened to."""


def plan_sentence(teller: Teller) -> Sentence | None:
    """Nothing where no plan's target is judged."""
    _ = teller.translate
    period, judged = teller.findings.plan_period, judged_lines(teller)
    if period is None or not judged:
        return None
    by = {certainty: [line for line in judged if _certainty(line) == certainty] for certainty in CERTAINTIES}
    parts, links = [], []
    if by["met"]:
        parts.append(_("%(count)s chỉ tiêu chắc chắn đạt") % {"count": len(by["met"])})
    if by["not_met"]:
        named = [(line, _missed(teller, line)) for line in by["not_met"]]
        parts.append(_said(teller, named))
        links = [("targets", row_key(teller, line), words) for line, words in named[:NAMED]]
    if by["not_proven"]:
        parts.append(_("%(count)s chưa đủ căn cứ kết luận") % {"count": len(by["not_proven"])})
    text = _("Kế hoạch đến %(day)s: %(parts)s.") % {"day": day(period.last), "parts": ", ".join(parts)}
    mark: Mark = "not_met" if by["not_met"] else "not_proven" if by["not_proven"] else "met"
    return Sentence("plan", text, mark, tuple(links))


CERTAINTIES = ("met", "not_met", "not_proven")


def judged_lines(teller: Teller) -> list[TargetLine]:
    """The targets with a verdict that may be shown."""
    return [line for line in teller.findings.targets if _certainty(line) in CERTAINTIES]


def row_key(teller: Teller, line: TargetLine) -> str:
    """The key of a target's row in the tables of targets, where several plans may have one of a name."""
    plans = {each.plan for each in teller.findings.targets}
    return f"{line.plan}:{line.key}" if len(plans) > 1 else line.key


def line_name(teller: Teller, line: TargetLine) -> str:
    """What is judged, in few words: the sector where it is one."""
    named = {row.key: row.name for row in teller.findings.sectors}
    return teller.name(named.get(line.scope, line.label))


def _said(teller: Teller, named: Sequence[tuple[TargetLine, str]]) -> str:
    _ = teller.translate
    words = "; ".join(text for _line, text in named[:NAMED])
    if len(named) > NAMED:
        words = _("%(names)s; …") % {"names": words}
    return _("%(count)s chắc chắn chưa đạt (%(names)s)") % {"count": len(named), "names": words}


def _missed(teller: Teller, line: TargetLine) -> str:
    _ = teller.translate
    value = line_value(teller, line)
    if is_line_by_ticket(line):
        value = _("%(share)s theo mã") % {"share": value}
    return f"{line_name(teller, line)} {value}".strip()


def line_value(teller: Teller, line: TargetLine) -> str:
    """The reported figure with its unit and the decimals its verdict needs."""
    _ = teller.translate
    if line.counts is not None and line.counts[1]:
        value = line.counts[0] / line.counts[1]
        return teller.numbers.percent(value, plain_decimals(value, line.target))
    if line.observed is None:
        return ""
    decimals = estimate_decimals(line.observed, line.target, is_share=line.unit != "minutes")
    if line.unit == "minutes":
        return _("%(mean)s phút") % {"mean": teller.numbers.number(line.observed.value, decimals)}
    return teller.numbers.percent(line.observed.value, decimals)


def _certainty(line: TargetLine) -> str:
    return "" if line.status != "judged" or line.verdict is None else line.verdict.certainty
