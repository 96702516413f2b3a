"""The columns of a table of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from reports import figures
from reports.agency_targets import is_told_by_sector
from reports.by_ticket import by_ticket
from reports.content import Cell, Column, Mark
from reports.figures import Maker
from reports.lines import Line, row_notes
from reports.shortfall import is_unproven
from reports.telling import Teller
from reports.variation import change_of

Specification = list[tuple[Column, Maker[Line]]]


def domain_columns(teller: Teller, head: str) -> Specification:
    """Every column of a table of sectors, units, agencies or tiers."""
    _ = teller.translate
    return [
        (
            Column("name", head, explanation=_("tên của dòng")),
            lambda line: figures.text(line.label),
        ),
        *share_columns(teller),
        *_target_columns(teller),
        *_change_columns(teller),
        *_beside_columns(teller),
        *_base_columns(teller),
    ]


def share_columns(teller: Teller) -> Specification:
    """The headline share and its interval."""
    _ = teller.translate

    def cells(line: Line) -> tuple[Cell, Cell, Cell]:
        if line.row is None:
            return figures.blank(), figures.blank(), figures.blank()
        if line.estimate is None:
            rest = figures.blank(line.mark)
            return figures.missing(teller, line.why), rest, rest
        mark: Mark = "window" if line.row.window is not None else ""
        return figures.triple(teller, line.estimate, line.row.target, is_share=True, mark=mark)

    return [
        (Column("share", _("Hài lòng"), "percent", teller.formula()), lambda line: cells(line)[0]),
        (
            Column("low", _("Khoảng tham khảo, từ"), "percent", _("giới hạn dưới của khoảng 95%")),
            lambda line: cells(line)[1],
        ),
        (
            Column("high", _("Khoảng tham khảo, đến"), "percent", _("giới hạn trên của khoảng 95%")),
            lambda line: cells(line)[2],
        ),
    ]


def _target_columns(teller: Teller) -> Specification:
    _ = teller.translate

    def target(line: Line) -> Cell:
        if line.row is None or line.row.target is None:
            return figures.blank()
        value = line.row.target.value
        return Cell(teller.threshold(line.row.target, "percent"), value, kind="percent", decimals=_places(value))

    def against(line: Line) -> Cell:
        # a longer window has no place against the target of the period
        if line.row is None or line.row.share is None:
            return figures.blank()
        if is_told_by_sector(teller.findings, line.row):
            return figures.text(_("xem theo lĩnh vực"))
        found = figures.signal(teller, line.row.share.value, line.row.target)
        if is_unproven(line.row) and found.text:
            return replace(found, text=_("%(signal)s, chưa đủ căn cứ") % {"signal": found.text})
        return found

    return [
        (Column("target", _("Chỉ tiêu"), "percent", _("mức của kế hoạch đang áp dụng"), is_detail=True), target),
        (
            Column(
                "signal",
                _("So với chỉ tiêu"),
                explanation=_("tín hiệu của kỳ này, không phải kết luận về chỉ tiêu"),
                is_detail=True,
            ),
            against,
        ),
    ]


def _places(value: float) -> int:
    return 0 if round(value * 100, 6) == round(value * 100) else 1


def _change_columns(teller: Teller) -> Specification:
    _ = teller.translate
    return [
        (
            Column("change", _("So với kỳ trước (điểm)"), "points", _("điểm phần trăm"), is_detail=True),
            lambda line: figures.change(teller, line.row.change if line.row else None),
        ),
        (
            Column(
                "variation",
                _("Dao động"),
                explanation=_("thay đổi có vượt mức dao động thường giữa các kỳ hay không"),
                is_detail=True,
            ),
            lambda line: figures.variation(teller, change_of(teller, line.row) if line.row else None),
        ),
    ]


def _beside_columns(teller: Teller) -> Specification:
    _ = teller.translate

    def score(line: Line) -> Cell:
        found = line.row.score if line.row is not None else None
        return figures.decimal(teller, found.value if found else None, mark=line.quiet)

    def plain(line: Line) -> Cell:
        counts = line.rollup or line.row
        if counts is None or not counts.answered or line.mark:
            return figures.blank(line.quiet)
        value = counts.satisfied / counts.answered
        thresholds = line.row.target if line.row is not None else None
        decimals = figures.plain_decimals(value, thresholds)
        return figures.share(teller, value, decimals)

    return [
        (
            Column("score", _("Điểm trung bình (0–100)"), "number", _("rất không hài lòng = 0, …, rất hài lòng = 100")),
            score,
        ),
        (Column("plain", _("Tỷ lệ phiếu hài lòng"), "percent", teller.plain_formula()), plain),
        (
            Column(
                "answered",
                _("Phiếu trả lời"),
                "number",
                _("phiếu có trả lời mức 1–5 cho câu chung: mẫu số của tỷ lệ phiếu hài lòng"),
            ),
            lambda line: counted(teller, line, "answered"),
        ),
        (
            Column(
                "by_ticket",
                _("Trong đó theo mã"),
                "number",
                _("nơi tỷ lệ, khoảng và điểm chỉ tính phiếu theo mã: số phiếu ấy; để trống: tính mọi phiếu trả lời"),
                is_detail=True,
                under=_("theo mã"),
            ),
            lambda line: _by_ticket(teller, line),
        ),
    ]


def _base_columns(teller: Teller) -> Specification:
    _ = teller.translate

    # visits are the period's own: beside the answers of a longer window they would count other days
    def visits(line: Line) -> Cell:
        counts = line.rollup or line.row
        if line.why == "window":
            return figures.blank(line.quiet)
        return figures.count(teller, counts.visits if counts else None)

    def coverage(line: Line) -> Cell:
        counts = line.rollup or line.row
        if counts is None or not counts.visits or not counts.n or line.why == "window":
            return figures.blank(line.quiet)
        return figures.share(teller, counts.n / counts.visits)

    return [
        (Column("n", _("Phiếu thu"), "number", _("mọi phiếu được giữ lại")), lambda line: counted(teller, line, "n")),
        (Column("visits", _("Lượt giao dịch"), "number", _("lượt giao dịch trong kỳ"), is_detail=True), visits),
        (
            Column("coverage", _("Độ phủ"), "percent", _("phiếu thu / lượt giao dịch"), is_detail=True),
            coverage,
        ),
        (
            Column("note", _("Ghi chú"), explanation=_("điều cần biết khi đọc dòng này"), is_detail=True),
            lambda line: figures.text("; ".join(row_notes(teller, line))),
        ),
    ]


def _by_ticket(teller: Teller, line: Line) -> Cell:
    row = line.row
    return figures.count(teller, None if row is None or row.window is not None else by_ticket(row))


def rests_on(cells: Mapping[str, Cell]) -> Cell:
    """How many answers the share of a line rests on: those by ticket where only they count, else all valid ones."""
    by_ticket = cells.get("by_ticket", figures.blank())
    return by_ticket if by_ticket.value is not None else cells["answered"]


def counted(teller: Teller, line: Line, field: Literal["n", "answered"]) -> Cell:
    """How many answers a line has; those of its window where it is one."""
    counts = line.rollup or line.row
    if line.row is not None and line.row.window is not None:
        return figures.count(teller, line.row.window.n, "window")
    if counts is None or line.why == "hidden":
        return figures.blank("suppressed")
    return figures.count(teller, getattr(counts, field))
