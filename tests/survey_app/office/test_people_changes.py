"""Two administrators at once, on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from survey_app.database import Store
from survey_app.exceptions import EditedMeanwhile, StaffRefused
from survey_app.models import Staff
from survey_app.office.people import person_of
from survey_app.office.people_changes import change_person
from survey_app.office.people_list import Editor, person_entry
from survey_app.staff import add_staff
from tests.factories import make_unit

AT = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
PAIR = ("mot", "hai")


@pytest.fixture
def editors(store: Store) -> dict[str, Editor]:
    """Two administrators of one unit: there are no others."""
    with store.writing.begin() as session:
        make_unit(session, "tinh")
        for login in PAIR:
            add_staff(
                session, login, name=login, unit="tinh", password="con trâu đi trước cái cày", roles=["administrator"]
            )
        return {
            login: Editor(person_of(session, session.get_one(Staff, login)), date(2026, 11, 10), "vi") for login in PAIR
        }


def test_two_administrators_who_disable_each_other_leave_one(store: Store, editors: dict[str, Editor]) -> None:
    with store.reading() as session:
        seen = {login: person_entry(session, editors["hai" if login == "mot" else "mot"], login).seen for login in PAIR}

    def disable(login: str) -> str:
        other = "hai" if login == "mot" else "mot"
        try:
            with store.writing.begin() as session:
                change_person(session, editors[other], login, "disable", {"seen": seen[login], "named": login}, at=AT)
        except (StaffRefused, EditedMeanwhile) as refusal:
            return str(refusal)
        return ""

    with ThreadPoolExecutor(2) as both:
        told = sorted(both.map(disable, PAIR))
    assert told[0] == ""
    assert "quản trị viên cuối cùng" in told[1]
    with store.reading() as session:
        assert sum(session.get_one(Staff, login).is_active for login in PAIR) == 1
