"""Cells: one value with its text, made the same way for every table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from analysis import Estimate, Target
from reports.content import Cell, Column, Mark, RowRole, Table, TableRow
from reports.findings import Change
from reports.numbers import hundredfold, share_decimals
from reports.protection import Why
from reports.telling import Speaker, Teller, estimate_decimals, reaches

DASH = "–"
R = TypeVar("R")
Maker = Callable[[R], Cell]


def text(words: str, mark: Mark = "") -> Cell:
    """Words only."""
    return Cell(words, words or None, mark)


def blank(mark: Mark = "") -> Cell:
    """Nothing to show."""
    return Cell(DASH if mark == "suppressed" else "", None, mark)


def count(teller: Speaker, value: int | None, mark: Mark = "") -> Cell:
    """A whole number."""
    return blank(mark) if value is None else Cell(teller.numbers.number(value), value, mark, kind="number")


def tens(teller: Speaker, value: int) -> Cell:
    """A count that protection has brought down to whole tens."""
    _ = teller.translate
    if value == 0:
        return Cell(_("dưới 10"), None, "suppressed")
    return Cell(_("từ %(count)s") % {"count": teller.numbers.number(value)}, value, kind="number")


def share(teller: Speaker, value: float | None, decimals: int = 1, mark: Mark = "") -> Cell:
    """A fraction as a percentage."""
    if value is None:
        return blank(mark)
    return Cell(teller.numbers.percent(value, decimals), value, mark, decimals, "percent")


def decimal(teller: Speaker, value: float | None, decimals: int = 1, mark: Mark = "") -> Cell:
    """A plain number with decimals."""
    if value is None:
        return blank(mark)
    return Cell(teller.numbers.number(value, decimals), value, mark, decimals, "number")


def minutes(teller: Speaker, value: float | None, decimals: int = 1, mark: Mark = "") -> Cell:
    """Minutes, their unit in the column's head."""
    if value is None:
        return blank(mark)
    return Cell(teller.numbers.number(value, decimals), value, mark, decimals, "minutes")


def triple(
    teller: Teller, estimate: Estimate | None, target: Target | None, *, is_share: bool, mark: Mark = ""
) -> tuple[Cell, Cell, Cell]:
    """A point and its two limits, all with decimals enough not to contradict the target."""
    if estimate is None:
        return blank(mark), blank(mark), blank(mark)
    make = share if is_share else minutes
    decimals = estimate_decimals(estimate, target, is_share=is_share)
    return (
        make(teller, estimate.value, decimals, mark),
        make(teller, estimate.ci_low, decimals, mark),
        make(teller, estimate.ci_high, decimals, mark),
    )


def plain_decimals(value: float, target: Target | None) -> int:
    """Decimals at which a plain share stays on its side of the target."""
    return share_decimals([value], [] if target is None else [target.value])


def missing(teller: Teller, why: Why | None) -> Cell:
    """What stands where a figure would."""
    _ = teller.translate
    if why == "no_data":
        return Cell(_("không có dữ liệu"), None, "no_data")
    if why == "none":
        return Cell(_("chưa có phiếu"), None, "no_data")
    return Cell(_("không đủ phiếu"), None, "suppressed")


def signal(teller: Teller, value: float | None, target: Target | None) -> Cell:
    """Where a period's figure stands against the target: a signal, never a verdict."""
    _ = teller.translate
    if value is None or target is None:
        return blank()
    mark: Mark = "above" if reaches(value, target) else "below"
    if target.comparison in ("<=", "<"):
        return text(_("trong mức") if mark == "above" else _("vượt mức"), mark)
    if value == target.value:
        return text(_("đúng mức"), mark)
    return text(_("trên mức") if value > target.value else _("dưới mức"), mark)


def change(teller: Teller, moved: Change | None) -> Cell:
    """A difference in percentage points to the period before."""
    return blank() if moved is None else points(teller, moved.value)


def points(teller: Teller, fraction: float) -> Cell:
    """A difference of two shares in percentage points."""
    found = hundredfold(fraction)
    return Cell(teller.numbers.signed(found), float(found), "", 1, "points")


def variation(teller: Teller, moved: Change | None) -> Cell:
    """Whether the change is inside ordinary variation."""
    _ = teller.translate
    if moved is None:
        return blank()
    if not moved.is_ordinary:
        return text(_("vượt mức thường"))
    return text(_("chưa vượt mức thường") if moved.is_clear else _("mức thường"))


def assemble(
    specification: Sequence[tuple[Column, Maker[R]]],
    rows: Sequence[tuple[str, RowRole, R]],
    *,
    head: tuple[str, str, str],
    notes: tuple[str, ...] = (),
    empty: str = "",
    finding: str = "",
) -> Table:
    """A table from columns with their makers; `head` is key, title, caption. Empty detail columns are left out."""
    lines = [[make(row) for _, make in specification] for _, _, row in rows]
    kept = [
        place
        for place, (column, _) in enumerate(specification)
        if not rows or not column.is_detail or any(line[place].value is not None for line in lines)
    ]
    return Table(
        key=head[0],
        title=head[1],
        caption=head[2],
        columns=tuple(specification[place][0] for place in kept),
        rows=tuple(
            TableRow(key, tuple(line[place] for place in kept), role)
            for (key, role, _), line in zip(rows, lines, strict=True)
        ),
        notes=notes,
        empty=empty,
        finding=finding,
    )
