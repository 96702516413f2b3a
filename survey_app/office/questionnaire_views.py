"""The pages of questionnaires: which versions there are, what each asks, and which desks use it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

import forms
from forms import Item
from survey_app.database import Store
from survey_app.exceptions import UnknownQuestionnaire
from survey_app.languages import choose_language
from survey_app.models import Desk, Questionnaire
from survey_app.office.access import units_for
from survey_app.office.permissions import requires
from survey_app.periods import viet_nam_today
from survey_app.questionnaires import find_questionnaire


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version as it is listed."""

    id: str
    title: str
    version: int
    items: int
    languages: str
    desks: int
    has_answers: bool


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One question: its words, and what may be answered."""

    code: str
    text: str
    options: tuple[str, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/questionnaires", view_func=questionnaires)
    blueprint.add_url_rule("/questionnaires/<identifier>", view_func=questionnaire_one)
    blueprint.register_error_handler(UnknownQuestionnaire, unknown_questionnaire)


@requires("places")
def questionnaires() -> ResponseReturnValue:
    """Every version that can be asked or was answered."""
    with _store().reading() as session:
        units = units_for(session, current_user, "places", _today(), _today())
        used = Counter(session.scalars(sa.select(Desk.questionnaire).where(Desk.unit.in_(units))))
        lines = tuple(_line(each, used, answered) for each, answered in _all(session))
    return render_template("office/questionnaires.html", lines=lines)


@requires("places")
def questionnaire_one(identifier: str) -> ResponseReturnValue:
    """What one version asks, word for word."""
    with _store().reading() as session:
        found = find_questionnaire(session, identifier)
    if found is None:
        raise UnknownQuestionnaire(_("Không có phiếu “%(came)s”. Xin chọn trong danh sách.", came=identifier[:60]))
    language = choose_language()
    items = tuple(_item(item, language) for item in found.items)
    title = found.title.in_language(language)
    return render_template("office/questionnaire.html", one=found, title=title, items=items)


def unknown_questionnaire(error: Exception) -> ResponseReturnValue:
    """No version has this id."""
    return render_template("office/refused.html", title=_("Không có phiếu này"), text=str(error)), 404


def _all(session: Session) -> list[tuple[forms.Questionnaire, bool]]:
    kept = set(session.scalars(sa.select(Questionnaire.id)))
    shipped = dict(forms.shipped_questionnaires())
    gone = [found for each in sorted(kept - set(shipped)) if (found := find_questionnaire(session, each)) is not None]
    return [(each, each.id in kept) for each in (*shipped.values(), *gone)]


def _item(item: Item, language: str) -> ItemLine:
    words = [option.text.in_language(language) for option in item.options]
    if item.number is not None:
        words = [_("số từ %(least)s đến %(most)s", least=item.number.minimum, most=item.number.maximum)]
    return ItemLine(item.code, item.text.in_language(language), tuple(words))


def _line(each: forms.Questionnaire, used: Counter[str], has_answers: bool) -> VersionLine:
    language = choose_language()
    return VersionLine(
        each.id,
        each.title.in_language(language),
        each.version,
        len(each.items),
        ", ".join(each.languages),
        used[each.id],
        has_answers,
    )


def _today() -> date:
    return viet_nam_today(current_app.extensions["sipas_clock"]())


def _store() -> Store:
    store: Store = current_app.extensions["sipas_store"]
    return store
