"""`sipas publish` and `sipas verify`: what they do, say and refuse; and the server's own run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from survey_app import publishing_timer
from survey_app.audit import command_line_user
from survey_app.cli import sipas
from survey_app.database import Store, open_store
from survey_app.exceptions import OpenPeriod, UnknownPeriod, UnknownUnit
from survey_app.installing import install
from survey_app.models import AuditEntry, PublishingTurn, Sector, Snapshot, Unit
from survey_app.office.audit_details import detail_words
from survey_app.office.audit_words import action_words, actor_words
from survey_app.periods import Period, previous, viet_nam_today, week_of
from survey_app.publish import publishing_day
from survey_app.publishing_turn import publishing_turn
from survey_app.settings import Settings
from tests.factories import make_desk, make_response, make_sector, make_transactions, make_unit

WEEK = previous(week_of(viet_nam_today()))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Store]]:
    """An installation with one unit and twelve answers of last week."""
    for name in [name for name in os.environ if name.startswith("SIPAS_")]:
        monkeypatch.delenv(name)
    # a command called here would let the tests after it go last for good
    monkeypatch.setattr(os, "nice", lambda by: by)
    directory = tmp_path / "cai-dat"
    store = open_store(install(directory).settings.database_url)
    with store.writing.begin() as session:
        unit, land = make_unit(session, "tinh"), make_sector(session)
        desk = make_desk(session, unit, sectors=(land,))
        for number in range(12):
            make_response(session, desk, overall=5 - number % 2, sector=land.code, day=WEEK.first)
    yield directory, store
    store.engine.dispose()


def run(place: tuple[Path, Store], *words: str) -> Result:
    return CliRunner().invoke(sipas, ["--dir", str(place[0]), *words], catch_exceptions=False)


def test_it_publishes_says_what_it_did_and_the_second_time_that_nothing_changed(place: tuple[Path, Store]) -> None:
    assert "1 tuần" in run(place, "publish", "--period", WEEK.id, "--dry-run").output
    first = run(place, "publish", "--period", WEEK.id)
    assert "Công bố 1 bản mới, 0 bản sửa; 0 bản không đổi." in first.output
    assert "Công bố 0 bản mới, 0 bản sửa; 1 bản không đổi." in run(place, "publish", "--period", WEEK.id).output
    assert "phiếu" in run(place, "results", "--unit", "tinh").output


def log_of(store: Store) -> list[tuple[str, str, str, str]]:
    with store.reading() as session:
        rows = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
        return [(actor_words(row.who), action_words(row.action), row.subject, detail_words(row.detail)) for row in rows]


def test_a_run_that_changed_something_is_one_line_of_the_log_with_its_revisions_by_name(
    place: tuple[Path, Store],
) -> None:
    me = actor_words(command_line_user())
    for _twice in range(2):
        run(place, "publish", "--period", WEEK.id)
    assert log_of(place[1]) == [(me, "Công bố", WEEK.id, "bản mới: 1")]
    with place[1].writing.begin() as session:
        make_transactions(session, session.get_one(Unit, "tinh"), session.get_one(Sector, "dat-dai"), day=WEEK.first)
    run(place, "publish", "--period", WEEK.id)
    revised = f"bản sửa: 1; các bản sửa (kỳ · đơn vị · số bản): {WEEK.id} · tinh · 2"
    assert log_of(place[1])[1:] == [(me, "Công bố", WEEK.id, revised)]


def test_it_says_when_there_is_nothing_to_publish(place: tuple[Path, Store]) -> None:
    before = previous(previous(WEEK))
    assert "Không có kỳ nào để công bố" in run(place, "publish", "--period", before.id).output


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("--period", week_of(viet_nam_today()).id), OpenPeriod),
        (("--period", "tuan-45"), UnknownPeriod),
        (("--period", "2026-01-01..2026-01-09"), UnknownPeriod),
        (("--unit", "khong-co"), UnknownUnit),
    ],
)
def test_it_refuses_what_cannot_be_published(
    place: tuple[Path, Store], words: tuple[str, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        run(place, "publish", *words)


def test_verify_tells_intact_from_broken_and_ends_with_1(place: tuple[Path, Store]) -> None:
    run(place, "publish", "--period", WEEK.id)
    good = run(place, "verify", "--unit", "tinh", "--period", WEEK.id)
    assert (good.exit_code, "1 bản còn nguyên, 0 bản hỏng." in good.output) == (0, True)
    with place[1].writing.begin() as session:
        session.execute(sa.text("DROP TRIGGER snapshot_no_update"))
        session.execute(sa.update(Snapshot).values(digest="0" * 64))
    bad = run(place, "verify")
    assert bad.exit_code == 1
    assert f"HỎNG: tinh, kỳ {WEEK.id}, bản 1" in bad.output


def test_only_one_process_publishes_by_itself_until_it_is_not_heard_of(place: tuple[Path, Store]) -> None:
    store = place[1]
    with publishing_turn(store) as turn:
        assert turn is not None
        assert turn.is_ours()
        assert "Một chương trình khác đang công bố" in run(place, "publish", "--recent").output
        with store.writing.begin() as session:
            session.execute(sa.update(PublishingTurn).values(heard_at=datetime.now(UTC) - timedelta(hours=1)))
        with publishing_turn(store) as other:
            assert other is not None
            assert not turn.is_ours()
    with publishing_turn(store) as again:
        assert again is not None


def test_a_running_server_publishes_what_is_missing_once_a_day(place: tuple[Path, Store]) -> None:
    directory, store = place
    app = Flask("server")
    now = datetime.now(UTC)
    app.extensions |= {"sipas_settings": Settings.from_directory(directory, {}), "sipas_clock": lambda: now}
    today = publishing_timer.publish_if_due(app, None)
    assert today == publishing_day(now)
    with store.reading() as session:
        found = session.scalar(sa.select(sa.func.count()).select_from(Snapshot).where(Snapshot.period == WEEK.id))
    assert found == 1
    ((who, what, _periods, _detail),) = log_of(store)
    assert (who, what) == ("máy chủ (tự chạy)", "Công bố")
    assert publishing_timer.publish_if_due(app, today) == today


def test_a_server_that_cannot_publish_tries_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = Flask("server")
    lost = Settings(tmp_path, f"sqlite:///{tmp_path / 'nowhere' / 'sipas.db'}", "k" * 48)
    app.extensions |= {"sipas_settings": lost, "sipas_clock": lambda: datetime.now(UTC)}
    assert publishing_timer.publish_if_due(app, None) is None
    assert "Chưa công bố được mọi kỳ" in caplog.text


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 8, 17, 5, tzinfo=UTC), date(2026, 11, 8)),
        (datetime(2026, 11, 8, 17, 10, tzinfo=UTC), date(2026, 11, 9)),
    ],
)
def test_a_day_is_over_ten_minutes_after_midnight_in_viet_nam(now: datetime, day: date) -> None:
    assert publishing_day(now) == day


def test_the_week_under_test_is_over() -> None:
    assert isinstance(WEEK, Period)
    assert WEEK.last < viet_nam_today()


def test_a_turn_that_a_killed_server_left_is_waited_for_not_taken_for_done(place: tuple[Path, Store]) -> None:
    directory, store = place
    app = Flask("server")
    settings = Settings.from_directory(directory, {})
    app.extensions |= {"sipas_settings": settings, "sipas_clock": lambda: datetime.now(UTC)}
    with publishing_turn(store) as turn:
        assert turn is not None
        assert publishing_timer.publish_if_due(app, None) is None
    assert publishing_timer.publish_if_due(app, None) is not None
