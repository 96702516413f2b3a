"""Text as it is searched: without diacritics, case and what nobody sees, so that "dat dai" finds "Đất đai"."""

from __future__ import annotations

import unicodedata

_DROPPED = {"Mn", "Cf", "Cc", "Cs"}
_D = str.maketrans({"đ": "d", "ð": "d"})
"""The second is the Icelandic letter that looks the same as a capital and is typed for it."""
ESCAPE = "\\"


def fold(text: str) -> str:
    """The text in plain small letters with single blanks; composed and decomposed letters become the same."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_D)
    kept = "".join(letter for letter in plain if letter.isspace() or unicodedata.category(letter) not in _DROPPED)
    return " ".join(kept.split())


def containing(query: str) -> str:
    """The pattern for SQL's LIKE that finds folded texts with the query in them."""
    wanted = fold(query)
    for special in (ESCAPE, "%", "_"):
        wanted = wanted.replace(special, ESCAPE + special)
    return f"%{wanted}%"
