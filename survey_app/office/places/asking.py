"""One form's way: filled from what stands there, sent, carried out or shown again with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from forms.places import PlaceForm
from survey_app.exceptions import EditedMeanwhile, PlaceRefused, UnknownUnit
from survey_app.languages import choose_language
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.places.doing import Deed, carry_out, change, notice_of, seen_by
from survey_app.office.places.keeper import Keeper
from survey_app.registry.states import Change

Step = tuple[Deed, Callable[[], object]]
"""What is to be done, and how."""

Prepare = Callable[[Session], Step]
Foretell = Callable[[Session, Sequence[Change]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a form is shown: its title, where it leads back, what is said above it, what its button does."""

    title: str
    back: str
    button: str
    notes: tuple[str, ...] = ()
    warning: str = ""
    then: str = ""
    """Where it leads when it is done; back, where nothing is said."""
    seen: str = ""
    """What the form was filled from, where it changes what stands there."""
    now: Mapping[str, object] = field(default_factory=dict)
    """What stands in the fields now, told beside them where somebody else changed it meanwhile."""
    choices: tuple[tuple[str, str], ...] = ()
    """The sectors of an order field: code and name."""
    foretell: Foretell | None = None
    """What would happen, in sentences; where given, nothing is written before it was read and confirmed."""


def answer(form: PlaceForm, asked: Asked, prepare: Prepare) -> ResponseReturnValue:
    """Show the form, or do what it says.

    `prepare` reads what was typed and gives the deed and the act; it runs in the transaction of the act.
    """
    status = 200
    if not form.is_submitted():
        form.seen.data = asked.seen
    elif "again" not in request.form and form.validate():
        try:
            return _confirmed(form, asked, prepare)
        except (PlaceRefused, UnknownUnit, EditedMeanwhile) as refusal:
            status = _refuse(form, asked, refusal)
    elif form.problems:
        status = 422
    return render_template("office/place_form.html", form=form, asked=asked, is_stale=status == 409), status


def shown(template: str, make: Callable[[Session, Keeper], object], **values: object) -> str:
    """A page of places, with the notice of what was just done."""
    keeper = this_keeper()
    with this_store().reading() as session:
        page, notice = make(session, keeper), notice_of(session, keeper, request.args.get("done", ""))
    return render_template(template, page=page, notice=notice, **values)


def this_keeper() -> Keeper:
    """Who asks."""
    return Keeper(current_user, this_day(), choose_language())


def _confirmed(form: PlaceForm, asked: Asked, prepare: Prepare) -> ResponseReturnValue:
    """Do it, where needed only after what would happen was read."""
    if asked.foretell is None:
        return redirect(f"{asked.then or asked.back}?done={_do(form, asked, prepare)}")
    if "confirmed" not in request.form:
        return _foretold(form, asked, prepare, asked.foretell), 200
    try:
        return redirect(f"{asked.then or asked.back}?done={_do(form, asked, prepare)}")
    except EditedMeanwhile:
        form.form_errors.append(
            _("Trong lúc Ông/Bà xem, có thay đổi nên chưa ghi gì. Xin đọc lại những việc dưới đây.")
        )
        return _foretold(form, asked, prepare, asked.foretell), 409


def _foretold(form: PlaceForm, asked: Asked, prepare: Prepare, foretell: Foretell) -> str:
    """The page of what would happen: tried, told, and rolled back."""
    with this_store().writing() as session:
        deed, act = prepare(session)
        form.seen.data = seen_by(session, deed)
        told = foretell(session, change(session, this_keeper(), deed, act))
        session.rollback()
    return render_template("office/place_confirm.html", form=form, asked=asked, told=told)


def _do(form: PlaceForm, asked: Asked, prepare: Prepare) -> int:
    with this_store().writing.begin() as session:
        deed, act = prepare(session)
        return carry_out(
            session, this_keeper(), deed, act, seen=(form.seen.data or "") if asked.seen or asked.foretell else None
        )


def _refuse(form: PlaceForm, asked: Asked, refusal: Exception) -> int:
    if isinstance(refusal, EditedMeanwhile):
        # sent again, it is written over what the page now shows beside it
        form.seen.data = asked.seen
    form.refuse(refusal.problems if isinstance(refusal, PlaceRefused) else (("", str(refusal)),))
    return 409 if isinstance(refusal, EditedMeanwhile) else 422
