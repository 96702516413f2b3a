"""Forms about one unit: adding, renaming, its parents over time, its end, who carries it on, removing."""

from __future__ import annotations

import re
from datetime import date

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from forms.places import (
    ConfirmForm,
    EndForm,
    MergeForm,
    MoveForm,
    NewUnitForm,
    StretchForm,
    SuccessorForm,
    UnitForm,
    options,
)
from survey_app.exceptions import PlaceRefused
from survey_app.models import Unit
from survey_app.office.at_hand import this_store
from survey_app.office.permissions import requires
from survey_app.office.places.asking import Asked, Step, answer, this_keeper
from survey_app.office.places.doing import Deed, seen_of
from survey_app.office.places.keeper import Keeper, pick_unit, shown_unit
from survey_app.office.places.merger_words import merger_words
from survey_app.office.places.words import LEVELS, level_word
from survey_app.places import require_unit
from survey_app.registry import parents, successors, units
from survey_app.registry.desks import desks_of
from survey_app.registry.states import Thing
from survey_app.registry.stretches import FROM_THE_START, Stretch
from survey_app.registry.successors import Merger
from survey_app.registry.units import UnitWords


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    both = ["GET", "POST"]
    for path, view in (
        ("new", place_unit_new),
        ("edit", place_unit_edit),
        ("move", place_unit_move),
        ("history/<first>", place_unit_stretch),
        ("end", place_unit_end),
        ("successor", place_successor),
        ("successor/<new>/remove", place_successor_remove),
        ("merge", place_merge),
        ("remove", place_unit_remove),
    ):
        blueprint.add_url_rule(f"/places/units/<code>/{path}", view_func=view, methods=both)


@requires("places")
def place_unit_new(code: str) -> ResponseReturnValue:
    """Add a unit below this one."""
    with this_store().reading() as session:
        parent = _unit(session, this_keeper(), code)
        form = NewUnitForm()
        form.level.choices = options(_levels(session, form.level.data), _("Chọn cấp"))
    asked = Asked(
        title=_("Thêm đơn vị trực thuộc %(unit)s", unit=this_keeper().name(parent)),
        back=_page(code),
        button=_("Thêm đơn vị"),
    )

    def prepare(session: Session) -> Step:
        new = form.code.data.strip()
        deed = Deed("places.unit_add", (("unit", new),), unit=code, since=form.first.data)
        return deed, lambda: units.add_unit(session, new, _words(form), parent=code, first=form.first.data)

    return answer(form, asked, prepare)


@requires("places")
def place_unit_edit(code: str) -> ResponseReturnValue:
    """Give a unit other names, another level or area."""
    thing = _thing(code)
    with this_store().reading() as session:
        unit = _unit(session, this_keeper(), code)
        now = {"name_vi": unit.name_vi, "name_en": unit.name_en, "level": unit.level, "area": unit.area}
        form, seen = UnitForm(data=now), seen_of(session, thing)
        form.level.choices = options(_levels(session, form.level.data), _("Chọn cấp"))
    asked = Asked(
        title=_("Sửa %(name)s", name=this_keeper().name(unit)),
        back=_page(code),
        button=_("Ghi thay đổi"),
        seen=seen,
        now={**now, "level": level_word(unit.level)},
        notes=(_("Mã “%(code)s” không đổi: tệp nhập và số liệu đã có gọi đơn vị bằng mã này.", code=code),),
    )

    def prepare(session: Session) -> Step:
        return Deed("places.unit_change", (thing,), unit=code), lambda: units.change_unit(session, code, _words(form))

    return answer(form, asked, prepare)


@requires("places")
def place_unit_move(code: str) -> ResponseReturnValue:
    """Put a unit below another from a day on."""
    form, thing = MoveForm(), _thing(code)
    with this_store().reading() as session:
        unit, seen = _unit(session, this_keeper(), code), seen_of(session, thing)
    asked = Asked(
        title=_("Chuyển cấp trên của %(unit)s", unit=this_keeper().name(unit)),
        back=_page(code),
        button=_("Chuyển"),
        seen=seen,
        notes=(
            _("Cấp trên cũ được giữ đến hết ngày hôm trước; số liệu các ngày đó vẫn tính cho cấp trên cũ."),
            *_published_note(),
        ),
    )

    def prepare(session: Session) -> Step:
        first = form.first.data
        parent = pick_unit(this_keeper().units(session), form.parent.data, "parent")
        deed = Deed("places.unit_move", (thing,), unit=code, since=first)
        return deed, lambda: parents.move_unit(session, code, parent, first, allows_gaps=form.allows_gaps.data)

    return answer(form, asked, prepare)


