"""Every page of the office has its picture in docs/office.md: the routes say which pages there are."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from werkzeug.routing import Rule

from survey_app.app import create_app
from survey_app.installing import install

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "office.md").read_text(encoding="utf-8")
PICTURES = ROOT / "docs" / "pictures"
NO_PAGES = {
    "latest": "leads on to the results",
    "preview_any": "leads on to the preview of a desk",
    "chart": "a drawing inside a page",
    "place_units_json": "a list for a field",
}
"""Addresses that show no page of their own, and why."""
FILE = re.compile(r"\.(pdf|csv|xlsx|<any\([^)]*\):kind>)$")


def listed() -> ModuleType:
    """The list that bench/pictures.py draws from; `bench` is no package of the kit."""
    spec = spec_from_file_location("office_pages", ROOT / "bench" / "office" / "pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    # a dataclass looks its own module up
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


PAGES = listed()
DRAWN: dict[str, set[str]] = {name: {file} for name, file in PAGES.DRAWN_ELSEWHERE.items()}
for picture in PAGES.PICTURES:
    for shot in picture.shots:
        DRAWN.setdefault(shot.endpoint, set()).add(picture.file)


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(install(tmp_path_factory.mktemp("routes")).settings)
    yield app
    app.extensions["sipas_store"].engine.dispose()


def test_every_page_of_the_office_is_drawn_and_nothing_else_is_listed(routes: Flask) -> None:
    pages = {name_of(rule) for rule in routes.url_map.iter_rules() if is_page(rule)}
    assert pages - set(DRAWN) - set(NO_PAGES) == set(), "add these to bench/office/pages.py"
    assert set(DRAWN) - pages == set(), "these are no pages any more"


@pytest.mark.parametrize("file", sorted(set().union(*DRAWN.values())))
def test_the_picture_stands_in_the_guide(file: str) -> None:
    assert f"(pictures/{file})" in GUIDE
    assert (PICTURES / file).stat().st_size < 250_000


def is_page(rule: Rule) -> bool:
    """Whether this is an address of the office that answers with a page."""
    blueprint = rule.endpoint.partition(".")[0]
    return blueprint in ("office", "letter_links") and "GET" in (rule.methods or ()) and not FILE.search(rule.rule)


def name_of(rule: Rule) -> str:
    """The endpoint without its blueprint."""
    return rule.endpoint.partition(".")[2]
