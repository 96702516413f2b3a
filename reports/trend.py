"""Twelve weeks side by side."""

from __future__ import annotations

from reports import figures
from reports.content import Cell, Column, RowRole, Table
from reports.domains import hidden_note
from reports.findings import TrendPoint
from reports.signals import state_words
from reports.telling import Teller

Specification = list[tuple[Column, figures.Maker[TrendPoint]]]


def trend_table(teller: Teller) -> Table:
    """Each week's share with its interval and the limits of ordinary variation."""
    _ = teller.translate
    points = teller.findings.trend
    title = _("Mười hai tuần")
    caption = _("%(title)s đến %(period)s, %(unit)s. Công thức: %(formula)s.") % {
        "title": title,
        "unit": teller.name(teller.findings.unit_name),
        "period": teller.name(teller.findings.period.label),
        "formula": teller.formula(),
    }
    listed: list[tuple[str, RowRole, TrendPoint]] = [(point.period.id, "", point) for point in points]
    return figures.assemble(
        [*_share(teller), *_limits(teller), *_base(teller)],
        listed,
        head=("trend", title, caption),
        notes=(hidden_note(teller),) if teller.protected.hidden_count("trend") else (),
        empty=_("Diễn biến mười hai tuần chỉ có trong báo cáo tuần."),
    )


def _share(teller: Teller) -> Specification:
    _ = teller.translate

    def cells(point: TrendPoint) -> tuple[Cell, Cell, Cell]:
        why = teller.protected.reason("trend", point.period.id)
        if point.share is None:
            rest = figures.blank("suppressed" if why == "hidden" else "no_data")
            return figures.missing(teller, why), rest, rest
        return figures.triple(teller, point.share, teller.findings.total.target, is_share=True)

    return [
        (
            Column("week", _("Tuần"), explanation=_("tuần từ thứ Hai đến Chủ nhật")),
            lambda point: figures.text(teller.name(point.period.label)),
        ),
        (Column("share", _("Hài lòng"), "percent", teller.formula()), lambda point: cells(point)[0]),
        (
            Column("low", _("Khoảng tham khảo, từ"), "percent", _("giới hạn dưới của khoảng 95%")),
            lambda point: cells(point)[1],
        ),
        (
            Column("high", _("Khoảng tham khảo, đến"), "percent", _("giới hạn trên của khoảng 95%")),
            lambda point: cells(point)[2],
        ),
    ]


def _limits(teller: Teller) -> Specification:
    _ = teller.translate

    def state(point: TrendPoint) -> Cell:
        return figures.text(state_words(teller, point.signal)) if point.signal else figures.blank()

    return [
        (
            Column("centre", _("Đường giữa"), "percent", _("tỷ lệ chung của các tuần được nêu"), is_detail=True),
            lambda point: figures.share(teller, point.signal.centre if point.signal else None),
        ),
        (
            Column("limit_low", _("Dao động thường, từ"), "percent", _("giới hạn kiểm soát dưới"), is_detail=True),
            lambda point: figures.share(teller, point.limits[0] if point.limits else None),
        ),
        (
            Column("limit_high", _("Dao động thường, đến"), "percent", _("giới hạn kiểm soát trên"), is_detail=True),
            lambda point: figures.share(teller, point.limits[1] if point.limits else None),
        ),
        (
            Column("variation", _("Dao động"), explanation=_("quy tắc dãy tuần nào lên tiếng"), is_detail=True),
            state,
        ),
    ]


def _base(teller: Teller) -> Specification:
    _ = teller.translate

    def is_hidden(point: TrendPoint) -> bool:
        return teller.protected.reason("trend", point.period.id) == "hidden"

    def coverage(point: TrendPoint) -> Cell:
        if is_hidden(point) or not point.visits:
            return figures.blank()
        return figures.share(teller, point.n / point.visits)

    def waiting(point: TrendPoint) -> Cell:
        return figures.minutes(teller, point.waiting.value if point.waiting else None)

    return [
        (
            Column("n", _("Phiếu"), "number", _("phiếu trong tuần")),
            lambda point: figures.blank("suppressed") if is_hidden(point) else figures.count(teller, point.n),
        ),
        (Column("coverage", _("Độ phủ"), "percent", _("phiếu / lượt giao dịch"), is_detail=True), coverage),
        (Column("waiting", _("Chờ trung bình (phút)"), "minutes", _("trung bình phút chờ"), is_detail=True), waiting),
        *_wait_limits(teller),
    ]


def _wait_limits(teller: Teller) -> Specification:
    _ = teller.translate

    def state(point: TrendPoint) -> Cell:
        return figures.text(state_words(teller, point.wait)) if point.wait else figures.blank()

    return [
        (
            Column("wait_low", _("Chờ, dao động từ"), "minutes", _("giới hạn kiểm soát dưới"), is_detail=True),
            lambda point: figures.minutes(teller, point.wait.low if point.wait else None),
        ),
        (
            Column("wait_high", _("Chờ, dao động đến"), "minutes", _("giới hạn kiểm soát trên"), is_detail=True),
            lambda point: figures.minutes(teller, point.wait.high if point.wait else None),
        ),
        (
            Column("wait_state", _("Dao động chờ"), explanation=_("quy tắc dãy tuần nào lên tiếng"), is_detail=True),
            state,
        ),
    ]
