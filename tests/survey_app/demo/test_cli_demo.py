"""`sipas demo`: what it makes, what it keeps, what it refuses."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from survey_app.app import create_app
from survey_app.cli import sipas
from survey_app.database import open_store
from survey_app.demo.building import settings_of
from survey_app.demo.folder import DemoRefused, workshop_of
from survey_app.demo.province import PROVINCE
from survey_app.demo.publishing import bring_up_to_date, publish_recent
from survey_app.demo.simulation import last_sunday
from survey_app.exceptions import PortInUse
from survey_app.migrating import downgrade
from survey_app.models import Publication, Response, Snapshot
from survey_app.periods import viet_nam_today
from survey_app.serving import lan_addresses
from survey_app.staff import check_password

SEED = 2
SMALL = ("--responses", "300", "--no-serve")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SIPAS_BASE_URL", "SIPAS_SECRET_KEY", "SIPAS_DATABASE_URL", "SIPAS_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """One demonstration for all tests, made while the environment names another installation's database.

    It takes the place of one that was interrupted while it was built.
    """
    place = tmp_path_factory.mktemp("made")
    words = (*SMALL, "--until", "2026-11-14", "--seed", str(SEED), "--base-url", "http://192.168.1.20:8000/")
    interrupted(place / "demo")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SIPAS_DATABASE_URL", f"sqlite:///{place / 'real.db'}")
        with pytest.raises(DemoRefused, match="dở dang.*--fresh"):
            run(place / "demo", *words)
        result = run(place / "demo", *words, "--fresh")
    return place / "demo", result


def interrupted(folder: Path) -> None:
    """Leave what a build leaves behind that was killed."""
    workshop_of(folder).mkdir(parents=True)
    (workshop_of(folder) / "demo.unfinished").touch()


@pytest.fixture
def copied(built: tuple[Path, Result], tmp_path: Path) -> Path:
    """A copy of it to change."""
    return shutil.copytree(built[0], tmp_path / "demo")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(sipas, ["demo", "--dir", str(folder), *arguments], catch_exceptions=False)


def facts_of(folder: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    return facts


def test_it_makes_what_demo_json_names(built: tuple[Path, Result]) -> None:
    folder, result = built
    assert result.exit_code == 0, result.output
    facts = facts_of(folder)
    assert Path(facts["database"]) == folder / "sipas.db"
    assert all(
        Path(path).stat().st_size > 0 for path in (facts["database"], *facts["posters"], *facts["exports"].values())
    )
    assert sorted(facts["exports"]) == ["csv", "pdf", "xlsx"]
    assert all(Path(path).read_bytes().startswith(b"%PDF") for path in facts["posters"])
    assert facts["citizen_url"].startswith("http://192.168.1.20:8000/d/")
    assert facts["results_url"] == "http://192.168.1.20:8000/office"
    assert facts["login"] == "demo"
    assert len(facts["password"]) >= 15


def test_it_prints_addresses_login_and_the_bias_that_remains(built: tuple[Path, Result]) -> None:
    folder, result = built
    facts = facts_of(folder)
    for fact in ("citizen_url", "results_url", "login", "password"):
        assert facts[fact] in result.output
    assert "mô phỏng" in result.output
    assert "độ lệch còn lại mà quyền số không sửa được" in result.output


def test_the_page_it_names_opens_and_the_login_works(built: tuple[Path, Result]) -> None:
    folder, _result = built
    facts = facts_of(folder)
    app = create_app(settings_of(folder))
    page = app.test_client().get(facts["citizen_url"].removeprefix("http://192.168.1.20:8000"))
    assert page.status_code == 200
    assert "Quầy 6 – Đất đai, môi trường" in page.text
    with app.extensions["sipas_store"].reading() as session:
        assert check_password(session, facts["login"], facts["password"]) is not None
        assert check_password(session, facts["login"], "another-long-password") is None


def test_another_installations_database_is_never_touched(built: tuple[Path, Result]) -> None:
    folder, _result = built
    assert [entry.name for entry in folder.parent.iterdir()] == ["demo"]
    store = open_store(settings_of(folder).database_url)
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 300
    store.engine.dispose()


def test_it_is_known_as_a_demonstration_and_made_of_what_was_asked(built: tuple[Path, Result]) -> None:
    folder, _result = built
    assert settings_of(folder).is_demo
    simulation = facts_of(folder)["simulation"]
    assert (simulation["responses"], simulation["seed"], simulation["until"]) == (300, SEED, "2026-11-08")
    assert simulation["first"] == "2026-05-11"
    assert simulation["shares"]["b"]["weighted"] > simulation["shares"]["b"]["truth"]


def test_run_again_it_keeps_what_is_there_and_says_so(copied: Path) -> None:
    run(copied, *SMALL)
    before = (copied / "demo.json").read_bytes(), (copied / "sipas.db").read_bytes()
    again = run(copied, "--responses", "900", "--no-serve")
    assert again.exit_code == 0
    assert "Giữ nguyên bản chạy thử" in again.output
    assert f"300 phiếu, 26 tuần đến 08/11/2026, --seed {SEED}" in again.output
    assert ((copied / "demo.json").read_bytes(), (copied / "sipas.db").read_bytes()) == before


def test_a_week_that_is_over_for_long_is_final_where_the_head_first_looks(built: tuple[Path, Result]) -> None:
    folder, result = built
    assert "Tuần cuối là số liệu chính thức." in result.output
    assert status_of(folder) == [(1, "official")]


def test_one_built_early_in_a_week_becomes_final_when_it_is_opened_later(copied: Path) -> None:
    store, until = open_store(settings_of(copied).database_url), date(2026, 11, 8)
    with store.writing.begin() as session:
        # as a demonstration built on a Monday has it
        for table in ("snapshot", "publication"):
            session.execute(sa.text(f"DROP TRIGGER IF EXISTS {table}_no_delete"))
        week = Snapshot.period == "2026-W45"
        session.execute(sa.delete(Snapshot).where(week))
        session.execute(sa.delete(Publication).where(Publication.period == "2026-W45"))
    publish_recent(store, until, today=date(2026, 11, 9), tell=lambda _stage, _done, _of: None)
    assert status_of(copied) == [(1, "preliminary")]
    bring_up_to_date(store, until, today=date(2026, 11, 11))
    assert status_of(copied) == [(1, "preliminary")]
    store.engine.dispose()
    run(copied, *SMALL)
    assert status_of(copied) == [(1, "preliminary"), (2, "official")]


def status_of(folder: Path) -> list[tuple[int, str]]:
    """The revisions of the province's last week."""
    store = open_store(settings_of(folder).database_url)
    query = sa.select(Snapshot.revision, Snapshot.status).where(
        Snapshot.unit == PROVINCE, Snapshot.period == "2026-W45"
    )
    with store.reading() as session:
        found = [(number, status) for number, status in session.execute(query.order_by(Snapshot.revision))]
    store.engine.dispose()
    return found


