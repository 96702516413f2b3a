"""The questionnaire versions that answers were given under; a kept version never changes its wording."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

import forms
from survey_app.database import Reading
from survey_app.exceptions import ChangedQuestionnaire
from survey_app.models import Questionnaire

_ID = re.compile(r"[a-z0-9_]{1,40}")


def register_questionnaire(session: Session, questionnaire: forms.Questionnaire) -> None:
    """Keep this version with its whole text, unless it is kept already; refuse one that changed since."""
    if check_unchanged(session, questionnaire):
        return
    session.add(Questionnaire(id=questionnaire.id, digest=questionnaire.digest, definition=_definition(questionnaire)))
    session.flush()


def check_unchanged(reading: Reading, questionnaire: forms.Questionnaire) -> bool:
    """Return whether the version is kept already; refuse a file whose wording changed without a new version."""
    digest = reading.scalar(sa.select(Questionnaire.digest).where(Questionnaire.id == questionnaire.id))
    if digest is not None and digest != questionnaire.digest:
        raise ChangedQuestionnaire(
            _(
                "Tệp phiếu “%(id)s” đã thay đổi (mã kiểm tra %(came)s…, đã lưu %(kept)s…) mà vẫn ghi phiên bản cũ. "
                "Hãy trả lại nội dung cũ, hoặc đặt id và version mới cho nội dung mới.",
                id=questionnaire.id,
                came=questionnaire.digest[:8],
                kept=digest[:8],
            )
        )
    return digest is not None


def find_questionnaire(reading: Reading, questionnaire_id: str) -> forms.Questionnaire | None:
    """Return a shipped version, or one whose file is gone but under which answers were kept."""
    shipped = forms.shipped_questionnaires().get(questionnaire_id)
    if shipped is not None or not _ID.fullmatch(questionnaire_id):
        return shipped
    text = reading.scalar(sa.select(Questionnaire.definition).where(Questionnaire.id == questionnaire_id))
    return None if text is None else _loaded(text)


def require_questionnaire(reading: Reading, questionnaire_id: str) -> forms.Questionnaire:
    """The same, or a refusal that names the shipped ones."""
    return find_questionnaire(reading, questionnaire_id) or forms.get_questionnaire(questionnaire_id)


def add_questionnaire(session: Session, content: bytes) -> forms.Questionnaire:
    """Keep an installation's own version so that desks may ask it; its words can never change afterwards."""
    questionnaire = forms.load_questionnaire(content)
    if questionnaire.id in forms.shipped_questionnaires() or session.get(Questionnaire, questionnaire.id) is not None:
        raise ChangedQuestionnaire(
            _(
                "Đã có phiếu mang mã “%(id)s”. Lời của một phiên bản không đổi được; hãy đặt id và version mới.",
                id=questionnaire.id,
            )
        )
    text = content.decode("utf-8-sig")
    session.add(Questionnaire(id=questionnaire.id, digest=questionnaire.digest, definition=text))
    session.flush()
    return questionnaire


def questionnaires_in_use(session: Session) -> list[forms.Questionnaire]:
    """Return every version that answers were given under, each as it was then."""
    texts = session.scalars(sa.select(Questionnaire.definition).order_by(Questionnaire.id))
    return [_loaded(text) for text in texts]


@cache
def _loaded(definition: str) -> forms.Questionnaire:
    """Reading a file costs more than a page; a kept text never changes."""
    return forms.load_questionnaire(definition.encode())


def _definition(questionnaire: forms.Questionnaire) -> str:
    for file in (resources.files("forms") / "definitions").iterdir():
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            if forms.load_questionnaire(text.encode()) == questionnaire:
                return text
    raise ChangedQuestionnaire(
        _("Không thấy tệp của phiếu “%(id)s” trong forms/definitions. Hãy cài lại bộ công cụ.", id=questionnaire.id)
    )