@requires("places")
def place_unit_stretch(code: str, first: str) -> ResponseReturnValue:
    """Correct one stretch of a unit's history, or take it out."""
    thing = _thing(code)
    with this_store().reading() as session:
        unit, seen = _unit(session, this_keeper(), code), seen_of(session, thing)
        kept = _stretch(session, code, first)
        now = _stretch_fields(session, this_keeper(), kept)
    form = StretchForm(data=now)
    asked = Asked(
        title=_("Sửa lịch sử trực thuộc của %(unit)s", unit=this_keeper().name(unit)),
        back=_page(code),
        button=_("Ghi thay đổi"),
        seen=seen,
        now=now,
        notes=_published_note(),
    )

    def prepare(session: Session) -> Step:
        start = form.first.data or FROM_THE_START
        last = form.last.data
        parent = pick_unit(this_keeper().units(session), form.parent.data, "parent")
        becomes = Stretch(code, parent, start, last)
        deed = Deed("places.history_change", (thing,), unit=code, since=min(start, kept.first))
        return deed, lambda: parents.change_parent(
            session, code, kept.first, becomes, allows_gaps=form.allows_gaps.data
        )

    return answer(form, asked, prepare)


@requires("places")
def place_unit_end(code: str) -> ResponseReturnValue:
    """A unit is over after a day."""
    form, thing = EndForm(), _thing(code)
    with this_store().reading() as session:
        unit, seen = _unit(session, this_keeper(), code), seen_of(session, thing)
    asked = Asked(
        title=_("Kết thúc %(unit)s", unit=this_keeper().name(unit)),
        back=_page(code),
        button=_("Kết thúc đơn vị"),
        seen=seen,
        notes=(
            _("Sau ngày này đơn vị không còn thuộc cấp trên nào. Phiếu và số liệu đã có được giữ nguyên."),
            *_published_note(),
        ),
    )

    def prepare(session: Session) -> Step:
        last = form.last.data
        return Deed("places.unit_end", (thing,), unit=code, since=last), lambda: parents.end_unit(session, code, last)

    return answer(form, asked, prepare)


@requires("places")
def place_successor(code: str) -> ResponseReturnValue:
    """Say who carries a unit's series on."""
    form, thing = SuccessorForm(), _thing(code)
    with this_store().reading() as session:
        unit, seen = _unit(session, this_keeper(), code), seen_of(session, thing)
    asked = Asked(
        title=_("Đơn vị kế thừa %(unit)s", unit=this_keeper().name(unit)),
        back=_page(code),
        button=_("Ghi đơn vị kế thừa"),
        seen=seen,
        notes=(
            _(
                "Chuỗi số liệu của đơn vị mới sẽ nối tiếp đơn vị này và vẽ chỗ gãy ở ngày kế thừa. "
                "Chia thành nhiều đơn vị thì ghi từng đơn vị mới một."
            ),
        ),
    )

    def prepare(session: Session) -> Step:
        first = form.first.data
        new = pick_unit(this_keeper().units(session), form.unit.data, "unit")
        deed = Deed("places.successor_add", (thing,), unit=code, since=first)
        return deed, lambda: successors.add_successor(session, code, new, first)

    return answer(form, asked, prepare)


@requires("places")
def place_successor_remove(code: str, new: str) -> ResponseReturnValue:
    """Take back that another unit carries this one on."""
    form, thing = ConfirmForm(), _thing(code)
    with this_store().reading() as session:
        keeper = this_keeper()
        unit, seen = _unit(session, keeper, code), seen_of(session, thing)
        other = _unit(session, keeper, new)
    del form.confirm
    asked = Asked(
        title=_("Bỏ kế thừa: %(new)s kế thừa %(old)s", new=keeper.name(other), old=keeper.name(unit)),
        back=_page(code),
        button=_("Bỏ kế thừa"),
        seen=seen,
        notes=(_("Hai đơn vị giữ nguyên số liệu của mình; chỉ không còn nối thành một chuỗi."),),
    )

    def prepare(session: Session) -> Step:
        deed = Deed("places.successor_remove", (thing,), unit=code)
        return deed, lambda: successors.remove_successor(session, code, new)

    return answer(form, asked, prepare)


