"""Stretches of days in a file: read from a row, and what cannot be told with its line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from survey_app.imports.cells import RowReader, read_code, read_day
from survey_app.imports.table import Problems
from survey_app.registry.stretches import FROM_THE_START, Stretch, changes, overlaps, plain_day, rings

__all__ = ["FROM_THE_START", "Stretch", "changes", "read_stretch", "refuse_overlaps", "refuse_rings"]


def read_stretch(reader: RowReader, child: str, *, owner: str, first: str, last: str) -> Stretch | None:
    """Read the stretch of a row by its three columns; None where the row names no owner."""
    code = reader.optional(owner, read_code)
    start = reader.optional(first, read_day) or FROM_THE_START
    end = reader.optional(last, read_day)
    if code is None:
        return None
    stretch = Stretch(child, code, start, end, reader.line)
    if stretch.is_reversed:
        reader.refuse(_("ngày kết thúc %(last)s trước ngày bắt đầu %(first)s", first=start, last=end))
        return None
    return stretch


def refuse_overlaps(stretches: Iterable[Stretch], problems: Problems) -> None:
    """On one day a thing belongs to one owner only."""
    for stretch, earlier in overlaps(stretches):
        problems.add(
            stretch.line,
            _(
                "“%(came)s” trùng ngày với “%(earlier)s” (dòng %(line)s); "
                "mỗi ngày chỉ thuộc một nơi, hãy ghi ngày kết thúc cho dòng cũ",
                came=stretch,
                earlier=earlier,
                line=earlier.line,
            ),
        )


def refuse_rings(stretches: Sequence[Stretch], problems: Problems) -> None:
    """Nothing may come to stand above itself on any day."""
    for ring in rings(stretches):
        text = _(
            "ngày %(day)s đơn vị là cấp trên của chính mình: %(chain)s",
            day=plain_day(ring.day),
            chain=" → ".join(ring.members),
        )
        for line in sorted({stretch.line for stretch in ring.stretches if stretch.line}) or [0]:
            problems.add(line, text)
