"""A form is rendered once per desk, language and questionnaire version, the thanks once per language.

Only the nonce, or the receipt, is fresh.
What stands before and after the nonce is also compressed once, so that a view costs the compression of the nonce.
"""

from __future__ import annotations

import re
import secrets
import struct
import zlib
from dataclasses import dataclass

from flask import current_app

from forms import Questionnaire, build_form
from survey_app.database import Reading
from survey_app.intake.desks import ServedDesk
from survey_app.intake.pages import render_form, render_page
from survey_app.questionnaires import check_unchanged

PLACEHOLDER = secrets.token_hex(16)
_RAW_DEFLATE = -15
_QUOTED = re.compile(r'(<input type=radio name=)"(\w+)" value="([\w.-]+)"')
"""A choice's name and code hold nothing that would need the quotes."""
_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"


class CutPage:
    """One rendered page, cut where a nonce or a receipt stands; its size is the same whatever that is."""

    def __init__(self, text: str) -> None:
        head, tail = text.split(PLACEHOLDER)
        self._head, self._tail = head.encode(), tail.encode()
        self._head_crc = zlib.crc32(self._head)
        # a full flush ends on a byte and forgets what came before, so another stream may follow
        self._packed_head = _GZIP_HEADER + _deflated(self._head, zlib.Z_FULL_FLUSH)
        self._packed_tail = _deflated(self._tail, zlib.Z_FINISH)

    def plain(self, part: str) -> bytes:
        """The page with this nonce or receipt."""
        return self._head + part.encode() + self._tail

    def packed(self, part: str) -> bytes:
        """The same as gzip."""
        middle = part.encode()
        crc = zlib.crc32(self._tail, zlib.crc32(middle, self._head_crc))
        size = len(self._head) + len(middle) + len(self._tail)
        packed = (self._packed_head, _deflated(middle, zlib.Z_FULL_FLUSH, level=0), self._packed_tail)
        return b"".join((*packed, struct.pack("<LL", crc, size)))


@dataclass(frozen=True, slots=True)
class _Cached:
    desk: ServedDesk
    digest: str
    page: CutPage


def form_page(reading: Reading, desk: ServedDesk, language: str, *, is_outdated: bool = False) -> CutPage:
    """The desk's page from the cache; rendered anew when anything on it has changed."""
    questionnaire = desk.asked
    pages: dict[tuple[str, str, bool], _Cached] = current_app.extensions.setdefault("sipas_form_pages", {})
    cached = pages.get((desk.code, language, is_outdated))
    if cached is None or cached.desk != desk or cached.digest != questionnaire.digest:
        check_unchanged(reading, questionnaire)
        cached = _Cached(desk, questionnaire.digest, _render(desk, questionnaire, language, is_outdated=is_outdated))
        pages[desk.code, language, is_outdated] = cached
    return cached.page


def thanks_page(language: str) -> CutPage:
    """The thanks, without their receipt."""
    pages: dict[str, CutPage] = current_app.extensions.setdefault("sipas_thanks_pages", {})
    if language not in pages:
        pages[language] = _cut(
            render_page(
                "intake/thanks.html",
                language,
                receipt=PLACEHOLDER,
                results_place=current_app.extensions["sipas_settings"].results_place,
                channels=[channel.told(language) for channel in current_app.extensions["sipas_channels"]],
            )
        )
    return pages[language]


def _deflated(part: bytes, ending: int, level: int = 9) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, _RAW_DEFLATE)
    return packer.compress(part) + packer.flush(ending)


def _render(desk: ServedDesk, questionnaire: Questionnaire, language: str, *, is_outdated: bool) -> CutPage:
    form = build_form(questionnaire, language, sectors=desk.sector_choices(language))
    return _cut(render_form(form, desk, nonce=PLACEHOLDER, is_outdated=is_outdated))


def _cut(page: str) -> CutPage:
    lines = "\n".join(line for line in page.splitlines() if line.strip())
    # a break between two tags says nothing, and the first view is to fit the first packets
    return CutPage(_QUOTED.sub(r"\1\2 value=\3", lines.replace(">\n<", "><")))
