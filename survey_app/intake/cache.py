"""A form is rendered once per desk, language and questionnaire version; only the nonce is fresh.

The page up to the nonce is also compressed once, so that a view costs the compression of the few bytes after it.
"""

from __future__ import annotations

import secrets
import struct
import zlib
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session

from forms import Questionnaire, build_form, get_questionnaire
from survey_app.intake.desks import ServedDesk
from survey_app.intake.pages import render_form
from survey_app.questionnaires import check_unchanged

PLACEHOLDER = secrets.token_hex(16)
_RAW_DEFLATE = -15
_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"


class FormPage:
    """One rendered form, cut at its nonce."""

    def __init__(self, text: str) -> None:
        head, tail = text.split(PLACEHOLDER)
        self._head, self._tail = head.encode(), tail.encode()
        self._head_crc = zlib.crc32(self._head)
        packer = zlib.compressobj(9, zlib.DEFLATED, _RAW_DEFLATE)
        # a full flush ends on a byte and forgets what came before, so another stream may follow
        self._packed_head = _GZIP_HEADER + packer.compress(self._head) + packer.flush(zlib.Z_FULL_FLUSH)

    def plain(self, nonce: str) -> bytes:
        """The page with this nonce."""
        return self._head + nonce.encode() + self._tail

    def packed(self, nonce: str) -> bytes:
        """The page with this nonce, as gzip."""
        rest = nonce.encode() + self._tail
        packer = zlib.compressobj(6, zlib.DEFLATED, _RAW_DEFLATE)
        size = len(self._head) + len(rest)
        return (
            self._packed_head
            + packer.compress(rest)
            + packer.flush()
            + struct.pack("<LL", zlib.crc32(rest, self._head_crc), size)
        )


@dataclass(frozen=True, slots=True)
class _Cached:
    desk: ServedDesk
    digest: str
    page: FormPage


def form_page(session: Session, desk: ServedDesk, language: str) -> FormPage:
    """The desk's page from the cache; rendered anew when anything on it has changed."""
    questionnaire = get_questionnaire(desk.questionnaire)
    pages: dict[tuple[str, str], _Cached] = current_app.extensions.setdefault("sipas_form_pages", {})
    cached = pages.get((desk.code, language))
    if cached is None or cached.desk != desk or cached.digest != questionnaire.digest:
        check_unchanged(session, questionnaire)
        cached = _Cached(desk, questionnaire.digest, _render(desk, questionnaire, language))
        pages[desk.code, language] = cached
    return cached.page


def _render(desk: ServedDesk, questionnaire: Questionnaire, language: str) -> FormPage:
    form = build_form(questionnaire, language, sectors=desk.sector_choices(language))
    lines = render_form(form, desk, nonce=PLACEHOLDER).splitlines()
    return FormPage("\n".join(line for line in lines if line.strip()))
