"""CSV in UTF-8, or UTF-16 with its byte order mark; any other encoding is named as refused, never guessed."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator

from flask_babel import gettext as _

from survey_app.exceptions import ImportRefused

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = (",", ";", "\t")


def read_csv(content: bytes, *, name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each row with the line it starts on."""
    text = unicodedata.normalize("NFC", decode(content, name=name))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for row in lines:
            yield line, tuple(row)
            line = lines.line_num + 1
    except csv.Error as error:
        raise ImportRefused(
            _(
                "Tệp %(name)s, dòng %(line)s: không đọc được dòng CSV (%(why)s). "
                "Hãy xem dấu ngoặc kép ở dòng đó, hoặc lưu lại bằng Excel: CSV UTF-8.",
                name=name,
                line=line,
                why=error,
            )
        ) from error


def decode(content: bytes, *, name: str) -> str:
    """The text of the file, or a refusal that says how to save it again."""
    encoding = "utf-16" if content.startswith(UTF16_MARKS) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportRefused(_wrong_encoding(name, content[: error.start].count(b"\n") + 1)) from error
    if "\0" in text:
        raise ImportRefused(_wrong_encoding(name, text[: text.index("\0")].count("\n") + 1))
    return text


def _wrong_encoding(name: str, line: int) -> str:
    return str(
        _(
            "Tệp %(name)s không phải UTF-8 (dòng %(line)s); có thể là TCVN3 (.VnTime), VNI hoặc cp1258. "
            "Trong Excel chọn Lưu thành → CSV UTF-8, hoặc nhập thẳng tệp .xlsx; "
            "nếu chữ hiện sai, hãy chuyển mã sang Unicode trước.",
            name=name,
            line=line,
        )
    )


def _delimiter(text: str) -> str:
    """The one of comma, semicolon and tab that stands most often in the header."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=header.count)
