"""Forms about one desk: adding, renaming, what it serves, closing, moving, replacing its code, removing."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from forms.places import CloseForm, ConfirmForm, DeskForm, DeskUnitForm, NewDeskForm, options
from survey_app.models import Desk
from survey_app.office.at_hand import this_store
from survey_app.office.permissions import requires
from survey_app.office.places.asking import Asked, Step, answer, this_keeper
from survey_app.office.places.desk_page import find_desk
from survey_app.office.places.doing import Deed, seen_of
from survey_app.office.places.keeper import pick_unit
from survey_app.office.places.lists_page import sector_choices
from survey_app.office.places.unit_views import confirm
from survey_app.places import require_unit
from survey_app.registry import desks
from survey_app.registry.desks import DEFAULT_QUESTIONNAIRE, DeskWords
from survey_app.registry.states import Thing


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    both = ["GET", "POST"]
    blueprint.add_url_rule("/places/units/<unit>/desks/new", view_func=place_desk_new, methods=both)
    for path, view in (
        ("edit", place_desk_edit),
        ("close", place_desk_close),
        ("reopen", place_desk_reopen),
        ("move", place_desk_move),
        ("token", place_token),
        ("remove", place_desk_remove),
    ):
        blueprint.add_url_rule(f"/places/desks/<code>/{path}", view_func=view, methods=both)


@requires("places")
def place_desk_new(unit: str) -> ResponseReturnValue:
    """Add a desk to a unit."""
    keeper = this_keeper()
    with this_store().reading() as session:
        keeper.check_unit(session, unit)
        name = keeper.name(require_unit(session, unit))
        form = NewDeskForm(
            data={"code": desks.free_code(session, unit), "questionnaire": DEFAULT_QUESTIONNAIRE, "sectors": ()}
        )
        form.questionnaire.choices = options(_questionnaires(session))
        asked = Asked(
            title=_("Thêm quầy của %(unit)s", unit=name),
            back=url_for("office.place_unit", code=unit),
            button=_("Thêm quầy"),
            choices=sector_choices(session, keeper),
        )

    def prepare(session: Session) -> Step:
        code = form.code.data.strip()
        deed = Deed("places.desk_add", (("desk", code),), unit=unit)
        return deed, lambda: desks.add_desk(session, code, _words(form), unit=unit)

    return answer(form, asked, prepare)


@requires("places")
def place_desk_edit(code: str) -> ResponseReturnValue:
    """Give a desk other names, sectors or another questionnaire."""
    keeper, thing = this_keeper(), _thing(code)
    with this_store().reading() as session:
        desk = find_desk(session, keeper, code)
        now = {"name_vi": desk.name_vi, "name_en": desk.name_en, "questionnaire": desk.questionnaire}
        form = DeskForm(data={**now, "sectors": desks.sectors_of(session, code)})
        form.questionnaire.choices = options(_questionnaires(session))
        asked = Asked(
            title=_("Sửa %(name)s", name=keeper.name(desk)),
            back=_page(code),
            button=_("Ghi thay đổi"),
            seen=seen_of(session, thing),
            now={**now, "questionnaire": desks.questionnaire_title(desk.questionnaire, keeper.language)},
            choices=sector_choices(session, keeper),
            notes=(_("Đổi tên không làm hỏng poster đang treo: mã QR vẫn vậy, chỉ tên in trên đó là tên cũ."),),
        )
        unit = desk.unit

    def prepare(session: Session) -> Step:
        deed = Deed("places.desk_change", (thing,), unit=unit)
        return deed, lambda: desks.change_desk(session, code, _words(form))

    return answer(form, asked, prepare)


@requires("places")
def place_desk_close(code: str) -> ResponseReturnValue:
    """A desk takes no answers from a day on."""
    desk, seen = _desk(code)
    form = CloseForm(data={"closed_on": desk.closed_on})
    asked = Asked(
        title=_("Đóng %(name)s", name=this_keeper().name(desk)),
        back=_page(code),
        button=_("Đóng quầy"),
        seen=seen,
        notes=(_("Từ ngày này người quét mã thấy lời báo quầy không còn nhận đánh giá. Phiếu đã có được giữ nguyên."),),
    )

    def prepare(session: Session) -> Step:
        first = form.closed_on.data
        deed = Deed("places.desk_close", (_thing(code),), unit=desk.unit)
        return deed, lambda: desks.close_desk(session, code, first)

    return answer(form, asked, prepare)


@requires("places")
def place_desk_reopen(code: str) -> ResponseReturnValue:
    """A closed desk takes answers again."""
    desk, seen = _desk(code)
    form = ConfirmForm()
    del form.confirm
    asked = Asked(
        title=_("Mở lại %(name)s", name=this_keeper().name(desk)),
        back=_page(code),
        button=_("Mở lại quầy"),
        seen=seen,
        notes=(_("Poster đã in của quầy dùng lại được ngay."),),
    )

    def prepare(session: Session) -> Step:
        deed = Deed("places.desk_reopen", (_thing(code),), unit=desk.unit)
        return deed, lambda: desks.reopen_desk(session, code)

    return answer(form, asked, prepare)


@requires("places")
def place_desk_move(code: str) -> ResponseReturnValue:
    """A desk goes to another unit."""
    desk, seen = _desk(code)
    form = DeskUnitForm()
    asked = Asked(
        title=_("Chuyển %(name)s sang đơn vị khác", name=this_keeper().name(desk)),
        back=_page(code),
        button=_("Chuyển quầy"),
        seen=seen,
        notes=(_("Phiếu gửi từ lúc này tính cho đơn vị mới; phiếu đã có vẫn là của đơn vị cũ. Poster vẫn dùng được."),),
    )

    def prepare(session: Session) -> Step:
        unit = pick_unit(this_keeper().units(session), form.unit.data, "unit")
        deed = Deed("places.desk_move", (_thing(code),), unit=unit)
        return deed, lambda: desks.move_desk(session, code, unit)

    return answer(form, asked, prepare)


@requires("places")
def place_token(code: str) -> ResponseReturnValue:
    """Replace the code of a desk's poster."""
    desk, seen = _desk(code)
    form = ConfirmForm()
    form.confirm.label.text = _("Gõ lại mã “%(code)s” để xác nhận", code=code)
    asked = Asked(
        title=_("Thay mã QR của %(name)s", name=this_keeper().name(desk)),
        back=_page(code),
        button=_("Thay mã QR"),
        seen=seen,
        warning=_(
            "Poster đang treo ngừng dùng được ngay: quét vào chỉ thấy lời báo mã đã được thay. Không hoàn tác được. "
            "Chỉ thay khi poster bị mất, bị dán đè hoặc mã bị lộ ra ngoài."
        ),
    )

    def prepare(session: Session) -> Step:
        confirm(form, code)
        deed = Deed("places.token_replace", (_thing(code),), unit=desk.unit)
        return deed, lambda: desks.replace_token(session, code, this_keeper().today)

    return answer(form, asked, prepare)


