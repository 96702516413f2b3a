"""Adopted plans: kept as they were, over the days they hold, for a unit and those below it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey_app.adoption import adopt_plan, adopted_plans, adoptions, digest_of, kept_text
from survey_app.database import Store
from survey_app.exceptions import AdoptionRefused, UnknownUnit
from survey_app.models import AdoptedPlan, Unit, UnitParent
from survey_app.plans import PlanError, load_plan, plan_text

PLAN = plan_text("ha_tinh_2023")
IN_2023 = date(2023, 6, 1)


@pytest.fixture
def session(store: Store):
    with store.writing() as opened:
        opened.add_all(Unit(code=code, name_vi=code, name_en=code, level="x") for code in ("tinh", "tinh-2", "xa"))
        opened.flush()
        opened.add(UnitParent(unit="xa", parent="tinh", valid_from=date(2020, 1, 1), valid_to=date(2023, 6, 30)))
        opened.add(UnitParent(unit="xa", parent="tinh-2", valid_from=date(2023, 7, 1)))
        opened.flush()
        yield opened


def codes(session: Session, unit: str, day: date) -> list[str]:
    return [plan.code for plan in adopted_plans(session, unit, day)]


def test_a_plan_holds_for_its_unit_as_long_as_it_is_valid(session: Session) -> None:
    adoption = adopt_plan(session, PLAN, unit="tinh")
    plan = load_plan(PLAN)
    assert (adoption.valid_from, adoption.valid_to) == (plan.valid_from, plan.valid_to)
    assert codes(session, "tinh", plan.valid_to) == ["ha_tinh_2023"]
    assert codes(session, "tinh", date(2024, 1, 1)) == []
    assert adopted_plans(session, "tinh", IN_2023)[0].targets == plan.targets


def test_units_below_apply_it_while_they_are_below(session: Session) -> None:
    adopt_plan(session, PLAN, unit="tinh")
    assert codes(session, "xa", date(2023, 6, 30)) == ["ha_tinh_2023"]
    assert codes(session, "xa", date(2023, 7, 1)) == []
    assert codes(session, "tinh-2", IN_2023) == []


def test_a_units_own_plan_goes_before_one_from_above_and_the_newest_first(session: Session) -> None:
    adopt_plan(session, PLAN, unit="tinh")
    adopt_plan(session, plan_text("son_trung_2021_2030"), unit="xa")
    adopt_plan(session, plan_text("nq_76_2021"), unit="xa", first=date(2023, 3, 1))
    assert codes(session, "xa", IN_2023) == ["nq_76_2021", "son_trung_2021_2030", "ha_tinh_2023"]
    adopt_plan(session, PLAN, unit="xa")
    assert codes(session, "xa", IN_2023).count("ha_tinh_2023") == 1


def test_the_text_is_kept_with_its_digest_whatever_the_line_ends(session: Session) -> None:
    adopt_plan(session, "\ufeff" + PLAN.replace("\n", "\r\n"), unit="tinh")
    adopt_plan(session, PLAN, unit="tinh-2")
    assert kept_text(session, "ha_tinh_2023") == PLAN
    assert session.get_one(AdoptedPlan, "ha_tinh_2023").digest == digest_of(PLAN)
    assert [each.unit for each in adoptions(session)] == ["tinh", "tinh-2"]
    assert kept_text(session, "khong_co") is None


def test_a_changed_plan_needs_a_new_code(session: Session) -> None:
    adopt_plan(session, PLAN, unit="tinh")
    with pytest.raises(AdoptionRefused, match="Hãy đặt code mới"):
        adopt_plan(session, PLAN + "\n# sửa\n", unit="tinh-2")
    assert [each.unit for each in adoptions(session)] == ["tinh"]


def test_the_same_plan_cannot_be_adopted_twice_on_one_day(session: Session) -> None:
    adopt_plan(session, PLAN, unit="tinh", first=date(2023, 1, 1), last=date(2023, 6, 30))
    with pytest.raises(AdoptionRefused, match=r"đã áp dụng “.+” \(ha_tinh_2023\) từ 01/01/2023 đến 30/6/2023"):
        adopt_plan(session, PLAN, unit="tinh", first=date(2023, 6, 30))
    adopt_plan(session, PLAN, unit="tinh", first=date(2023, 7, 1))
    assert codes(session, "tinh", date(2023, 7, 1)) == ["ha_tinh_2023"]


def test_impossible_days_units_and_plans_are_refused(session: Session) -> None:
    with pytest.raises(AdoptionRefused, match="trước ngày bắt đầu"):
        adopt_plan(session, PLAN, unit="tinh", first=date(2023, 5, 1), last=date(2023, 4, 1))
    with pytest.raises(AdoptionRefused, match="có hiệu lực từ 01/01/2023"):
        adopt_plan(session, PLAN, unit="tinh", first=date(2025, 1, 1), last=date(2025, 4, 1))
    with pytest.raises(UnknownUnit):
        adopt_plan(session, PLAN, unit="xa-9")
    with pytest.raises(PlanError):
        adopt_plan(session, "code = 1", unit="tinh")
    assert adoptions(session) == []
