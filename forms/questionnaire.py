"""The questionnaire as data: loaded from TOML, versioned with its wording, looked up by id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forms.definition import read_code, read_factors, read_items, read_scales, read_text
from forms.exceptions import QuestionnaireError
from forms.item import LANGUAGES, Factor, Item, Text
from forms.toml_table import Table, parse_toml
from forms.translating import with_translations
from forms.translation import gettext as _

_LEVELS = {"1", "2", "3", "4", "5"}


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of one questionnaire; `digest` changes when a wording in Vietnamese or English or a code does."""

    id: str
    code: str
    version: int
    title: Text
    factors: tuple[Factor, ...]
    items: tuple[Item, ...]
    comparable_with: tuple[str, ...]
    digest: str
    languages: tuple[str, ...] = LANGUAGES

    @property
    def coded_items(self) -> tuple[Item, ...]:
        """The items kept in the answer text, in its order."""
        return tuple(item for item in self.items if item.stored_in == "answers")

    def item(self, code: str) -> Item:
        """Return the item with this code."""
        for item in self.items:
            if item.code == code:
                return item
        raise QuestionnaireError(
            _(
                "Phiếu “%(id)s” không có câu “%(came)s”; chỉ có: %(known)s.",
                id=self.id,
                came=code,
                known=", ".join(item.code for item in self.items),
            )
        )


def load_questionnaire(source: Path | str | bytes) -> Questionnaire:
    """Read and check a definition, given as a path or as the file's bytes."""
    if isinstance(source, bytes):
        return _read(source, _("Phiếu hỏi"))
    path = Path(source)
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise QuestionnaireError(
            _("%(file)s: không đọc được tệp (%(fault)s). Xin kiểm tra đường dẫn.", file=path.name, fault=fault.strerror)
        ) from fault
    return _read(content, path.name)


@cache
def shipped_questionnaires() -> Mapping[str, Questionnaire]:
    """Return the questionnaires that come with the package, by id."""
    folder = resources.files("forms") / "definitions"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    loaded = [_read(file.read_bytes(), file.name) for file in files]
    return MappingProxyType({questionnaire.id: questionnaire for questionnaire in loaded})


def get_questionnaire(questionnaire_id: str) -> Questionnaire:
    """Return a shipped questionnaire by its id."""
    shipped = shipped_questionnaires()
    if questionnaire_id not in shipped:
        raise QuestionnaireError(
            _("Không có phiếu “%(came)s”; chỉ có: %(known)s.", came=questionnaire_id, known=", ".join(shipped))
        )
    return shipped[questionnaire_id]


def _read(content: bytes, name: str) -> Questionnaire:
    root = Table(name, parse_toml(content, name))
    root.allow("id", "code", "version", "comparable_with", "title", "scales", "factors", "items", "translations")
    title = root.table("title")
    title.allow(*LANGUAGES)
    factors = read_factors(root)
    questionnaire = Questionnaire(
        id=read_code(root, root.get("id", str)),
        code=read_code(root, root.get("code", str)),
        version=root.get("version", int),
        title=read_text(title),
        factors=factors,
        items=read_items(root, read_scales(root), [factor.code for factor in factors]),
        comparable_with=root.list_of("comparable_with", str),
        digest=_digest(root.values),
    )
    _check_whole(root, questionnaire)
    return _translated(root, questionnaire)


def _translated(root: Table, questionnaire: Questionnaire) -> Questionnaire:
    parts = questionnaire.title, questionnaire.factors, questionnaire.items
    (title, factors, items), languages = with_translations(root, parts)
    return replace(questionnaire, title=title, factors=factors, items=items, languages=languages)


def _check_whole(root: Table, questionnaire: Questionnaire) -> None:
    """Hold what every report relies on: an id that tells the code, and the headline item on five levels."""
    if not questionnaire.id.startswith(questionnaire.code) or not 1 <= questionnaire.version <= 9999:
        root.fail(_("“id” phải bắt đầu bằng “code” và “version” phải từ 1 đến 9999."))
    overall = next((item for item in questionnaire.items if item.code == "overall"), None)
    if overall is None or overall.scale is None or not overall.required:
        root.fail(_('cần câu “overall”, kind = "scale", required = true: chỉ số chính tính từ câu này.'))
    if set(overall.codes) != _LEVELS or overall.scale.satisfied != {"4", "5"}:
        root.fail(_('câu “overall” phải có đúng năm mức 1–5 và satisfied = ["4", "5"].'))


def _digest(values: dict[str, Any]) -> str:
    # where a wording was confirmed may be filled in later; it changes nothing that was asked
    items = [
        {key: value for key, value in item.items() if key not in ("confirmed", "source")} for item in values["items"]
    ]
    # a further language is asked beside the first two, whose wording stays
    asked = {key: value for key, value in values.items() if key != "translations"}
    canonical = json.dumps({**asked, "items": items}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
