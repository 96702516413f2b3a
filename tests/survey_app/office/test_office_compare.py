"""Side by side: grids and lists of what pages already show, and series through mergers."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from tests.survey_app.office.office_world import furnish, sign_in


@pytest.fixture
def reader(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    furnish(app, store)
    sign_in(client)
    return client


@pytest.mark.parametrize("address", [
 "/office/compare?unit=tinh&period=2026-W45",
 "/office/compare?unit=tinh&period=2026-W45&rows=unit&columns=figures",
 "/office/compare?unit=tinh&period=2026-W45&rows=unit&columns=figures&of=sector:dat-dai",
 "/office/compare?unit=tinh&period=2026-W45&rows=sector&columns=unit&of=all",
 "/office/compare?unit=tinh&period=2026-W45&rows=sector&columns=period",
 "/office/compare?unit=tinh&period=2026-W45&rows=period&columns=unit",
 "/office/compare?unit=tinh&period=2026-W45&rows=agency&columns=figures",
 "/office/compare?unit=xa-1&period=2026-W45",
 "/office/series?unit=ttpvhcc&period=2026-W45&sector=dat-dai",
 "/office/series?unit=ttpvhcc&period=2026-W45",
 "/office/results?unit=ttpvhcc&period=2026-W45",
 "/office/compare/file.xlsx?unit=tinh&period=2026-W45&rows=unit&columns=figures",
 "/office/compare/file.csv?unit=tinh&period=2026-W45",
])
def test_x(reader: FlaskClient, address) -> None:
    r = reader.get(address)
    assert r.status_code == 200, r.text[:500]
