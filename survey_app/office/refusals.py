"""What the office answers to a wrong address, an unknown period or a stale form: a page of its own, with a way on."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import NotFound

from forms.staff import LoginForm
from survey_app.exceptions import (
    BrokenSnapshot,
    EndedUnit,
    NotAllowed,
    NotPublished,
    OpenPeriod,
    UnknownComparison,
    UnknownLanguage,
    UnknownPeriod,
    UnknownRevision,
    UnknownUnit,
)
from survey_app.office.frame import page_context
from survey_app.office.login import sign_in_page
from survey_app.office.sent_text import sent_but_lost


def add_handlers(blueprint: Blueprint) -> None:
    """Register the handlers of this module."""
    blueprint.register_error_handler(UnknownPeriod, unknown_period)
    blueprint.register_error_handler(OpenPeriod, open_period)
    blueprint.register_error_handler(NotPublished, open_period)
    blueprint.register_error_handler(UnknownRevision, unknown_revision)
    blueprint.register_error_handler(UnknownLanguage, unknown_language)
    blueprint.register_error_handler(BrokenSnapshot, broken_snapshot)
    blueprint.register_error_handler(UnknownUnit, unknown_unit)
    blueprint.register_error_handler(EndedUnit, ended_unit)
    blueprint.register_error_handler(UnknownComparison, unknown_comparison)
    blueprint.register_error_handler(NotAllowed, not_allowed)
    blueprint.register_error_handler(NotFound, not_found)
    blueprint.register_error_handler(CSRFError, stale_form)


def unknown_period(error: Exception) -> ResponseReturnValue:
    """A period that cannot be read, or that the plan does not have."""
    return _page(_("Không có kỳ này"), str(error), 404)


def unknown_revision(error: Exception) -> ResponseReturnValue:
    """A revision that was not published, or that is no number."""
    return _page(_("Không có bản này"), str(error), 404)


def unknown_language(error: Exception) -> ResponseReturnValue:
    """A language that pages and files are not made in."""
    return _page(_("Không có ngôn ngữ này"), str(error), 404)


def open_period(error: Exception) -> ResponseReturnValue:
    """A file or a chart of a period that is not over, or not published yet."""
    return _page(_("Kỳ này chưa có kết quả"), str(error), 404)


def broken_snapshot(error: Exception) -> ResponseReturnValue:
    """A published period that cannot be read any more."""
    return _page(_("Không đọc được bản công bố này"), str(error), 500)


def unknown_unit(error: Exception) -> ResponseReturnValue:
    """A unit of others, or none."""
    return _page(_("Không có đơn vị này"), str(error), 404)


def ended_unit(error: EndedUnit) -> ResponseReturnValue:
    """A unit that was merged away before the period: who carries it on, and where its own last figures are."""
    where = "office.integrity" if (request.endpoint or "").startswith("office.integrity") else "office.results"
    links = tuple((words, url_for(where, unit=unit, period=period)) for words, unit, period in error.pages)
    return _page(_("Đơn vị này đã kết thúc"), str(error), 404, links)


def not_allowed(error: Exception) -> ResponseReturnValue:
    """A page that none of the person's roles opens."""
    if request.method != "GET":
        return sent_but_lost(str(error), 403)
    return _page(_("Không được phép"), str(error), 403)


def unknown_comparison(error: Exception) -> ResponseReturnValue:
    """Rows and columns that are not on the fixed list."""
    return _page(_("Không có phép so sánh này"), str(error), 404)


def not_found(_error: Exception) -> ResponseReturnValue:
    """No such page."""
    return _page(_("Không có trang này"), _("Xin kiểm tra lại địa chỉ."), 404)


def outside_pages(title: str, text: str, status: int) -> ResponseReturnValue:
    """An address under the office's that no page of its has, or a request that a page does not take."""
    page = render_template("office/refused.html", title=title, text=text, links=(), **page_context())
    return page, status


def stale_form(_error: Exception) -> ResponseReturnValue:
    """A form whose token is missing, wrong or of an old session: nothing was done, and what was typed is given back."""
    advice = _("Trang đã mở quá lâu nên chưa thực hiện được. Xin thử lại.")
    if request.endpoint == "office.sign_in":
        return sign_in_page(LoginForm(), refusal=advice), 400
    return sent_but_lost(advice, 400)


def _page(title: str, text: str, status: int, links: tuple[tuple[str, str], ...] = ()) -> ResponseReturnValue:
    return render_template("office/refused.html", title=title, text=text, links=links), status
