"""Codes of tickets: 26 characters for the QR (130 random bits), eleven for the fingers (50 bits and a check).

The check character is a sum over GF(32), so that one wrong character or two swapped ones are told apart from a code
that nobody was given.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from functools import cache, reduce
from hmac import digest

from flask_babel import gettext as _

from survey_app.exceptions import MistypedTicket
from survey_app.tokens import ALPHABET, in_groups, read_token

SCANNED_LENGTH = 26
TYPED_LENGTH = 11
_FIELD_POLYNOMIAL = 0b100101


def new_scanned_code() -> str:
    """Draw a code for the QR."""
    return "".join(secrets.choice(ALPHABET) for _position in range(SCANNED_LENGTH))


def new_typed_code() -> str:
    """Draw a code for typing, with its check character."""
    code = "".join(secrets.choice(ALPHABET) for _position in range(TYPED_LENGTH - 1))
    return code + check_character(code)


def check_character(code: str) -> str:
    """The character that makes the sum of all characters, each times a power of x, nothing."""
    return ALPHABET[_times_x(reduce(lambda total, letter: _times_x(total) ^ ALPHABET.index(letter), code, 0))]


def read_ticket_code(typed: str) -> str:
    """Read a scanned or typed code in whatever way it was written; refuse what cannot be one, saying what is off."""
    # whoever copied the whole address means the code at its end
    _before, _t, pasted = typed.lower().rpartition("/t/")
    code = read_token(pasted.partition("?")[0])
    if not code:
        raise MistypedTicket(_("Xin gõ mã in trên phiếu."))
    if not set(code) <= set(ALPHABET):
        raise MistypedTicket(
            _("Mã chỉ gồm chữ số và chữ cái không dấu (không có chữ U). Xin gõ lại đúng như in trên phiếu.")
        )
    if len(code) == SCANNED_LENGTH:
        return code
    if len(code) != TYPED_LENGTH:
        raise MistypedTicket(
            _(
                "Mã vừa gõ có %(came)s ký tự. Mã trên phiếu có đúng %(wanted)s ký tự.",
                came=len(code),
                wanted=TYPED_LENGTH,
            )
        )
    if check_character(code[:-1]) != code[-1]:
        raise MistypedTicket(_("Có ký tự gõ chưa đúng hoặc hai ký tự đổi chỗ. Xin xem lại mã in trên phiếu."))
    return code


def shown(code: str) -> str:
    """A typed code as it is printed: "ABCD-EFGH-JKM"."""
    return in_groups(code)


class TicketKeeper:
    """Turns codes into what the database keeps of them, under a key of its own."""

    def __init__(self, secret_key: str) -> None:
        self._key = digest(secret_key.encode(), b"sipas ticket 1", "sha256")
        self._position_key = digest(secret_key.encode(), b"sipas position 1", "sha256")

    def mac(self, code: str) -> str:
        """43 characters that say nothing of the code."""
        return urlsafe_b64encode(digest(self._key, code.encode(), "sha256")).decode().rstrip("=")

    def seal(self, code: str, position: int) -> int:
        """A place on the sheet as 31 bits that are any number to whoever does not hold the code."""
        return position ^ self._pad(code)

    def unseal(self, code: str, sealed: int) -> int:
        """The place that was sealed under this code."""
        return sealed ^ self._pad(code)

    def _pad(self, code: str) -> int:
        return int.from_bytes(digest(self._position_key, code.encode(), "sha256")[:4]) >> 1


@cache
def keeper_of(secret_key: str) -> TicketKeeper:
    """The installation's keeper, with its key derived once."""
    return TicketKeeper(secret_key)


def _times_x(element: int) -> int:
    """Multiply an element of GF(32) by x."""
    doubled = element << 1
    return doubled ^ _FIELD_POLYNOMIAL if doubled & 32 else doubled
