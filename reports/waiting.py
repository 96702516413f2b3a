"""Waiting: minutes of the whole and of each sector."""

from __future__ import annotations

from collections.abc import Callable

from reports import figures
from reports.content import Cell, Column, RowRole, Table
from reports.domains import hidden_note
from reports.findings import WaitingRow
from reports.numbers import outward
from reports.telling import Teller

Specification = list[tuple[Column, figures.Maker[WaitingRow]]]


def waiting_table(teller: Teller) -> Table:
    """Mean, median, ninetieth percentile and the share within the target."""
    _ = teller.translate
    rows = teller.findings.waiting
    title = _("Thời gian chờ")
    is_felt = any(row.is_felt for row in rows)
    source = _("Phút chờ theo cảm nhận của người dân") if is_felt else _("Phút chờ đo được")
    caption = _("%(title)s, %(unit)s, %(period)s. %(source)s; tính trên lượt giao dịch.") % {
        "title": title,
        "unit": teller.name(teller.findings.unit_name),
        "period": teller.period_text(),
        "source": source,
    }
    listed: list[tuple[str, RowRole, WaitingRow]] = [
        ("total", "total", row) if row.kind == "total" else (row.key, "", row) for row in rows
    ]
    return figures.assemble(
        [*_mean(teller), *_rounding(teller), *_spread(teller), *_against(teller), *_base(teller)],
        listed,
        head=("waiting", title, caption),
        notes=_notes(teller),
        empty=_("Chưa có phiếu nào ghi số phút chờ."),
        finding="" if any(row.mean for row in rows) else _("Không đủ phiếu ghi số phút chờ"),
    )


def _mean(teller: Teller) -> Specification:
    _ = teller.translate

    def cells(row: WaitingRow) -> tuple[Cell, Cell, Cell]:
        why = teller.protected.reason("waiting", row.key)
        if row.mean is None:
            rest = figures.blank("suppressed" if why == "hidden" else "no_data")
            return figures.missing(teller, why or "none"), rest, rest
        return figures.triple(teller, row.mean, row.target, is_share=False)

    name = teller.whole()
    return [
        (
            Column("name", _("Lĩnh vực"), explanation=_("tên của dòng")),
            lambda row: figures.text(name if row.kind == "total" else teller.name(row.name)),
        ),
        (Column("mean", _("Trung bình (phút)"), "minutes", _("trung bình phút chờ")), lambda row: cells(row)[0]),
        (
            Column("low", _("Khoảng tham khảo, từ"), "minutes", _("giới hạn dưới của khoảng 95%")),
            lambda row: cells(row)[1],
        ),
        (
            Column("high", _("Khoảng tham khảo, đến"), "minutes", _("giới hạn trên của khoảng 95%")),
            lambda row: cells(row)[2],
        ),
    ]


def _rounding(teller: Teller) -> Specification:
    _ = teller.translate

    def rounding(place: int) -> Callable[[WaitingRow], Cell]:
        def cell(row: WaitingRow) -> Cell:
            if row.rounding is None:
                return figures.blank()
            return figures.minutes(teller, outward(row.rounding[place], is_upper=place == 1))

        return cell

    return [
        (
            Column(
                "rounding_low",
                _("Do làm tròn, từ"),
                "minutes",
                _("trung bình nếu mọi số phút tròn thật ra ngắn nhất"),
                is_detail=True,
            ),
            rounding(0),
        ),
        (
            Column(
                "rounding_high",
                _("Do làm tròn, đến"),
                "minutes",
                _("trung bình nếu mọi số phút tròn thật ra dài nhất"),
                is_detail=True,
            ),
            rounding(1),
        ),
    ]


def _spread(teller: Teller) -> Specification:
    _ = teller.translate
    return [
        (
            Column("median", _("Trung vị"), "minutes", _("một nửa chờ không quá số phút này")),
            lambda row: figures.minutes(teller, row.median),
        ),
        (
            Column("p90", _("Phân vị 90"), "minutes", _("chín phần mười chờ không quá số phút này")),
            lambda row: figures.minutes(teller, row.p90),
        ),
    ]


def _against(teller: Teller) -> Specification:
    _ = teller.translate

    def target(row: WaitingRow) -> Cell:
        if row.target is None:
            return figures.blank()
        return Cell(teller.threshold(row.target, "minutes"), row.target.value, kind="minutes")

    def within(place: int) -> Callable[[WaitingRow], Cell]:
        return lambda row: figures.triple(teller, row.within, None, is_share=True)[place]

    return [
        (Column("target", _("Chỉ tiêu"), "minutes", _("mức của kế hoạch đang áp dụng"), is_detail=True), target),
        (
            Column(
                "signal",
                _("So với chỉ tiêu"),
                explanation=_("tín hiệu của kỳ này, không phải kết luận về chỉ tiêu"),
                is_detail=True,
            ),
            lambda row: figures.signal(teller, row.mean.value if row.mean else None, row.target),
        ),
        (
            Column("within", _("Trong mức chỉ tiêu"), "percent", _("tỷ lệ lượt chờ trong mức"), is_detail=True),
            within(0),
        ),
        (Column("within_low", _("từ"), "percent", _("giới hạn dưới của tỷ lệ trong mức"), is_detail=True), within(1)),
        (Column("within_high", _("đến"), "percent", _("giới hạn trên của tỷ lệ trong mức"), is_detail=True), within(2)),
    ]


def _base(teller: Teller) -> Specification:
    _ = teller.translate
    visits = {row.key: row.visits for row in (teller.findings.total, *teller.findings.sectors)}

    def n(row: WaitingRow) -> Cell:
        if teller.protected.reason("waiting", row.key) == "hidden":
            return figures.blank("suppressed")
        return figures.count(teller, row.n)

    def coverage(row: WaitingRow) -> Cell:
        known = teller.findings.total.visits if row.kind == "total" else visits.get(row.key)
        return figures.share(teller, row.n / known if known and row.mean is not None else None)

    return [
        (Column("n", _("Phiếu có số phút"), "number", _("phiếu có ghi số phút chờ")), n),
        (
            Column("coverage", _("Độ phủ"), "percent", _("phiếu có số phút / lượt giao dịch"), is_detail=True),
            coverage,
        ),
    ]


def _notes(teller: Teller) -> tuple[str, ...]:
    _ = teller.translate
    notes = []
    if any(row.rounding for row in teller.findings.waiting):
        notes.append(
            _("Người trả lời thường làm tròn số phút; hai cột “do làm tròn” cho biết trung bình có thể lệch đến đâu.")
        )
    if teller.protected.hidden_count("waiting"):
        notes.append(hidden_note(teller))
    return tuple(notes)
