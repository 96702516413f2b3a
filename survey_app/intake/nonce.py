"""The signed nonce of a page: which desk it was made for and when, and the receipt that its answer will get.

32 bytes and their HMAC: 16 random, the issue time in seconds, a digest of the desk. Neither the nonce nor the issue
time is ever kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from flask_babel import gettext as _

from survey_app.exceptions import AnswerRefused
from survey_app.periods import viet_nam_today
from survey_app.tokens import RECEIPT_LENGTH, in_base32

KEEPS_ITS_DAY = timedelta(hours=72)
IS_TAKEN = timedelta(days=30)
LATE = "late"
_SHAPE = struct.Struct(">16sQ8s")
_MAC_LENGTH = 16
_RECEIPT_BYTES = RECEIPT_LENGTH * 5 // 8


@dataclass(frozen=True, slots=True)
class Nonce:
    """A nonce that was found to be ours and of this desk."""

    raw: bytes
    issued: datetime
    page: str
    """The page it was issued for."""


class NonceSigner:
    """Issues and reads nonces; its two keys are derived from the installation's secret, one for each purpose."""

    def __init__(self, secret_key: str) -> None:
        self._nonce_key = _derive(secret_key, "sipas nonce 1")
        self._receipt_key = _derive(secret_key, "sipas receipt 1")

    def issue(self, desk: str, now: datetime) -> str:
        """Make a fresh nonce for a page of `desk`."""
        body = _SHAPE.pack(secrets.token_bytes(16), int(now.timestamp()), _desk_digest(desk))
        return urlsafe_b64encode(body + self._mac(body)).decode()

    def moved(self, nonce: Nonce, page: str) -> str:
        """The nonce under which a form can be sent from another page than it was opened as.

        It is the same each time, and as old as the first: what is sent twice from there is still kept once.
        """
        other = self._mac(b"sipas moved 1" + nonce.raw + _desk_digest(page))
        body = _SHAPE.pack(other, int(nonce.issued.timestamp()), _desk_digest(page))
        return urlsafe_b64encode(body + self._mac(body)).decode()

    def read(self, text: str, *pages: str) -> Nonce:
        """Check whose it is; refuse one that we did not issue for any of these pages."""
        raw = _decode(text)
        body, mac = raw[: _SHAPE.size], raw[_SHAPE.size :]
        if not hmac.compare_digest(mac, self._mac(body)):
            raise AnswerRefused(_("Phiếu này không còn nguyên vẹn nên chưa gửi được. Xin bấm gửi lại lần nữa."))
        _random, issued, digest = _SHAPE.unpack(body)
        page = next((page for page in pages if _desk_digest(page) == digest), None)
        if page is None:
            raise AnswerRefused(
                _("Phiếu này được mở từ một quầy khác nên chưa gửi được. Xin xem tên quầy rồi gửi lại.")
            )
        return Nonce(raw, datetime.fromtimestamp(issued, UTC), page)

    def receipt(self, nonce: Nonce) -> str:
        """The receipt of whatever is sent under this nonce: always the same, and it tells nothing back."""
        return in_base32(_hmac(self._receipt_key, nonce.raw)[:_RECEIPT_BYTES])

    def _mac(self, body: bytes) -> bytes:
        return _hmac(self._nonce_key, body)[:_MAC_LENGTH]


@cache
def signer_of(secret_key: str) -> NonceSigner:
    """The installation's signer, with its keys derived once."""
    return NonceSigner(secret_key)


def is_too_old(issued: datetime, now: datetime) -> bool:
    """Whether a page was opened so long ago that nothing new is taken from it."""
    return now - issued > IS_TAKEN


def day_and_labels(issued: datetime, now: datetime) -> tuple[date, str]:
    """The Viet Nam day an answer counts under: that of its page for 72 hours, then the day received and "late"."""
    if is_too_old(issued, now):
        raise AnswerRefused(
            _("Phiếu này mở đã quá 30 ngày nên chưa gửi được. Xin xem lại rồi bấm gửi lại: phiếu sẽ tính cho hôm nay.")
        )
    if now - issued > KEEPS_ITS_DAY:
        return viet_nam_today(now), LATE
    # a server clock that was set back must not date an answer in the future
    return viet_nam_today(min(issued, now)), ""


def _decode(text: str) -> bytes:
    try:
        raw = urlsafe_b64decode(text.encode("ascii"))
    except (NotBase64, ValueError):
        raw = b""
    return raw if len(raw) == _SHAPE.size + _MAC_LENGTH else bytes(_SHAPE.size + _MAC_LENGTH)


def _derive(secret_key: str, purpose: str) -> bytes:
    return _hmac(secret_key.encode(), purpose.encode())


def _desk_digest(desk: str) -> bytes:
    return hashlib.sha256(desk.encode()).digest()[:8]


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")
