"""Tokens and receipts in Crockford base32: no I, L, O or U, so that what is read aloud or typed comes back right."""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DESK_TOKEN_LENGTH = 10
RECEIPT_LENGTH = 16
_READ_AS = str.maketrans("ILO", "110")
_LEFT_OUT = {"Pd", "Zs", "Zl", "Zp", "Cf"}
"""Unicode's dashes, spaces and the invisible marks that come with copying."""


def new_desk_token() -> str:
    """Draw the ten random characters of a desk's address."""
    return "".join(secrets.choice(ALPHABET) for _position in range(DESK_TOKEN_LENGTH))


def read_token(typed: str) -> str:
    """Read what a person may have typed: any case, I and L as 1, O as 0; every dash, space and dot left out."""
    return "".join(each for each in typed.upper() if not _separates(each)).translate(_READ_AS)


def _separates(letter: str) -> bool:
    # a phone's keyboard makes longer dashes, minus signs and no-break spaces of what is typed
    return letter in ".·•−\t\r\n" or unicodedata.category(letter) in _LEFT_OUT


def in_base32(data: bytes) -> str:
    """Write whole groups of five bits; `data` holds a multiple of five bytes."""
    number = int.from_bytes(data, "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(len(data) * 8 - 5, -1, -5))


def in_groups(text: str) -> str:
    """Show it in groups of four: "ABCD-EFGH-JKMN-PQRS"."""
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
