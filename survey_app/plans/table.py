"""A TOML table read with care: what is missing, of the wrong kind or misspelt is noted, and reading goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from unicodedata import normalize

from survey_app.plans.plan import plain_number
from survey_app.plans.words import named

UNKNOWN_DAY = date.min
"""Stands for a date that was missing or wrong; the problem is already noted."""


@dataclass(slots=True)
class Table:
    """One table of a file, its place in words, and the shared list of problems."""

    data: dict[str, Any]
    where: str
    problems: list[str]
    read: set[str] = field(default_factory=set)

    def problem(self, key: str, came: object, expected: str) -> None:
        """Note what came and what was expected."""
        self.problems.append(f"{self.where}, {named(key)}: gặp {came}; cần {expected}.")

    def has(self, key: str) -> bool:
        """Whether the key stands in the table."""
        return key in self.data

    def text(self, key: str, *, required: bool = True, expected: str = "một chuỗi không rỗng") -> str:
        """A string, NFC and trimmed; empty where it may be left out."""
        value = self._take(key)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or (required and not value.strip()):
            self.problem(key, _shown(value), expected)
            return ""
        return normalize("NFC", value.strip())

    def choice(self, key: str, options: Collection[str]) -> str:
        """One of the listed words."""
        value = self._take(key)
        if not isinstance(value, str) or value not in options:
            self.problem(key, _shown(value), "một trong: " + ", ".join(options))
            return ""
        return value

    def names(self, key: str, options: Collection[str] | None = None) -> tuple[str, ...]:
        """A list of strings, empty when left out; each one of `options` where these are given."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
            self.problem(key, _shown(value), 'một danh sách chuỗi, ví dụ ["land"]')
            return ()
        for name in value:
            if options is not None and name not in options:
                self.problem(key, _shown(name), "một trong: " + ", ".join(options))
        return tuple(normalize("NFC", name) for name in value)

    def number(self, key: str, limits: tuple[float, float], *, required: bool = True) -> float | None:
        """A number inside the limits."""
        value = self._take(key)
        if value is None and not required:
            return None
        low, high = limits
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            self.problem(key, _shown(value), f"một số từ {low:g} đến {high:g}")
            return None
        return float(value)

    def whole(self, key: str, limits: tuple[int, int], *, required: bool = False) -> int | None:
        """A whole number inside the limits."""
        value = self.data.get(key)
        if isinstance(value, float):
            self.read.add(key)
            self.problem(key, _shown(value), f"một số nguyên từ {limits[0]} đến {limits[1]}")
            return None
        found = self.number(key, limits, required=required)
        return None if found is None else int(found)

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problem(key, _shown(value), "true hoặc false")
            return default
        return value

    def day(self, key: str, *, required: bool = True) -> date | None:
        """A date such as 2026-12-14, written without quotes."""
        value = self._take(key)
        if value is None and not required:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.problem(key, _shown(value), "một ngày dạng 2026-12-14, không đặt trong ngoặc kép")
            return UNKNOWN_DAY
        return value

    def span(self, first_key: str, last_key: str, *, default: tuple[date, date] | None = None) -> tuple[date, date]:
        """Two dates, the second not before the first."""
        first = self.day(first_key, required=default is None) or (default or (UNKNOWN_DAY,))[0]
        last = self.day(last_key, required=default is None) or (default or (UNKNOWN_DAY,))[-1]
        if UNKNOWN_DAY not in (first, last) and last < first:
            self.problem(last_key, last.isoformat(), f"một ngày không trước {named(first_key)} ({first.isoformat()})")
        return first, last

    def child(self, key: str) -> Table:
        """A table inside this one; empty, with a problem noted, when it is missing."""
        value = self._take(key)
        if not isinstance(value, dict):
            self.problem(key, _shown(value), f"một bảng [{key}]")
            value = {}
        return Table(value, f"[{key}]", self.problems)

    def children(self, key: str, *, called: str, name: str) -> Iterator[Table]:
        """The tables of an array, each called by the word and its own `name` entry."""
        value = self._take(key)
        entries = [] if value is None else value
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.problem(key, _shown(value), f"các bảng [[{key}]]")
            return
        for number, entry in enumerate(entries, 1):
            label = f"{called} thứ {number}"
            label += f" ({entry[name]})" if isinstance(entry.get(name), str) else ""
            yield Table(entry, f"{self.where}, {label}" if self.where else label, self.problems)

    def finish(self) -> None:
        """Note the keys nobody asked for: most likely misspelt."""
        for key in self.data:
            if key not in self.read:
                self.problems.append(f"{self.where}: khóa lạ “{key}”; có thể viết sai tên, xem docs/plans.md.")

    def _take(self, key: str) -> Any:
        self.read.add(key)
        return self.data.get(key)


def _shown(value: object) -> str:
    if value is None:
        return "không có gì"
    if isinstance(value, float):
        return plain_number(value)
    return f"“{value}”" if isinstance(value, str) else str(value)
