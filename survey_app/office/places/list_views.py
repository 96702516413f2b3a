"""Sectors, agencies and procedures: their lists, their pages and their forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from forms.places import (
    AgencyForm,
    ConfirmForm,
    HandOverForm,
    NewAgencyForm,
    NewProcedureForm,
    NewSectorForm,
    ProcedureForm,
    ResponsibilityForm,
    SectorForm,
    options,
)
from survey_app.exceptions import PlaceRefused
from survey_app.office.at_hand import this_store
from survey_app.office.permissions import requires
from survey_app.office.places import lists_page as pages
from survey_app.office.places.asking import Asked, Step, answer, shown, this_keeper
from survey_app.office.places.doing import Deed, seen_of
from survey_app.office.places.unit_views import confirm
from survey_app.registry import agencies, procedures, sectors
from survey_app.registry.procedures import ProcedureWords
from survey_app.registry.sectors import SectorWords
from survey_app.registry.states import Kind, Thing
from survey_app.registry.stretches import FROM_THE_START, Stretch


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    rule, both = blueprint.add_url_rule, ["GET", "POST"]
    rule("/places/sectors", view_func=place_sectors)
    rule("/places/sectors/new", view_func=place_sector_new, methods=both)
    rule("/places/sectors/<code>", view_func=place_sector)
    rule("/places/sectors/<code>/edit", view_func=place_sector_edit, methods=both)
    rule("/places/sectors/<code>/agency", view_func=place_hand_over, methods=both)
    rule("/places/sectors/<code>/agency/<first>", view_func=place_responsibility, methods=both)
    rule("/places/agencies", view_func=place_agencies)
    rule("/places/agencies/new", view_func=place_agency_new, methods=both)
    rule("/places/agencies/<code>", view_func=place_agency)
    rule("/places/agencies/<code>/edit", view_func=place_agency_edit, methods=both)
    rule("/places/procedures", view_func=place_procedures)
    rule("/places/procedures/new", view_func=place_procedure_new, methods=both)
    rule("/places/procedures/<code>", view_func=place_procedure)
    rule("/places/procedures/<code>/edit", view_func=place_procedure_edit, methods=both)
    rule("/places/<any(sectors, agencies, procedures):list_>/<code>/remove", view_func=place_remove, methods=both)


@requires("places")
def place_sectors() -> ResponseReturnValue:
    """All sectors."""
    return shown("office/place_sectors.html", pages.sectors_page)


@requires("places")
def place_sector(code: str) -> ResponseReturnValue:
    """One sector."""
    return shown("office/place_sector.html", lambda session, keeper: pages.sector_page(session, keeper, code))


@requires("places")
def place_sector_new() -> ResponseReturnValue:
    """Add a sector."""
    _check_lists()
    form = NewSectorForm()
    asked = Asked(_("Thêm lĩnh vực"), url_for("office.place_sectors"), _("Thêm lĩnh vực"))

    def prepare(session: Session) -> Step:
        code = form.code.data.strip()
        deed = Deed("places.sector_add", (("sector", code),))
        return deed, lambda: sectors.add_sector(session, code, _sector_words(form))

    return answer(form, asked, prepare)


@requires("places")
def place_sector_edit(code: str) -> ResponseReturnValue:
    """Give a sector other names or another group."""
    _check_lists()
    thing: Thing = ("sector", code)
    with this_store().reading() as session:
        row, seen = sectors.require_sector(session, code), seen_of(session, thing)
        now = {"name_vi": row.name_vi, "name_en": row.name_en, "priority_group": row.priority_group or ""}
    form = SectorForm(data=now)
    asked = Asked(
        _("Sửa %(name)s", name=this_keeper().name(row)),
        url_for("office.place_sector", code=code),
        _("Ghi thay đổi"),
        seen=seen,
        now=now,
    )

    def prepare(session: Session) -> Step:
        deed = Deed("places.sector_change", (thing,))
        return deed, lambda: sectors.change_sector(session, code, _sector_words(form))

    return answer(form, asked, prepare)


@requires("places")
def place_hand_over(code: str) -> ResponseReturnValue:
    """Make an agency responsible for a sector from a day on."""
    _check_lists()
    form, thing = HandOverForm(), _sector(code)
    with this_store().reading() as session:
        row, seen = sectors.require_sector(session, code), seen_of(session, thing)
        form.agency.choices = options(pages.agency_choices(session, this_keeper()), _("Chọn cơ quan"))
    asked = Asked(
        _("Giao cơ quan chủ trì %(sector)s", sector=this_keeper().name(row)),
        url_for("office.place_sector", code=code),
        _("Giao"),
        seen=seen,
        notes=(_("Cơ quan cũ chủ trì đến hết ngày hôm trước; kết quả theo cơ quan tính theo ngày."),),
    )

    def prepare(session: Session) -> Step:
        first, agency = form.first.data, _agency(form)
        deed = Deed("places.sector_hand_over", (thing,), since=first)
        return deed, lambda: agencies.hand_over(session, code, agency, first, allows_gaps=form.allows_gaps.data)

    return answer(form, asked, prepare)


@requires("places")
def place_responsibility(code: str, first: str) -> ResponseReturnValue:
    """Correct one stretch of a sector's history."""
    _check_lists()
    thing = _sector(code)
    with this_store().reading() as session:
        row, seen = sectors.require_sector(session, code), seen_of(session, thing)
        found = {each.first.isoformat(): each for each in agencies.responsibilities_of(session, code).stretches}
        kept = found.get(first) or abort(404)
        now = {"agency": kept.owner, "first": _shown(kept), "last": kept.last}
        form = ResponsibilityForm(data=now)
        form.agency.choices = options(pages.agency_choices(session, this_keeper()))
    asked = Asked(
        _("Sửa lịch sử chủ trì của %(sector)s", sector=this_keeper().name(row)),
        url_for("office.place_sector", code=code),
        _("Ghi thay đổi"),
        seen=seen,
        now=now,
    )

    def prepare(session: Session) -> Step:
        start = form.first.data or FROM_THE_START
        becomes = Stretch(code, _agency(form), start, form.last.data)
        deed = Deed("places.responsibility_change", (thing,), since=min(start, kept.first))
        return deed, lambda: agencies.change_responsibility(
            session, code, kept.first, becomes, allows_gaps=form.allows_gaps.data
        )

    return answer(form, asked, prepare)


