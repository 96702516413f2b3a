"""Control charts of twelve weeks: satisfaction and waiting, each with what the run rules say in words."""

from __future__ import annotations

from collections.abc import Sequence

from reports.chart_words import in_words, source, with_target_labels
from reports.content import Chart, ChartRow
from reports.figures import missing
from reports.findings import TrendPoint, WeekSignal
from reports.signals import run_words, signal_words
from reports.telling import Teller, estimate_decimals, reaches


def trend_chart(teller: Teller) -> Chart | None:
    """Shares over the limits of ordinary variation."""
    _ = teller.translate
    points = teller.findings.trend
    if len(points) < 2:
        return None
    rows = with_target_labels(teller, [_share_week(teller, point) for point in points])
    title = _title(teller, _("Hài lòng"), [(point, point.signal) for point in points if point.share is not None])
    centre = _centre([point.signal for point in points])
    return Chart(
        key="trend",
        title=title,
        subtitle=_("Tỷ lệ hài lòng mỗi tuần, khoảng tham khảo 95%; dải xám: mức dao động thường; ◆ tuần khác thường"),
        source=source(teller),
        description=in_words(title, source(teller), rows),
        rows=rows,
        scale_note=_("Trục không bắt đầu từ 0%."),
        language=teller.language,
        kind="weeks",
        centre=centre,
        centre_label="" if centre is None else _("giữa %(level)s") % {"level": teller.numbers.percent(centre)},
    )


def waiting_trend_chart(teller: Teller) -> Chart | None:
    """Mean minutes over the limits of ordinary variation."""
    _ = teller.translate
    points = teller.findings.trend
    if sum(point.waiting is not None for point in points) < 2:
        return None
    rows = with_target_labels(teller, [_waiting_week(teller, point) for point in points], "minutes")
    title = _title(teller, _("Thời gian chờ"), [(point, point.wait) for point in points if point.waiting is not None])
    centre = _centre([point.wait for point in points])
    formula = _("trung bình phút chờ theo cảm nhận, cùng quyền số")
    level = "" if centre is None else teller.numbers.number(centre, 1)
    return Chart(
        key="waiting_trend",
        title=title,
        subtitle=_("Phút chờ trung bình mỗi tuần, khoảng tham khảo 95%; dải xám: mức dao động thường"),
        source=source(teller, formula),
        description=in_words(title, source(teller, formula), rows),
        rows=rows,
        language=teller.language,
        kind="weeks",
        scale="minutes",
        table="trend",
        centre=centre,
        centre_label="" if centre is None else _("giữa %(level)s") % {"level": level},
    )


def _share_week(teller: Teller, point: TrendPoint) -> ChartRow:
    _ = teller.translate
    label = week_label(teller, point)
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
        flag=signal_words(teller, point.signal),
    )


def _waiting_week(teller: Teller, point: TrendPoint) -> ChartRow:
    _ = teller.translate
    label = week_label(teller, point)
    found = point.waiting
    if found is None:
        why = teller.protected.reason("trend", point.period.id)
        return ChartRow(point.period.id, label, None, note=missing(teller, why or "hidden").text, mark="suppressed")
    target = next((row.target for row in teller.findings.waiting if row.kind == "total"), None)
    mean = _("%(mean)s phút") % {"mean": teller.numbers.number(found.value, 1)}
    return ChartRow(
        key=point.period.id,
        label=label,
        point=found.value,
        low=found.ci_low,
        high=found.ci_high,
        target=target.value if target else None,
        limits=None if point.wait is None else (point.wait.low, point.wait.high),
        note=_("%(share)s, n %(n)s") % {"share": mean, "n": teller.numbers.number(found.n)},
        flag=signal_words(teller, point.wait),
    )


def week_label(teller: Teller, point: TrendPoint) -> str:
    """T45: a week by its number."""
    _ = teller.translate
    return _("T%(week)s") % {"week": point.period.first.isocalendar().week}


def _centre(signals: Sequence[WeekSignal | None]) -> float | None:
    return next((signal.centre for signal in signals if signal is not None), None)


def _title(teller: Teller, what: str, weeks: Sequence[tuple[TrendPoint, WeekSignal | None]]) -> str:
    """The latest week at which a rule fires, and what it says; a long run; or that nothing stands out."""
    _ = teller.translate
    if not weeks:
        return _("%(what)s: chưa tuần nào đủ phiếu") % {"what": what}
    marked = [(point, signal) for point, signal in weeks if signal is not None and signal.rules]
    if not marked:
        text = _("%(what)s: mọi tuần trong mức dao động thường") % {"what": what}
        long = run_words(teller, weeks[-1][1])
        return f"{text}; {long}" if long else text
    point, signal = marked[-1]
    words = {"what": what, "week": point.period.first.isocalendar().week, "signal": signal_words(teller, signal)}
    text = _("%(what)s tuần %(week)s: %(signal)s") % words
    if len(marked) == 1:
        return text
    return _("%(text)s; %(more)s tuần khác cũng khác thường") % {"text": text, "more": len(marked) - 1}
