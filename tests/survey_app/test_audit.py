"""The log of staff actions: written with what was done, and never changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from survey_app.audit import command_line_user, record
from survey_app.database import Store
from survey_app.models import AuditEntry
from survey_app.roles import Held
from survey_app.staff import add_staff, give_role
from tests.factories import make_unit

AT = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)


def test_a_line_says_who_in_which_roles_did_what_to_which_thing(sqlite_store: Store) -> None:
    with sqlite_store.writing.begin() as session:
        for unit in ("tinh", "xa-1"):
            make_unit(session, unit)
        add_staff(session, "lan", name="Lan", unit="tinh", password="con trâu đi trước cái cày", roles=["head"])
        give_role(session, "lan", Held("xa-1", "clerk"))
        record(session, "lan", "export.results", "2026-W45", unit="xa-1", detail={"kind": "xlsx"}, at=AT)
    with sqlite_store.reading() as session:
        row = session.scalars(sa.select(AuditEntry)).one()
        assert (row.who, row.roles, row.action) == ("lan", "head@tinh, clerk@xa-1", "export.results")
        assert (row.subject, row.unit, row.detail) == ("2026-W45", "xa-1", '{"kind": "xlsx"}')


def test_what_is_rolled_back_is_not_logged(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        record(session, command_line_user(), "people.add", "lan")
        session.rollback()
    with sqlite_store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0


def test_the_command_line_is_named_with_its_user() -> None:
    assert command_line_user().startswith("cli:")


def test_no_statement_changes_or_empties_the_log(store: Store) -> None:
    replace = "INSERT OR REPLACE INTO audit SELECT id, at, 'x', roles, action, subject, unit, detail FROM audit"
    changes = ["UPDATE audit SET who = 'x'", "DELETE FROM audit", "DELETE FROM audit WHERE id = 1"]
    with store.writing.begin() as session:
        record(session, "lan", "people.add", "minh", at=AT)
    for change in [*changes, replace if store.is_sqlite else "TRUNCATE audit"]:
        with pytest.raises(DBAPIError, match="only added to"), store.writing.begin() as session:
            session.execute(sa.text(change))
    with store.reading() as session:
        assert session.scalars(sa.select(AuditEntry.who)).all() == ["lan"]