@requires("places")
def place_agencies() -> ResponseReturnValue:
    """All agencies."""
    return shown("office/place_agencies.html", pages.agencies_page)


@requires("places")
def place_agency(code: str) -> ResponseReturnValue:
    """One agency."""
    return shown(
        "office/place_item.html", lambda session, keeper: pages.agency_page(session, keeper, code), list_="agencies"
    )


@requires("places")
def place_agency_new() -> ResponseReturnValue:
    """Add an agency."""
    _check_lists()
    form = NewAgencyForm()
    asked = Asked(_("Thêm cơ quan"), url_for("office.place_agencies"), _("Thêm cơ quan"))

    def prepare(session: Session) -> Step:
        code = form.code.data.strip()
        deed = Deed("places.agency_add", (("agency", code),))
        return deed, lambda: agencies.add_agency(session, code, form.name_vi.data, form.name_en.data)

    return answer(form, asked, prepare)


@requires("places")
def place_agency_edit(code: str) -> ResponseReturnValue:
    """Give an agency other names."""
    _check_lists()
    thing: Thing = ("agency", code)
    with this_store().reading() as session:
        row, seen = agencies.require_agency(session, code), seen_of(session, thing)
        now = {"name_vi": row.name_vi, "name_en": row.name_en}
    form = AgencyForm(data=now)
    asked = Asked(
        _("Sửa %(name)s", name=this_keeper().name(row)),
        url_for("office.place_agency", code=code),
        _("Ghi thay đổi"),
        seen=seen,
        now=now,
    )

    def prepare(session: Session) -> Step:
        deed = Deed("places.agency_change", (thing,))
        return deed, lambda: agencies.change_agency(session, code, form.name_vi.data, form.name_en.data)

    return answer(form, asked, prepare)


@requires("places")
def place_procedures() -> ResponseReturnValue:
    """Procedures, a page at a time."""
    asked = {name: request.args.get(key, "") for name, key in (("query", "q"), ("page", "page"))}
    return shown(
        "office/place_procedures.html", lambda session, keeper: pages.procedures_page(session, keeper, **asked)
    )


