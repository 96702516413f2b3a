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
    Entry("office.comments", _l("Góp ý"), "comments", "comment"),
    Entry("office.paper", _l("Phiếu giấy"), "paper", "paper"),
    Entry("office.imports", _l("Nhập số liệu"), "imports", "import"),
    Entry("office.plans", _l("Kế hoạch"), "plans", "plan"),
    Entry("office.tickets", _l("Mã dùng một lần"), "tickets", "ticket"),
)


def entries_for(person: Person) -> tuple[Entry, ...]:
    """The entries this person is shown."""
    return tuple(entry for entry in ENTRIES if person.may(entry.permission))


def entry_in_view(endpoint: str | None) -> Entry | None:
    """The entry that a page belongs to."""
    name = (endpoint or "").removeprefix("office.")
    return next((entry for entry in ENTRIES if name.startswith(entry.word)), None)
