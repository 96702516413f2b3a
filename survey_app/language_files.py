"""The small file that says what a language is: its name, its letters, and who reviewed it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from babel import Locale, UnknownLocaleError
from flask_babel import gettext as _

from survey_app.exceptions import BadLanguage

FILE = "language.toml"
_KINDS: dict[str, type] = {
    "name": str,
    "direction": str,
    "fonts": list,
    "line_height": float,
    "complete": bool,
    "reviewed": bool,
    "reviewed_by": str,
    "reviewed_on": date,
}
_FONT = re.compile(r"[A-Za-z0-9 -]{1,40}")


@dataclass(frozen=True, slots=True)
class Language:
    """One language as its file describes it."""

    code: str
    name: str
    """What it is called in itself."""
    is_reviewed: bool
    is_complete: bool = False
    """Whether the office's pages stand in it too."""
    direction: str = "ltr"
    fonts: tuple[str, ...] = ()
    """Fonts that have its letters, after those of every page."""
    line_height: float = 0.0
    reviewed_by: str = ""
    reviewed_on: date | None = None

    @property
    def css(self) -> str:
        """What the style sheet says of its letters."""
        fonts = ",".join(f'"{font}"' for font in self.fonts)
        rules = [f"--script:{fonts}"] if fonts else []
        rules += [f"--leading:{self.line_height:g}"] if self.line_height else []
        return f":root:lang({self.code}){{{';'.join(rules)}}}" if rules else ""


def read_languages(folder: Path) -> dict[str, Language]:
    """Every language of a folder: Vietnamese, then those of every page, then those of the citizen's pages."""
    found = [read_language(path) for path in folder.glob(f"*/{FILE}")]
    order = sorted(found, key=lambda each: (each.code != "vi", not each.is_complete, each.code))
    return {language.code: language for language in order}


def read_language(path: Path) -> Language:
    """Read one file, or say what is wrong in it."""
    code, values = path.parent.name, _values(path)
    language = Language(
        code=code,
        name=values.get("name", ""),
        is_reviewed=values.get("reviewed", False),
        is_complete=values.get("complete", False),
        direction=values.get("direction", "ltr"),
        fonts=tuple(values.get("fonts", ())),
        line_height=float(values.get("line_height", 0.0)),
        reviewed_by=values.get("reviewed_by", "").strip(),
        reviewed_on=values.get("reviewed_on"),
    )
    _check(path, language, values)
    return language


def _values(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        _fail(path, _("tệp hỏng (%(fault)s). Xin lưu lại với mã UTF-8 và sửa chỗ đó.", fault=str(fault)))
    for key, value in values.items():
        if key not in _KINDS:
            _fail(path, _("không có khóa “%(key)s”. Các khóa: %(known)s.", key=key, known=", ".join(_KINDS)))
        if type(value) is not _KINDS[key]:
            _fail(
                path, _("“%(key)s” đang là %(came)r, không đúng kiểu. Xin xem tệp của tiếng Lào.", key=key, came=value)
            )
    return values


def _check(path: Path, language: Language, values: dict[str, Any]) -> None:
    try:
        Locale.parse(language.code)
    except (ValueError, UnknownLocaleError):
        _fail(path, _("“%(came)s” không phải mã ngôn ngữ mà Babel biết.", came=language.code))
    if not language.name.strip():
        _fail(path, _("thiếu “name”: tên của ngôn ngữ, viết bằng chính ngôn ngữ đó."))
    if "reviewed" not in values:
        _fail(path, _("thiếu “reviewed”. Xin ghi reviewed = false cho đến khi có cơ quan đọc duyệt."))
    if language.is_reviewed and not language.is_complete and not (language.reviewed_by and language.reviewed_on):
        _fail(path, _("ghi reviewed = true thì phải có “reviewed_by” (tên cơ quan) và “reviewed_on” (ngày)."))
    _check_letters(path, language)


def _check_letters(path: Path, language: Language) -> None:
    if language.direction not in ("ltr", "rtl"):
        _fail(path, _("“direction” là “%(came)s”, cần ltr hoặc rtl.", came=language.direction))
    for font in language.fonts:
        # it goes into the style sheet as it is
        if not isinstance(font, str) or not _FONT.fullmatch(font):
            _fail(path, _("tên phông “%(came)s” chỉ được gồm chữ a–z, số, dấu cách và gạch nối.", came=font))
    if language.line_height and not 1 <= language.line_height <= 3:
        _fail(path, _("“line_height” là %(came)s, cần từ 1 đến 3.", came=language.line_height))


def _fail(path: Path, message: str) -> NoReturn:
    raise BadLanguage(f"{path.parent.name}/{path.name}: {message}")
