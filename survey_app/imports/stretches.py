"""Stretches of days on which one thing belongs to another: a unit to its parent, a sector to its agency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from survey_app.imports.cells import RowReader, read_code, read_day
from survey_app.imports.table import Problems

FROM_THE_START = date(2000, 1, 1)
"""Where the file names no first day: it has always been so."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """`child` belongs to `owner` from `first` to `last`, both inside; no `last` means still."""

    child: str
    owner: str
    first: date
    last: date | None
    line: int = 0

    def __str__(self) -> str:
        since = _("từ %(day)s", day=self.first.strftime("%d/%m/%Y"))
        until = "" if self.last is None else " " + _("đến %(day)s", day=self.last.strftime("%d/%m/%Y"))
        return f"{self.child} → {self.owner} {since}{until}"

    def overlaps(self, other: Stretch) -> bool:
        """Whether some day lies in both."""
        return (other.last is None or self.first <= other.last) and (self.last is None or other.first <= self.last)

    def holds(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.first <= day and (self.last is None or day <= self.last)


def read_stretch(reader: RowReader, child: str, *, owner: str, first: str, last: str) -> Stretch | None:
    """Read the stretch of a row by its three columns; None where the row names no owner."""
    code = reader.optional(owner, read_code)
    start = reader.optional(first, read_day) or FROM_THE_START
    end = reader.optional(last, read_day)
    if code is None:
        return None
    if end is not None and end < start:
        reader.refuse(_("ngày kết thúc %(last)s trước ngày bắt đầu %(first)s", first=start, last=end))
        return None
    return Stretch(child, code, start, end, reader.line)


def refuse_overlaps(stretches: Iterable[Stretch], problems: Problems) -> None:
    """On one day a thing belongs to one owner only."""
    by_child: dict[str, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        for earlier in by_child[stretch.child]:
            if stretch.overlaps(earlier):
                problems.add(
                    stretch.line,
                    _(
                        "“%(came)s” trùng ngày với “%(earlier)s” (dòng %(line)s); "
                        "mỗi ngày chỉ thuộc một nơi, hãy ghi ngày kết thúc cho dòng cũ",
                        came=stretch,
                        earlier=earlier,
                        line=earlier.line,
                    ),
                )
        by_child[stretch.child].append(stretch)


def refuse_rings(stretches: Sequence[Stretch], problems: Problems) -> None:
    """Nothing may come to stand above itself on any day; the days on which a ring can begin are tried."""
    told: set[str] = set()
    for day in sorted({stretch.first for stretch in stretches}):
        on_day = {stretch.child: stretch for stretch in stretches if stretch.holds(day)}
        for start in on_day:
            ring = _ring(start, on_day)
            if ring and not told & {stretch.child for stretch in ring}:
                told |= {stretch.child for stretch in ring}
                chain = " → ".join([*(stretch.child for stretch in ring), ring[0].child])
                text = _(
                    "ngày %(day)s đơn vị là cấp trên của chính mình: %(chain)s",
                    day=day.strftime("%d/%m/%Y"),
                    chain=chain,
                )
                for line in sorted({stretch.line for stretch in ring if stretch.line}) or [0]:
                    problems.add(line, text)


def changes(before: Iterable[Stretch], after: Iterable[Stretch]) -> tuple[set[str], list[str]]:
    """Whose stretches differ, and each difference in words."""
    old, new = ({Stretch(s.child, s.owner, s.first, s.last) for s in side} for side in (before, after))
    told = [_("Bỏ: %(what)s", what=text) for text in sorted(map(str, old - new))]
    told += [_("Thêm: %(what)s", what=text) for text in sorted(map(str, new - old))]
    return {stretch.child for stretch in old ^ new}, told


def _ring(start: str, on_day: dict[str, Stretch]) -> list[Stretch]:
    path: list[Stretch] = []
    current = start
    while current in on_day and len(path) <= len(on_day):
        path.append(on_day[current])
        current = on_day[current].owner
        if current == start:
            return path
    return []