def test_at_another_address_it_keeps_the_data_and_prints_the_posters_again(copied: Path) -> None:
    before = facts_of(copied)
    moved = run(copied, *SMALL, "--port", "8123")
    after = facts_of(copied)
    assert "đã in lại poster" in moved.output
    assert after["citizen_url"] == before["citizen_url"].replace("192.168.1.20:8000", "127.0.0.1:8123")
    assert after["password"] == before["password"]
    assert Path(after["database"]) == copied / "sipas.db"
    assert all(Path(path).is_relative_to(copied) for path in (*after["posters"], *after["exports"].values()))
    assert settings_of(copied).base_url == "http://127.0.0.1:8123"


def test_with_every_address_the_posters_carry_the_one_a_phone_can_reach(copied: Path) -> None:
    result = run(copied, *SMALL, "--host", "0.0.0.0")
    host = next(iter(lan_addresses()), "127.0.0.1")
    assert facts_of(copied)["citizen_url"].startswith(f"http://{host}:8000/d/")
    assert f"http://{host}:8000/d/" in result.output


def test_one_of_an_older_version_is_told(copied: Path) -> None:
    downgrade(settings_of(copied).database_url, "base")
    with pytest.raises(DemoRefused, match="phiên bản cũ hơn.*--fresh"):
        run(copied, *SMALL)


def test_an_interrupted_run_is_told_and_fresh_builds_anew(built: tuple[Path, Result]) -> None:
    folder, _result = built
    assert facts_of(folder)["simulation"]["seed"] == SEED
    assert not workshop_of(folder).exists()


def test_a_demonstration_with_an_interrupted_rebuild_is_refused_and_kept(copied: Path) -> None:
    before = facts_of(copied)
    interrupted(copied)
    with pytest.raises(DemoRefused, match="dở dang.*--fresh"):
        run(copied, *SMALL)
    assert facts_of(copied) == before


def test_fresh_never_removes_somebodys_data(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear all")
    with pytest.raises(DemoRefused, match=r"letters\.txt"):
        run(tmp_path, *SMALL, "--fresh")
    assert (tmp_path / "letters.txt").exists()


def test_a_port_in_use_is_told_before_anything_is_made(tmp_path: Path, taken_port: int) -> None:
    with pytest.raises(PortInUse, match=f"Cổng {taken_port}.*đang được.*Chưa dựng gì"):
        run(tmp_path / "demo", "--port", str(taken_port))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--responses", "0", "cần từ 1 đến"),
        ("--responses", "-5", "cần từ 1 đến"),
        ("--responses", "9999999", "cần từ 1 đến"),
        ("--until", "2026-02-30", "không phải một ngày"),
        ("--until", "hôm qua", "không phải một ngày"),
        ("--until", (viet_nam_today() + timedelta(days=2)).isoformat(), "ở tương lai"),
        ("--until", "2025-10-01", "mô hình hai cấp"),
        ("--seed", "-1", "số âm"),
        ("--base-url", "tinh.gov.vn", "không phải một địa chỉ web"),
        ("--port", "70000", "--port"),
    ],
)
def test_a_wrong_option_is_refused_with_what_was_expected(tmp_path: Path, option: str, value: str, told: str) -> None:
    result = run(tmp_path / "demo", "--no-serve", option, value)
    assert result.exit_code == 2
    assert told in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DemoRefused, match="Hãy chọn chỗ khác"):
        run(tmp_path / "file" / "demo", *SMALL)


@pytest.mark.parametrize(("asked", "sunday"), [(15, 15), (14, 8), (9, 8)])
def test_the_26_weeks_end_on_the_last_sunday_on_or_before(asked: int, sunday: int) -> None:
    assert last_sunday(date(2026, 11, asked)) == date(2026, 11, sunday)


def test_help_says_how_to_try_it_on_a_phone() -> None:
    result = CliRunner().invoke(sipas, ["demo", "--help"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "--host 0.0.0.0" in result.output
