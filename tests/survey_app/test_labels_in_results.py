"""The share is told with and without labelled answers, and no few labelled people are given away by it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from reports import build_report
from reports.content import Table
from survey_app.database import Store
from survey_app.models import Desk, Sector, UnitParent
from survey_app.periods import parse_period
from survey_app.results import compute
from tests.factories import make_desk, make_response, make_sector, make_unit

TODAY = date(2026, 11, 19)


@pytest.fixture
def session(store: Store):  # type: ignore[no-untyped-def]
    with store.writing.begin() as opened:
        yield opened


@pytest.fixture
def sectors(session: Session) -> tuple[Sector, Sector]:
    return make_sector(session, "dat-dai"), make_sector(session, "ho-tich")


@pytest.fixture
def desk(session: Session, sectors: tuple[Sector, Sector]) -> Desk:
    return make_desk(session, make_unit(session), sectors=sectors)


def answer(session: Session, desk: Desk, number: int, *, labels: str = "", sector: str = "dat-dai") -> None:
    """`number` answers, every second one satisfied."""
    for place in range(number):
        make_response(session, desk, overall=(5, 2)[place % 2], labels=labels, sector=sector)


def labels(session: Session, unit: str = "ttpvhcc") -> Table:
    findings = compute(session, parse_period("2026-W45"), unit, today=TODAY)
    return build_report(findings).table("labels")


def test_labelled_answers_are_counted_by_label_and_left_out_of_the_second_share(session: Session, desk: Desk) -> None:
    answer(session, desk, 60)
    for _place in range(24):
        make_response(session, desk, overall=5, labels="burst", sector="dat-dai")
    answer(session, desk, 16, labels="late burst too_fast")
    answer(session, desk, 10, labels="late")
    table = labels(session)
    assert table.cell("ttpvhcc", "share").value == pytest.approx((30 + 24 + 8 + 5) / 110)
    assert table.cell("ttpvhcc", "without").value == pytest.approx(0.5)
    assert [table.cell("ttpvhcc", key).text for key in ("labelled", "burst", "too_fast", "honeypot")] == [
        "từ 40",
        "từ 40",
        "từ 10",
        "dưới 10",
    ]
    assert table.cell("desk:quay-5", "labelled").value == 40
    assert table.cell("desk:quay-5", "without").value is None


def test_a_labelled_desk_bears_its_units_name_but_on_the_units_own_page(session: Session, desk: Desk) -> None:
    make_unit(session, "tinh", level="province")
    session.add(UnitParent(unit=desk.unit, parent="tinh", valid_from=date(2025, 7, 1)))
    answer(session, desk, 60, labels="burst")
    assert labels(session).cell("desk:quay-5", "name").text == "Quầy 5 – Đất đai"
    name = labels(session, "tinh").cell("desk:quay-5", "name").text
    assert name == "Quầy 5 – Đất đai · Trung tâm Phục vụ hành chính công ttpvhcc"


def test_few_labelled_answers_show_no_second_share(session: Session, desk: Desk) -> None:
    answer(session, desk, 60)
    assert labels(session).rows == ()
    answer(session, desk, 9, labels="burst")
    table = labels(session)
    assert (table.rows, table.empty) == ((), "Trong kỳ có dưới 10 phiếu mang nhãn, nên không nêu riêng.")


def test_labelled_answers_of_one_mind_show_no_second_share(session: Session, desk: Desk) -> None:
    answer(session, desk, 60)
    for _place in range(20):
        make_response(session, desk, overall=1, labels="burst", sector="dat-dai")
    table = labels(session)
    assert table.cell("ttpvhcc", "without").value is None
    assert table.cell("ttpvhcc", "without").text == "không nêu riêng"
    assert [row.key for row in table.rows] == ["ttpvhcc", "dat-dai", "desk:quay-5"]


def test_the_whole_minus_a_sector_gives_no_few_labelled_away(session: Session, desk: Desk) -> None:
    answer(session, desk, 60)
    answer(session, desk, 60, sector="ho-tich")
    answer(session, desk, 20, labels="burst")
    answer(session, desk, 4, labels="burst", sector="ho-tich")
    table = labels(session)
    assert table.cell("ttpvhcc", "without").value is not None
    assert [table.cell(sector, "without").value for sector in ("dat-dai", "ho-tich")] == [None, None]