@requires("places")
def place_desk_remove(code: str) -> ResponseReturnValue:
    """Take out a desk that nothing ever used."""
    desk, seen = _desk(code)
    form = ConfirmForm()
    form.confirm.label.text = _("Gõ lại mã “%(code)s” để xác nhận", code=code)
    asked = Asked(
        title=_("Xóa %(name)s", name=this_keeper().name(desk)),
        back=_page(code),
        then=url_for("office.place_unit", code=desk.unit),
        button=_("Xóa quầy"),
        seen=seen,
        warning=_("Chỉ xóa được quầy ghi nhầm, chưa từng nhận phiếu hay in mã. Còn lại thì hãy đóng quầy."),
    )

    def prepare(session: Session) -> Step:
        confirm(form, code)
        return Deed("places.desk_remove", (_thing(code),), unit=desk.unit), lambda: desks.remove_desk(session, code)

    return answer(form, asked, prepare)


def _desk(code: str) -> tuple[Desk, str]:
    with this_store().reading() as session:
        desk = find_desk(session, this_keeper(), code)
        seen = seen_of(session, _thing(code))
        session.expunge(desk)
    return desk, seen


def _thing(code: str) -> Thing:
    return "desk", code


def _page(code: str) -> str:
    return url_for("office.place_desk", code=code)


def _words(form: DeskForm) -> DeskWords:
    return DeskWords(form.name_vi.data, form.name_en.data, form.sectors.ordered, form.questionnaire.data or "")


def _questionnaires(session: Session) -> list[tuple[str, str]]:
    language = this_keeper().language
    return [(code, desks.questionnaire_title(code, language)) for code in sorted(desks.known_questionnaires(session))]
