"""What each figure is made of: answers by level, how many visits they stand for, and the strata behind them."""

from __future__ import annotations

from collections.abc import Iterator

from reports import figures
from reports.by_ticket import by_ticket
from reports.content import Cell, Column, RowRole, Table
from reports.findings import Row, Weighting
from reports.telling import Teller

Specification = list[tuple[Column, figures.Maker[Row]]]
TABLES = ("sectors", "units", "agencies", "tiers", "channels")


def making_key(table: str, row: str) -> str:
    """The key of the making of one row of one table."""
    return "total" if row == "total" else f"{table}.{row}"


def making_table(teller: Teller) -> Table:
    """One line for every row that has a share of its own."""
    _ = teller.translate
    title = _("Số này từ đâu")
    caption = _(
        "%(title)s, %(unit)s, %(period)s. Số phiếu theo mức, không quyền số; quyền số và tầng của từng dòng."
    ) % {
        "title": title,
        "unit": teller.name(teller.findings.unit_name),
        "period": teller.period_text(),
    }
    return figures.assemble(
        [*_levels(teller), *_weights(teller)],
        list(_listed(teller)),
        head=("making", title, caption),
        notes=(_("Số phiếu theo mức chỉ nêu khi dòng có từ 30 phiếu."),) if teller.findings.total.share else (),
        empty=_("Chưa có số liệu đủ phiếu để nêu."),
    )


def _listed(teller: Teller) -> Iterator[tuple[str, RowRole, Row]]:
    found = teller.findings
    if found.total.share is not None:
        yield "total", "total", found.total
    tables = (found.sectors, found.units, found.agencies, found.tiers, found.channels)
    for table, rows in zip(TABLES, tables, strict=True):
        yield from ((making_key(table, row.key), "", row) for row in rows if row.share is not None)


def _levels(teller: Teller) -> Specification:
    _ = teller.translate
    names = (_("Rất không hài lòng"), _("Không hài lòng"), _("Bình thường"), _("Hài lòng"), _("Rất hài lòng"))

    def level(place: int) -> figures.Maker[Row]:
        return lambda row: figures.count(teller, row.levels[place] if row.levels else None)

    columns = [
        (Column(f"level_{place + 1}", name, "number", _("số phiếu ở mức này, không quyền số")), level(place))
        for place, name in reversed(list(enumerate(names)))
    ]
    blank = Column("unanswered", _("Bỏ trống câu chung"), "number", _("phiếu ngoài mẫu số, trong mọi phiếu thu"))
    return [
        (Column("name", _("Dòng"), explanation=_("tên của dòng")), lambda row: figures.text(teller.title(row))),
        *columns,
        (
            Column(
                "by_ticket",
                _("Chỉ tính phiếu theo mã"),
                "number",
                _("nơi có số: phiếu theo mức, tầng, quyền số và hệ số thiết kế là của số phiếu theo mã này"),
                is_detail=True,
            ),
            lambda row: figures.count(teller, by_ticket(row)),
        ),
        (blank, lambda row: figures.count(teller, row.n - row.answered)),
        (
            Column("visits", _("Lượt giao dịch"), "number", _("lượt giao dịch trong kỳ"), is_detail=True),
            lambda row: figures.count(teller, row.visits),
        ),
    ]


def _weights(teller: Teller) -> Specification:
    _ = teller.translate

    def of(row: Row, field: str) -> Cell:
        weighting: Weighting | None = row.weighting
        return figures.blank() if weighting is None else figures.count(teller, getattr(weighting, field))

    def weight(row: Row) -> Cell:
        if row.weighting is None:
            return figures.blank()
        # whole visits: a finer weight would count the answers of one unit and sector
        low, high = (teller.numbers.number(each) for each in (row.weighting.lightest, row.weighting.heaviest))
        return figures.text(low if low == high else f"{low}–{high}")

    def deff(row: Row) -> Cell:
        return figures.decimal(teller, row.share.deff if row.share else None, 2)

    return [
        (
            Column("strata", _("Tầng"), "number", _("tầng đơn vị × lĩnh vực có phiếu của dòng"), is_detail=True),
            lambda row: of(row, "strata"),
        ),
        (
            Column("merged", _("Tầng gộp"), "number", _("tầng gộp từ nhiều đơn vị vì dưới 10 phiếu"), is_detail=True),
            lambda row: of(row, "merged"),
        ),
        (
            Column(
                "weight", _("Một phiếu thay cho (lượt)"), explanation=_("quyền số nhỏ nhất–lớn nhất"), is_detail=True
            ),
            weight,
        ),
        (Column("deff", _("Hệ số thiết kế"), "number", _("phương sai so với mẫu ngẫu nhiên đơn giản cùng cỡ")), deff),
    ]
