"""The citizen's pages as they would look in a language, reviewed or not: every state, and nothing that can be sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import force_locale, gettext, lazy_gettext
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict

from forms import AnswerForm, build_form
from survey_app import exceptions
from survey_app.errors import HTTP, OURS, UNEXPECTED, ErrorPage, error_page
from survey_app.intake.cache import thanks_page
from survey_app.intake.desks import ServedDesk
from survey_app.intake.hinting import hint_once
from survey_app.intake.pages import POLICY, render_form, render_page
from survey_app.languages import known_languages, texts_of_citizens
from survey_app.tokens import in_groups

RECEIPT = in_groups("0" * 16)
POLICY_OF_PREVIEW = re.sub(
    r"script-src [^;]*; connect-src [^;]*;|form-action 'self'", "form-action 'none'", POLICY, count=1
)
_SCRIPT = re.compile(r"<script>.*?</script>", flags=re.DOTALL)


@dataclass(frozen=True, slots=True)
class State:
    """One page to look at."""

    title: object
    render: Callable[[ServedDesk, str], str]


def preview(state: str, desk: ServedDesk, language: str) -> str:
    """The page of a state, without its script: nothing is kept on the reader's device."""
    with force_locale(language):
        return _SCRIPT.sub("", STATES[state].render(desk, language))


def _form(desk: ServedDesk, language: str, sent: MultiDict[str, str] | None = None) -> AnswerForm:
    questionnaire = desk.asked
    return build_form(questionnaire, language, sectors=desk.sector_choices(language), formdata=sent)


def _blank(desk: ServedDesk, language: str) -> str:
    return render_form(_form(desk, language), desk, nonce="")


def _with_errors(desk: ServedDesk, language: str) -> str:
    form = _form(
        desk, language, MultiDict({"minutes_typed": "900", "purpose": "?", "sector": "?", "comment": "…" * 1001})
    )
    form.validate()
    return render_form(form, desk, nonce="", is_returned=True)


def _outdated(desk: ServedDesk, language: str) -> str:
    return render_form(_form(desk, language), desk, nonce="", is_outdated=True)


def _taken_back(desk: ServedDesk, language: str) -> str:
    form = _form(desk, language, MultiDict({"overall": "4", "purpose": "1"}))
    return render_form(form, desk, nonce="", is_returned=True, is_clearing=True)


def _hinted(desk: ServedDesk, language: str) -> str:
    comment = "0912 345 678"
    form = _form(desk, language, MultiDict({"overall": "2", "comment": comment}))
    hint_once(form, comment)
    return render_form(form, desk, nonce="", is_returned=True)


def _refused(desk: ServedDesk, language: str) -> str:
    problem = _("Phiếu này được mở từ một quầy khác nên chưa gửi được. Xin xem tên quầy rồi gửi lại.")
    return render_form(_form(desk, language), desk, nonce="", problem=problem, is_returned=True)


def _without_code(desk: ServedDesk, language: str) -> str:
    problem = _("Mã này đã được dùng để gửi đánh giá.")
    form = _form(desk, language)
    return render_form(form, desk, nonce="", problem=problem, sending="without_code", is_returned=True)


def _thanks(_desk: ServedDesk, language: str) -> str:
    return thanks_page(language).plain(RECEIPT).decode()


def _already(_desk: ServedDesk, language: str) -> str:
    return render_page("intake/already.html", language, receipt=RECEIPT, again="#")


def _code(_desk: ServedDesk, language: str) -> str:
    return render_page("intake/code.html", language, typed="", problem="", mark="")


def _wrong_code(_desk: ServedDesk, language: str) -> str:
    problem = _("Có ký tự gõ chưa đúng hoặc hai ký tự đổi chỗ. Xin xem lại mã in trên phiếu.")
    return render_page("intake/code.html", language, typed="ABCD-EFGH-JKM", problem=problem, mark="")


def _error(page: ErrorPage, detail: Callable[[], str] = str) -> Callable[[ServedDesk, str], str]:
    return lambda _desk, language: error_page(page, language, detail())


def _expired_on() -> str:
    return str(_("Mã này đã hết hạn ngày %(day)s.", day="31/12/2025"))


def _texts(_desk: ServedDesk, language: str) -> str:
    """Also what no page here shows: the tablet's words, and those that the script says."""
    texts = [(text, gettext(text)) for text in texts_of_citizens()]
    is_complete = known_languages()[language].is_complete
    return render_page("office/citizen_texts.html", language, texts=texts, is_complete=is_complete)


def _plain(template: str) -> Callable[[ServedDesk, str], str]:
    return lambda _desk, language: render_page(template, language)


STATES: dict[str, State] = {
    "form": State(lazy_gettext("Phiếu"), _blank),
    "outdated": State(lazy_gettext("Mã màn hình đã đổi"), _outdated),
    "taken_back": State(lazy_gettext("Bỏ chọn một câu"), _taken_back),
    "hinted": State(lazy_gettext("Nhắc về góp ý"), _hinted),
    "errors": State(lazy_gettext("Phiếu có lỗi"), _with_errors),
    "refused": State(lazy_gettext("Phiếu bị trả lại"), _refused),
    "without_code": State(lazy_gettext("Gửi không kèm mã"), _without_code),
    "thanks": State(lazy_gettext("Cảm ơn"), _thanks),
    "already": State(lazy_gettext("Đã gửi trước đó"), _already),
    "code": State(lazy_gettext("Gõ mã"), _code),
    "wrong_code": State(lazy_gettext("Mã gõ sai"), _wrong_code),
    "spent": State(lazy_gettext("Mã đã dùng"), _error(OURS[exceptions.SpentTicket])),
    "expired": State(lazy_gettext("Mã hết hạn"), _error(OURS[exceptions.ExpiredTicket], _expired_on)),
    "unknown_code": State(lazy_gettext("Mã không có"), _error(OURS[exceptions.UnknownTicket])),
    "closed": State(lazy_gettext("Quầy đã đóng"), _error(OURS[exceptions.DeskClosed])),
    "replaced": State(lazy_gettext("Mã QR đã thay"), _error(OURS[exceptions.ReplacedPoster])),
    "unknown_desk": State(lazy_gettext("Quầy không có"), _error(OURS[exceptions.UnknownDesk])),
    "about": State(lazy_gettext("Về câu trả lời"), _plain("intake/about.html")),
    "home": State(lazy_gettext("Trang đầu"), _plain("intake/home.html")),
    "unknown_page": State(lazy_gettext("Trang không có"), _error(HTTP[404])),
    "forbidden": State(lazy_gettext("Không được phép"), _error(HTTP[403])),
    "too_long": State(lazy_gettext("Gửi quá dài"), _error(HTTP[413])),
    "busy": State(lazy_gettext("Hệ thống bận"), _error(OURS[OperationalError])),
    "broken": State(lazy_gettext("Hệ thống lỗi"), _error(UNEXPECTED)),
    "texts": State(lazy_gettext("Mọi câu chữ"), _texts),
}
"""In the order a person might meet them."""
