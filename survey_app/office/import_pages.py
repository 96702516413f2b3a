"""Imports as pages show them: what may be sent, what a file would change, what was taken in before."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import UnknownUpload
from survey_app.imports.uploads import PLACES, Kind, Look, columns_of, earlier, recent
from survey_app.models import ImportUpload, Sector
from survey_app.periods import full_day


@dataclass(frozen=True, slots=True)
class KindChoice:
    """One kind of file that may be sent: its name and the words for its columns."""

    key: Kind
    label: str
    required: str
    optional: str


@dataclass(frozen=True, slots=True)
class DoneImport:
    """A file that was taken in."""

    day: str
    kind: str
    name: str
    login: str
    first_line: str


@dataclass(frozen=True, slots=True)
class LookPage:
    """What one file would change."""

    identifier: UUID
    name: str
    kind: str
    look: Look
    earlier: str
    """That the very same file was taken in before; empty where it was not."""
    has_moved: bool = False
    """The data changed since the person last looked."""


def kind_choices(*, at_the_top: bool) -> tuple[KindChoice, ...]:
    """The kinds of file a person may send: lists of places only from the top of the tree."""
    labels: dict[Kind, str] = {
        "visits_by_day": _("Lượt giao dịch và hồ sơ theo ngày"),
        "visits_by_month": _("Lượt giao dịch và hồ sơ theo tháng"),
        "units": _("Danh sách đơn vị"),
        "sectors": _("Danh sách lĩnh vực"),
        "procedures": _("Danh sách thủ tục"),
        "desks": _("Danh sách quầy"),
    }
    found = [KindChoice(kind, label, *_columns(kind)) for kind, label in labels.items()]
    return tuple(choice for choice in found if at_the_top or choice.key not in PLACES)


def _columns(kind: Kind) -> tuple[str, str]:
    words = [((column.aliases or (column.name,))[0], column.is_required) for column in columns_of(kind)]
    return ", ".join(word for word, required in words if required), ", ".join(
        word for word, required in words if not required
    )


def first_sector(session: Session) -> str:
    """The code of the sector that stands first; empty where there is none yet."""
    return session.scalar(sa.select(Sector.code).order_by(Sector.position, Sector.code).limit(1)) or ""


def kind_label(key: str) -> str:
    """The name of a kind of file."""
    return next(choice.label for choice in kind_choices(at_the_top=True) if choice.key == key)


def done_imports(session: Session, units: set[str]) -> tuple[DoneImport, ...]:
    """What was taken in lately, newest first."""
    return tuple(
        DoneImport(
            full_day(upload.taken_in_on or upload.uploaded_on),
            kind_label(upload.kind),
            upload.name,
            upload.login,
            upload.summary.partition("\n")[0],
        )
        for upload in recent(session, units)
    )


def find_upload(session: Session, identifier: UUID, login: str) -> ImportUpload:
    """A file this person sent; anyone else's is as unknown as none."""
    upload = session.get(ImportUpload, identifier)
    if upload is None or upload.login != login:
        raise UnknownUpload(_("Không có tệp nào như vậy đang chờ tài khoản này. Hãy gửi lại tệp."))
    return upload


def look_page(session: Session, upload: ImportUpload, look: Look, *, has_moved: bool = False) -> LookPage:
    """The page of one file."""
    before = earlier(session, upload)
    told = ""
    if before is not None:
        told = _(
            "Chính tệp này đã được nhập ngày %(day)s (%(login)s). Nhập lại không cộng dồn: các dòng có trong tệp được "
            "thay, không được thêm lần nữa.",
            day=full_day(before.taken_in_on or before.uploaded_on),
            login=before.login,
        )
    return LookPage(upload.id, upload.name, kind_label(upload.kind), look, told, has_moved)
