"""What stands on a sheet: the questions of its questionnaire with their numbers and the keys of their boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from forms import Questionnaire
from forms.item import Item

Kind = Literal["levels", "choice", "sector", "number", "text"]
UNKNOWN_KEY = "0"
"""The key of "I am not sure" among the sectors."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a sheet."""

    number: int
    code: str
    stored_in: str
    kind: Kind
    text: str
    keys: tuple[tuple[str, str], ...]
    """Key and words of each box; none for a number or a text."""
    unit: str = ""
    limits: tuple[int, int] = (0, 0)
    """Of a number, or of the characters of a text."""
    is_main: bool = True
    heading: str = ""

    def words(self, key: str) -> str:
        """The words beside the box of this key, or what a number counts."""
        return dict(self.keys).get(key, self.unit)


def asked_of(
    questionnaire: Questionnaire,
    language: str,
    *,
    sectors: Sequence[str],
    is_short: bool = False,
    asks_comment: bool = False,
) -> tuple[Asked, ...]:
    """The questions in their order; `sectors` are their names in the order of the sheet.

    Free text is asked where the batch says so: a handwriting tells who wrote it to those who enter the sheets.
    """
    factors = [item.factor for item in questionnaire.items]
    names = {factor.code: factor.text.in_language(language) for factor in questionnaire.factors}
    asked: list[Asked] = []
    headed: set[str] = set()
    for item in questionnaire.items:
        if not _is_printed(item, sectors, is_short=is_short, asks_comment=asks_comment):
            continue
        heading = ""
        if item.factor and factors.count(item.factor) > 1 and item.factor not in headed:
            headed.add(item.factor)
            heading = names[item.factor]
        asked.append(_asked(item, language, number=len(asked) + 1, heading=heading, sectors=sectors))
    return tuple(asked)


def _is_printed(item: Item, sectors: Sequence[str], *, is_short: bool, asks_comment: bool) -> bool:
    if item.kind == "text":
        return asks_comment
    return not (is_short and item.folded) and not (item.kind == "sector" and len(sectors) < 2)


def _asked(item: Item, language: str, *, number: int, heading: str, sectors: Sequence[str]) -> Asked:
    kind: Kind = "levels" if item.kind == "scale" else "choice"
    keys = [(option.code, option.text.in_language(language)) for option in item.options]
    unit, limits = "", (0, 0)
    if item.unknown is not None:
        kind = "sector"
        keys = [(str(place), name) for place, name in enumerate(sectors, start=1)]
        keys.append((UNKNOWN_KEY, item.unknown.in_language(language)))
    elif item.number is not None:
        kind = "number"
        unit, limits = item.number.unit.in_language(language), (item.number.minimum, item.number.maximum)
    elif item.kind == "text":
        kind, limits = "text", (0, item.max_length or 0)
    return Asked(
        number=number,
        code=item.code,
        stored_in=item.stored_in,
        kind=kind,
        text=item.text.in_language(language),
        keys=tuple(keys),
        unit=unit,
        limits=limits,
        is_main=not item.folded and item.factor is None,
        heading=heading,
    )
