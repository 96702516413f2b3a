"""What goes wrong, in one place: from our exceptions and HTTP's to a status and a page that says what to do."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, make_response
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from forms import QuestionnaireError
from survey_app.exceptions import (
    ChangedQuestionnaire,
    DeskClosed,
    ExpiredTicket,
    MistypedTicket,
    OpenPeriod,
    ReplacedPoster,
    SpentTicket,
    SurveyAppError,
    UnknownDesk,
    UnknownPeriod,
    UnknownTicket,
    UnknownUnit,
    UselessTicket,
)
from survey_app.intake.pages import address, render_page, respond
from survey_app.languages import choose_language, is_of_office


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """How an error is told. `shows_message` for those whose message is meant for the reader of the page."""

    status: int
    title: Any
    advice: Any
    shows_message: bool = False


_SCAN_AGAIN = lazy_gettext("Xin quét lại mã QR đang đặt tại quầy, hoặc hỏi cán bộ.")
_REOPEN = lazy_gettext("Xin mở lại trang từ đầu rồi thử lại.")
_LATER = lazy_gettext("Xin thử lại sau ít phút.")
_UNUSABLE_FORM = ErrorPage(
    503,
    lazy_gettext("Phiếu của quầy này tạm thời chưa dùng được"),
    lazy_gettext("Xin báo cán bộ tại quầy. Quản trị viên xem cách xử lý trong nhật ký của máy chủ."),
)

OURS: dict[type[Exception], ErrorPage] = {
    UnknownDesk: ErrorPage(
        404,
        lazy_gettext("Không có quầy nào mang mã này"),
        lazy_gettext("Xin quét lại mã QR đặt tại quầy. Hoặc gõ đúng 10 ký tự in dưới mã."),
    ),
    ReplacedPoster: ErrorPage(410, lazy_gettext("Mã QR này đã được thay bằng mã mới"), _SCAN_AGAIN),
    DeskClosed: ErrorPage(
        410,
        lazy_gettext("Quầy này không còn nhận đánh giá"),
        lazy_gettext("Nếu vừa giao dịch ở quầy khác, xin quét mã QR của quầy đó."),
    ),
    MistypedTicket: ErrorPage(
        404,
        lazy_gettext("Mã trên phiếu chưa đúng"),
        lazy_gettext("Xin quét lại mã QR trên phiếu, hoặc gõ lại mã."),
        shows_message=True,
    ),
    UnknownTicket: ErrorPage(
        404,
        lazy_gettext("Không có phiếu nào mang mã này"),
        lazy_gettext("Xin quét lại mã QR trên phiếu, hoặc gõ lại mã."),
    ),
    SpentTicket: ErrorPage(
        409,
        lazy_gettext("Mã này đã được dùng"),
        lazy_gettext(
            "Mỗi mã chỉ gửi được một đánh giá. Nếu Ông/Bà đã gửi thì đánh giá đã được ghi nhận. "
            "Nếu chưa, xin báo cơ quan phát phiếu. Ông/Bà vẫn đánh giá được bằng phiếu không cần mã."
        ),
    ),
    ExpiredTicket: ErrorPage(
        410,
        lazy_gettext("Mã này không dùng được hôm nay"),
        lazy_gettext("Ông/Bà vẫn đánh giá được bằng phiếu không cần mã."),
        shows_message=True,
    ),
    UnknownPeriod: ErrorPage(
        404, lazy_gettext("Không có kỳ này"), lazy_gettext("Xin chọn một kỳ trong danh sách."), shows_message=True
    ),
    OpenPeriod: ErrorPage(
        404,
        lazy_gettext("Kỳ này chưa kết thúc"),
        lazy_gettext("Số liệu chỉ có sau khi kỳ kết thúc. Xin chọn một kỳ đã kết thúc."),
        shows_message=True,
    ),
    UnknownUnit: ErrorPage(
        404,
        lazy_gettext("Không có đơn vị này"),
        lazy_gettext("Xin chọn một đơn vị trong danh sách."),
        shows_message=True,
    ),
    ChangedQuestionnaire: _UNUSABLE_FORM,
    QuestionnaireError: _UNUSABLE_FORM,
    OperationalError: ErrorPage(503, lazy_gettext("Hệ thống đang bận"), _LATER),
}
"""Most specific class wins; any other error of ours, and any bug, is the last page below."""

HTTP: dict[int, ErrorPage] = {
    400: ErrorPage(400, lazy_gettext("Yêu cầu không đọc được"), _REOPEN),
    403: ErrorPage(
        403,
        lazy_gettext("Không được phép"),
        lazy_gettext(
            "Người dân: xin quét lại mã QR tại quầy và gửi phiếu từ trang đó. "
            "Cán bộ: xin đăng nhập bằng tài khoản có quyền xem."
        ),
    ),
    404: ErrorPage(404, lazy_gettext("Không có trang này"), lazy_gettext("Xin kiểm tra lại địa chỉ đã gõ.")),
    405: ErrorPage(405, lazy_gettext("Trang này không nhận yêu cầu đó"), _REOPEN),
    413: ErrorPage(
        413,
        lazy_gettext("Nội dung gửi lên quá dài"),
        lazy_gettext("Chưa có gì được ghi nhận. Xin bấm nút quay lại của trình duyệt, rút ngắn rồi gửi lại."),
    ),
}
UNEXPECTED = ErrorPage(500, lazy_gettext("Hệ thống gặp lỗi"), _LATER)


def init_app(app: Flask, of_office: Callable[[str, str, int], ResponseReturnValue]) -> None:
    """Answer every error with a page; `of_office` makes that of an address under the office's, in its own frame."""
    app.extensions["sipas_office_refusal"] = of_office
    app.register_error_handler(HTTPException, tell_http_error)
    app.register_error_handler(Exception, tell_error)


def tell_http_error(error: HTTPException) -> Response:
    """Tell what HTTP refused; redirects and the like pass as they are."""
    status = error.code or 500
    page = HTTP.get(status, ErrorPage(status, error.name, _LATER))
    if is_of_office():
        of_office = current_app.extensions["sipas_office_refusal"]
        response = make_response(of_office(str(page.title), str(page.advice), status))
    else:
        response = _respond(page)
    # a 405 must say what is allowed, a 503 when to come back
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def tell_error(error: Exception) -> Response:
    """Tell what we refused, or that something broke."""
    page = next((OURS[kind] for kind in type(error).__mro__ if kind in OURS), UNEXPECTED)
    if page.status >= 500:
        _log(error)
    instead = ""
    if isinstance(error, UselessTicket):
        # at home there is no QR code of the desk to be scanned
        instead = address("intake.ask", choose_language(), token=error.token)
    return _respond(page, str(error) if page.shows_message else "", instead)


def error_page(page: ErrorPage, language: str, detail: str = "", instead: str = "") -> str:
    """The page as HTML; `instead` is the address of a form that does work."""
    words = {"title": str(page.title), "advice": str(page.advice), "detail": detail}
    return render_page("errors/page.html", language, instead=instead, **words)


def _respond(page: ErrorPage, detail: str = "", instead: str = "") -> Response:
    response = respond(error_page(page, choose_language(), detail, instead), page.status)
    if page.status == 503:
        response.headers["Retry-After"] = "10"
    return response


def _log(error: Exception) -> None:
    # a database error's message holds the values of the statement, that is, somebody's answers: only where it happened
    message = ""
    if isinstance(error, SurveyAppError | QuestionnaireError):
        message = str(error)
    elif isinstance(error, OperationalError):
        message = str(error.orig)
    frames = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("%s %s\n%s", type(error).__name__, message, frames)
