"""Coverage: whose answers came, beside everyone who was served."""

from __future__ import annotations

from reports import figures
from reports.content import Cell, Column, RowRole, Table
from reports.domain_columns import counted
from reports.domains import hidden_note
from reports.lines import Line, line_of
from reports.telling import Teller

Specification = list[tuple[Column, figures.Maker[Line]]]


def coverage_table(teller: Teller) -> Table:
    """Answers over visits of the whole and of each sector."""
    _ = teller.translate
    title = _("Độ phủ")
    caption = _("%(title)s, %(unit)s, %(period)s. Công thức: phiếu thu / lượt giao dịch.") % {
        "title": title,
        "unit": teller.name(teller.findings.unit_name),
        "period": teller.period_text(),
    }
    rows = [row for row in teller.findings.sectors if row.visits]
    listed: list[tuple[str, RowRole, Line]] = []
    if rows and teller.findings.total.visits:
        listed = [("total", "total", line_of(teller, "total", teller.findings.total))]
        listed += [(row.key, "priority" if row.is_priority else "", line_of(teller, "sectors", row)) for row in rows]
    return figures.assemble(
        _columns(teller),
        listed,
        head=("coverage", title, caption),
        notes=(hidden_note(teller),) if listed and teller.protected.hidden_count("sectors") else (),
        empty=_("Chưa nhập số lượt giao dịch theo lĩnh vực, nên chưa biết độ phủ."),
    )


def line_coverage(line: Line) -> float | None:
    """Answers over visits; nothing where the number of answers may not be shown."""
    row = line.row
    if row is None or not row.visits or not row.n or line.why in ("hidden", "window"):
        return None
    return row.n / row.visits


def _columns(teller: Teller) -> Specification:
    _ = teller.translate

    def coverage(line: Line) -> Cell:
        return figures.share(teller, line_coverage(line), mark=line.quiet)

    def visits(line: Line) -> Cell:
        return figures.count(teller, line.row.visits if line.row is not None else None)

    def answers(line: Line) -> Cell:
        if line.row is not None and line.why == "window":
            return figures.blank("suppressed")
        return counted(teller, line, "n")

    return [
        (
            Column("name", _("Lĩnh vực"), explanation=_("tên của dòng")),
            lambda line: figures.text(teller.title(line.row) if line.row is not None else line.label),
        ),
        (Column("coverage", _("Độ phủ"), "percent", _("phiếu thu / lượt giao dịch")), coverage),
        (Column("n", _("Phiếu thu"), "number", _("mọi phiếu được giữ lại")), answers),
        (Column("visits", _("Lượt giao dịch"), "number", _("lượt giao dịch trong kỳ")), visits),
    ]
