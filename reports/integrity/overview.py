"""What there is to look at, and the verdict on every office-week."""

from __future__ import annotations

from collections.abc import Sequence

from reports import figures
from reports.content import Cell, Column, Table
from reports.integrity import columns
from reports.integrity.columns import Specification, assemble, subject
from reports.integrity.facts import sign_fact
from reports.integrity.findings import WeekRow
from reports.integrity.found import weeks_found
from reports.integrity.inspector import Inspector
from reports.integrity.notices import Notice


def notices_table(inspector: Inspector, found: Sequence[Notice]) -> Table:
    """What is worth a look, the strongest first."""
    _ = inspector.translate
    made: Specification[Notice] = [
        (Column("name", _("Nơi"), explanation=_("đơn vị, hoặc quầy và đơn vị")), lambda one: figures.text(one.place)),
        (Column("rank", _("Thứ tự"), explanation=_("mạnh nhất trước; dấu = là ngang nhau")), _rank),
        (Column("when", _("Khi nào"), explanation=_("các ngày của dấu hiệu")), lambda one: figures.text(one.when)),
        (
            Column("title", _("Dấu hiệu"), explanation=_("điều khác thường")),
            lambda one: figures.text(one.title),
        ),
        (
            Column("fact", _("Số liệu"), explanation=_("con số của dấu hiệu")),
            lambda one: figures.text("\n".join(one.facts)),
        ),
        (
            Column("strength", _("Mức"), explanation=_("chắc chắn, rất rõ, rõ, đáng xem, yếu")),
            lambda one: figures.text(inspector.strength(one.level)),
        ),
        (
            Column("chance", _("Nếu chỉ do ngẫu nhiên"), explanation=_("ngẫu nhiên thì hiếm đến mức nào")),
            lambda one: figures.text(one.chance),
        ),
        (
            Column("reasons", _("Lý do bình thường có thể có"), explanation=_("điều nên nghĩ đến trước")),
            lambda one: figures.text(one.reasons),
        ),
        (
            Column("next", _("Việc nên làm"), explanation=_("xem, đếm lại, đến tận nơi")),
            lambda one: figures.text(one.next_step),
        ),
    ]
    title = _("Việc nên xem")
    caption = _("%(title)s, %(period)s. Dấu hiệu để kiểm tra, không phải kết luận về ai.") % subject(inspector, title)
    empty = _("Không có dấu hiệu nào vượt mức báo động trong kỳ này. Các bảng dưới vẫn nêu đủ số liệu.")
    return assemble(made, [(one.key, one) for one in found], ("notices", title, caption), empty)


def weeks_table(inspector: Inspector) -> Table:
    """Every office-week that was judged (of a long period, those told of)."""
    _ = inspector.translate
    made: Specification[WeekRow] = [
        columns.place(inspector),
        *columns.week(inspector),
        (columns.count("answered", _("Phiếu")), lambda row: figures.count(inspector, row.answered)),
        (
            Column("told", _("Kết quả"), explanation=_("có được nêu ở “Việc nên xem” hay không")),
            lambda row: figures.text(_("nên xem") if row.is_flagged else _("bình thường")),
        ),
        columns.chance(inspector, lambda row: row.p),
        (
            Column("sign", _("Dấu hiệu mạnh nhất"), explanation=_("dấu hiệu hiếm gặp nhất của tuần")),
            lambda row: figures.text(sign_fact(inspector, row.signs[0])) if row.signs else figures.blank(),
        ),
    ]
    title = _("Từng đơn vị, từng tuần")
    caption = _(
        "%(title)s, %(period)s. Mỗi tuần của mỗi đơn vị có từ 30 phiếu và bốn tuần trước đó được so với chính mình."
    ) % subject(inspector, title)
    rows = sorted(inspector.findings.weeks, key=lambda row: (row.p, row.spot.unit, row.first))
    empty = _("Chưa đơn vị nào có từ 30 phiếu trong tuần và bốn tuần trước đó.")
    if not inspector.findings.is_every_row:
        empty = _("Không có tuần nào vượt mức báo động.")
    keyed = [(f"{row.spot.unit}:{row.first}", row) for row in rows]
    return assemble(made, keyed, ("weeks", title, caption), empty, finding=weeks_found(inspector))


def _rank(one: Notice) -> Cell:
    return Cell(f"{one.rank}=" if one.is_tied else str(one.rank), str(one.rank))
