"""Patterns of answers: the tiers apart, one level throughout, round minutes."""

from __future__ import annotations

from reports import figures
from reports.content import Cell, Column, Table
from reports.integrity import columns
from reports.integrity.columns import Specification, assemble, subject
from reports.integrity.findings import CODES, MinutesRow, StraightRow, TierRow
from reports.integrity.found import rarest_found, tiers_found
from reports.integrity.hiding import hidden_desks, hidden_tiers
from reports.integrity.inspector import Inspector
from reports.numbers import hundredfold


def tiers_table(inspector: Inspector) -> Table:
    """Each unit's answers by how they came, and the gap between printed codes and tickets."""
    _ = inspector.translate
    names = {
        "ticket": _("Mã dùng một lần"),
        "rotating": _("Mã trên màn hình"),
        "static": _("Mã in"),
        "none": _("Phiếu giấy, nhập tay"),
    }
    rows = sorted(
        inspector.findings.tiers, key=lambda row: (columns.last_if_none(row.gap.p if row.gap else None), row.spot.unit)
    )
    made: Specification[TierRow] = [columns.place(inspector)]
    for number, tier in enumerate(CODES):
        if any(row.parts[number].answered for row in rows):
            made += _tier(inspector, number, names[tier])
    made += [
        (
            Column("gap", _("Mã in trừ mã dùng một lần"), "points", _("hiệu hai tỷ lệ hài lòng, điểm phần trăm")),
            lambda row: _gap(inspector, row),
        ),
        (
            Column("chance", _("Nếu chỉ do ngẫu nhiên"), explanation=_("ngẫu nhiên thì hiếm đến mức nào")),
            lambda row: figures.text(inspector.chance(row.gap.p)) if row.gap else figures.blank(),
        ),
    ]
    title = _("Các bậc chứng minh để riêng")
    caption = _(
        "%(title)s, %(period)s. Tỷ lệ hài lòng (mức 4 và 5, không quyền số) của từng bậc. Ai cũng quét được mã in; mã "
        "dùng một lần chỉ có ở người đã giao dịch."
    ) % subject(inspector, title)
    empty = _("Trong kỳ chưa có phiếu nào.")
    keyed = [(row.spot.unit, row) for row in rows]
    return assemble(made, keyed, ("tiers", title, caption), empty, finding=tiers_found(inspector, names))


def straight_table(inspector: Inspector) -> Table:
    """One level throughout, by desk and week."""
    _ = inspector.translate
    rows = sorted(inspector.findings.straight, key=lambda row: (columns.last_if_none(row.p), row.spot.desk, row.first))
    hidden = hidden_desks(rows)

    def straight(row: StraightRow) -> Cell:
        is_hidden = (row.spot.desk, row.first) in hidden
        return columns.share(inspector, row.straight, row.complete, is_hidden=is_hidden)

    made: Specification[StraightRow] = [
        columns.place(inspector),
        *columns.week(inspector),
        (columns.count("complete", _("Phiếu trả lời đủ")), lambda row: figures.count(inspector, row.complete)),
        (
            Column("share", _("Chọn một mức"), "percent", _("phiếu chọn cùng một mức cho mọi câu")),
            lambda row: columns.share(
                inspector, row.straight, row.complete, is_hidden=(row.spot.desk, row.first) in hidden
            ),
        ),
        (
            Column("expected", _("Thường lệ"), "percent", _("của chính quầy đó trong mười hai tuần trước")),
            lambda row: figures.share(inspector, row.expected, 0),  # finer, two weeks' would tell a third
        ),
        columns.chance(inspector, lambda row: row.p),
    ]
    title = _("Chọn một mức cho mọi câu, theo quầy và tuần")
    caption = _("%(title)s, %(period)s. Tính trên phiếu trả lời từ bốn câu theo thang hài lòng.") % subject(
        inspector, title
    )
    keyed = [(f"{row.spot.desk}:{row.first}", row) for row in rows]
    finding = rarest_found(inspector, [(row.spot, row.p) for row in rows])
    return assemble(made, keyed, ("straight", title, caption), _nothing(inspector), finding=finding)


def minutes_table(inspector: Inspector) -> Table:
    """Round minutes, by unit and week."""
    _ = inspector.translate
    made: Specification[MinutesRow] = [
        columns.place(inspector),
        *columns.week(inspector),
        (columns.count("told", _("Phiếu nêu số phút")), lambda row: figures.count(inspector, row.told)),
        (
            Column("share", _("Số phút tròn năm"), "percent", _("5, 10, 15, 20 … trong các câu trả lời trên 0 phút")),
            lambda row: columns.share(inspector, row.rounded, row.told, is_hidden=False),
        ),
        (
            Column("expected", _("Thường lệ"), "percent", _("của chính đơn vị đó trong mười hai tuần trước")),
            lambda row: figures.share(inspector, row.expected, 0),  # finer, two weeks' would tell a third
        ),
        columns.chance(inspector, lambda row: row.p),
    ]
    title = _("Số phút tròn, theo đơn vị và tuần")
    caption = _(
        "%(title)s, %(period)s. Người kể lại thường làm tròn về 5, 10, 15, 30 phút; ít số tròn hơn hẳn thì nên "
        "hỏi vì sao."
    ) % subject(inspector, title)
    rows = sorted(inspector.findings.minutes, key=lambda row: (columns.last_if_none(row.p), row.spot.unit, row.first))
    keyed = [(f"{row.spot.unit}:{row.first}", row) for row in rows]
    finding = rarest_found(inspector, [(row.spot, row.p) for row in rows])
    return assemble(made, keyed, ("minutes", title, caption), _nothing(inspector), finding=finding)


def _tier(inspector: Inspector, number: int, name: str) -> Specification[TierRow]:
    _ = inspector.translate
    labels, code = {"name": name}, CODES[number]

    def share(row: TierRow) -> Cell:
        part = row.parts[number]
        return columns.share(inspector, part.satisfied, part.answered, is_hidden=code in hidden_tiers(row))

    return [
        (
            columns.count(f"{code}_n", _("%(name)s, phiếu") % labels),
            lambda row: figures.count(inspector, row.parts[number].answered),
        ),
        (
            Column(f"{code}_share", _("%(name)s, hài lòng") % labels, "percent", _("mức 4, 5 trên phiếu trả lời")),
            share,
        ),
    ]


def _gap(inspector: Inspector, row: TierRow) -> Cell:
    if row.gap is None or hidden_tiers(row) & {"ticket", "static"}:
        return figures.blank()
    points = hundredfold(row.gap.gap)
    return Cell(inspector.numbers.signed(points), float(points), "", 1, "points")


def _nothing(inspector: Inspector) -> str:
    _ = inspector.translate
    if inspector.findings.is_every_row:
        return _("Trong kỳ chưa có phiếu nào trả lời đủ các câu này.")
    return _("Kỳ dài hơn một tuần chỉ nêu những dòng hiếm gặp (dưới 1 trong 100); không có dòng nào.")
