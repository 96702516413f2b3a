"""From minted tickets through the citizen's pages to the report: tiers side by side, the headline on tickets alone."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reports import build_report
from reports.content import Report
from reports.csv_files import to_csv
from survey_app.database import Store
from survey_app.minting import MintedBatch, mint
from survey_app.office.details import detail_of
from survey_app.periods import parse_period
from survey_app.results import compute
from survey_app.rotating import rotating_codes_of
from survey_app.ticket_codes import keeper_of
from tests.factories import make_desk, make_unit

TOKEN = "0123456789"
MORNING = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)
WEDNESDAY = date(2026, 11, 4)


@pytest.fixture
def batch(app: Flask, store: Store) -> MintedBatch:
    with store.writing.begin() as session:
        make_desk(session, make_unit(session), token=TOKEN)
        return mint(session, keeper_of("k" * 48), "quay-5", 130, today=WEDNESDAY, days=(WEDNESDAY, WEDNESDAY))


def send(app: Flask, client: FlaskClient, address: str, overall: str, at: datetime) -> None:
    """Open a page and send it a minute later."""
    app.extensions["sipas_clock"] = lambda: at
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', client.get(address).text))
    app.extensions["sipas_clock"] = lambda: at + timedelta(minutes=1)
    assert client.post(address, data={**hidden, "overall": overall}).status_code == 303


def report(store: Store) -> Report:
    with store.reading() as session:
        return build_report(compute(session, parse_period("2026-W45"), "ttpvhcc", today=date(2026, 11, 19)))


def tidy(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(to_csv(report).decode("utf-8-sig")), delimiter=";"))


def by_ticket(app: Flask, client: FlaskClient, batch: MintedBatch, places: range) -> None:
    """Every fourth person is not satisfied."""
    for place in places:
        at = MORNING + timedelta(seconds=20 * place)
        send(app, client, f"/t/{batch.tickets[place].scanned}", "2" if place % 4 == 0 else "5", at)


def test_a_hundred_ticket_answers_make_the_headline_and_the_tiers_stand_side_by_side(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    codes = rotating_codes_of("k" * 48)
    for place in range(20):
        at = MORNING + timedelta(minutes=place)
        send(app, client, f"/d/{TOKEN}", "3" if place % 2 else "5", at)
        send(app, client, f"/d/{codes.address(TOKEN, at)}", "1" if place % 2 else "4", at)
    by_ticket(app, client, batch, range(99))
    pooled = report(store)
    assert pooled.table("sectors").rows == ()
    share = pooled.table("tiers").cell("total", "share").value
    assert share == pytest.approx((10 + 10 + 74) / 139)
    assert "gộp các bậc chứng minh" in pooled.table("method").cell("tiers", "text").text

    by_ticket(app, client, batch, range(99, 100))
    told = report(store)
    tiers = told.table("tiers")
    assert tiers.cell("total", "share").value == pytest.approx(0.75)
    assert [tiers.cell("total", column).value for column in ("answered", "by_ticket", "n")] == [140, 100, 140]
    # every figure says how many answers it rests on: an assessor recomputes it from those
    based = {line["column"]: line["n"] for line in tidy(told) if line["table"] == "tiers" and line["row"] == "total"}
    assert {column: based[column] for column in ("share", "low", "high", "plain")} == {
        "share": "100",
        "low": "100",
        "high": "100",
        "plain": "140",
    }
    assert told.table("summary").cell("share", "n").value == 100
    details = {key: detail_of(told, "tiers", key) for key in ("total", "static")}
    assert {key: detail and detail.is_by_ticket for key, detail in details.items()} == {"total": True, "static": False}
    assert sum(int(level.count) for level in details["total"].levels) == 100
    assert "chỉ tính 100 phiếu theo mã" in tiers.cell("total", "note").text
    assert "chỉ dùng phiếu theo mã" in told.table("method").cell("tiers", "text").text
    assert {row.key: (tiers.cell(row.key, "n").value, tiers.cell(row.key, "share").value) for row in tiers.rows} == {
        "total": (140, pytest.approx(0.75)),
        "ticket": (100, pytest.approx(0.75)),
        "rotating": (20, pytest.approx(0.5)),
        "static": (20, pytest.approx(0.5)),
    }
    reconciled = told.table("reconciliation")
    assert (reconciled.cell("desk:quay-5", "minted").value, reconciled.cell("desk:quay-5", "answers").value) == (
        130,
        100,
    )
    assert reconciled.cell("desk:quay-5", "result").text == "khớp"


def test_a_few_answers_without_a_ticket_are_not_given_away_by_the_headline(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    by_ticket(app, client, batch, range(100))
    for place in range(9):
        send(app, client, f"/d/{TOKEN}", "1" if place % 2 else "4", MORNING + timedelta(minutes=place))
    few = report(store)
    # all tiers together: (75 + 5) of 109; by ticket alone it would tell that five of the nine were satisfied
    assert few.table("tiers").cell("total", "share").value == pytest.approx(80 / 109)
    assert "by_ticket" not in {column.key for column in few.table("tiers").columns}
    assert few.table("tiers").cell("ticket", "share").value is None
    assert "sẽ lộ câu trả lời" in few.table("method").cell("tiers", "text").text

    send(app, client, f"/d/{TOKEN}", "1", MORNING + timedelta(minutes=10))
    told = report(store)
    assert told.table("tiers").cell("total", "share").value == pytest.approx(0.75)
    assert told.table("tiers").cell("total", "by_ticket").value == 100
