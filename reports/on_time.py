"""Dossiers resolved on time: an administrative count, exact."""

from __future__ import annotations

from reports import figures
from reports.content import Column, RowRole, Table
from reports.findings import OnTimeRow
from reports.telling import Teller

TOTAL = "total"


def on_time_table(teller: Teller) -> Table:
    """Resolved, on time and overdue, as imported."""
    _ = teller.translate
    title = _("Đúng hạn")
    caption = _(
        "%(title)s, %(unit)s, %(period)s. Số liệu hành chính, chính xác. "
        "Công thức: (trước hạn + đúng hạn) / tất cả hồ sơ đã giải quyết."
    ) % {"title": title, "unit": teller.name(teller.findings.unit_name), "period": teller.period_text()}
    rows: list[tuple[str, RowRole, OnTimeRow]] = [
        (row.key, "total" if row.key == TOTAL else "", row) for row in teller.findings.on_time
    ]

    return figures.assemble(
        _columns(teller),
        rows,
        head=("on_time", title, caption),
        empty=_("Chưa nhập số liệu hồ sơ của kỳ này."),
        finding=_finding(teller),
    )


def _finding(teller: Teller) -> str:
    _ = teller.translate
    whole = next((row for row in teller.findings.on_time if row.key == TOTAL and row.resolved), None)
    if whole is None:
        return ""
    said = {
        "rate": teller.numbers.percent(whole.on_time / whole.resolved, 1),
        "overdue": teller.numbers.number(whole.overdue_pending or 0),
    }
    if whole.overdue_pending:
        return _("%(rate)s hồ sơ đúng hạn; %(overdue)s hồ sơ quá hạn chưa giải quyết") % said
    return _("%(rate)s hồ sơ đúng hạn") % said


def _columns(teller: Teller) -> list[tuple[Column, figures.Maker[OnTimeRow]]]:
    _ = teller.translate

    def rate(row: OnTimeRow) -> float | None:
        return row.on_time / row.resolved if row.resolved else None

    return [
        (
            Column("name", _("Lĩnh vực"), explanation=_("tên của dòng")),
            lambda row: figures.text(teller.name(row.name)),
        ),
        (
            Column("rate", _("Tỷ lệ đúng hạn"), "percent", _("(trước hạn + đúng hạn) / đã giải quyết")),
            lambda row: figures.share(teller, rate(row)),
        ),
        (
            Column("on_time", _("Trước và đúng hạn"), "number", _("số hồ sơ")),
            lambda row: figures.count(teller, row.on_time),
        ),
        (
            Column("resolved", _("Đã giải quyết"), "number", _("số hồ sơ")),
            lambda row: figures.count(teller, row.resolved),
        ),
        (
            Column("overdue_pending", _("Quá hạn chưa giải quyết"), "number", _("số hồ sơ")),
            lambda row: figures.count(teller, row.overdue_pending),
        ),
        (
            Column("apologies", _("Thư xin lỗi"), "number", _("số thư xin lỗi")),
            lambda row: figures.count(teller, row.apologies),
        ),
    ]
