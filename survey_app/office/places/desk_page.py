"""What the page of one desk says."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.exceptions import UnknownUnit
from survey_app.models import Desk, RetiredToken, Sector, Unit
from survey_app.office.choices import Choice
from survey_app.office.places.keeper import Keeper
from survey_app.office.places.unit_page import closed_in_words
from survey_app.registry.desks import questionnaire_title, require_desk, sectors_of, unknown_desk
from survey_app.registry.stretches import plain_day


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Everything the page of a desk shows."""

    code: str
    name: str
    other_name: str
    unit: Choice
    sectors: tuple[str, ...]
    questionnaire: str
    address: str
    closed: str
    is_open: bool
    replaced: tuple[str, ...]
    """The days on which its code was replaced, the latest first."""


def desk_page(session: Session, keeper: Keeper, code: str, *, base_url: str) -> DeskPage:
    """The page of a desk of a unit the keeper may see."""
    desk = require_desk(session, code)
    unit = session.get_one(Unit, desk.unit)
    names = {row.code: keeper.name(row) for row in session.scalars(sa.select(Sector))}
    retired = sa.select(RetiredToken.retired_on).where(RetiredToken.desk == code)
    return DeskPage(
        code=code,
        name=keeper.name(desk),
        other_name=desk.name_vi if keeper.language == "en" else desk.name_en,
        unit=Choice(unit.code, keeper.name(unit)),
        sectors=tuple(names[sector] for sector in sectors_of(session, code)),
        questionnaire=questionnaire_title(desk.questionnaire, keeper.language),
        address=f"{base_url}/d/{desk.token}",
        closed=closed_in_words(desk.closed_on, keeper.today),
        is_open=desk.closed_on is None or desk.closed_on > keeper.today,
        replaced=tuple(plain_day(day) for day in session.scalars(retired.order_by(RetiredToken.retired_on.desc()))),
    )


def find_desk(session: Session, keeper: Keeper, code: str) -> Desk:
    """The desk, if the keeper may see its unit."""
    desk = require_desk(session, code)
    try:
        keeper.check_unit(session, desk.unit)
    except UnknownUnit:
        # the same words as for a desk that is not there: an address tells nobody what exists
        raise unknown_desk(code) from None
    return desk
