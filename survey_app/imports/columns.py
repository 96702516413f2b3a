"""Which columns a file may have: one name each, and the Vietnamese words accepted for it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.exceptions import ImportRefused
from survey_app.imports.cells import RowReader
from survey_app.imports.table import Problems, Table


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file; the header may use its name or an alias, with or without Vietnamese marks and spaces."""

    name: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False

    @property
    def word(self) -> str:
        """What messages call it: its first Vietnamese word, as in the sample file."""
        return self.aliases[0] if self.aliases else self.name


def plain_word(text: str) -> str:
    """Fold a header for comparing: "Lượt giao dịch" and "luot_giao_dich" are one."""
    folded = unicodedata.normalize("NFD", text.strip().lower().replace("đ", "d"))
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", "_", bare).strip("_")


def match_columns(table: Table, columns: Sequence[Column]) -> list[str]:
    """The header's columns by name; unknown, repeated or missing ones are refused."""
    known = {word: column.name for column in columns for word in (column.name, *column.aliases)}
    names = [known.get(plain_word(word), "") for word in table.header]
    wrong = [_unknown(word, known) for word, name in zip(table.header, names, strict=True) if not name]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    words = words_of(table, names, columns)
    wrong += [_("cột “%(name)s” có hai lần", name=words[name]) for name in repeated]
    missing = [column for column in columns if column.is_required and column.name not in names]
    wrong += [_("thiếu cột “%(name)s”", name=column.word) for column in missing]
    if wrong:
        raise ImportRefused(
            _("Dòng tên cột của tệp %(name)s chưa đúng; chưa ghi gì vào cơ sở dữ liệu.", name=table.name),
            (*wrong, _("Các cột dùng được: %(columns)s.", columns="; ".join(column.word for column in columns))),
        )
    return names


def words_of(table: Table, names: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """What messages call each column: the file's own word where it has the column."""
    known = {column.name: column.word for column in columns}
    return known | {name: word.strip() for name, word in zip(names, table.header, strict=True) if name}


def read_rows(table: Table, names: Sequence[str], problems: Problems, columns: Sequence[Column]) -> Iterator[RowReader]:
    """Yield a reader for each row that has as many cells as the header."""
    width, words = len(names), words_of(table, names, columns)
    for line, row in table.rows:
        extra = [cell for cell in row[width:] if cell not in (None, "")]
        if extra or len(row) < width:
            problems.add(
                line,
                _(
                    "có %(came)s ô, cần %(width)s ô như dòng tên cột; hãy xem dấu phân cách",
                    came=min(len(row), width) + len(extra),
                    width=width,
                ),
            )
            continue
        yield RowReader(line, dict(zip(names, row[:width], strict=True)), problems, words)


def _unknown(word: str, known: dict[str, str]) -> str:
    near = difflib.get_close_matches(plain_word(word), known, n=1)
    if near:
        return str(_("không có cột “%(word)s”; có phải “%(near)s”?", word=word, near=near[0]))
    return str(_("không có cột “%(word)s”", word=word))
