"""Read TOML strictly: every key known, every type right, and each fault named with its place and remedy."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from forms.exceptions import QuestionnaireError
from forms.translation import gettext as _
from forms.translation import lazy_gettext

T = TypeVar("T")

_KINDS = {
    str: lazy_gettext("chuỗi chữ"),
    int: lazy_gettext("số nguyên"),
    bool: lazy_gettext("true hoặc false"),
    list: lazy_gettext("danh sách"),
    dict: lazy_gettext("bảng"),
}


def parse_toml(content: bytes, name: str) -> dict[str, Any]:
    """Decode and parse, or say which byte or line is wrong."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise QuestionnaireError(
            _("%(file)s: dòng %(line)d không phải mã UTF-8. Xin lưu lại tệp với bảng mã UTF-8.", file=name, line=line)
        ) from fault
    try:
        return tomllib.loads(unicodedata.normalize("NFC", text))
    except tomllib.TOMLDecodeError as fault:
        raise QuestionnaireError(_broken(name, str(fault), text)) from fault


def _broken(name: str, fault: str, text: str) -> str:
    found = re.search(r"at line (\d+)", fault)
    line = int(found[1]) if found else text.count("\n") + 1
    return _(
        "%(file)s: TOML hỏng ở dòng %(line)d (%(fault)s). Xin sửa dòng đó: thường thiếu dấu nháy, dấu ngoặc "
        "hoặc một khóa viết hai lần.",
        file=name,
        line=line,
        fault=fault,
    )


@dataclass(frozen=True, slots=True)
class Table:
    """One TOML table and the words that lead a reader to it."""

    where: str
    values: dict[str, Any]

    def fail(self, message: str) -> NoReturn:
        raise QuestionnaireError(f"{self.where}: {message}")

    def allow(self, *known: str) -> None:
        """Refuse keys nobody reads: they are mostly slips of the pen."""
        for key in self.values:
            if key not in known:
                self.fail(
                    _(
                        "khóa “%(key)s” không được dùng ở đây. Các khóa được dùng: %(known)s.",
                        key=key,
                        known=_join(known),
                    )
                )

    def get(self, key: str, kind: type[T]) -> T:
        """Return a value that must be there."""
        if key not in self.values:
            self.fail(_("thiếu khóa “%(key)s” (%(kind)s). Xin thêm vào.", key=key, kind=_KINDS[kind]))
        value = self.values[key]
        # bool is an int in Python; a file that says true for a number is still wrong
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fail(
                _("khóa “%(key)s” là %(came)r, cần %(kind)s.", key=key, came=value, kind=_KINDS[kind]),
            )
        return value

    def get_or(self, key: str, default: T, kind: type[T]) -> T:
        """Return a value that may be left out."""
        return self.get(key, kind) if key in self.values else default

    def table(self, key: str) -> Table:
        return Table(f"{self.where}, [{key}]", self.get(key, dict))

    def tables(self, key: str) -> Iterator[Table]:
        """Walk a list of tables; each is named by its code, or else by its place in the list."""
        for position, values in enumerate(self.get(key, list), start=1):
            if not isinstance(values, dict):
                self.fail(_("khóa “%(key)s”: phần tử %(position)d không phải bảng.", key=key, position=position))
            yield Table(f"{self.where}, {key} “{values.get('code', position)}”", values)

    def named_tables(self, key: str) -> Iterator[tuple[str, Table]]:
        """Walk a table of tables, which may be left out."""
        if key in self.values:
            outer = self.table(key)
            for name in outer.values:
                yield name, outer.table(name)

    def list_of(self, key: str, kind: type[T]) -> tuple[T, ...]:
        """Return a list of one type, which may be left out."""
        found: list[Any] = self.get_or(key, [], list)
        for value in found:
            if not isinstance(value, kind) or isinstance(value, bool):
                self.fail(
                    _("khóa “%(key)s” có %(came)r, cần %(kind)s.", key=key, came=value, kind=_KINDS[kind]),
                )
        return tuple(found)

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        """Return a word out of a short list."""
        word = self.get(key, str)
        if word not in known:
            self.fail(
                _("khóa “%(key)s” là “%(came)s”, cần một trong: %(known)s.", key=key, came=word, known=_join(known))
            )
        return word


def _join(words: tuple[str, ...]) -> str:
    return ", ".join(words)
