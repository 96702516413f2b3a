"""One line of a table of rows: the row, or the roll-up of those that are hidden, and what must be said of it."""

from __future__ import annotations

from dataclasses import dataclass

from analysis import Estimate
from reports.content import Mark
from reports.disclosure import LEAST_TOLD
from reports.findings import Row
from reports.protection import Rollup, Why
from reports.telling import Teller

MARKS: dict[Why, Mark] = {"window": "window", "hidden": "suppressed", "no_data": "no_data", "none": "no_data"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row to be shown: the row, why it has no figure of its own, and its roll-up where it is one."""

    row: Row | None
    why: Why | None = None
    rollup: Rollup | None = None
    label: str = ""

    @property
    def estimate(self) -> Estimate | None:
        """The share to show: the period's own, else the longer window's."""
        if self.row is None:
            return None
        return self.row.window.share if self.row.window is not None else self.row.share

    @property
    def mark(self) -> Mark:
        """How the line's own figures are marked."""
        return MARKS[self.why] if self.why is not None else ""

    @property
    def quiet(self) -> Mark:
        """How what stands beside a hidden figure is marked."""
        return "suppressed" if self.why in ("hidden", "window") else ""


def line_of(teller: Teller, table: str, row: Row) -> Line:
    """The line of a row in one of the tables."""
    _ = teller.translate
    why = teller.protected.reason(table, row.key)
    label = teller.title(row)
    if row.window is not None:
        label = _("%(name)s (gộp %(window)s)") % {
            "name": label,
            "window": teller.window_label(row.window),
        }
    return Line(row, why, label=label)


def _without_answers(teller: Teller, row: Row) -> str:
    _ = teller.translate
    share = {"share": teller.numbers.percent(row.no_data_share)}
    if row.share is None:
        return _("%(share)s lượt giao dịch ở nơi chưa có phiếu, nên không nêu tỷ lệ") % share
    return _("%(share)s lượt giao dịch ở nơi chưa có phiếu, nên không có trong tỷ lệ") % share


def row_notes(teller: Teller, line: Line) -> list[str]:
    """What must be known when reading one line."""
    _ = teller.translate
    row = line.row
    if row is None:
        return [_("chỉ có tỷ lệ không quyền số")]
    notes = []
    if line.why in ("no_data", None) and row.no_data_share >= LEAST_TOLD:
        notes.append(_without_answers(teller, row))
    if row.share is not None and row.tier == "ticket":
        notes.append(_("chỉ tính %(n)s phiếu theo mã") % {"n": teller.numbers.number(row.share.n)})
    if line.estimate is not None and line.estimate.few_psus:
        notes.append(_("ít ngày–quầy, khoảng rộng hơn"))
    if row.kind == "unit" and any(
        flag.code == "mostly_assisted" and flag.subject == row.key for flag in teller.findings.flags
    ):
        notes.append(_("hơn nửa số phiếu do người khác ghi giúp"))
    if row.visits and row.n > row.visits:
        notes.append(_("phiếu nhiều hơn lượt giao dịch"))
    return notes
