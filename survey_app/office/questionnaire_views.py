"""The pages of questionnaires: which versions there are, what each asks, and which desks use it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

import forms
from forms import Item
from survey_app import audit
from survey_app.exceptions import ChangedQuestionnaire, UnknownQuestionnaire
from survey_app.languages import choose_language, known_languages
from survey_app.models import Desk, Questionnaire
from survey_app.office.access import units_for
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.permissions import requires
from survey_app.office.preview_views import preview_link
from survey_app.places import ancestors
from survey_app.questionnaires import add_questionnaire, find_questionnaire


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version as it is listed."""

    id: str
    title: str
    version: int
    items: int
    languages: str
    desks: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One question: its words, and what may be answered."""

    code: str
    text: str
    options: tuple[str, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/questionnaires", view_func=questionnaires)
    blueprint.add_url_rule("/questionnaires/new", view_func=questionnaire_new, methods=["GET", "POST"])
    blueprint.add_url_rule("/questionnaires/<identifier>", view_func=questionnaire_one)
    blueprint.register_error_handler(UnknownQuestionnaire, unknown_questionnaire)


@requires("places")
def questionnaires() -> ResponseReturnValue:
    """Every version that can be asked or was answered."""
    with this_store().reading() as session:
        may_add = _is_at_the_top(session)
        units = units_for(session, current_user, "places", this_day(), this_day())
        used = Counter(session.scalars(sa.select(Desk.questionnaire).where(Desk.unit.in_(units))))
        lines = tuple(_line(each, used, is_own) for each, is_own in _all(session))
        preview = preview_link(session)
    return render_template("office/questionnaires.html", lines=lines, may_add=may_add, preview=preview)


@requires("places")
def questionnaire_one(identifier: str) -> ResponseReturnValue:
    """What one version asks, word for word."""
    with this_store().reading() as session:
        found = find_questionnaire(session, identifier)
        preview = "" if found is None else preview_link(session, questionnaire=found.id)
    if found is None:
        raise UnknownQuestionnaire(_("Không có phiếu “%(came)s”. Xin chọn trong danh sách.", came=identifier[:60]))
    language = choose_language()
    items = tuple(_item(item, language) for item in found.items)
    title = found.title.in_language(language)
    return render_template("office/questionnaire.html", one=found, title=title, items=items, preview=preview)


@requires("places")
def questionnaire_new() -> ResponseReturnValue:
    """Bring an own version as a file: its words are looked at before they are kept for good."""
    with this_store().reading() as session:
        if not _is_at_the_top(session):
            abort(403)
    if request.method == "GET":
        return render_template("office/questionnaire_new.html", problem="", one=None)
    try:
        return _add(_content(), is_confirmed=request.form.get("do") == "add")
    except (ChangedQuestionnaire, forms.QuestionnaireError) as refusal:
        return render_template("office/questionnaire_new.html", problem=str(refusal), one=None), 422


def unknown_questionnaire(error: Exception) -> ResponseReturnValue:
    """No version has this id."""
    return render_template("office/refused.html", title=_("Không có phiếu này"), text=str(error)), 404


def _content() -> bytes:
    """The file that was sent, or the text of the look before."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return bytes(file.stream.read())
    return request.form.get("text", "").encode()


def _add(content: bytes, *, is_confirmed: bool) -> ResponseReturnValue:
    with this_store().writing() as session:
        found = add_questionnaire(session, content)
        if is_confirmed:
            audit.record(session, current_user.login, "questionnaires.add", found.id, detail={"digest": found.digest})
            session.commit()
            return redirect(url_for("office.questionnaire_one", identifier=found.id))
    language = choose_language()
    return render_template(
        "office/questionnaire_new.html",
        problem="",
        one=found,
        title=found.title.in_language(language),
        items=tuple(_item(item, language) for item in found.items),
        text=content.decode("utf-8-sig"),
    )


def _is_at_the_top(session: Session) -> bool:
    """Whether the person keeps places where nobody stands above: what is asked concerns everybody below."""
    return any(not ancestors(session, unit, this_day()) for unit in current_user.units_of("places"))


def _all(session: Session) -> list[tuple[forms.Questionnaire, bool]]:
    """Every version, and whether it is the installation's own."""
    kept = set(session.scalars(sa.select(Questionnaire.id)))
    shipped = dict(forms.shipped_questionnaires())
    own = [found for each in sorted(kept - set(shipped)) if (found := find_questionnaire(session, each)) is not None]
    return [(each, each.id not in shipped) for each in (*shipped.values(), *own)]


def _item(item: Item, language: str) -> ItemLine:
    words = [option.text.in_language(language) for option in item.options]
    if item.number is not None:
        words = [_("số từ %(least)s đến %(most)s", least=item.number.minimum, most=item.number.maximum)]
    return ItemLine(item.code, item.text.in_language(language), tuple(words))


def _line(each: forms.Questionnaire, used: Counter[str], is_own: bool) -> VersionLine:
    language, known = choose_language(), known_languages()
    return VersionLine(
        each.id,
        each.title.in_language(language),
        each.version,
        len(each.items),
        ", ".join(known[code].name for code in each.languages if code in known),
        used[each.id],
        is_own,
    )
