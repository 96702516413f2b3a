"""What the charts show: the finding as title, every row with its figures, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.content import NOTE_GAP, Chart, ChartRow
from reports.figures import missing
from reports.findings import Row, TrendPoint
from reports.lines import Line, line_of
from reports.shortfall import compared, distance, is_below
from reports.telling import Teller, estimate_decimals, reaches


def build_charts(teller: Teller) -> tuple[Chart, ...]:
    """The sector chart where there are sectors, and the twelve weeks where there are weeks."""
    charts = []
    if teller.findings.sectors:
        charts.append(_sector_chart(teller))
    if len(teller.findings.trend) > 1:
        charts.append(_trend_chart(teller))
    return tuple(charts)


def _sector_chart(teller: Teller) -> Chart:
    _ = teller.translate
    ordered = sorted(teller.findings.sectors, key=_place)
    rows = _with_target_labels(teller, [_sector_row(teller, line_of(teller, "sectors", row)) for row in ordered])
    title = _sector_title(teller)
    return Chart(
        key="sectors",
        title=title,
        subtitle=_("Tỷ lệ hài lòng và khoảng tham khảo 95%%, theo lĩnh vực; n = %(n)s phiếu") % {"n": _n(teller)},
        source=_source(teller),
        description=_in_words(title, rows, teller),
        rows=rows,
        scale_note=_("Trục không bắt đầu từ 0%."),
        language=teller.language,
    )


def _place(row: Row) -> tuple[bool, bool, float]:
    # priority first; inside, figures before none, farthest below the target first
    return (not row.is_priority, row.share is None, distance(row))


def _n(teller: Teller) -> str:
    _ = teller.translate
    if teller.protected.total_reason in ("hidden", "window"):
        return _("dưới 10")
    return teller.numbers.number(teller.findings.total.answered)


def _sector_row(teller: Teller, line: Line) -> ChartRow:
    row = line.row
    if row is None or line.estimate is None:
        name = line.label
        return ChartRow(row.key if row else "", name, None, note=missing(teller, line.why).text, mark=line.mark)
    found = line.estimate
    return ChartRow(
        key=row.key,
        label=line.label,
        point=found.value,
        low=found.ci_low,
        high=found.ci_high,
        target=row.target.value if row.target else None,
        note=_figure_note(teller, line),
        mark=line.mark or ("below" if is_below(row) else "above" if row.target else ""),
        is_priority=row.is_priority,
    )


def _figure_note(teller: Teller, line: Line) -> str:
    _ = teller.translate
    if line.estimate is None or line.row is None:
        return ""
    decimals = estimate_decimals(line.estimate, line.row.target, is_share=True)
    parts = {
        "share": teller.numbers.percent(line.estimate.value, decimals),
        "n": teller.numbers.number(line.estimate.n),
    }
    visits = line.row.visits
    if not visits or line.row.window is not None:
        return NOTE_GAP.join((parts["share"], _("n %(n)s") % parts))
    parts["coverage"] = teller.numbers.percent(line.row.n / visits, 0)
    return NOTE_GAP.join((parts["share"], _("n %(n)s") % parts, _("phủ %(coverage)s") % parts))


def _with_target_labels(teller: Teller, rows: Sequence[ChartRow]) -> tuple[ChartRow, ...]:
    _ = teller.translate
    labelled = []
    before: float | None = None
    for row in rows:
        if row.target is not None and row.target != before:
            row = replace(row, target_label=_("Chỉ tiêu %(level)s") % {"level": teller.numbers.level(row.target)})
        before = row.target
        labelled.append(row)
    return tuple(labelled)


def _sector_title(teller: Teller) -> str:
    _ = teller.translate
    rows = compared(teller)
    below = [row for row in rows if is_below(row)]
    if not any(row.share is not None for row in teller.findings.sectors):
        return _("Chưa lĩnh vực nào đủ phiếu")
    if not rows:
        return _("Tỷ lệ hài lòng theo lĩnh vực")
    if not below:
        return _("Không lĩnh vực nào dưới mức chỉ tiêu")
    names = ", ".join(teller.name(row.name) for row in sorted(below, key=_place))
    if len(below) <= 2:
        return _("Dưới mức chỉ tiêu: %(names)s") % {"names": names}
    return _("%(below)s trong %(all)s lĩnh vực có chỉ tiêu ở dưới mức") % {"below": len(below), "all": len(rows)}


def _source(teller: Teller) -> str:
    _ = teller.translate
    text = _("%(period)s. Công thức: %(formula)s.") % {"period": teller.period_text(), "formula": teller.formula()}
    # a picture is passed on without the page that labelled it
    return f"{_('DỮ LIỆU MÔ PHỎNG')}. {text}" if teller.findings.is_simulated else text


def _in_words(title: str, rows: Sequence[ChartRow], teller: Teller) -> str:
    lines = "; ".join(f"{row.label}: {row.note}" for row in rows)
    return f"{title}. {_source(teller)} {lines}."


def _trend_chart(teller: Teller) -> Chart:
    _ = teller.translate
    rows = _with_target_labels(teller, [_week_row(teller, point) for point in teller.findings.trend])
    title = _trend_title(teller)
    return Chart(
        key="trend",
        title=title,
        subtitle=_("Tỷ lệ hài lòng mỗi tuần và khoảng tham khảo 95%; dải xám là mức dao động thường"),
        source=_source(teller),
        description=_in_words(title, rows, teller),
        rows=rows,
        scale_note=_("Trục không bắt đầu từ 0%."),
        language=teller.language,
    )


def _week_row(teller: Teller, point: TrendPoint) -> ChartRow:
    _ = teller.translate
    label = _week_label(teller, point)
    if point.share is None:
        why = teller.protected.reason("trend", point.period.id)
        return ChartRow(point.period.id, label, None, note=missing(teller, why).text, mark="suppressed")
    target = teller.findings.total.target
    decimals = estimate_decimals(point.share, target, is_share=True)
    share = teller.numbers.percent(point.share.value, decimals)
    return ChartRow(
        key=point.period.id,
        label=label,
        point=point.share.value,
        low=point.share.ci_low,
        high=point.share.ci_high,
        target=target.value if target else None,
        limits=point.limits,
        note=_("%(share)s, n %(n)s") % {"share": share, "n": teller.numbers.number(point.n)},
        mark="" if target is None else "above" if reaches(point.share.value, target) else "below",
    )


def _week_label(teller: Teller, point: TrendPoint) -> str:
    _ = teller.translate
    return _("T%(week)s") % {"week": point.period.first.isocalendar().week}


def _trend_title(teller: Teller) -> str:
    _ = teller.translate
    shown = [point for point in teller.findings.trend if point.share is not None]
    outside = [point for point in shown if _is_outside(point)]
    if not shown:
        return _("Chưa tuần nào đủ phiếu")
    if not outside:
        return _("Mười hai tuần qua: không tuần nào vượt mức dao động thường")
    weeks = ", ".join(_week_label(teller, point) for point in outside)
    return _("Vượt mức dao động thường: %(weeks)s") % {"weeks": weeks}


def _is_outside(point: TrendPoint) -> bool:
    if point.share is None or point.limits is None:
        return False
    low, high = point.limits
    return not low <= point.share.value <= high
