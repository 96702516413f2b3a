"""The screen's page: for the holder of its key alone, with the code of the moment."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from survey_app.cli.screen import screen
from survey_app.database import Store
from survey_app.exceptions import BadSettings, DeskClosed, UnknownDesk
from survey_app.intake.screen import seconds_left
from survey_app.rotating import rotating_codes_of
from tests.factories import make_desk, make_unit

TOKEN = "0123456789"
NOW = datetime(2026, 11, 4, 2, 31, 40, tzinfo=UTC)


@pytest.fixture
def address(app: Flask, store: Store) -> str:
    app.extensions["sipas_clock"] = lambda: NOW
    with store.writing.begin() as session:
        unit = make_unit(session)
        make_desk(session, unit, token=TOKEN)
        make_desk(session, unit, "quay-6", token="1111111111", closed_on=date(2026, 11, 1))
    return f"/screen/{TOKEN}/{rotating_codes_of('k' * 48).screen_key(TOKEN)}"


def drawn(page: str) -> str:
    (path,) = re.findall(r'<path d="([^"]+)" fill="#000"/>', page)
    return path


def test_the_page_shows_the_code_of_this_window_and_when_it_changes(
    app: Flask, client: FlaskClient, address: str
) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert 'data-left="200"' in page.text
    assert "Mã đổi sau 4 phút" in page.text
    assert "không cần cài ứng dụng" in page.text
    assert drawn(client.get(address).text) == drawn(page.text)
    app.extensions["sipas_clock"] = lambda: NOW + timedelta(seconds=200)
    assert drawn(client.get(address).text) != drawn(page.text)


def test_the_page_is_not_kept_asks_nothing_of_others_and_sets_no_cookie(client: FlaskClient, address: str) -> None:
    page = client.get(address)
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers


def test_the_page_says_in_letters_where_its_code_leads(client: FlaskClient, address: str) -> None:
    assert f"<b>localhost</b><wbr>/d/{TOKEN}</p>" in client.get(address).text


def test_without_the_desks_own_key_there_is_no_such_page(client: FlaskClient, address: str) -> None:
    other = rotating_codes_of("k" * 48).screen_key("1111111111")
    for key in (other, "0" * 24, "ế", "%00"):
        assert client.get(f"/screen/{TOKEN}/{key}").status_code == 404
    assert client.get(f"/screen/1111111111/{other}").status_code == 410


def test_seconds_are_left_in_every_window() -> None:
    start = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)
    assert [seconds_left(start + timedelta(seconds=second)) for second in (0, 1, 299, 300)] == [300, 299, 1, 300]


def test_the_command_prints_the_address_of_an_open_desk(
    client: FlaskClient, address: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIPAS_SECRET_KEY", "k" * 48)
    monkeypatch.setenv("SIPAS_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("SIPAS_BASE_URL", "https://danhgia.tinh.gov.vn")

    def run(*arguments: str) -> object:
        done = CliRunner().invoke(screen, [*arguments], obj=tmp_path)
        return done.exception or done.output.strip()

    assert run("--desk", "quay-5") == f"https://danhgia.tinh.gov.vn{address}"
    assert isinstance(run("--desk", "quay-6"), DeskClosed)
    assert isinstance(run("--desk", "quay-9"), UnknownDesk)
    monkeypatch.setenv("SIPAS_BASE_URL", "http://localhost:8000")
    assert isinstance(run("--desk", "quay-5"), BadSettings)
    assert run("--desk", "quay-5", "--demo") == f"http://localhost:8000{address}"