@requires("places")
def place_procedure(code: str) -> ResponseReturnValue:
    """One procedure."""
    return shown(
        "office/place_item.html",
        lambda session, keeper: pages.procedure_page(session, keeper, code),
        list_="procedures",
    )


@requires("places")
def place_procedure_new() -> ResponseReturnValue:
    """Add a procedure."""
    _check_lists()
    form = NewProcedureForm()
    with this_store().reading() as session:
        form.sector.choices = options(pages.sector_choices(session, this_keeper()), _("Chọn lĩnh vực"))
    asked = Asked(_("Thêm thủ tục"), url_for("office.place_procedures"), _("Thêm thủ tục"))

    def prepare(session: Session) -> Step:
        code = form.code.data.strip()
        deed = Deed("places.procedure_add", (("procedure", code),))
        return deed, lambda: procedures.add_procedure(session, code, _procedure_words(form))

    return answer(form, asked, prepare)


@requires("places")
def place_procedure_edit(code: str) -> ResponseReturnValue:
    """Give a procedure other names, another sector or other days."""
    _check_lists()
    thing: Thing = ("procedure", code)
    with this_store().reading() as session:
        row, seen = procedures.require_procedure(session, code), seen_of(session, thing)
        choices = pages.sector_choices(session, this_keeper())
        now = {
            "name_vi": row.name_vi,
            "name_en": row.name_en,
            "sector": row.sector,
            "first": None if row.valid_from == FROM_THE_START else row.valid_from,
            "last": row.valid_to,
        }
    form = ProcedureForm(data=now)
    form.sector.choices = options(choices)
    asked = Asked(
        _("Sửa %(name)s", name=this_keeper().name(row)),
        url_for("office.place_procedure", code=code),
        _("Ghi thay đổi"),
        seen=seen,
        now={**now, "sector": dict(choices).get(row.sector, row.sector)},
    )

    def prepare(session: Session) -> Step:
        deed = Deed("places.procedure_change", (thing,))
        return deed, lambda: procedures.change_procedure(session, code, _procedure_words(form))

    return answer(form, asked, prepare)


@requires("places")
def place_remove(list_: str, code: str) -> ResponseReturnValue:
    """Take out a sector, an agency or a procedure that nothing ever used."""
    _check_lists()
    kind, find, remove = REMOVALS[list_]
    with this_store().reading() as session:
        row, seen = find(session, code), seen_of(session, (kind, code))
    form = ConfirmForm()
    form.confirm.label.text = _("Gõ lại mã “%(code)s” để xác nhận", code=code)
    asked = Asked(
        _("Xóa %(name)s", name=this_keeper().name(row)),
        url_for(f"office.place_{kind}", code=code),
        _("Xóa"),
        then=url_for(f"office.place_{list_}"),
        seen=seen,
        warning=_("Chỉ xóa được mục ghi nhầm, chưa từng được dùng."),
    )

    def prepare(session: Session) -> Step:
        confirm(form, code)
        return Deed(f"places.{kind}_remove", ((kind, code),)), lambda: remove(session, code)

    return answer(form, asked, prepare)


REMOVALS: dict[str, tuple[Kind, Callable[[Session, str], Any], Callable[[Session, str], None]]] = {
    "sectors": ("sector", sectors.require_sector, sectors.remove_sector),
    "agencies": ("agency", agencies.require_agency, agencies.remove_agency),
    "procedures": ("procedure", procedures.require_procedure, procedures.remove_procedure),
}


def _check_lists() -> None:
    with this_store().reading() as session:
        this_keeper().check_lists(session)


def _agency(form: HandOverForm) -> str:
    if not form.agency.data:
        raise PlaceRefused(("agency", _("Xin chọn một cơ quan trong danh sách.")))
    return str(form.agency.data)


def _sector(code: str) -> Thing:
    return "sector", code


def _sector_words(form: SectorForm) -> SectorWords:
    return SectorWords(form.name_vi.data, form.name_en.data, form.priority_group.data or "")


def _procedure_words(form: ProcedureForm) -> ProcedureWords:
    return ProcedureWords(form.name_vi.data, form.name_en.data, form.sector.data or "", form.first.data, form.last.data)


def _shown(kept: Stretch) -> date | None:
    return None if kept.first == FROM_THE_START else kept.first
