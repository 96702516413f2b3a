"""Columns and cells that several tables of the inspector's page share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from reports import figures
from reports.content import Cell, Column, Table
from reports.disclosure import Part, is_open_secret
from reports.integrity.findings import Spot
from reports.integrity.hiding import level_share
from reports.integrity.inspector import Inspector

R = TypeVar("R")
Specification = list[tuple[Column, Callable[[R], Cell]]]


class HasSpot(Protocol):
    """A row about a unit or a desk."""

    @property
    def spot(self) -> Spot:
        """Which one."""


class HasDays(Protocol):
    """A row about some days."""

    @property
    def first(self) -> date:
        """The first of them."""

    @property
    def last(self) -> date:
        """The last."""


def assemble(
    columns: Specification[R],
    rows: Sequence[tuple[str, R]],
    head: tuple[str, str, str],
    empty: str,
    *,
    finding: str = "",
) -> Table:
    """A table of rows without roles."""
    return figures.assemble(columns, [(key, "", row) for key, row in rows], head=head, empty=empty, finding=finding)


def subject(inspector: Inspector, title: str) -> dict[str, str]:
    """What a caption names: the table, whose it is and when."""
    unit = inspector.name(inspector.findings.unit_name)
    return {"title": title, "period": f"{unit}, {inspector.period_text()}"}


def place(inspector: Inspector) -> tuple[Column, Callable[[HasSpot], Cell]]:
    """The unit, or the desk and its unit."""
    _ = inspector.translate
    column = Column("name", _("Nơi"), explanation=_("đơn vị, hoặc quầy và đơn vị"))
    return column, lambda row: figures.text(inspector.place(row.spot))


def week(inspector: Inspector) -> list[tuple[Column, Callable[[HasDays], Cell]]]:
    """Monday to Sunday, where the period is more than one week."""
    _ = inspector.translate
    if inspector.findings.is_every_row:
        return []
    column = Column("week", _("Tuần"), explanation=_("từ thứ Hai đến Chủ nhật"))
    return [(column, lambda row: figures.text(inspector.span(row.first, row.last)))]


def chance(inspector: Inspector, p_of: Callable[[R], float | None]) -> tuple[Column, Callable[[R], Cell]]:
    """How rarely chance alone goes so far, in words."""
    _ = inspector.translate
    column = Column("chance", _("Nếu chỉ do ngẫu nhiên"), explanation=_("ngẫu nhiên thì hiếm đến mức nào"))
    return column, lambda row: figures.text(inspector.chance(p_of(row)))


def count(key: str, label: str, explanation: str = "") -> Column:
    """A column of whole numbers."""
    return Column(key, label, "number", explanation or label)


def share(inspector: Inspector, kind: int, n: int, *, is_hidden: bool) -> Cell:
    """A share that may be told: of ten or more, not of one mind where they are few, nor found by subtraction."""
    _ = inspector.translate
    if n == 0:
        return figures.blank()
    if is_hidden or is_open_secret(Part("", n, level_share(kind, n))):
        return Cell(_("không nêu"), None, "suppressed")
    return figures.share(inspector, kind / n, 0 if n < 100 else 1)


def last_if_none(p: float | None) -> float:
    """For sorting: what could not be held against anything stands last."""
    return 2.0 if p is None else p
