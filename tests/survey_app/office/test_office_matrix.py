"""Every route × role × unit, from the list of routes itself: only allowed cells open, the others say the same words.

A page that declares nothing, or has no sample address in `matrix_samples`, fails here.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.app import create_app
from survey_app.database import Store, open_store
from survey_app.models import Base
from survey_app.office.permissions import needed
from survey_app.roles import ROLES, RoleName
from survey_app.settings import Settings
from tests.survey_app.office.matrix_samples import SAMPLES, Sample
from tests.survey_app.office.matrix_world import Named, furnish_matrix
from tests.survey_app.office.office_world import sign_in, token

NO_RIGHT = "Tài khoản này không có quyền mở trang này"
LEFT_OUT = {"audit", "office_session"}
"""Tables that a GET may write: the log of what was taken out."""


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Store]]:
    folder = tmp_path_factory.mktemp("matrix")
    shutil.copy(sqlite_template, folder / "sipas.db")
    url = f"sqlite:///{folder / 'sipas.db'}"
    store = open_store(url)
    app = create_app(Settings(folder, url, secret_key="k" * 48, base_url="http://danhgia.example"))
    yield app, store
    app.extensions["sipas_store"].engine.dispose()
    store.engine.dispose()


@pytest.fixture(scope="module")
def named(world: tuple[Flask, Store]) -> dict[str, Named]:
    return furnish_matrix(*world)


BROWSERS: dict[str, FlaskClient] = {}


def browser(world: tuple[Flask, Store], login: str) -> FlaskClient:
    """A browser that is signed in; kept, since a code of the phone passes once and the clock stands."""
    if login not in BROWSERS:
        BROWSERS[login] = world[0].test_client()
        assert sign_in(BROWSERS[login], login).status_code == 302
    return BROWSERS[login]


def routes(app: Flask) -> dict[str, set[str]]:
    """The methods of each page of the office, by its endpoint's own name."""
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("office."):
            found.setdefault(rule.endpoint.removeprefix("office."), set()).update(rule.methods or ())
    return found


def addresses(sample: Sample, named: dict[str, Named]) -> dict[str, str]:
    """The page's address for each unit; for all the same where it names none."""
    return {
        place: sample.path.format(**{name: getattr(each, name) for name in each.__slots__})
        for place, each in named.items()
    }


def test_every_page_declares_what_it_needs_and_has_a_sample(world: tuple[Flask, Store]) -> None:
    app, _store = world
    found = routes(app)
    silent = [name for name in found if needed(app.view_functions[f"office.{name}"]) is None]
    assert silent == [], "pages without @requires"
    assert sorted(set(found) - set(SAMPLES)) == [], "pages without a line in matrix_samples"
    assert sorted(set(SAMPLES) - set(found)) == [], "samples of pages that are gone"
    wrong = {name for name, sample in SAMPLES.items() if (sample.kind == "post") == ("GET" in found[name])}
    assert wrong - {"set_language"} == set(), "samples of the wrong kind"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_pages_of_its_units_and_nothing_else(
    world: tuple[Flask, Store], named: dict[str, Named], role: RoleName
) -> None:
    client, wrong = browser(world, role), []
    for name, sample in SAMPLES.items():
        if sample.kind in ("open", "own", "post"):
            continue
        may = needed(world[0].view_functions[f"office.{name}"]) in ROLES[role].permissions
        places = named if sample.kind == "unit" else ["own"]
        for place in places:
            answer = client.get(addresses(sample, named)[place])
            led_away = (answer.location or "").startswith("/office/login")
            if led_away or answer.status_code not in expected(sample, place, may=may):
                wrong.append((name, place, answer.status_code))
            if not may and NO_RIGHT not in answer.text:
                wrong.append((name, place, "other words"))
    assert wrong == []


def expected(sample: Sample, place: str, *, may: bool) -> set[int]:
    """What a person whose one role is held at `own` gets."""
    if not may or sample.kind == "top":
        return {403}
    is_out_of_reach = sample.kind == "unit" and place in ("sibling", "parent")
    # a file belongs to who sent it, and this one holds nothing
    return {404} if is_out_of_reach else {404, 422} if "{upload}" in sample.path else {200, 302}


