"""What is printed for one desk and handed out once: the page that asks for it, and the file it answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.desks import DeskForm
from survey_app.exceptions import SurveyAppError, UnknownDesk


def print_page(
    form: DeskForm,
    template: str,
    make: Callable[[], Response],
    refusals: tuple[type[SurveyAppError], ...],
    **values: object,
) -> ResponseReturnValue:
    """What was printed, and the form to print more; a POST answers with the file that `make` makes."""
    problem = ""
    if form.validate_on_submit():
        try:
            return make()
        except refusals as refusal:
            problem = str(refusal)
    page = render_template(template, form=form, problem=problem, **values)
    return page, 422 if form.is_submitted() else 200


def chosen_desk(form: DeskForm, desks: Mapping[str, str]) -> str:
    """The desk that was chosen or typed, of those that may be printed for."""
    desk = str(form.desk.data).strip()
    if desk not in desks:
        raise UnknownDesk(_("Không có quầy “%(desk)s” trong số các quầy Ông/Bà được in cho.", desk=desk[:60]))
    return desk


def once(content: bytes, name: str, kind: str = "application/pdf") -> Response:
    """A file that is kept nowhere."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype=kind, headers=headers)
