"""Digits in running text, however they are written: in groups, full-width, as letters that look like them (O, l), or
spelled out as Vietnamese words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

BREAK = "\x01"
"""What no number reaches across; no text holds it."""
HIDDEN = "\u200b"
"""Stands for what no reader sees."""
_WORDS = {
    "không": "0", "khong": "0", "một": "1", "mot": "1", "mốt": "1", "hai": "2", "ba": "3", "bốn": "4", "bon": "4",
    "tư": "4", "năm": "5", "nam": "5", "lăm": "5", "nhăm": "5", "sáu": "6", "sau": "6", "bảy": "7", "bẩy": "7",
    "bay": "7", "tám": "8", "tam": "8", "chín": "9", "chin": "9",
}  # fmt: skip
_GROUP = re.compile(rf"(?:\b[oO])?\d+|\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_BETWEEN_WORDS = r"(?:chấm|gạch(?: ngang| nối)?|rồi(?: đến| tới)?|tiếp(?: theo| đến)?|cách|trừ|phẩy|dot|dash|then)"
_LOOKALIKES = str.maketrans("OoIl", "0011")
_LOOKING_ALIKE = (
    # a word of digits and such letters; "10l" are litres, "09l" is the head of a number
    re.compile(r"(?<![^\W_])(?![1-9]\d*l(?![^\W_]))[\dOoIl]*\d[\dOoIl]*(?![^\W_])"),
    re.compile(r"(?<![^\W_])(?:[\dOoIl][ .\-]){6,}[\dOoIl](?![^\W_])"),
)
_BETWEEN = re.compile(
    rf"[ .…\-_/()·*+,:;~'|=#\r\n{HIDDEN}]{{0,8}}(?:{_BETWEEN_WORDS}[ :,.]{{0,2}}){{0,2}}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Group:
    """Digits that stand together."""

    digits: str
    start: int
    end: int


def plain(text: str) -> str:
    """The text with each character in its plainest form, as long as before: positions stay the same."""
    shadow = "".join(map(_plain, text))
    for looking_alike in _LOOKING_ALIKE:
        shadow = looking_alike.sub(lambda match: match[0].translate(_LOOKALIKES), shadow)
    return shadow


def joined_groups(shadow: str) -> Iterator[list[Group]]:
    """Runs of groups that may be parts of one number; `shadow` is a plain text."""
    run: list[Group] = []
    for group in _groups(shadow):
        if run and not _may_join(shadow[run[-1].end : group.start]):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _groups(shadow: str) -> Iterator[Group]:
    for match in _GROUP.finditer(shadow):
        written = match[0].lower()
        digits = _WORDS.get(written) or written.replace("o", "0")
        yield Group(digits, match.start(), match.end())


def _may_join(between: str) -> bool:
    # ", " ends a number in every list of numbers, and an empty line ends it too
    return _BETWEEN.fullmatch(between) is not None and ", " not in between and between.count("\n") < 2


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in "\ufe0f\u20e3" or unicodedata.category(letter) == "Cf":
        return HIDDEN
    if unicodedata.category(letter) == "Pd" or letter == "−":
        return "-"
    if letter.isdecimal():
        return str(int(letter))
    folded = unicodedata.normalize("NFKC", letter)
    return folded if len(folded) == 1 else letter