@requires("places")
def place_merge(code: str) -> ResponseReturnValue:
    """Old units become this one: successors, ends and desks in one go."""
    form = MergeForm()
    with this_store().reading() as session:
        unit, seen = _unit(session, this_keeper(), code), seen_of(session, _thing(code))
    asked = Asked(
        title=_("Sáp nhập các đơn vị vào %(unit)s", unit=this_keeper().name(unit)),
        back=_page(code),
        button=_("Xem trước việc sáp nhập"),
        seen=seen,
        foretell=lambda session, done: merger_words(session, this_keeper(), done),
        notes=(
            _("Mỗi đơn vị cũ kết thúc vào hết ngày hôm trước và được đơn vị này kế thừa; số liệu cũ giữ nguyên."),
            *_published_note(),
        ),
    )

    def prepare(session: Session) -> Step:
        keeper, first = this_keeper(), form.first.data
        known = keeper.units(session)
        olds = tuple(
            dict.fromkeys(pick_unit(known, part, "olds") for part in re.split(r"[;,]", form.olds.data) if part)
        )
        fate: successors.DeskFate = "move" if form.desks.data == "move" else "close"
        things = (_thing(code), *map(_thing, olds), *_desks(session, olds))
        deed = Deed("places.merge", things, unit=code, since=first, watched=things)
        merger = Merger(olds, code, first, fate)
        return deed, lambda: successors.merge_units(session, merger, keeper.today)

    return answer(form, asked, prepare)


@requires("places")
def place_unit_remove(code: str) -> ResponseReturnValue:
    """Take out a unit that nothing ever used."""
    form, thing = ConfirmForm(), _thing(code)
    with this_store().reading() as session:
        unit, seen = _unit(session, this_keeper(), code), seen_of(session, thing)
    form.confirm.label.text = _("Gõ lại mã “%(code)s” để xác nhận", code=code)
    asked = Asked(
        title=_("Xóa %(name)s", name=this_keeper().name(unit)),
        back=_page(code),
        then=url_for("office.places"),
        button=_("Xóa đơn vị"),
        seen=seen,
        warning=_("Chỉ xóa được đơn vị ghi nhầm, chưa từng có phiếu, quầy hay số liệu nào. Còn lại thì hãy kết thúc."),
    )

    def prepare(session: Session) -> Step:
        confirm(form, code)
        return Deed("places.unit_remove", (thing,), unit=code), lambda: units.remove_unit(session, code)

    return answer(form, asked, prepare)


def confirm(form: ConfirmForm, code: str) -> None:
    """Refuse unless the thing was named."""
    if form.confirm.data.strip() != code:
        raise PlaceRefused(("confirm", _("Xin gõ đúng mã “%(code)s” để xác nhận.", code=code)))


def _unit(session: Session, keeper: Keeper, code: str) -> Unit:
    keeper.check_unit(session, code)
    return require_unit(session, code)


def _thing(code: str) -> Thing:
    return "unit", code


def _page(code: str) -> str:
    return url_for("office.place_unit", code=code)


def _words(form: UnitForm) -> UnitWords:
    return UnitWords(form.name_vi.data, form.name_en.data, form.level.data or "", form.area.data)


def _levels(session: Session, chosen: str | None) -> list[tuple[str, str]]:
    known = dict.fromkeys([*LEVELS, *units.levels_in_use(session), *([chosen] if chosen else [])])
    return [(level, level_word(level)) for level in known if level]


def _published_note() -> tuple[str, ...]:
    return (
        _(
            "Nếu ngày hiệu lực đã qua: số liệu đã công bố không đổi; lần công bố tới ra bản sửa có ghi ngày cho những "
            "kỳ bị thay đổi. Nếu bản sửa chỉ khác vài phiếu thì thay đổi không được nhận, để không lộ câu trả lời; "
            "khi đó xin ghi từ thứ Hai tuần này."
        ),
    )


def _stretch(session: Session, code: str, first: str) -> Stretch:
    found = {each.first.isoformat(): each for each in parents.stretches_of(session, code)}
    if first not in found:
        abort(404)
    return found[first]


def _stretch_fields(session: Session, keeper: Keeper, kept: Stretch) -> dict[str, str | date | None]:
    return {
        "parent": shown_unit(session.get(Unit, kept.owner), keeper),
        "first": None if kept.first == FROM_THE_START else kept.first,
        "last": kept.last,
    }


def _desks(session: Session, olds: tuple[str, ...]) -> list[Thing]:
    return [("desk", desk) for old in olds for desk in desks_of(session, old)]
