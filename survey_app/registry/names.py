"""The codes and names of places: read by the rules of files, taken once, shown in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.registry.typed import Typed
from survey_app.typed_values import CODE, read_code, read_name

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Names:
    """What a place is called; where nobody wrote an English name, the Vietnamese one stands."""

    name_vi: str
    name_en: str


def read_names(typed: Typed, name_vi: str, name_en: str) -> Names:
    """The names as they will be kept."""
    vietnamese = typed.required("name_vi", name_vi, read_name) or ""
    return Names(vietnamese, typed.optional("name_en", name_en, read_name) or vietnamese)


def read_new_code(session: Session, typed: Typed, model: type[Any], code: str) -> str:
    """A code that nothing of this kind has yet."""
    read = typed.required("code", code, read_code) or ""
    taken = find(session, model, read)
    if taken is not None:
        typed.refuse(
            "code", _("Mã “%(code)s” đã dùng cho “%(name)s”. Hãy chọn mã khác.", code=read, name=taken.name_vi)
        )
    return read


def find(session: Session, model: type[Row], code: str) -> Row | None:
    """The row with this code; what cannot be a code, such as a NUL, is not even asked for."""
    return session.get(model, code) if CODE.fullmatch(code) else None


def next_position(session: Session, model: type[Any]) -> int:
    """The place behind all others of the list."""
    last = session.scalar(sa.select(sa.func.max(model.position)))
    return 0 if last is None else last + 1
