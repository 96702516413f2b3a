"""The pages that the frame of the office leads to. A new page adds one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.office.people import Person
from survey_app.roles import Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that is led to: shown to those who hold its permission somewhere."""

    endpoint: str
    label: Any
    permission: Permission
    word: str
    """Endpoints that begin with `office.<word>` belong to this entry, which is then marked as the one in view."""


ENTRIES: tuple[Entry, ...] = (
    Entry("office.latest", _l("Kết quả"), "results", "results"),
    Entry("office.compare", _l("So sánh"), "results", "compare"),
    Entry("office.actions", _l("Việc khắc phục"), "results", "action"),
    Entry("office.letters", _l("Thư"), "results", "letter"),
    Entry("office.comments", _l("Góp ý"), "comments", "comment"),
    Entry("office.paper", _l("Phiếu giấy"), "paper", "paper"),
    Entry("office.sheets", _l("In phiếu giấy"), "sheets", "sheet"),
    Entry("office.places", _l("Nơi giao dịch"), "places", "place"),
    Entry("office.silent", _l("Quầy im lặng"), "results", "silent"),
    Entry("office.integrity", _l("Độ tin cậy"), "integrity", "integrity"),
    Entry("office.imports", _l("Nhập số liệu"), "imports", "import"),
    Entry("office.plans", _l("Kế hoạch"), "plans", "plan"),
    Entry("office.tickets", _l("Mã dùng một lần"), "tickets", "ticket"),
    Entry("office.questionnaires", _l("Phiếu hỏi"), "places", "questionnaire"),
    Entry("office.calendar", _l("Lịch làm việc"), "places", "calendar"),
    Entry("office.people", _l("Người dùng"), "people", "people"),
    Entry("office.audit_log", _l("Nhật ký"), "audit", "audit"),
)


GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_l("Kết quả"), ("results", "compare", "comment", "silent", "integrity")),
    (_l("Hành động"), ("action", "letter")),
    (_l("Số liệu"), ("paper", "sheet", "import", "ticket")),
    (_l("Quản trị"), ("place", "plan", "questionnaire", "calendar", "people", "audit")),
)
"""Headings of the list of pages, and the words of the entries under each; what none names stands under the last."""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading."""

    label: Any
    entries: tuple[Entry, ...]


def groups_for(person: Person) -> tuple[Group, ...]:
    """The entries this person is shown, under their headings."""
    shown = entries_for(person)
    last = len(GROUPS) - 1
    homes = {word: place for place, (_label, words) in enumerate(GROUPS) for word in words}
    found = (
        Group(label, tuple(entry for entry in shown if homes.get(entry.word, last) == place))
        for place, (label, _words) in enumerate(GROUPS)
    )
    return tuple(group for group in found if group.entries)


def entries_for(person: Person) -> tuple[Entry, ...]:
    """The entries this person is shown."""
    return tuple(entry for entry in ENTRIES if person.may(entry.permission))


def entry_in_view(endpoint: str | None) -> Entry | None:
    """The entry that a page belongs to."""
    name = (endpoint or "").removeprefix("office.")
    return next((entry for entry in ENTRIES if name.startswith(entry.word)), None)
