"""Running totals side by side: answers by ticket, tickets minted, visits."""

from __future__ import annotations

from collections.abc import Sequence

from reports import figures
from reports.content import Cell, Column, Table
from reports.findings import ReconcileRow
from reports.numbers import day, days
from reports.telling import Speaker, Teller


def reconciliation_table(teller: Teller) -> Table:
    """Desks: answers to tickets; units: tickets to visits, by month, and by day where they exceed."""
    _ = teller.translate
    title = _("Đối soát")
    caption = _(
        "%(title)s, %(unit)s, %(period)s. Cộng dồn từ đầu năm: phiếu theo mã không được nhiều hơn mã đã in; "
        "mã đã in không được nhiều hơn lượt giao dịch của đơn vị trong tháng."
    ) % {"title": title, "unit": teller.name(teller.findings.unit_name), "period": teller.period_text()}
    rows = teller.findings.reconciliation
    notes = [
        _("Phiếu theo mã nêu theo hàng chục; so sánh dùng số đúng. Mã in cho nhiều ngày chia đều theo ngày làm việc.")
    ]
    return figures.assemble(
        [*what_columns(teller), *_totals(teller), to_do_column(teller)],
        [(f"{row.kind}:{row.key}", "", row) for row in rows],
        head=("reconciliation", title, caption),
        notes=tuple(notes) if rows else (),
        empty=_("Chưa in mã dùng một lần nào từ đầu năm."),
        finding=totals_finding(teller, rows),
    )


def totals_finding(teller: Speaker, rows: Sequence[ReconcileRow]) -> str:
    """How many of the running totals do not fit."""
    _ = teller.translate
    over = sum(row.is_over for row in rows)
    if over:
        return _("%(over)s trong %(rows)s tổng cộng dồn không khớp") % {"over": over, "rows": len(rows)}
    return _("Mọi tổng cộng dồn đều khớp") if rows else ""


Specification = list[tuple[Column, figures.Maker[ReconcileRow]]]


def what_columns(teller: Speaker) -> Specification:
    """Whose totals are held against each other, over which days, and whether they fit."""
    _ = teller.translate
    kinds = {"desk": _("quầy, cộng dồn"), "month": _("đơn vị, tháng"), "day": _("đơn vị, ngày")}

    def span(row: ReconcileRow) -> Cell:
        shown = day(row.first) if row.first == row.last else days(row.first, row.last)
        return figures.text(shown)

    return [
        (
            Column("name", _("Quầy hoặc đơn vị"), explanation=_("tên của dòng")),
            lambda row: figures.text(teller.name(row.name)),
        ),
        _result(teller),
        (
            Column("kind", _("So gì"), explanation=_("quầy, đơn vị theo tháng hay theo ngày")),
            lambda row: figures.text(kinds[row.kind]),
        ),
        (Column("span", _("Từ ngày – đến ngày"), explanation=_("các ngày được cộng")), span),
    ]


def _totals(teller: Teller) -> Specification:
    _ = teller.translate

    def answers(row: ReconcileRow) -> Cell:
        return figures.blank() if row.answers is None else figures.tens(teller, row.answers)

    def visits(row: ReconcileRow) -> Cell:
        if row.visits is None and row.kind != "desk":
            return Cell(_("chưa nhập"), None, "no_data")
        return figures.count(teller, row.visits)

    return [
        (
            Column("minted", _("Mã đã in"), "number", _("mã dùng một lần có ngày phát trong khoảng này")),
            lambda row: figures.count(teller, row.minted),
        ),
        (Column("answers", _("Phiếu theo mã"), "number", _("phiếu gửi bằng mã, theo hàng chục")), answers),
        (Column("visits", _("Lượt giao dịch"), "number", _("lượt giao dịch đã nhập của đơn vị")), visits),
    ]


def _result(teller: Speaker) -> tuple[Column, figures.Maker[ReconcileRow]]:
    _ = teller.translate

    def result(row: ReconcileRow) -> Cell:
        if row.is_over:
            return figures.text(_("không khớp"), "not_met")
        if row.kind != "desk" and row.visits is None:
            return figures.text(_("chưa so được"), "not_judged")
        return figures.text(_("khớp"), "met")

    return Column("result", _("Kết quả"), explanation=_("khớp hay không")), result


def to_do_column(teller: Speaker) -> tuple[Column, figures.Maker[ReconcileRow]]:
    """What to do where they do not."""
    _ = teller.translate

    def to_do(row: ReconcileRow) -> Cell:
        if not row.is_over:
            return figures.blank()
        if row.kind == "desk":
            return figures.text(_("giữ nguyên dữ liệu, báo cơ quan cấp trên kiểm tra khóa và cơ sở dữ liệu"))
        return figures.text(_("đối chiếu sổ giao mã, hủy mã thừa, kiểm tra số lượt đã nhập"))

    return Column("to_do", _("Việc cần làm"), explanation=_("khi không khớp"), is_detail=True), to_do
