"""The kiosk's page: the form once in each language, with everything that a day without a network takes."""

from __future__ import annotations

import hashlib
from importlib import resources

from flask import current_app
from flask_babel import force_locale

from forms import AnswerForm, build_form
from forms.build import Question
from survey_app.intake.desks import ServedDesk
from survey_app.intake.pages import MOUTHS, TRAP, address, hashed, minified, without_comment_lines
from survey_app.languages import known_languages, offered_languages
from survey_app.rotating import rotating_codes_of

_TEMPLATES = resources.files("survey_app") / "templates/intake"
STYLE = minified((_TEMPLATES / "kiosk.css").read_text(encoding="utf-8")) + "".join(
    language.css for language in known_languages().values()
)
"""One page changes between all its languages: it brings the fonts and the height of the letters of each."""
SCRIPT = without_comment_lines((_TEMPLATES / "kiosk.js").read_text(encoding="utf-8"))
POLICY = (
    f"default-src 'none'; style-src {hashed(STYLE)}; script-src {hashed(SCRIPT)} 'self'; connect-src 'self'; "
    "img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def render(desk: ServedDesk, key: str, form: AnswerForm, **values: object) -> str:
    """The form in its language; below it, for the script, the same in the others."""
    offered, settings = offered_languages(), current_app.extensions["sipas_settings"]
    others = {**values, "problem": "", "is_thanked": False, "is_other": True}
    parts = [_part(desk, key, form, **values, is_other=False)]
    parts += [_part(desk, key, blank(desk, code), **others) for code in offered if code != form.language]
    return current_app.jinja_env.get_template("intake/kiosk.html").render(
        language=form.language,
        parts=parts,
        offered=offered,
        addresses={code: own_address(desk, key, code) for code in offered},
        post_to=own_address(desk, key, "vi"),
        nonces=address("kiosk.nonces", "vi", token=desk.token, key=key),
        code=rotating_codes_of(settings.secret_key).kiosk_code(desk.token),
        digest=values["digest"],
        title=desk.name(form.language),
        is_demo=settings.is_demo,
        style=STYLE,
        script=SCRIPT,
    )


def _part(desk: ServedDesk, key: str, form: AnswerForm, **values: object) -> str:
    template = current_app.jinja_env.get_template("intake/kiosk_part.html")
    with force_locale(form.language):
        return template.render(
            form=form,
            language=form.language,
            questions=_asked(form),
            desk=desk,
            faces=MOUTHS,
            trap=TRAP,
            action=own_address(desk, key, form.language),
            **values,
        )


def _asked(form: AnswerForm) -> list[Question]:
    """The overall item first, then the general ones: at a tablet nobody is asked a battery, or to type."""
    overall = [each for each in form.questions() if each.item.code == "overall"]
    others = [each for each in form.questions(folded=False) if each not in overall]
    return overall + [each for each in others if each.item.factor is None and each.item.kind != "text"]


def blank(desk: ServedDesk, language: str) -> AnswerForm:
    """Nothing answered yet."""
    return build_form(desk.asked, language, sectors=desk.sector_choices(language))


def digest(desk: ServedDesk, key: str) -> str:
    """What changes when the page does, its nonce and its answers apart."""
    with force_locale("vi"):
        made = render(desk, key, blank(desk, "vi"), nonce="", problem="", is_thanked=False, digest="")
    return hashlib.sha256(made.encode()).hexdigest()[:12]


def own_address(desk: ServedDesk, key: str, language: str, **values: str) -> str:
    """The page's own address."""
    return address("kiosk.ask", language, token=desk.token, key=key, **values)
