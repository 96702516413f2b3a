"""Which units stand side by side, and which revisions of their pages: asked of both engines."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from reports.canonical import from_canonical, to_canonical
from reports.findings import Findings, Withheld
from reports.protection import protect
from survey_app.comparing.places import Child, children_of, levels_of, priority_sectors
from survey_app.database import Store
from survey_app.models import UnitParent
from survey_app.periods import parse_period
from survey_app.results.loading import NOT_ROWS
from survey_app.snapshots import newest_revisions
from tests.factories import make_desk, make_response, make_sector, make_unit, publish
from tests.reports.findings_factory import make_findings, make_row, make_sectors

MONTH = parse_period("2026-10")


@pytest.fixture
def session(store: Store) -> Session:
    with store.writing() as opened:
        make_unit(opened, "tinh", level="province")
        for place, (code, level) in enumerate([("xa-b", "commune"), ("xa-a", "commune"), ("tt", "provincial_centre")]):
            make_unit(opened, code, level=level, position=place, name_vi=code.upper(), name_en=f"{code} in English")
        yield opened


def put(session: Session, unit: str, first: date, last: date | None = None, parent: str = "tinh") -> None:
    session.add(UnitParent(unit=unit, parent=parent, valid_from=first, valid_to=last))
    session.flush()


def test_units_below_stand_once_in_the_order_of_the_list_and_only_while_below(session: Session) -> None:
    put(session, "xa-a", date(2025, 7, 1), date(2026, 10, 10))
    put(session, "xa-a", date(2026, 10, 21))  # it came back: still one row
    put(session, "xa-b", date(2026, 10, 31))
    put(session, "tt", date(2025, 7, 1), date(2026, 9, 30))
    assert children_of(session, "tinh", MONTH, "vi") == (
        Child("xa-b", "XA-B", "commune"),
        Child("xa-a", "XA-A", "commune"),
    )
    assert children_of(session, "tinh", parse_period("2026-09"), "en")[-1].name == "tt in English"
    assert children_of(session, "xa-a", MONTH, "vi") == ()


def test_the_most_frequent_level_comes_first(session: Session) -> None:
    for unit in ("xa-a", "xa-b", "tt"):
        put(session, unit, date(2025, 7, 1))
    assert levels_of(children_of(session, "tinh", MONTH, "vi")) == ("commune", "provincial_centre")


def test_priority_sectors_are_listed_whether_anybody_answered_or_not(session: Session) -> None:
    make_sector(session, "ho-tich", position=1)
    make_sector(session, "xay-dung", position=3, priority_group="construction")
    make_sector(session, "dat-dai", position=2, priority_group="land", name_en="Land")
    assert [code for code, _name in priority_sectors(session, "vi")] == ["dat-dai", "xay-dung"]
    assert priority_sectors(session, "en")[0] == ("dat-dai", "Land")


def test_revisions_of_many_pages_are_looked_up_in_one_go(store: Store) -> None:
    with store.writing.begin() as session:
        units = [make_unit(session, code) for code in ("a", "b", "c")]
        sector = make_sector(session)
        for unit in units[:2]:
            desk = make_desk(session, unit, f"quay-{unit.code}", sectors=(sector,))
            make_response(session, desk, sector=sector.code, day=date(2026, 10, 7))
    publish(store, date(2026, 11, 20), period="2026-10")
    with store.reading() as session:
        assert newest_revisions(session, ["a", "b", "c", "khong-co"], ["2026-10", "2026-09"]) == {
            ("a", "2026-10"): 1,
            ("b", "2026-10"): 1,
        }
        assert newest_revisions(session, [], ["2026-10"]) == {}


def test_rows_read_alone_are_protected_as_in_the_whole() -> None:
    small = make_row("dan_toc", "Dân tộc", 9, 7)
    whole = make_findings(sectors=(*make_sectors(), small), withheld=(Withheld("sectors", "y_te"),))
    rows = from_canonical(to_canonical(whole), Findings, without=NOT_ROWS)
    assert (rows.trend, rows.targets, rows.funnel) == (whole.trend, (), None)
    both = [protect(findings) for findings in (whole, rows)]
    for table in ("total", "sectors", "units", "agencies"):
        shown, alone = (getattr(one.findings, table) for one in both)
        assert shown == alone
        for row in (shown,) if table == "total" else shown:
            assert both[0].reason(table, row.key) == both[1].reason(table, row.key)
    assert both[1].reason("sectors", "y_te") == "hidden"
