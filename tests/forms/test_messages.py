"""Messages speak the language of the form, in a request and outside of one, and never repeat what was sent."""

from __future__ import annotations

from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import Babel, get_locale
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forms import AnswerForm, build_form, get_questionnaire

VIETNAMESE, ENGLISH = "Xin chọn một mức hài lòng.", "Please choose a level of satisfaction."


def form_without_answer(language: str) -> AnswerForm:
    return build_form(get_questionnaire("desk_v1"), language, sectors=[], formdata=MultiDict())


def app_with_english(folder: Path) -> Flask:
    catalogue = Catalog(locale="en")
    catalogue.add(VIETNAMESE, ENGLISH)
    (folder / "en" / "LC_MESSAGES").mkdir(parents=True)
    with (folder / "en" / "LC_MESSAGES" / "messages.mo").open("wb") as sink:
        write_mo(sink, catalogue)
    app = Flask(__name__)
    Babel(app, default_locale="vi", default_translation_directories=str(folder))
    return app


def message(form: AnswerForm) -> str:
    assert not form.validate()
    return form.error_summary()[0][1]


def test_message_is_vietnamese_outside_an_app() -> None:
    assert message(form_without_answer("vi")) == VIETNAMESE


def test_message_follows_the_language_of_the_form_not_of_the_request(tmp_path: Path) -> None:
    with app_with_english(tmp_path).test_request_context():
        assert message(form_without_answer("en")) == ENGLISH
        assert str(get_locale()) == "vi"
        assert message(form_without_answer("vi")) == VIETNAMESE


def test_numbers_in_a_message_are_written_as_the_language_writes_them() -> None:
    sent = MultiDict({"overall": "5", "comment": "a" * 1234})
    shown = {
        language: message(build_form(get_questionnaire("desk_v1"), language, sectors=[], formdata=sent))
        for language in ("vi", "en")
    }
    assert "1.234" in shown["vi"]
    assert "1,234" in shown["en"]


@given(st.text("<>&'\"%{}", min_size=3, max_size=9))
def test_message_never_repeats_what_was_sent(sent: str) -> None:
    posted = MultiDict({"overall": sent, "minutes_typed": sent, "minutes_quick": sent, "visits": sent})
    form = build_form(get_questionnaire("desk_v1"), "vi", sectors=[], formdata=posted)
    assert not form.validate()
    assert len(form.error_summary()) == 4
    assert not [said for _where, said in form.error_summary() if sent in said]
