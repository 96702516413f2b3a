"""A simulated installation says so on every page of the office, once; another says it nowhere of its own."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from survey_app.app import create_app
from survey_app.settings import Settings
from tests.survey_app.office.office_world import NOW, furnish, set_clock, sign_in

BANNER = '<p class="banner">'
ALWAYS = ["/office/silent", "/office/actions", "/office/letters", "/office/account", "/office/people", "/office/audit"]


@pytest.fixture
def settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    path = Path(shutil.copy(sqlite_template, tmp_path / "sipas.db"))
    return Settings(directory=tmp_path, database_url=f"sqlite:///{path}", secret_key="k" * 48)


def make(settings: Settings) -> Flask:
    made = create_app(settings)
    set_clock(made, NOW)
    return made


def test_every_page_of_the_menu_says_it_once_where_all_is_simulated(settings: Settings) -> None:
    app = make(replace(settings, is_demo=True))
    furnish(app, app.extensions["sipas_store"])
    assert app.test_client().get("/office/login").text.count(BANNER) == 1
    seen = set()
    for login in ("head.tinh", "administrator.tinh", "clerk.tinh"):
        client = app.test_client()
        sign_in(client, login)
        menu = client.get("/office/account").text
        for address in sorted(set(re.findall(r'<li><a href="(/office/[^"]+)"', menu))):
            page = client.get(address, follow_redirects=True)
            assert page.text.count(BANNER) == 1, address
            seen.add(address)
    assert set(ALWAYS) - {"/office/account", "/office/silent"} <= seen
    app.extensions["sipas_store"].engine.dispose()


def test_a_page_without_simulated_figures_says_nothing_elsewhere(settings: Settings) -> None:
    app = make(settings)
    furnish(app, app.extensions["sipas_store"])
    client = app.test_client()
    sign_in(client, "administrator.tinh")
    for address in ALWAYS:
        page = client.get(address)
        assert BANNER not in page.text, address
    app.extensions["sipas_store"].engine.dispose()
