"""The register on both engines: numbers, the lock of an edit, and a history that is only ever added to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from survey_app import actions
from survey_app.actions import Actor, Plan
from survey_app.database import Store
from survey_app.exceptions import ActionRefused, UnknownAction
from survey_app.models import ActionChange
from survey_app.periods import week_of
from survey_app.results import compute
from tests.factories import DAY, make_desk, make_response, make_sector, make_unit

TODAY = date(2026, 11, 12)
ACTOR = Actor("truong", datetime(2026, 11, 12, 3, 0, tzinfo=UTC), TODAY)
PLAN = Plan("Một quầy nhận mọi hồ sơ", "Mở thêm quầy", "", TODAY + timedelta(days=14))


@pytest.fixture
def number(store: Store) -> int:
    """An action opened from the land sector's row, 15 of 20 satisfied."""
    with store.writing.begin() as session:
        land = make_sector(session)
        desk = make_desk(session, make_unit(session), sectors=(land,))
        for level in [5] * 15 + [3] * 5:
            make_response(session, desk, overall=level, sector="dat-dai")
    with store.reading() as session:
        findings = compute(session, week_of(DAY), "ttpvhcc", today=TODAY)
    with store.writing.begin() as session:
        return actions.open_action(session, findings, "sectors:dat-dai", PLAN, ACTOR).number


def test_the_register_keeps_lists_and_logs(store: Store, number: int) -> None:
    with store.writing.begin() as session:
        found = actions.find_action(session, number, to_change=True)
        actions.finish_action(session, found, TODAY, ACTOR)
    with store.reading() as session:
        (fact,) = actions.actions_of(session, {"ttpvhcc"}, TODAY)
        assert (fact.state, fact.done_on, fact.opening.figure.counts) == ("done", TODAY, None)
        assert fact.opening.figure.estimate.value == 0.75
        lines = actions.history(session, number)
        assert [(line.what, line.who) for line in lines] == [("opened", "truong"), ("done", "truong")]
        assert actions.actions_of(session, {"ttpvhcc"}, TODAY, state="overdue") == []


def test_the_history_refuses_every_change(store: Store, number: int) -> None:
    for statement in (sa.delete(ActionChange), sa.update(ActionChange).values(who="khác")):
        with pytest.raises(sa.exc.DBAPIError, match="only added to"), store.writing.begin() as session:
            session.execute(statement)


@pytest.mark.parametrize("asked", [0, -1, 2**40])
def test_a_number_that_cannot_be_is_unknown(sqlite_store: Store, asked: int) -> None:
    with sqlite_store.reading() as session, pytest.raises(UnknownAction, match="Không có việc khắc phục"):
        actions.find_action(session, asked)


def test_a_step_that_the_state_does_not_allow_is_refused(store: Store, number: int) -> None:
    with store.writing.begin() as session, pytest.raises(ActionRefused, match="đang làm"):
        actions.reopen_action(session, actions.find_action(session, number, to_change=True), ACTOR)
