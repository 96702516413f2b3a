"""How answers came in is compared, and no channel gives a small group away, neither alone nor beside the tiers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from reports import Report, build_report
from reports.findings import Findings, Flag, Row
from reports.hiding import choose_hidden
from survey_app.database import Store
from survey_app.models import Desk, UnitParent
from survey_app.periods import parse_period
from survey_app.results import compute
from tests.factories import make_desk, make_response, make_sector, make_unit
from tests.reports.findings_factory import make_findings, make_row

TODAY = date(2026, 11, 19)
WARNING = "hơn nửa số phiếu do người khác ghi giúp"


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.writing.begin() as opened:
        yield opened


@pytest.fixture
def desk(session: Session) -> Desk:
    """A desk of a centre below a province."""
    make_unit(session, "tinh", level="province")
    centre = make_unit(session)
    session.add(UnitParent(unit=centre.code, parent="tinh", valid_from=date(2025, 7, 1)))
    return make_desk(session, centre, sectors=(make_sector(session),))


def answer(session: Session, desk: Desk, channel: str, satisfied: int, others: int, *, tier: str = "static") -> None:
    for level in [4] * satisfied + [2] * others:
        make_response(session, desk, overall=level, channel=channel, tier=tier, sector="dat-dai")


def report(session: Session, unit: str = "ttpvhcc") -> Report:
    return build_report(compute(session, parse_period("2026-W45"), unit, today=TODAY))


def test_channels_stand_side_by_side_with_share_interval_and_n(session: Session, desk: Desk) -> None:
    answer(session, desk, "phone", 30, 10)
    answer(session, desk, "assisted", 19, 1)
    answer(session, desk, "paper", 12, 8, tier="none")
    table = report(session).table("channels")
    assert table.title == "Theo cách thu"
    assert [row.key for row in table.rows] == ["total", "phone", "assisted", "paper"]
    shares = [table.cell(key, "share").value for key in ("phone", "assisted", "paper")]
    assert shares == pytest.approx([30 / 40, 19 / 20, 12 / 20])
    assert [table.cell(key, "n").value for key in ("phone", "assisted", "paper")] == [40, 20, 20]
    low, high = (table.cell("paper", key).value for key in ("low", "high"))
    assert isinstance(low, float)
    assert isinstance(high, float)
    assert low < 12 / 20 < high
    assert any("không chỉ do cách thu" in note for note in table.notes)


def test_a_unit_whose_answers_are_mostly_assisted_carries_a_warning(session: Session, desk: Desk) -> None:
    answer(session, desk, "phone", 12, 3)
    answer(session, desk, "assisted", 12, 4)
    assert any(WARNING in note.lower() for note in report(session).notes)
    units = report(session, "tinh").table("units")
    assert WARNING in units.cell("ttpvhcc", "note").text


@pytest.mark.parametrize(("phone", "assisted"), [(20, 20), (0, 9)])
def test_half_the_answers_or_a_few_are_no_reason_to_warn(
    session: Session, desk: Desk, phone: int, assisted: int
) -> None:
    answer(session, desk, "phone", phone, 0)
    answer(session, desk, "assisted", assisted, 0)
    assert not any(WARNING in note.lower() for note in report(session).notes)


def ways(tiers: dict[str, int], channels: dict[str, int]) -> Findings:
    def rows(counts: dict[str, int]) -> tuple[Row, ...]:
        return tuple(make_row(key, key, n, n - n // 4) for key, n in counts.items())

    return replace(make_findings(), tiers=rows(tiers), channels=rows(channels))


@pytest.mark.parametrize(
    ("tiers", "channels", "hidden_tiers", "hidden_channels"),
    [
        # nothing is small
        ({"static": 100, "none": 50}, {"phone": 100, "paper": 50}, set(), set()),
        # a small channel hides another for its sake
        ({"static": 165}, {"phone": 100, "kiosk": 60, "assisted": 5}, set(), {"assisted", "kiosk"}),
        # paper, shown, would give the tier without proof away, and with it the small tier
        (
            {"ticket": 5, "static": 100, "none": 50},
            {"phone": 105, "paper": 50},
            {"ticket", "none"},
            {"paper", "phone"},
        ),
        # paper is small: the tier without proof is the same answers, and so is hidden with another
        ({"static": 100, "none": 5}, {"phone": 100, "paper": 5}, {"none", "static"}, {"paper", "phone"}),
        # what was imported is small: the tier minus the paper would be it
        (
            {"static": 100, "rotating": 40, "none": 55},
            {"phone": 140, "paper": 50, "import": 5},
            {"none", "rotating"},
            {"import", "paper", "phone"},
        ),
    ],
)
def test_tiers_and_channels_do_not_give_each_other_away(
    tiers: dict[str, int], channels: dict[str, int], hidden_tiers: set[str], hidden_channels: set[str]
) -> None:
    hidden = choose_hidden(ways(tiers, channels))
    assert (hidden["tiers"], hidden["channels"]) == (hidden_tiers, hidden_channels)


def test_a_hidden_unit_carries_no_warning() -> None:
    findings = make_findings()
    small = make_row("nho", "Xã Nhỏ", 11, 9, kind="unit")
    flagged = replace(
        findings, units=(*findings.units, replace(small, n=5, answered=5)), flags=(Flag("mostly_assisted", "nho"),)
    )
    assert WARNING not in repr(build_report(flagged))
    assert WARNING in repr(build_report(replace(findings, flags=(Flag("mostly_assisted", "tt"),))))
