"""The pages of places, in HTTP's words: the tree, a unit, a desk, posters, and taking back."""

from __future__ import annotations

from typing import cast, get_args

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reports.posters import Size
from survey_app import audit
from survey_app.exceptions import BadSettings, DeskClosed, PlaceRefused, UnknownDesk, UnknownPlace
from survey_app.office.at_hand import this_store
from survey_app.office.own_pages import local_page
from survey_app.office.permissions import requires
from survey_app.office.places import desk_views, list_views, unit_views
from survey_app.office.places.asking import this_keeper
from survey_app.office.places.desk_page import desk_page, find_desk
from survey_app.office.places.doing import notice_of, undo
from survey_app.office.places.keeper import Keeper, find_units
from survey_app.office.places.tree import tree_page
from survey_app.office.places.unit_page import unit_page
from survey_app.office.preview_views import preview_link
from survey_app.posters import TRIAL_BASE_URL, PosterOrder, open_desks, poster_pdf
from survey_app.screens import KeyedAddresses, keyed_addresses
from survey_app.settings import Settings

MOST_OFFERED = 20
MOST_POSTERS = 150


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of places."""
    rule = blueprint.add_url_rule
    rule("/places", view_func=places)
    rule("/places/units.json", view_func=place_units_json)
    rule("/places/undo", view_func=place_undo, methods=["POST"])
    rule("/places/units/<code>", view_func=place_unit)
    rule("/places/units/<code>/posters.pdf", view_func=place_posters)
    rule("/places/desks/<code>", view_func=place_desk, methods=["GET", "POST"])
    unit_views.add_routes(blueprint)
    desk_views.add_routes(blueprint)
    list_views.add_routes(blueprint)
    blueprint.register_error_handler(UnknownDesk, unknown_place)
    blueprint.register_error_handler(UnknownPlace, unknown_place)
    blueprint.register_error_handler(DeskClosed, no_poster)
    blueprint.register_error_handler(BadSettings, no_poster)
    blueprint.register_error_handler(PlaceRefused, refused_place)


@requires("places")
def places() -> ResponseReturnValue:
    """The tree from its top, or the units a search found."""
    keeper, asked = this_keeper(), request.args
    with this_store().reading() as session:
        page = tree_page(session, keeper, query=asked.get("q", ""), page=asked.get("page", ""))
        notice = notice_of(session, keeper, asked.get("done", ""))
    return render_template("office/places.html", page=page, notice=notice)


@requires("places")
def place_units_json() -> ResponseReturnValue:
    """Units to choose from while a name is typed."""
    keeper = this_keeper()
    with this_store().reading() as session:
        units = keeper.units(session)
    found = find_units(units, request.args.get("q", "")[:80])[:MOST_OFFERED]
    return jsonify([f"{units[code]} ({code})" for code in found])


@requires("places")
def place_unit(code: str) -> ResponseReturnValue:
    """One unit."""
    keeper, asked = this_keeper(), request.args
    with this_store().reading() as session:
        keeper.check_unit(session, code)
        page = unit_page(session, keeper, code, page=asked.get("page", ""), before=asked.get("before", ""))
        notice = notice_of(session, keeper, asked.get("done", ""))
    return render_template("office/place_unit.html", page=page, notice=notice, sizes=get_args(Size))


@requires("places")
def place_desk(code: str) -> ResponseReturnValue:
    """One desk; what is posted asks for the addresses that carry a key."""
    keeper, shown, problem = this_keeper(), None, ""
    if request.method == "POST":
        try:
            shown = _show_addresses(keeper, code)
        except (BadSettings, DeskClosed) as refusal:
            problem = str(refusal)
    with this_store().reading() as session:
        find_desk(session, keeper, code)
        page = desk_page(session, keeper, code, base_url=_settings().base_url or TRIAL_BASE_URL)
        notice = notice_of(session, keeper, request.args.get("done", ""))
        preview = preview_link(session, desk=code)
    values = {"notice": notice, "sizes": get_args(Size), "shown": shown, "problem": problem, "preview": preview}
    return render_template("office/place_desk.html", page=page, **values), 409 if problem else 200


def _show_addresses(keeper: Keeper, code: str) -> KeyedAddresses:
    """The addresses that carry a key; that they were shown is in the log before anybody sees them."""
    settings = _settings()
    with this_store().writing.begin() as session:
        desk = find_desk(session, keeper, code)
        shown = keyed_addresses(session, settings, code, today=keeper.today, is_trial=settings.is_demo)
        subject = f"{keeper.name(desk)} ({code})"
        audit.record(session, keeper.person.login, "places.addresses_show", subject, unit=desk.unit)
    return shown


@requires("places")
def place_posters(code: str) -> ResponseReturnValue:
    """The posters of a unit's open desks and of those below it, or of those that were chosen."""
    keeper, settings = this_keeper(), _settings()
    size = request.args.get("size", "a4")
    order = PosterOrder(
        unit=code,
        desks=tuple(request.args.getlist("desk")),
        size=cast(Size, size if size in get_args(Size) else "a4"),
        is_trial=settings.is_demo,
    )
    with this_store().reading() as session:
        keeper.check_unit(session, code)
        count = len(open_desks(session, order))
        if count > MOST_POSTERS:
            raise PlaceRefused(("", _too_many(count)))
        pdf = poster_pdf(session, settings, order)
    headers = {"Content-Disposition": f'inline; filename="poster-{code}-{order.size}.pdf"', "Cache-Control": "no-store"}
    return Response(pdf, mimetype="application/pdf", headers=headers)


@requires("places")
def place_undo() -> ResponseReturnValue:
    """Put back what was just done."""
    number, back = request.form.get("number", ""), request.form.get("back", "")
    with this_store().writing.begin() as session:
        done = undo(session, this_keeper(), int(number) if number.isdecimal() and len(number) < 16 else 0)
    return redirect(f"{_way_back(back)}?done={done}")


def unknown_place(error: Exception) -> ResponseReturnValue:
    """No such desk, sector, agency or procedure."""
    return render_template("office/refused.html", title=_("Không có mục này"), text=str(error)), 404


def no_poster(error: Exception) -> ResponseReturnValue:
    """Nothing that could be printed."""
    return render_template("office/refused.html", title=_("Chưa in được poster"), text=str(error)), 409


def refused_place(error: Exception) -> ResponseReturnValue:
    """What was refused outside a form."""
    return render_template("office/refused.html", title=_("Chưa thực hiện được"), text=str(error)), 409


def _too_many(count: int) -> str:
    return str(
        _(
            "Đơn vị này và các đơn vị trực thuộc có %(count)s quầy; mỗi lần in tối đa %(most)s. Hãy mở từng đơn vị "
            "trực thuộc; cần in tất cả một lần thì xin nhờ người quản trị máy chủ.",
            count=count,
            most=MOST_POSTERS,
        )
    )


def _way_back(back: str) -> str:
    """Where a notice was read: a page of places that still stands, else the tree."""
    page = local_page(back.partition("?")[0])
    return page if page.startswith("/office/places/") else url_for("office.places")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["sipas_settings"]
    return settings
