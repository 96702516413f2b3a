"""Which rows of a table may show a figure: ten answers, nothing by subtraction, no group of one mind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

SMALLEST = 10
"""k: no figure rests on fewer answers."""
SMALLEST_UNANIMOUS = 30
"""Below it, a group whose every answer is the same tells what each of its members said."""
MOST_WITHOUT_DATA = 0.2
"""Above this share of visits at units and sectors without an answer, a row has no figure."""
LEAST_TOLD = 0.0005
"""From it on such a share is told beside the figure: a smaller one would read 0,0%."""


@dataclass(frozen=True, slots=True)
class Part:
    """One additive part of a whole, as far as hiding goes."""

    key: str
    n: int
    level: float | None = None
    """Where all answers of the part are the same: a number that is equal for equal answers."""
    is_keen: bool = False
    """A priority row: hidden for another's sake only when nothing else is left."""


def is_small(part: Part) -> bool:
    """Fewer than ten answers, but some: zero answers are nobody's."""
    return 0 < part.n < SMALLEST


def is_unanimous(part: Part) -> bool:
    """All the same answer, from fewer than thirty people."""
    return part.level is not None and 0 < part.n < SMALLEST_UNANIMOUS


def is_open_secret(part: Part) -> bool:
    """Whether the part's own figure must be hidden."""
    return is_small(part) or is_unanimous(part)


def is_safe_together(parts: Sequence[Part]) -> bool:
    """Whether the sum of these hidden parts, found by subtraction, gives nobody away."""
    if not parts:
        return True
    if len(parts) == 1:
        return not is_open_secret(parts[0])
    total = sum(part.n for part in parts)
    levels = {part.level for part in parts}
    of_one_mind = None not in levels and len(levels) == 1
    return total >= SMALLEST and not (of_one_mind and total < SMALLEST_UNANIMOUS)


def hidden_keys(parts: Sequence[Part], *, unseen: Sequence[Part] = ()) -> frozenset[str]:
    """Rows to hide: those that must be, then the smallest others until the whole minus the shown ones is safe.

    `unseen` is what the whole holds beyond these rows and no row shows (answers of unknown sector). It
    protects like a hidden part; alone it hides nothing, for nobody can know who is in it.
    """
    hidden = [part for part in parts if is_open_secret(part)]
    others = sorted(
        (part for part in parts if part.n > 0 and part not in hidden), key=lambda part: (part.is_keen, part.n, part.key)
    )
    while hidden and others and not is_safe_together([*hidden, *unseen]):
        hidden.append(others.pop(0))
    return frozenset(part.key for part in hidden)


def hidden_groups(
    groups: Sequence[Part], members: dict[str, list[Part]], hidden_members: Collection[str], *, loose: Sequence[Part]
) -> frozenset[str]:
    """Rows of a coarser table (agencies) to hide, so that subtracting shown members from shown groups is safe.

    `loose` are hidden parts in no group, with what no row shows.
    """
    secret = {
        group.key: [part for part in members.get(group.key, []) if part.key in hidden_members] for group in groups
    }
    hidden = {group.key for group in groups if is_open_secret(group) or not is_safe_together(secret[group.key])}
    others = sorted(
        (group for group in groups if group.key not in hidden and secret[group.key]), key=lambda group: group.n
    )
    while others and not is_safe_together([*loose, *(part for key in hidden for part in secret[key])]):
        hidden.add(others.pop(0).key)
    return frozenset(hidden)
