"""The simulated half-year in the database, on both engines."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import forms
from survey_app import models
from survey_app.database import Store
from survey_app.demo.load import QUESTIONNAIRE, load
from survey_app.demo.province import PROVINCE
from survey_app.demo.simulation import Simulation, simulate
from survey_app.periods import week_of
from survey_app.places import descendants

UNTIL = date(2026, 11, 15)


@pytest.fixture(scope="module")
def half_year() -> Simulation:
    return simulate(5, 600, UNTIL)


def number(session: Session, table: type[models.Base]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_everything_that_was_drawn_is_kept(store: Store, half_year: Simulation) -> None:
    load(store, half_year)
    with store.reading() as session:
        assert number(session, models.Response) == 600
        assert number(session, models.Desk) == len(half_year.province.desks)
        assert number(session, models.Comment) == half_year.sheets.comments.sum() > 0
        assert session.scalar(sa.select(sa.func.sum(models.TransactionCount.visits))) == half_year.population.cell.size
        satisfied = sa.func.substr(models.Response.answers, 1, 1).in_(["4", "5"])
        kept = session.scalar(sa.select(sa.func.count()).select_from(models.Response).where(satisfied))
        assert kept == half_year.sheets.satisfied.sum()


def test_all_46_centres_belong_to_the_province_on_every_day(sqlite_store: Store, half_year: Simulation) -> None:
    load(sqlite_store, half_year)
    with sqlite_store.reading() as session:
        below = descendants(session, PROVINCE, half_year.first, UNTIL)
    assert len({membership.unit for membership in below}) == 47


def test_every_answer_text_is_one_the_questionnaire_can_read(sqlite_store: Store, half_year: Simulation) -> None:
    load(sqlite_store, half_year)
    questionnaire = forms.get_questionnaire(QUESTIONNAIRE)
    with sqlite_store.reading() as session:
        texts = session.scalars(sa.select(models.Response.answers).distinct()).all()
        read = [forms.decode_answers(questionnaire, text) for text in texts]
    assert all(codes["overall"] for codes in read)
    assert any(codes["resupply"] for codes in read)


def test_the_order_of_the_sheets_tells_nothing(sqlite_store: Store, half_year: Simulation) -> None:
    load(sqlite_store, half_year)
    with sqlite_store.reading() as session:
        rows = session.execute(sa.select(models.Response.id, models.Response.day, models.Response.receipt)).all()
    days = [row.day.toordinal() for row in rows]
    assert abs(np.corrcoef(range(len(days)), days)[0, 1]) < 0.2
    assert len({row.receipt for row in rows}) == 600
    assert all(row.id.version == 4 and len(row.receipt) == 16 for row in rows)


def test_an_answer_names_its_sector_only_where_it_is_known_and_served(
    sqlite_store: Store, half_year: Simulation
) -> None:
    load(sqlite_store, half_year)
    served = {(desk.code, sector) for desk in half_year.province.desks for sector in desk.sectors}
    with sqlite_store.reading() as session:
        rows = session.execute(sa.select(models.Response.desk, models.Response.sector, models.Response.unit)).all()
    assert all((row.desk, row.sector) in served for row in rows if row.sector)
    assert any(row.sector is None for row in rows)
    assert all(row.desk.startswith(row.unit) for row in rows)


def test_minutes_and_the_way_they_were_told_go_together(sqlite_store: Store, half_year: Simulation) -> None:
    load(sqlite_store, half_year)
    number_range = forms.get_questionnaire(QUESTIONNAIRE).item("minutes").number
    assert number_range is not None
    with sqlite_store.reading() as session:
        rows = session.execute(sa.select(models.Response.minutes, models.Response.minutes_way)).all()
    assert all((row.minutes is None) == (row.minutes_way is None) for row in rows)
    assert {row.minutes for row in rows if row.minutes_way == "quick"} <= set(number_range.quick)


def test_the_plan_of_each_plan_year_is_adopted(sqlite_store: Store) -> None:
    load(sqlite_store, simulate(1, 50, date(2026, 2, 1)))
    with sqlite_store.reading() as session:
        adopted = session.execute(
            sa.select(models.PlanAdoption.plan, models.PlanAdoption.valid_from, models.PlanAdoption.valid_to)
            .where(models.PlanAdoption.unit == PROVINCE)
            .order_by(models.PlanAdoption.valid_from)
        ).all()
    assert [tuple(row) for row in adopted] == [
        ("mo_phong_2025", date(2024, 12, 15), date(2025, 12, 14)),
        ("mo_phong_2026", date(2025, 12, 15), date(2026, 12, 14)),
    ]


def test_comments_carry_their_week_and_no_number(sqlite_store: Store, half_year: Simulation) -> None:
    load(sqlite_store, half_year)
    weeks = {week_of(half_year.first + timedelta(days=7 * number)).id for number in range(26)}
    with sqlite_store.reading() as session:
        comments = session.execute(sa.select(models.Comment.week, models.Comment.text)).all()
    assert {comment.week for comment in comments} <= weeks
    assert not any(character.isdigit() or character == "@" for comment in comments for character in comment.text)


def test_a_load_that_fails_leaves_nothing(sqlite_store: Store, half_year: Simulation) -> None:
    def fail(stage: str, done: int, total: int) -> None:
        if stage == "Phiếu trả lời":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(sqlite_store, half_year, tell=fail)
    with sqlite_store.reading() as session:
        assert number(session, models.Unit) == number(session, models.TransactionCount) == 0
