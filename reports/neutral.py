"""Texts that a spreadsheet would take for a formula, made harmless and read back."""

from __future__ import annotations

STARTERS = "=+-@\t\r\n\0＝＋－＠"
"""What a spreadsheet may read as the start of a formula, wide forms included."""
QUOTE = "'"


def is_risky(text: str) -> bool:
    """Whether a spreadsheet might compute this text, or drop a leading quote from it."""
    return text[:1] in (*STARTERS, QUOTE) or text.lstrip()[:1] in tuple(STARTERS) if text else False


def neutral(text: str) -> str:
    """The text as a CSV field that no spreadsheet computes: an apostrophe before what is risky."""
    return f"{QUOTE}{text}" if is_risky(text) else text


def original(field: str) -> str:
    """What `neutral` was given."""
    return field[1:] if field.startswith(QUOTE) and is_risky(field[1:]) else field
