"""Words that every chart has: where its figures come from, its description, its targets' labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.by_ticket import by_ticket
from reports.content import NOTE_GAP, ChartRow
from reports.lines import Line
from reports.telling import Teller, estimate_decimals


def source(teller: Teller, formula: str | None = None) -> str:
    """Period and formula: a picture is passed on without the page that labelled it."""
    _ = teller.translate
    text = _("%(period)s. Công thức: %(formula)s.") % {
        "period": teller.period_text(),
        "formula": teller.formula() if formula is None else formula,
    }
    return f"{_('DỮ LIỆU MÔ PHỎNG')}. {text}" if teller.findings.is_simulated else text


def in_words(title: str, said: str, rows: Sequence[ChartRow]) -> str:
    """The chart for whoever does not see it."""
    lines = "; ".join(f"{row.label}: {row.note}" for row in rows if row.note)
    return f"{title}. {said} {lines}."


def with_target_labels(teller: Teller, rows: Sequence[ChartRow], unit: str = "percent") -> tuple[ChartRow, ...]:
    """The target's words where a run of rows with this target begins; one without a figure breaks none."""
    _ = teller.translate
    labelled = []
    before: float | None = None
    for row in rows:
        if row.target is not None and row.target != before:
            row = replace(row, target_label=_("Chỉ tiêu %(level)s") % {"level": _level(teller, row.target, unit)})
        before = before if row.target is None else row.target
        labelled.append(row)
    return tuple(labelled)


def _level(teller: Teller, value: float, unit: str) -> str:
    _ = teller.translate
    if unit == "minutes":
        return _("%(minutes)s phút") % {"minutes": teller.numbers.minutes(value)}
    return teller.numbers.level(value)


def figure_note(teller: Teller, line: Line) -> str:
    """Share, n and coverage of a line; no coverage beside ticket answers, since it is that of all answers."""
    _ = teller.translate
    if line.estimate is None or line.row is None:
        return ""
    decimals = estimate_decimals(line.estimate, line.row.target, is_share=True)
    shown, n = teller.numbers.percent(line.estimate.value, decimals), teller.numbers.number(line.estimate.n)
    if line.row.window is None and by_ticket(line.row) is not None:
        return NOTE_GAP.join((shown, _("n %(n)s theo mã") % {"n": n}))
    parts = [shown, _("n %(n)s") % {"n": n}]
    if line.row.visits and line.row.window is None:
        parts.append(_("phủ %(coverage)s") % {"coverage": teller.numbers.percent(line.row.n / line.row.visits, 0)})
    return NOTE_GAP.join(parts)
