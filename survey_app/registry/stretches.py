"""Stretches of days on which one thing belongs to another, and what they may not do: overlap, leave gaps, make a ring.

A unit belongs to its parent, a sector to its agency; the same rules hold for a file of many and for one form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

FROM_THE_START = date(2000, 1, 1)
"""Where nobody names a first day: it has always been so."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """`child` belongs to `owner` from `first` to `last`, both inside; no `last` means still."""

    child: str
    owner: str
    first: date
    last: date | None
    line: int = 0

    def __str__(self) -> str:
        return f"{self.child} → {self.owner} {self.days}"

    @property
    def days(self) -> str:
        """The days in words."""
        since = _("từ %(day)s", day=plain_day(self.first))
        until = "" if self.last is None else " " + _("đến %(day)s", day=plain_day(self.last))
        return f"{since}{until}"

    @property
    def is_reversed(self) -> bool:
        """Whether it ends before it begins."""
        return self.last is not None and self.last < self.first

    def overlaps(self, other: Stretch) -> bool:
        """Whether some day lies in both."""
        return (other.last is None or self.first <= other.last) and (self.last is None or other.first <= self.last)

    def holds(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Ring:
    """On `day` each of these belongs to the next, and the last to the first."""

    day: date
    stretches: tuple[Stretch, ...]

    @property
    def members(self) -> tuple[str, ...]:
        """The chain, closed: its first member stands at its end too."""
        return (*(stretch.child for stretch in self.stretches), self.stretches[0].child)


def plain_day(day: date) -> str:
    """A day as forms and files take it in: 01/07/2025."""
    return day.strftime("%d/%m/%Y")


def overlaps(stretches: Iterable[Stretch]) -> Iterator[tuple[Stretch, Stretch]]:
    """Pairs of one child that share a day: the later in the list, then the earlier."""
    by_child: dict[str, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        for earlier in by_child[stretch.child]:
            if stretch.overlaps(earlier):
                yield stretch, earlier
        by_child[stretch.child].append(stretch)


def gaps(stretches: Iterable[Stretch]) -> list[tuple[date, date]]:
    """Days between the stretches of one child on which it belongs to nobody."""
    ordered = sorted(stretches, key=lambda stretch: stretch.first)
    found = []
    for before, after in zip(ordered, ordered[1:], strict=False):
        if before.last is not None and before.last + ONE_DAY < after.first:
            found.append((before.last + ONE_DAY, after.first - ONE_DAY))
    return found


def rings(stretches: Sequence[Stretch]) -> Iterator[Ring]:
    """Rings on the days on which one can begin, each told once: nothing may come to stand above itself."""
    told: set[str] = set()
    for day in sorted({stretch.first for stretch in stretches}):
        on_day = {stretch.child: stretch for stretch in stretches if stretch.holds(day)}
        for start in on_day:
            ring = _ring(start, on_day)
            if ring and not told & {stretch.child for stretch in ring}:
                told |= {stretch.child for stretch in ring}
                yield Ring(day, tuple(ring))


def above(child: str, stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches of everything that ever stood above `child`, its own included: few, where a tree has thousands."""
    by_child: dict[str, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        by_child[stretch.child].append(stretch)
    waiting, seen = [child], {child}
    found: list[Stretch] = []
    while waiting:
        for stretch in by_child[waiting.pop()]:
            found.append(stretch)
            if stretch.owner not in seen:
                seen.add(stretch.owner)
                waiting.append(stretch.owner)
    return found


def changes(before: Iterable[Stretch], after: Iterable[Stretch]) -> tuple[set[str], list[str]]:
    """Whose stretches differ, and each difference in words."""
    old, new = ({Stretch(s.child, s.owner, s.first, s.last) for s in side} for side in (before, after))
    told = [_("Bỏ: %(what)s", what=text) for text in sorted(map(str, old - new))]
    told += [_("Thêm: %(what)s", what=text) for text in sorted(map(str, new - old))]
    return {stretch.child for stretch in old ^ new}, told


def _ring(start: str, on_day: Mapping[str, Stretch]) -> list[Stretch]:
    path: list[Stretch] = []
    current = start
    while current in on_day and len(path) <= len(on_day):
        path.append(on_day[current])
        current = on_day[current].owner
        if current == start:
            return path
    return []
