"""Further languages of a questionnaire: a block `[translations.<code>]` that names every wording, and no other.

A block changes nothing that was asked in Vietnamese or English, so a questionnaire that is in use may get one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from forms.definition import read_wording
from forms.item import LANGUAGES, Factor, Item, NumberRange, Option, Scale, Text
from forms.toml_table import Table
from forms.translation import gettext as _

_CODE = re.compile(r"[a-z]{2,3}")

Parts = tuple[Text, tuple[Factor, ...], tuple[Item, ...]]


def with_translations(root: Table, parts: Parts) -> tuple[Parts, tuple[str, ...]]:
    """Title, factors and items with the wordings of every block, and the languages they now stand in."""
    languages = list(LANGUAGES)
    for code, block in root.named_tables("translations"):
        if not _CODE.fullmatch(code) or code in languages:
            block.fail(_("“%(came)s” không phải mã của một ngôn ngữ thêm vào (hai hoặc ba chữ a–z).", came=code))
        parts = _with_block(block, parts, code)
        languages.append(code)
    return parts, tuple(languages)


def _with_block(block: Table, parts: Parts, language: str) -> Parts:
    title, factors, items = parts
    shared = {item.scale.code for item in items if item.kind == "scale" and item.scale}
    block.allow("title", "scales", "factors", "items")
    _allow_tables(block, "scales", shared)
    _allow_tables(block, "items", {item.code for item in items})
    return (
        _added(title, block, "title", language),
        _factors(block, factors, language),
        tuple(_item(block, item, language) for item in items),
    )


def _allow_tables(block: Table, key: str, known: set[str]) -> None:
    block.table(key).allow(*sorted(known))


def _added(text: Text, table: Table, key: str, language: str) -> Text:
    return Text((*text.wordings, (language, read_wording(table, key))))


def _factors(block: Table, factors: tuple[Factor, ...], language: str) -> tuple[Factor, ...]:
    if not factors:
        return factors
    table = block.table("factors")
    table.allow(*(factor.code for factor in factors))
    return tuple(replace(factor, text=_added(factor.text, table, factor.code, language)) for factor in factors)


def _item(block: Table, item: Item, language: str) -> Item:
    table = block.table("items").table(item.code)
    table.allow("text", *_own_keys(item))
    return replace(
        item,
        text=_added(item.text, table, "text", language),
        help=_added(item.help, table, "help", language) if item.help else None,
        unknown=_added(item.unknown, table, "unknown", language) if item.unknown else None,
        number=_number(table, item.number, language) if item.number else None,
        scale=_scale(_options(block, table, item), item.scale, language) if item.scale else None,
    )


def _own_keys(item: Item) -> list[str]:
    has = {"help": item.help, "unknown": item.unknown, "unit": item.number, "other": item.number}
    return [*(key for key, part in has.items() if part is not None), *(["options"] if item.kind == "choice" else [])]


def _options(block: Table, table: Table, item: Item) -> Table:
    """Where an item's options are worded: with the scale it shares, or with itself."""
    if item.kind == "choice" or item.scale is None:
        return table.table("options")
    return block.table("scales").table(item.scale.code)


def _number(table: Table, number: NumberRange, language: str) -> NumberRange:
    unit, other = (_added(getattr(number, key), table, key, language) for key in ("unit", "other"))
    return replace(number, unit=unit, other=other)


def _scale(table: Table, scale: Scale, language: str) -> Scale:
    table.allow(*scale.codes)
    options = (Option(each.code, _added(each.text, table, each.code, language)) for each in scale.options)
    return replace(scale, options=tuple(options))