def test_whoever_stands_at_the_top_opens_every_page_of_every_unit(
    world: tuple[Flask, Store], named: dict[str, Named]
) -> None:
    client = browser(world, "all")
    closed = [
        address
        for sample in SAMPLES.values()
        if sample.kind in ("unit", "list", "top")
        for place, address in addresses(sample, named).items()
        if client.get(address).status_code not in (200, 302)
        # files of others, and the history of a unit that nothing ever stood above
        and "{upload}" not in sample.path
        and (place, sample.path[-19:]) != ("parent", "/history/2025-07-01")
    ]
    assert closed == []


@pytest.mark.parametrize("role", ["administrator", "head", "inspector", "clerk"])
def test_what_is_out_of_reach_is_told_as_what_does_not_exist(
    world: tuple[Flask, Store], named: dict[str, Named], role: RoleName
) -> None:
    client, differing = browser(world, role), []
    strange = Named("khong-co", "khong-co", uuid4(), "999999", 999999, "khong.co", uuid4())
    for name, sample in SAMPLES.items():
        needs = needed(world[0].view_functions[f"office.{name}"])
        if sample.kind != "unit" or needs not in ROLES[role].permissions:
            continue
        theirs, nobodys = (told(client, sample, each) for each in (named["sibling"], strange))
        if theirs != nobodys:
            differing.append((name, theirs, nobodys))
    assert differing == []


def told(client: FlaskClient, sample: Sample, each: Named) -> tuple[int, str]:
    """What a page says of one unit's things, without their names."""
    answer = client.get(sample.path.format(**{field: getattr(each, field) for field in each.__slots__}))
    text = answer.text.partition("<main")[2]
    for value in sorted((str(getattr(each, field)) for field in each.__slots__), key=len, reverse=True):
        text = text.replace(value, "")
    return answer.status_code, text


def test_no_get_changes_anything(world: tuple[Flask, Store], named: dict[str, Named]) -> None:
    client, changing = browser(world, "all"), []
    before = _everything(world[1])
    for name, sample in SAMPLES.items():
        if sample.kind == "post" or name in ("set_language", "latest"):
            continue
        client.get(addresses(sample, named)["own"])
        now = _everything(world[1])
        if now != before:
            changing.append((name, [table for table in now if now[table] != before[table]]))
        before = now
    assert changing == []


@pytest.mark.parametrize("forged", [None, "", "IjEyMyI.abc.def"])
def test_nothing_that_is_sent_passes_without_its_token(
    world: tuple[Flask, Store], named: dict[str, Named], forged: str | None
) -> None:
    client, passed = browser(world, "all"), []
    before = _everything(world[1])
    for name, methods in routes(world[0]).items():
        if "POST" not in methods:
            continue
        form = {} if forged is None else {"csrf_token": forged}
        answer = client.post(addresses(SAMPLES[name], named)["own"], data=form)
        if answer.status_code != 400 or "Trang đã mở quá lâu" not in answer.text:
            passed.append((name, answer.status_code))
    assert passed == []
    assert _everything(world[1]) == before


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_taken_from_who_may_not_open_the_page(
    world: tuple[Flask, Store], named: dict[str, Named], role: RoleName
) -> None:
    client, taken = browser(world, role), []
    csrf = token(client.get("/office/account"))
    before = _everything(world[1])
    for name, methods in routes(world[0]).items():
        needs = needed(world[0].view_functions[f"office.{name}"])
        if "POST" not in methods or needs in ("nothing", "sign-in"):
            continue
        if needs in ROLES[role].permissions:
            sample, place, expected = SAMPLES[name], "sibling", (404,)
            if "{" not in sample.path:
                continue
        else:
            sample, place, expected = SAMPLES[name], "own", (403,)
        answer = client.post(addresses(sample, named)[place], data={"csrf_token": csrf})
        if answer.status_code not in expected:
            taken.append((name, place, answer.status_code))
    assert taken == []
    assert _everything(world[1]) == before


def _everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as session:
        return {
            name: sorted(map(repr, session.execute(sa.select(table))))
            for name, table in Base.metadata.tables.items()
            if name not in LEFT_OUT
        }
