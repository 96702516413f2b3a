"""From a strictly read TOML table to texts, scales, factors and items."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from forms.cleaning import clean_text
from forms.item import LANGUAGES, Display, Factor, Item, Kind, NumberRange, Option, Scale, Text
from forms.toml_table import Table
from forms.translation import gettext as _

_CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
_OPTION_CODE = re.compile(r"[0-8a-z]")
_NOT_ARISEN = "0"
_SHARED_KEYS = ("code", "kind", "text", "help", "stored_in", "required", "folded", "factor", "confirmed", "source")
_OWN_KEYS: dict[str, tuple[str, ...]] = {
    "scale": ("scale",),
    "choice": ("options", "outside"),
    "number": ("minimum", "maximum", "quick", "unit", "other"),
    "sector": ("unknown",),
    "text": ("max_length",),
}
_STORED_IN: dict[str, tuple[str, ...]] = {
    "scale": ("answers",),
    "choice": ("answers", "respondent_type", "purpose"),
    "number": ("minutes",),
    "sector": ("sector",),
    "text": ("comment",),
}


def read_text(table: Table) -> Text:
    """Read one wording, which must be there in every language."""
    return Text(tuple((language, read_wording(table, language)) for language in LANGUAGES))


def read_wording(table: Table, key: str) -> str:
    """Read the words under one key, which people will see."""
    wording = table.get(key, str).strip()
    if not wording:
        table.fail(_("lời “%(language)s” để trống. Xin viết vào.", language=key))
    if wording != clean_text(wording, limit=len(wording)):
        table.fail(_("lời “%(language)s” có ký tự điều khiển không nhìn thấy. Xin gõ lại.", language=key))
    return wording


def read_code(table: Table, code: str) -> str:
    """Check the code of a questionnaire, item, scale or factor."""
    if not _CODE.fullmatch(code):
        table.fail(_("mã “%(came)s” phải bắt đầu bằng chữ a–z, chỉ gồm a–z, 0–9 và _, dài tối đa 30.", came=code))
    if code.endswith(("_quick", "_typed")):
        table.fail(_("mã “%(came)s” không được kết thúc bằng _quick hay _typed. Xin đổi mã.", came=code))
    return code


def read_factors(root: Table) -> tuple[Factor, ...]:
    factors = []
    for code, table in root.named_tables("factors"):
        table.allow(*LANGUAGES)
        factors.append(Factor(read_code(table, code), read_text(table)))
    return tuple(factors)


def read_scales(root: Table) -> dict[str, Scale]:
    """Read the scales that items share."""
    scales = {}
    for code, table in root.named_tables("scales"):
        table.allow("display", "satisfied", "outside", "options")
        scales[code] = _read_scale(table, read_code(table, code))
    return scales


def _read_scale(table: Table, code: str) -> Scale:
    options = _read_options(table)
    known = tuple(option.code for option in options)
    display = "as listed" if "display" not in table.values else table.one_of("display", ("best first", "as listed"))
    satisfied, outside = (_read_subset(table, key, known) for key in ("satisfied", "outside"))
    levels = [each for each in known if each not in outside]
    if display == "best first" and levels != sorted(levels, reverse=True):
        table.fail(_("ghi “best first” nhưng các mức không xếp từ cao xuống thấp: %(came)s.", came=", ".join(levels)))
    if _NOT_ARISEN in known and _NOT_ARISEN not in outside:
        table.fail(_("mã “0” dành cho “Chưa phát sinh” và phải nằm trong outside."))
    return Scale(code, options, cast(Display, display), satisfied, outside)


def _read_options(table: Table) -> tuple[Option, ...]:
    options = []
    for each in table.tables("options"):
        each.allow("code", *LANGUAGES)
        options.append(Option(_read_option_code(each), read_text(each)))
    refuse_duplicates(table, [option.code for option in options])
    if len(options) < 2:
        table.fail(_("cần ít nhất hai phương án trả lời trong “options”."))
    return tuple(options)


def _read_option_code(table: Table) -> str:
    code = table.get("code", str)
    if code == "9":
        table.fail(_("“9” không bao giờ là mã trả lời. Xin chọn mã khác."))
    if not _OPTION_CODE.fullmatch(code):
        table.fail(_("mã trả lời “%(came)s” phải là đúng một ký tự 0–8 hoặc a–z.", came=code))
    return code


def _read_subset(table: Table, key: str, known: tuple[str, ...]) -> frozenset[str]:
    codes = table.list_of(key, str)
    for code in codes:
        if code not in known:
            table.fail(_("“%(key)s” có mã “%(came)s” không nằm trong các phương án.", key=key, came=code))
    return frozenset(codes)


def refuse_duplicates(table: Table, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            table.fail(_("mã “%(code)s” xuất hiện hai lần. Xin đổi một trong hai.", code=code))
        seen.add(code)


def read_items(root: Table, scales: Mapping[str, Scale], factors: Iterable[str]) -> tuple[Item, ...]:
    """Read the items in the order of the page."""
    items = tuple(_read_item(table, scales, tuple(factors)) for table in root.tables("items"))
    refuse_duplicates(root, [item.code for item in items])
    refuse_duplicates(root, [item.stored_in for item in items if item.stored_in != "answers"])
    return items


def _read_item(table: Table, scales: Mapping[str, Scale], factors: tuple[str, ...]) -> Item:
    kind = table.one_of("kind", tuple(_OWN_KEYS))
    table.allow(*_SHARED_KEYS, *_OWN_KEYS[kind])
    return Item(
        code=read_code(table, table.get("code", str)),
        kind=cast(Kind, kind),
        text=_read_texts(table, "text"),
        stored_in=table.one_of("stored_in", _STORED_IN[kind]),
        help=_read_texts(table, "help") if "help" in table.values else None,
        required=table.get_or("required", False, bool),
        folded=table.get_or("folded", False, bool),
        factor=table.one_of("factor", factors) if "factor" in table.values else None,
        confirmed=table.get("confirmed", bool) if "confirmed" in table.values else None,
        source=_read_source(table),
        **_OWN_READERS[kind](table, scales),
    )


def _read_texts(table: Table, key: str) -> Text:
    wording = table.table(key)
    wording.allow(*LANGUAGES)
    return read_text(wording)


def _read_source(table: Table) -> str | None:
    if table.get_or("confirmed", False, bool) and "source" not in table.values:
        table.fail(_("câu ghi confirmed = true phải có “source” nói đã đọc ở đâu."))
    return table.get("source", str) if "source" in table.values else None


def _own_scale(table: Table, scales: Mapping[str, Scale]) -> dict[str, Any]:
    return {"scale": scales[table.one_of("scale", tuple(scales))]}


def _own_choice(table: Table, scales: Mapping[str, Scale]) -> dict[str, Any]:
    return {"scale": _read_scale(table, table.get("code", str))}


def _own_number(table: Table, scales: Mapping[str, Scale]) -> dict[str, Any]:
    low, high = table.get("minimum", int), table.get("maximum", int)
    quick = table.list_of("quick", int)
    if not 0 <= low < high:
        table.fail(_("cần 0 ≤ minimum < maximum, đang là %(low)d và %(high)d.", low=low, high=high))
    for number in quick:
        if not low <= number <= high:
            table.fail(_("“quick” có %(came)d, ngoài khoảng %(low)d–%(high)d.", came=number, low=low, high=high))
    refuse_duplicates(table, [str(number) for number in quick])
    return {"number": NumberRange(low, high, quick, _read_texts(table, "unit"), _read_texts(table, "other"))}


def _own_sector(table: Table, scales: Mapping[str, Scale]) -> dict[str, Any]:
    return {"unknown": _read_texts(table, "unknown")}


def _own_text(table: Table, scales: Mapping[str, Scale]) -> dict[str, Any]:
    length = table.get("max_length", int)
    if not 1 <= length <= 10_000:
        table.fail(_("“max_length” là %(came)d, cần từ 1 đến 10.000.", came=length))
    return {"max_length": length}


_OWN_READERS: dict[str, Callable[[Table, Mapping[str, Scale]], dict[str, Any]]] = {
    "scale": _own_scale,
    "choice": _own_choice,
    "number": _own_number,
    "sector": _own_sector,
    "text": _own_text,
}
