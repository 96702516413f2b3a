"""Make typed text safe to keep and show: NFC, no control characters, no direction overrides, no lone surrogates."""

from __future__ import annotations

import unicodedata

_LONGEST_COMPOSITION = 4  # no composed character is made of more than four
_JOINER = "\u200d"

_DROPPED = [
    *range(0x20),  # C0
    *range(0x7F, 0xA0),  # DEL and C1
    *range(0x202A, 0x202F),  # bidi embeddings and overrides
    *range(0x2066, 0x206A),  # bidi isolates
    *range(0xD800, 0xE000),  # lone surrogates, which no database can store
    0xFEFF,
    0xFFFE,
    0xFFFF,
]
_TABLE: dict[int, str | None] = {**dict.fromkeys(_DROPPED, None), ord("\n"): "\n", ord("\t"): " "}


def clean_text(text: str | None, *, limit: int) -> str:
    """Return the text as it may be kept; one far beyond `limit` is not composed, which could take minutes."""
    kept = (text or "").replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE).strip()
    if len(kept) > _LONGEST_COMPOSITION * limit:
        return kept
    return unicodedata.normalize("NFC", kept)


def count_characters(text: str) -> int:
    """How many characters a person sees: a letter with its marks is one, so is a flag or a family of emoji.

    The live count of the page follows the same rule (`comment.js`).
    """
    seen = after_joiner = flag_letters = 0
    for letter in text:
        is_regional = "\U0001f1e6" <= letter <= "\U0001f1ff"
        flag_letters = flag_letters + 1 if is_regional else 0
        is_second_half = is_regional and flag_letters % 2 == 0
        if not (after_joiner or is_second_half or _belongs_to_the_one_before(letter)):
            seen += 1
        after_joiner = letter == _JOINER
    return seen


def _belongs_to_the_one_before(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "M" or letter == _JOINER or "\U0001f3fb" <= letter <= "\U0001f3ff"


def whole_number(text: str) -> int | None:
    """Read digits of any script (full-width ones too); anything else is no number."""
    return int(text) if text.isdecimal() and len(text) <= 9 else None
