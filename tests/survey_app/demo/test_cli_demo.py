"""`sipas demo`: what it makes, what it keeps, what it refuses."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
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
from survey_app.exceptions import PortInUse
from survey_app.models import Response
from survey_app.periods import viet_nam_today
from survey_app.serving import lan_addresses

SMALL = ("--responses", "300", "--no-serve")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SIPAS_BASE_URL", "SIPAS_SECRET_KEY", "SIPAS_DATABASE_URL", "SIPAS_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """One demonstration for the tests that only look at it."""
    folder = tmp_path_factory.mktemp("made") / "demo"
    return folder, run(folder, *SMALL, "--until", "2026-11-15", "--base-url", "http://192.168.1.20:8000/")


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
    assert sorted(facts["exports"]) == ["csv", "xlsx"]
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


def test_the_pages_it_names_open_and_the_login_works(built: tuple[Path, Result]) -> None:
    folder, _result = built
    facts = facts_of(folder)
    client = create_app(settings_of(folder)).test_client()
    assert client.get(facts["citizen_url"].removeprefix("http://192.168.1.20:8000")).status_code == 200
    assert client.get("/office", follow_redirects=True).status_code == 200


def test_it_is_known_as_a_demonstration_and_made_of_what_was_asked(built: tuple[Path, Result]) -> None:
    folder, _result = built
    assert settings_of(folder).is_demo
    simulation = facts_of(folder)["simulation"]
    assert (simulation["responses"], simulation["seed"], simulation["until"]) == (300, 1, "2026-11-15")
    assert simulation["first"] == "2026-05-18"
    assert simulation["shares"]["b"]["weighted"] > simulation["shares"]["b"]["truth"]


def test_run_again_it_keeps_what_is_there_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert run(folder, *SMALL).exit_code == 0
    before = (folder / "demo.json").read_bytes(), (folder / "sipas.db").read_bytes()
    again = run(folder, "--responses", "900", "--no-serve")
    assert again.exit_code == 0
    assert "Giữ nguyên bản chạy thử" in again.output
    assert "300 phiếu" in again.output
    assert ((folder / "demo.json").read_bytes(), (folder / "sipas.db").read_bytes()) == before


def test_at_another_address_it_keeps_the_data_and_prints_the_posters_again(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    run(folder, *SMALL)
    before = facts_of(folder)
    moved = run(folder, *SMALL, "--port", "8123")
    after = facts_of(folder)
    assert "đã in lại poster" in moved.output
    assert after["citizen_url"] == before["citizen_url"].replace(":8000/", ":8123/")
    assert after["password"] == before["password"]
    assert settings_of(folder).base_url == "http://127.0.0.1:8123"


def test_fresh_builds_it_anew(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    run(folder, *SMALL)
    before = facts_of(folder)
    assert run(folder, *SMALL, "--fresh", "--seed", "2").exit_code == 0
    after = facts_of(folder)
    assert after["password"] != before["password"]
    assert after["simulation"]["seed"] == 2


def test_fresh_never_removes_somebodys_data(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear all")
    with pytest.raises(DemoRefused, match=r"letters\.txt"):
        run(tmp_path, *SMALL, "--fresh")
    assert (tmp_path / "letters.txt").exists()


def test_an_interrupted_run_is_told_and_fresh_mends_it(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    workshop_of(folder).mkdir()
    (workshop_of(folder) / "demo.unfinished").touch()
    with pytest.raises(DemoRefused, match="dở dang.*--fresh"):
        run(folder, *SMALL)
    assert run(folder, *SMALL, "--fresh").exit_code == 0
    assert not workshop_of(folder).exists()


def test_a_port_in_use_is_told_before_anything_is_made(tmp_path: Path, taken_port: int) -> None:
    with pytest.raises(PortInUse, match=f"cổng {taken_port}.*Chưa dựng gì"):
        run(tmp_path / "demo", "--port", str(taken_port))
    assert list(tmp_path.iterdir()) == []


def test_with_every_address_the_posters_carry_the_one_a_phone_can_reach(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    result = run(folder, *SMALL, "--host", "0.0.0.0")
    host = next(iter(lan_addresses()), "127.0.0.1")
    assert facts_of(folder)["citizen_url"].startswith(f"http://{host}:8000/d/")
    assert f"http://{host}:8000/d/" in result.output


def test_another_installations_database_is_never_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tmp_path / "real.db"
    monkeypatch.setenv("SIPAS_DATABASE_URL", f"sqlite:///{real}")
    folder = tmp_path / "demo"
    assert run(folder, *SMALL).exit_code == 0
    assert not real.exists()
    store = open_store(f"sqlite:///{folder / 'sipas.db'}")
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 300
    store.engine.dispose()


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


@pytest.mark.parametrize(("asked", "sunday"), [("2026-11-15", "2026-11-15"), ("2026-11-14", "2026-11-08")])
def test_the_26_weeks_end_on_the_last_sunday_on_or_before(tmp_path: Path, asked: str, sunday: str) -> None:
    run(tmp_path / "demo", *SMALL, "--until", asked)
    assert facts_of(tmp_path / "demo")["simulation"]["until"] == sunday


def test_help_says_how_to_try_it_on_a_phone() -> None:
    result = CliRunner().invoke(sipas, ["demo", "--help"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "--host 0.0.0.0" in result.output
