"""Compress a page so that its size does not tell what was chosen on it."""

from __future__ import annotations

import struct
import zlib

_RAW_DEFLATE = -15
_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
_LEVEL = 6


def pack_around_form(page: bytes) -> bytes:
    """The page as gzip, with its form left as it is.

    Compressed, a form with "1" chosen differs by some bytes from one with "5" chosen, and a length can be seen through
    TLS. As it stands, the mark of a choice is as long on each.
    """
    head, opening, rest = page.partition(b"<form")
    form, closing, tail = rest.partition(b"</form>")
    parts = (
        _deflated(head, zlib.Z_FULL_FLUSH, _LEVEL),
        _deflated(opening + form + closing, zlib.Z_FULL_FLUSH, 0),
        _deflated(tail, zlib.Z_FINISH, _LEVEL),
    )
    return b"".join((_HEADER, *parts, struct.pack("<LL", zlib.crc32(page), len(page))))


def _deflated(part: bytes, ending: int, level: int) -> bytes:
    # each part starts anew: what stands in one cannot shorten the next
    packer = zlib.compressobj(level, zlib.DEFLATED, _RAW_DEFLATE)
    return packer.compress(part) + packer.flush(ending)
