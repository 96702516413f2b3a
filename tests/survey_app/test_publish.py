"""Publishing: snapshots that never change, revisions, and figures that move for ten new answers or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from reports.edition import Changes
from survey_app import grid
from survey_app.adoption import adopt_plan
from survey_app.cli.attended import GIVEN_UP
from survey_app.database import Store
from survey_app.exceptions import BrokenSnapshot, NotPublished, UnknownRevision
from survey_app.holding import keep_responses
from survey_app.installing import install, opened
from survey_app.models import (
    AuditEntry,
    Desk,
    HeldAnswer,
    Publication,
    PublishingTurn,
    Response,
    Snapshot,
    TransactionCount,
    UnitParent,
)
from survey_app.own_program import PROGRAM
from survey_app.periods import parse_period, viet_nam_today
from survey_app.plans import simulated_text
from survey_app.publish import Done
from survey_app.publish import publish as publish_tasks
from survey_app.results import METHOD_VERSION, load
from survey_app.snapshots import find_chart, find_snapshot, is_intact, keep_snapshot, walk_snapshots
from tests.factories import make_desk, make_response, make_sector, make_transactions, make_unit, publish

WEEK = parse_period("2026-W45")
MONDAY, THURSDAY, LATER = date(2026, 11, 9), date(2026, 11, 12), date(2026, 11, 25)
DAY = date(2026, 11, 4)


def furnish(session: Session) -> Desk:
    """A province with one unit; 30 of 40 satisfied with land on one day, 400 visits."""
    make_unit(session, "tinh", level="province")
    unit, land = make_unit(session, "xa", level="commune_centre"), make_sector(session)
    session.add(UnitParent(unit="xa", parent="tinh", valid_from=date(2025, 7, 1)))
    desk = make_desk(session, unit, sectors=(land,))
    for number in range(40):
        make_response(session, desk, overall=5 if number < 30 else 2, sector="dat-dai", day=DAY)
    make_transactions(session, unit, land, day=DAY, visits=400)
    return desk


def come_late(
    session: Session, desk: Desk, number: int, *, arrived: date = MONDAY, day: date = DAY, **values: object
) -> None:
    """Answers of the week that arrive by the one way in, after it."""
    for _ in range(number):
        made = make_response(session, desk, overall=1, sector="dat-dai", day=day, **values)
        row = {column.name: getattr(made, column.name) for column in Response.__table__.columns}
        session.delete(made)
        session.flush()
        keep_responses(session, [row], arrived=arrived)


@pytest.fixture
def desk(sqlite_store: Store) -> Desk:
    with sqlite_store.writing.begin() as session:
        session.expire_on_commit = False
        return furnish(session)


def numbers(store: Store, unit: str = "tinh", period: str = "2026-W45") -> list[tuple[int, str, str]]:
    """Revision, status and reason of each snapshot."""
    with store.reading() as session:
        return [(kept.revision, kept.status, kept.reason) for kept in walk_snapshots(session, unit=unit, period=period)]


def test_a_week_is_preliminary_on_monday_and_official_on_thursday(sqlite_store: Store, desk: Desk) -> None:
    done = publish(sqlite_store, MONDAY, period="2026-W45")
    assert (done.first, done.revised) == (2, 0)
    publish(sqlite_store, THURSDAY, period="2026-W45")
    assert numbers(sqlite_store) == [(1, "preliminary", "first"), (2, "official", "official")]
    with sqlite_store.reading() as session:
        findings = load(session, WEEK, "tinh", today=THURSDAY)
        assert (findings.total.n, findings.period.status) == (40, "official")
        assert load(session, WEEK, "tinh", today=THURSDAY, revision=1).period.status == "preliminary"
        with pytest.raises(UnknownRevision, match="không có bản 3"):
            load(session, WEEK, "tinh", today=THURSDAY, revision=3)


def test_publishing_again_changes_nothing(store: Store) -> None:
    with store.writing.begin() as session:
        furnish(session)
    publish(store, LATER, period="2026-W45")
    with store.reading() as session:
        before = [(kept.revision, kept.digest) for kept in walk_snapshots(session)]
    again = publish(store, LATER + timedelta(days=1), period="2026-W45")
    assert (again.first, again.revised, again.unchanged) == (0, 0, 2)
    with store.reading() as session:
        assert [(kept.revision, kept.digest) for kept in walk_snapshots(session)] == before


def test_two_processes_at_once_publish_each_period_once(store: Store) -> None:
    with store.writing.begin() as session:
        furnish(session)
    start, faults = threading.Barrier(2), []

    def run() -> None:
        start.wait(10)
        try:
            publish(store, LATER, period="2026-W45")
        except Exception as fault:  # a thread's own failure would pass unseen
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    assert numbers(store) == [(1, "official", "first")]


def test_what_was_stopped_goes_on_where_it_was(sqlite_store: Store, desk: Desk) -> None:
    with sqlite_store.reading() as session:
        tasks = grid.tasks(session, LATER, since=DAY)
    assert len(tasks) > 2
    publish_tasks(sqlite_store, tasks, LATER, tell=lambda _task, done: done.first < 1, with_charts=False)
    done = publish_tasks(sqlite_store, tasks, LATER, with_charts=False)
    assert (done.unchanged, done.first) == (1, len(tasks) - 1)
    with sqlite_store.reading() as session:
        lines = session.scalars(sa.select(AuditEntry.detail).order_by(AuditEntry.id)).all()
    assert [json.loads(line) for line in lines] == [{"published": 1}, {"published": len(tasks) - 1}]


def test_a_run_that_breaks_off_is_logged_with_what_it_did(sqlite_store: Store, desk: Desk) -> None:
    with sqlite_store.reading() as session:
        tasks = grid.tasks(session, LATER, since=DAY)

    def stop(_task: grid.Task, _done: Done) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish_tasks(sqlite_store, tasks, LATER, tell=stop, with_charts=False, who="cli:lan")
    with sqlite_store.reading() as session:
        line = session.scalars(sa.select(AuditEntry)).one()
    assert (line.who, line.subject, json.loads(line.detail)) == ("cli:lan", tasks[0].period.id, {"published": 1})


@pytest.mark.parametrize("statement", ["UPDATE {} SET content = ''", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["snapshot", "snapshot_chart"])
def test_the_database_refuses_to_change_or_delete_what_was_published(store: Store, table: str, statement: str) -> None:
    with store.writing.begin() as session:
        furnish(session)
    with store.reading() as session:
        tasks = [task for task in grid.tasks(session, LATER) if task.period == WEEK]
    publish_tasks(store, tasks[:1], LATER)
    with store.engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
        connection.execute(sa.text(statement.format(table)))
    if store.is_sqlite:
        with store.engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
            connection.execute(sa.text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"))


def test_fewer_than_ten_late_answers_move_nothing_and_the_tenth_moves_all_at_once(store: Store) -> None:
    with store.writing.begin() as session:
        session.expire_on_commit = False
        desk = furnish(session)
    publish(store, MONDAY, period="2026-W45")
    with store.writing.begin() as session:
        come_late(session, desk, 9)
    assert publish(store, MONDAY, period="2026-W45").unchanged == 2
    publish(store, THURSDAY, period="2026-W45")
    with store.reading() as session:
        assert load(session, WEEK, "tinh", today=THURSDAY).total.n == 40
    with store.writing.begin() as session:
        come_late(session, desk, 1, arrived=THURSDAY)
    done = publish(store, LATER, period="2026-W45")
    assert (done.released, done.revised) == (10, 2)
    assert numbers(store)[-1] == (3, "official", "answers")
    with store.reading() as session:
        kept = find_snapshot(session, "tinh", "2026-W45")
        assert kept is not None
        assert kept.findings.total.n == 50
        assert [shown.vi for shown in kept.edition.changes.answers or ()] == ["40", "50"]
        shares = [(one.row.vi, one.before.vi, one.after.vi) for one in kept.edition.changes.figures]
        assert ("Lĩnh vực dat-dai", "75,0%", "60,0%") in shares


def test_fifty_late_answers_leave_the_old_digest_and_make_a_revision(sqlite_store: Store, desk: Desk) -> None:
    publish(sqlite_store, THURSDAY, period="2026-W45")
    with sqlite_store.reading() as session:
        first = find_snapshot(session, "tinh", "2026-W45")
    with sqlite_store.writing.begin() as session:
        come_late(session, desk, 50)
    publish(sqlite_store, LATER, period="2026-W45")
    with sqlite_store.reading() as session:
        old, new = find_snapshot(session, "tinh", "2026-W45", 1), find_snapshot(session, "tinh", "2026-W45")
    assert first is not None
    assert old is not None
    assert new is not None
    assert (old.digest, old.text) == (first.digest, first.text)
    assert is_intact(old)
    assert (new.revision, new.findings.total.n - old.findings.total.n) == (2, 50)
    assert old.edition.is_replaced


def test_groups_wait_apart_so_that_no_row_moves_for_fewer_than_ten(sqlite_store: Store, desk: Desk) -> None:
    publish(sqlite_store, THURSDAY, period="2026-W45")
    with sqlite_store.writing.begin() as session:
        come_late(session, desk, 6)
        come_late(session, desk, 6, tier="none", channel="paper")
    publish(sqlite_store, LATER, period="2026-W45")
    with sqlite_store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(HeldAnswer)) == 12
        assert numbers(sqlite_store)[-1] == (1, "official", "first")


def test_ten_answers_of_which_three_tell_minutes_wait_for_more(sqlite_store: Store, desk: Desk) -> None:
    with sqlite_store.writing.begin() as session:
        come_late(session, desk, 7)
        come_late(session, desk, 3, minutes=30, minutes_way="quick")
    assert publish(sqlite_store, LATER, period="2026-W45").released == 0
    with sqlite_store.writing.begin() as session:
        come_late(session, desk, 7, minutes=30, minutes_way="quick")
    assert publish(sqlite_store, LATER, period="2026-W45").released == 17


@pytest.mark.parametrize(
    ("day", "arrived", "is_held"),
    [
        (date(2026, 11, 6), date(2026, 11, 8), False),
        (date(2026, 11, 6), date(2026, 11, 9), True),
        (date(2026, 9, 30), date(2026, 10, 1), True),
        (date(2026, 10, 14), date(2026, 10, 15), True),
        (date(2026, 10, 13), date(2026, 10, 14), False),
        (date(2026, 11, 9), date(2026, 11, 9), False),
    ],
)
def test_an_answer_waits_when_a_period_of_its_day_may_be_published(
    sqlite_store: Store, desk: Desk, day: date, arrived: date, is_held: bool
) -> None:
    with sqlite_store.writing.begin() as session:
        come_late(session, desk, 1, day=day, arrived=arrived)
        assert bool(session.scalar(sa.select(sa.func.count()).select_from(HeldAnswer))) is is_held


def test_a_late_import_of_visits_makes_a_revision_that_names_it(sqlite_store: Store, desk: Desk) -> None:
    publish(sqlite_store, LATER, period="2026-W45")
    with sqlite_store.writing.begin() as session:
        row = session.get(TransactionCount, ("xa", "dat-dai", DAY))
        assert row is not None
        row.visits = 500
    publish(sqlite_store, LATER, period="2026-W45")
    assert numbers(sqlite_store) == [(1, "official", "first"), (2, "official", "visits")]


def test_a_new_method_makes_a_revision_that_says_so_and_leaves_the_old_one(sqlite_store: Store, desk: Desk) -> None:
    publish(sqlite_store, LATER, period="2026-W45")
    with sqlite_store.writing.begin() as session:
        made = load(session, WEEK, "xa", today=LATER)
        before = replace(made, method_version="6", interval_method="beta")
        keep_snapshot(session, before, revision=2, reasons=["method"], changes=Changes())
        noted = session.get_one(Publication, {"unit": "xa", "period": "2026-W45"})
        noted.basis = noted.basis.replace(f"method:{METHOD_VERSION}", "method:6")
    publish(sqlite_store, LATER, period="2026-W45")
    assert numbers(sqlite_store, "xa")[-1] == (3, "official", "method")
    with sqlite_store.reading() as session:
        assert load(session, WEEK, "xa", today=LATER).method_version == METHOD_VERSION
        assert load(session, WEEK, "xa", today=LATER, revision=2) == before


def test_a_new_name_is_no_revision_and_a_new_plan_is(sqlite_store: Store, desk: Desk) -> None:
    publish(sqlite_store, LATER, period="2026-W45")
    with sqlite_store.writing.begin() as session:
        session.execute(sa.text("UPDATE unit SET name_vi = 'Tên sửa' WHERE code = 'xa'"))
    assert publish(sqlite_store, LATER, period="2026-W45").unchanged == 2
    with sqlite_store.writing.begin() as session:
        adopt_plan(session, simulated_text(2026), unit="tinh")
    publish(sqlite_store, LATER, period="2026-W45")
    assert numbers(sqlite_store)[-1] == (2, "official", "plans")


def test_a_plan_adopted_below_changes_nothing_above(sqlite_store: Store, desk: Desk) -> None:
    with sqlite_store.writing.begin() as session:
        adopt_plan(session, simulated_text(2026), unit="tinh")
    with sqlite_store.reading() as session:
        tasks = [task for task in grid.tasks(session, date(2027, 1, 25)) if task.unit == "tinh"]
    publish_tasks(sqlite_store, tasks, date(2027, 1, 25))
    with sqlite_store.writing.begin() as session:
        adopt_plan(session, simulated_text(2026), unit="xa")
    done = publish_tasks(sqlite_store, tasks, date(2027, 1, 25))
    assert (done.first, done.revised, done.unchanged) == (0, 0, len(tasks))


def test_the_grid_holds_every_kind_of_closed_period_from_the_first_answer(sqlite_store: Store, desk: Desk) -> None:
    with sqlite_store.writing.begin() as session:
        adopt_plan(session, simulated_text(2026), unit="tinh")
        make_unit(session, "trong")
    with sqlite_store.reading() as session:
        tasks = grid.tasks(session, date(2027, 1, 4))
    assert {task.unit for task in tasks} == {"tinh", "xa"}
    periods = [task.period.id for task in tasks if task.unit == "tinh"]
    assert {"2026-W45", "2026-W53", "2026-11", "2026-12", "2026-Q4", "2026-H2", "2026"} <= set(periods)
    assert {"mo_phong_2026:year", "mo_phong_2026:Q4"} <= set(periods)
    assert "2026-W44" not in periods
    assert "2026-10" not in periods
    with sqlite_store.reading() as session:
        first = grid.tasks(session, date(2026, 11, 9))
    # a month ends on any day: until its stretch of days is over, answers of it are still counted
    assert {task.period.id for task in first} == {"2026-W45"}


def test_what_is_not_published_is_told_to_the_reader_and_the_command_to_a_terminal(
    sqlite_store: Store, desk: Desk
) -> None:
    with sqlite_store.reading() as session, pytest.raises(NotPublished) as refused:
        load(session, WEEK, "tinh", today=LATER)
    assert "sipas" not in str(refused.value)
    assert "2026-W45" not in str(refused.value)
    assert str(refused.value).startswith("Tuần 45")
    assert refused.value.command == "sipas publish --period 2026-W45 --unit tinh"


def test_charts_are_kept_in_both_languages(sqlite_store: Store, desk: Desk) -> None:
    with sqlite_store.reading() as session:
        tasks = [task for task in grid.tasks(session, LATER) if task.period == WEEK and task.unit == "tinh"]
    publish_tasks(sqlite_store, tasks, LATER)
    with sqlite_store.reading() as session:
        pictures = [find_chart(session, ("tinh", "2026-W45", 1), language, "sectors") for language in ("vi", "en")]
    assert all(picture is not None and picture.startswith(b"<svg") for picture in pictures)
    assert pictures[0] != pictures[1]


def test_a_snapshot_that_was_tampered_with_is_found(sqlite_store: Store, desk: Desk) -> None:
    publish(sqlite_store, LATER, period="2026-W45")
    with sqlite_store.writing.begin() as session:
        # who owns the file can take the guard away, but not make the digest fit what others wrote down
        session.execute(sa.text("DROP TRIGGER snapshot_no_update"))
        session.execute(sa.update(Snapshot).where(Snapshot.unit == "xa").values(content=b"nothing"))
    with sqlite_store.reading() as session:
        assert {kept.unit: is_intact(kept) for kept in walk_snapshots(session)} == {"tinh": True, "xa": False}
        with pytest.raises(BrokenSnapshot, match="khôi phục từ bản sao lưu"):
            load(session, WEEK, "xa", today=LATER)


def test_a_run_that_a_server_began_ends_with_it(tmp_path: Path) -> None:
    install(tmp_path, base_url=None)
    with opened(tmp_path) as (_settings, store):
        with store.writing.begin() as session:
            unit, land = make_unit(session, "xa", level="commune_centre"), make_sector(session)
            desk = make_desk(session, unit, sectors=(land,))
            make_response(session, desk, overall=5, sector="dat-dai", day=viet_nam_today() - timedelta(days=10))
        # the run waits for its turn to write, until the server is gone
        with store.writing() as session:
            session.execute(sa.delete(PublishingTurn))
            command = [sys.executable, "-c", PROGRAM, "--dir", str(tmp_path), "publish", "--recent", "--attended"]
            run = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            run.communicate()
    assert run.returncode == GIVEN_UP
