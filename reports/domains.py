"""The table of sectors and its sisters: units, agencies, tiers, channels."""

from __future__ import annotations

from collections.abc import Sequence

from reports import figures
from reports.agency_targets import is_told_by_sector
from reports.by_ticket import by_ticket
from reports.content import RowRole, Table
from reports.domain_columns import domain_columns
from reports.findings import Row
from reports.lines import Line, line_of
from reports.telling import Teller

ROLLUP = "_others"


def domain_table(teller: Teller, key: str, rows: Sequence[Row]) -> Table:
    """The whole and its rows of one kind, priority rows first, hidden ones rolled up."""
    title, head, empty = _words(teller, key)
    listed: list[tuple[str, RowRole, Line]] = []
    if rows:
        listed.append(("total", "total", line_of(teller, "total", teller.findings.total)))
    for row in sorted(rows, key=lambda row: not row.is_priority):
        listed.append((row.key, "priority" if row.is_priority else "", line_of(teller, key, row)))
    listed += _rollup(teller, key)
    _ = teller.translate
    caption = _("%(title)s, %(unit)s, %(period)s. Công thức: %(formula)s.") % {
        "title": title,
        "unit": teller.name(teller.findings.unit_name),
        "period": teller.period_text(),
        "formula": teller.formula(),
    }
    return figures.assemble(
        domain_columns(teller, head),
        listed,
        head=(key, title, caption),
        notes=table_notes(teller, key),
        empty=empty,
        finding=_("%(count)s cơ quan có phiếu hoặc lượt giao dịch") % {"count": len(rows)} if key == "agencies" else "",
    )


def _words(teller: Teller, key: str) -> tuple[str, str, str]:
    _ = teller.translate
    words = {
        "sectors": (_("Theo lĩnh vực"), _("Lĩnh vực"), _("Trong kỳ chưa có phiếu và lượt giao dịch ở lĩnh vực nào.")),
        "units": (_("Theo đơn vị"), _("Đơn vị"), _("Đơn vị này không có đơn vị trực thuộc.")),
        "agencies": (
            _("Theo cơ quan chủ trì"),
            _("Cơ quan chủ trì"),
            _("Chưa khai báo cơ quan chủ trì của các lĩnh vực."),
        ),
        "tiers": (
            _("Theo bậc chứng minh: mã dùng một lần, mã trên màn hình, mã in"),
            _("Bậc chứng minh"),
            _("Chưa có phiếu theo bậc chứng minh nào."),
        ),
        "channels": (_("Theo cách thu"), _("Cách thu"), _("Chưa có phiếu theo cách thu nào.")),
    }
    return words[key]


def _rollup(teller: Teller, key: str) -> list[tuple[str, RowRole, Line]]:
    rollup = teller.protected.rollups.get(key)
    if rollup is None:
        return []
    _ = teller.translate
    names = {
        "sectors": _("Các lĩnh vực không đủ phiếu, gộp lại"),
        "units": _("Các đơn vị không đủ phiếu, gộp lại"),
    }
    return [(ROLLUP, "rollup", Line(None, rollup=rollup, label=names[key]))]


def table_notes(teller: Teller, key: str) -> tuple[str, ...]:
    """Notes under a table of rows."""
    _ = teller.translate
    notes = []
    if teller.protected.hidden_count(key):
        notes.append(hidden_note(teller))
    if key != "total" and any(by_ticket(row) is not None for row in (teller.findings.total, *_rows(teller, key))):
        notes.append(_("Dòng có số phiếu theo mã: tỷ lệ, khoảng và điểm chỉ tính số phiếu ấy."))
    if key == "agencies" and any(is_told_by_sector(teller.findings, row) for row in teller.findings.agencies):
        notes.append(
            _(
                "Kế hoạch đặt chỉ tiêu theo lĩnh vực, không theo cơ quan: cơ quan có các lĩnh vực khác mức chỉ tiêu "
                "thì xem ở từng lĩnh vực."
            )
        )
    if not teller.is_weighted():
        notes.append(_("Chưa có số lượt giao dịch, nên tỷ lệ không có quyền số."))
    others = (*teller.findings.sectors, *teller.findings.units, *teller.findings.agencies)
    if key == "tiers" and teller.findings.total.tier != "ticket" and any(by_ticket(row) is not None for row in others):
        notes.append(
            _(
                "Bảng này so các bậc theo quyền số chung của trang. Đơn vị hay lĩnh vực tính riêng theo mã có quyền số "
                "của riêng phiếu theo mã, nên cùng số phiếu mà tỷ lệ có thể hơi khác."
            )
        )
    if key == "channels" and teller.findings.channels:
        notes.append(
            _("Mỗi cách thu gặp những người khác nhau, nên chênh lệch giữa các cách không chỉ do cách thu mà có.")
        )
    return tuple(notes)


def _rows(teller: Teller, key: str) -> Sequence[Row]:
    found = teller.findings
    tables = {
        "sectors": found.sectors,
        "units": found.units,
        "agencies": found.agencies,
        "tiers": found.tiers,
        "channels": found.channels,
    }
    return tables.get(key, ())


def hidden_note(teller: Teller) -> str:
    """Why a row shows no figure, the same for every reason."""
    _ = teller.translate
    return _("“Không đủ phiếu”: có dưới 10 phiếu, hoặc nêu ra thì có thể suy được câu trả lời của một nhóm nhỏ.")
