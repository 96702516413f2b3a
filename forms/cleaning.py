"""Make typed text safe to keep and show: NFC, no control characters, no direction overrides, no lone surrogates."""

from __future__ import annotations

import unicodedata

_LONGEST_COMPOSITION = 4  # no composed character is made of more than four

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
    """How long a cleaned text is: its code points, so that no heap of marks is ever short, and four bytes each at most.

    The live count of the page follows the same rule (`comment.js`).
    """
    return len(text)


def whole_number(text: str) -> int | None:
    """Read digits of any script (full-width ones too); anything else is no number."""
    return int(text) if text.isdecimal() and len(text) <= 9 else None
