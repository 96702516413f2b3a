"""Results: one weight set, the rows of a period, and the targets judged over the plan period to date."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from analysis import Target
from forms import encode_answers, get_questionnaire
from reports import build_report
from survey_app.adoption import adopt_plan
from survey_app.database import Store
from survey_app.exceptions import OpenPeriod, UnknownUnit
from survey_app.models import Desk, Response, Sector, Unit, UnitParent
from survey_app.periods import parse_period
from survey_app.plans import simulated_text
from survey_app.results import compute
from tests.factories import DAY, make_desk, make_response, make_sector, make_transactions, make_unit

WEEK = parse_period("2026-W45")
TODAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 2)


def give(session: Session, desk: Desk, sector: Sector, *, satisfied: int, dissatisfied: int, **values: object) -> None:
    """Add answers spread over the five working days of the week."""
    for number in range(satisfied + dissatisfied):
        day = MONDAY + timedelta(days=number % 5)
        overall = 5 if number < satisfied else 2
        make_response(session, desk, overall=overall, sector=sector.code, day=day, **values)


def two_units(session: Session) -> tuple[Unit, Unit, Unit, Sector]:
    """A province with two units that serve land: A with 900 visits and 27 of 30, B with 100 visits and 49 of 70."""
    province = make_unit(session, "tinh", level="province")
    large, small = make_unit(session, "A"), make_unit(session, "B")
    for unit in (large, small):
        session.add(UnitParent(unit=unit.code, parent=province.code, valid_from=date(2025, 7, 1)))
    land = make_sector(session, "dat-dai", priority_group="land")
    for unit, visits, satisfied, dissatisfied in ((large, 900, 27, 3), (small, 100, 49, 21)):
        make_transactions(session, unit, land, day=MONDAY, visits=visits)
        desk = make_desk(session, unit, f"quay-{unit.code}", sectors=(land,))
        give(session, desk, land, satisfied=satisfied, dissatisfied=dissatisfied, minutes=20, minutes_way="quick")
    session.flush()
    return province, large, small, land


def adopt(session: Session) -> None:
    adopt_plan(session, simulated_text(2026), unit="tinh")


def test_land_in_two_unequal_units_is_weighted_to_its_visits(store: Store) -> None:
    with store.writing.begin() as session:
        two_units(session)
    with store.reading() as session:
        findings = compute(session, WEEK, "tinh", today=TODAY)
    land = findings.sectors[0]
    assert (land.n, land.answered, land.satisfied, land.visits) == (100, 100, 76, 1000)
    assert land.share is not None
    assert land.share.value == pytest.approx(0.88)
    assert findings.total.share == land.share
    assert land.score is not None
    assert land.score.value == pytest.approx(0.9 * (0.9 * 100 + 0.1 * 25) + 0.1 * (0.7 * 100 + 0.3 * 25))
    assert [(row.key, row.visits, row.n) for row in findings.units] == [("A", 900, 30), ("B", 100, 70)]
    assert land.bounds is not None
    assert land.bounds.coverage == pytest.approx(0.1)


def test_the_plan_period_to_date_carries_both_lines_of_each_target(store: Store) -> None:
    with store.writing.begin() as session:
        two_units(session)
        adopt(session)
    with store.reading() as session:
        findings = compute(session, WEEK, "tinh", today=TODAY)
    lines = {line.key: line for line in findings.targets}
    land = lines["hai_long_uu_tien:dat-dai"]
    assert land.verdict is not None
    assert (land.verdict.point, land.verdict.certainty) == ("met", "not_proven")
    assert land.target == Target(">=", 0.85)
    whole = lines["hai_long_chung"]
    assert whole.verdict is not None
    assert whole.verdict.point == "met"
    assert findings.sectors[0].target == Target(">=", 0.85)
    assert findings.total.target == Target(">=", 0.75)
    assert findings.plan_period is not None
    assert (findings.plan_period.first, findings.plan_period.last) == (date(2025, 12, 15), date(2026, 11, 8))
    waiting = lines["cho_doi"]
    assert waiting.observed is not None
    assert waiting.observed.value == pytest.approx(20.0)
    assert waiting.rounding == (pytest.approx(15.0), pytest.approx(25.0))
    assert findings.is_simulated


def test_a_units_own_page_shows_the_figure_of_its_row(store: Store) -> None:
    with store.writing.begin() as session:
        two_units(session)
    with store.reading() as session:
        province = compute(session, WEEK, "tinh", today=TODAY)
        own = compute(session, WEEK, "B", today=TODAY)
    row = next(row for row in province.units if row.key == "B")
    assert own.total.share == row.share
    assert own.total.visits == 100
    assert own.units == ()


def test_an_open_period_is_refused_and_names_the_last_closed_week(sqlite_store: Store) -> None:
    with sqlite_store.writing.begin() as session:
        two_units(session)
    with sqlite_store.reading() as session, pytest.raises(OpenPeriod, match="Tuần 44"):
        compute(session, WEEK, "tinh", today=date(2026, 11, 8))


def test_an_unknown_unit_is_refused(sqlite_store: Store) -> None:
    with sqlite_store.reading() as session, pytest.raises(UnknownUnit, match="khong-co"):
        compute(session, WEEK, "khong-co", today=TODAY)


def test_a_week_without_an_answer_has_rows_without_figures(store: Store) -> None:
    with store.writing.begin() as session:
        two_units(session)
        adopt(session)
    with store.reading() as session:
        findings = compute(session, parse_period("2026-W40"), "tinh", today=TODAY)
    assert findings.total.n == 0
    assert findings.total.share is None
    assert findings.waiting[0].mean is None
    assert {line.status for line in findings.targets} <= {"no_data", "not_measured", "wrong_source"}


def test_without_visits_every_answer_weighs_the_same_and_it_is_said(store: Store) -> None:
    with store.writing.begin() as session:
        unit, land = make_unit(session, "tinh"), make_sector(session)
        desk = make_desk(session, unit, sectors=(land,))
        give(session, desk, land, satisfied=15, dissatisfied=5)
    with store.reading() as session:
        findings = compute(session, WEEK, "tinh", today=TODAY)
    assert findings.total.share is not None
    assert findings.total.share.value == pytest.approx(0.75)
    assert findings.total.visits is None
    assert [flag.code for flag in findings.flags] == ["unweighted"]


def test_dossiers_stand_in_where_no_visits_were_imported(store: Store) -> None:
    with store.writing.begin() as session:
        unit, land = make_unit(session, "tinh"), make_sector(session)
        desk = make_desk(session, unit, sectors=(land,))
        give(session, desk, land, satisfied=15, dissatisfied=5)
        make_transactions(session, unit, land, day=MONDAY, visits=None, received=80)
    with store.reading() as session:
        findings = compute(session, WEEK, "tinh", today=TODAY)
    assert findings.total.visits == 80
    assert "by_dossiers" in [flag.code for flag in findings.flags]


def test_visits_of_a_sector_nobody_answered_for_take_its_figure_away(store: Store) -> None:
    with store.writing.begin() as session:
        _, large, _, _ = two_units(session)
        silent = make_sector(session, "dau-tu", priority_group="investment")
        make_transactions(session, large, silent, day=MONDAY, visits=500)
    with store.reading() as session:
        findings = compute(session, WEEK, "tinh", today=TODAY)
    rows = {row.key: row for row in findings.sectors}
    assert rows["dau-tu"].share is None
    assert rows["dau-tu"].no_data_share == 1.0
    assert findings.total.no_data_share == pytest.approx(500 / 1500)


def a_unit_silent_in_one_sector(session: Session, *, visits: int, silent: int) -> None:
    """Commune B answers for land alone; its civil status is silent beside neighbours that have some answers there."""
    province, ho_tich = make_unit(session, "tinh", level="province"), make_sector(session, "ho-tich")
    land = make_sector(session, "dat-dai")
    for code, sector, satisfied, dissatisfied in (("A", ho_tich, 6, 2), ("B", land, 24, 6), ("C", ho_tich, 8, 2)):
        unit = make_unit(session, code)
        session.add(UnitParent(unit=code, parent=province.code, valid_from=date(2025, 7, 1)))
        desk = make_desk(session, unit, f"quay-{code}", sectors=(sector,))
        give(session, desk, sector, satisfied=satisfied, dissatisfied=dissatisfied)
        make_transactions(session, unit, sector, day=MONDAY, visits=visits if code == "B" else 90)
        if code == "B":
            make_transactions(session, unit, ho_tich, day=MONDAY, visits=silent)


def test_a_unit_with_half_of_its_visits_at_a_silent_sector_says_so_first(store: Store) -> None:
    with store.writing.begin() as session:
        a_unit_silent_in_one_sector(session, visits=155, silent=191)
    with store.reading() as session:
        findings = compute(session, WEEK, "B", today=TODAY)
    assert findings.total.no_data_share == pytest.approx(191 / 346)
    report = build_report(findings)
    assert report.sentences[0].text == ("Chưa nêu tỷ lệ hài lòng: 55,2% lượt giao dịch ở những nơi chưa có phiếu nào.")
    assert report.table("summary").cell("share", "value").value is None
    assert report.table("trend").rows[-1].cells[1].text == "không có dữ liệu"
    assert any(note.endswith("(55,2% lượt giao dịch).") for note in report.notes)
    assert report.table("sectors").cell("ho-tich", "share").text == "chưa có phiếu"


def test_neighbours_speak_for_a_silent_unit_above_it_and_not_on_its_own_page(store: Store) -> None:
    with store.writing.begin() as session:
        a_unit_silent_in_one_sector(session, visits=155, silent=191)
        # three answers less at C: nobody there can stand alone, and A and C reach ten together
        session.execute(sa.delete(Response).where(Response.unit == "C", Response.sector == "ho-tich"))
        desk = session.get_one(Desk, "quay-C")
        give(session, desk, session.get_one(Sector, "ho-tich"), satisfied=5, dissatisfied=2)
    with store.reading() as session:
        own, province = (compute(session, WEEK, unit, today=TODAY) for unit in ("B", "tinh"))
    assert own.total.no_data_share == pytest.approx(191 / 346)
    assert province.total.no_data_share == 0
    civil = next(row for row in province.sectors if row.key == "ho-tich")
    assert (civil.no_data_share, civil.n) == (0, 15)
    (row,) = (row for row in province.units if row.key == "B")
    assert row.no_data_share == pytest.approx(191 / 346)


def test_a_smaller_silent_part_is_told_beside_the_figure(store: Store) -> None:
    with store.writing.begin() as session:
        a_unit_silent_in_one_sector(session, visits=180, silent=20)
    with store.reading() as session:
        own, province = (compute(session, WEEK, unit, today=TODAY) for unit in ("B", "tinh"))
    report = build_report(own)
    assert report.table("summary").cell("share", "value").text == "80,0%"
    assert (
        "Một số nơi có lượt giao dịch nhưng chưa có phiếu nào, nên không có trong tỷ lệ (10,0% lượt giao dịch)."
        in report.notes
    )
    above = build_report(province).table("units")
    note = above.cell("B", "note").text
    assert note.startswith("10,0% lượt giao dịch ở nơi chưa có phiếu, nên không có trong tỷ lệ")


def test_a_week_without_a_figure_is_none_to_compare_with_nor_part_of_a_window(store: Store) -> None:
    with store.writing.begin() as session:
        a_unit_silent_in_one_sector(session, visits=155, silent=191)
        unit, land = session.get_one(Unit, "B"), session.get_one(Sector, "dat-dai")
        desk = session.get_one(Desk, "quay-B")
        for number in range(30):
            make_response(session, desk, sector="dat-dai", day=MONDAY + timedelta(days=7), overall=5 - 3 * (number < 6))
        make_transactions(session, unit, land, day=MONDAY + timedelta(days=7), visits=100)
        make_response(session, desk, sector="dat-dai", day=MONDAY - timedelta(days=7), overall=4)
    with store.reading() as session:
        later = compute(session, parse_period("2026-W46"), "B", today=TODAY)
        before = compute(session, parse_period("2026-W44"), "B", today=TODAY)
    assert later.total.share is not None
    assert later.total.change is None
    assert before.total.window is None or before.total.window.last < MONDAY
    shares = [cells[1].text for cells in (row.cells for row in build_report(later).table("trend").rows[-2:])]
    assert shares == ["không có dữ liệu", "80,0%"]


def test_no_published_share_has_an_interval_of_more_than_its_answers(store: Store) -> None:
    with store.writing.begin() as session:
        province, land = (
            make_unit(session, "tinh", level="province"),
            make_sector(session, "dat-dai", priority_group="land"),
        )
        desk = make_desk(session, province, "quay", sectors=(land,))
        for place, (yes, no) in enumerate([(1, 1), (1, 1), (1, 1), (2, 1), (2, 0)]):
            for overall in [5] * yes + [2] * no:
                values = {"minutes": 10 if overall == 5 else 40, "minutes_way": "quick"}
                make_response(
                    session, desk, sector=land.code, day=MONDAY + timedelta(days=place), overall=overall, **values
                )
        make_transactions(session, province, land, day=MONDAY, visits=400)
        adopt(session)
    with store.reading() as session:
        findings = compute(session, WEEK, "tinh", today=TODAY)
    lines = {line.key: line for line in findings.targets}
    judged = lines["hai_long_uu_tien:dat-dai"]
    # R: binom.test(7, 11)$conf.int
    for share in (findings.sectors[0].share, findings.waiting[0].within, judged.observed):
        assert share is not None
        assert share.deff < 0.5
        assert (share.method, round(share.ci_low, 4), round(share.ci_high, 4)) == ("truncated", 0.3079, 0.8907)
    assert judged.verdict is not None
    assert (judged.verdict.point, judged.verdict.certainty) == ("not_met", "not_proven")
    report = build_report(findings)
    assert report.table("precision").cell("dat-dai", "n_eff").value == 11
    assert "không bao giờ quá số phiếu" in report.table("method").cell("interval", "text").text


def test_dossiers_on_time_are_counted_exactly(store: Store) -> None:
    with store.writing.begin() as session:
        unit, land = make_unit(session, "tinh"), make_sector(session)
        for day, pending in ((MONDAY, 7), (MONDAY + timedelta(days=1), 3)):
            make_transactions(
                session, unit, land, day=day, resolved_early=150, resolved_on_time=325, resolved_late=25,
                overdue_pending=pending, apologies=2,
            )  # fmt: skip
        adopt(session)
    with store.reading() as session:
        findings = compute(session, WEEK, "tinh", today=TODAY)
    total = findings.on_time[0]
    assert total.key == "total"
    assert (total.resolved, total.on_time, total.overdue_pending, total.apologies) == (1000, 950, 3, 4)
    line = next(line for line in findings.targets if line.indicator == "on_time_share")
    assert line.counts == (950, 1000)
    assert line.verdict is not None
    assert (line.verdict.point, line.verdict.certainty) == ("met", "met")


def test_a_small_row_falls_back_on_the_shortest_closed_window(store: Store) -> None:
    with store.writing.begin() as session:
        unit, land = make_unit(session, "tinh"), make_sector(session)
        desk = make_desk(session, unit, sectors=(land,))
        for week in range(9):
            for _ in range(4):
                make_response(session, desk, sector=land.code, day=DAY - timedelta(weeks=week))
    with store.reading() as session:
        findings = compute(session, WEEK, "tinh", today=TODAY)
    assert findings.total.window is not None
    assert findings.total.window.weeks == 4
    assert findings.total.window.n >= 10
    assert findings.total.window.last <= WEEK.last
    assert findings.total.window.weeks_answered == 4


def test_a_window_tells_in_how_many_of_its_weeks_somebody_answered(store: Store) -> None:
    with store.writing.begin() as session:
        unit, land = make_unit(session, "xa"), make_sector(session)
        desk = make_desk(session, unit, sectors=(land,))
        for week in range(9, 12):
            for level in (4, 4, 4, 3):
                make_response(session, desk, overall=level, sector=land.code, day=DAY - timedelta(weeks=week))
    with store.reading() as session:
        findings = compute(session, WEEK, "xa", today=TODAY)
    window = findings.total.window
    assert window is not None
    assert (window.weeks, window.weeks_answered, window.n) == (13, 3, 12)
    said = " ".join(sentence.text for sentence in build_report(findings).sentences)
    assert re.search(r"Gộp 13 tuần [^,]+, 3 tuần có phiếu: 75,0% hài lòng", said)


def test_an_answer_of_a_unit_that_moved_counts_under_its_parent_of_that_day(store: Store) -> None:
    with store.writing.begin() as session:
        make_unit(session, "cu")
        make_unit(session, "moi")
        commune, land = make_unit(session, "xa", level="commune_centre"), make_sector(session)
        moved = date(2026, 11, 4)
        session.add_all(
            [
                UnitParent(unit="xa", parent="cu", valid_from=date(2025, 7, 1), valid_to=moved - timedelta(days=1)),
                UnitParent(unit="xa", parent="moi", valid_from=moved),
            ]
        )
        desk = make_desk(session, commune, sectors=(land,))
        give(session, desk, land, satisfied=20, dissatisfied=0)
    with store.reading() as session:
        before = compute(session, WEEK, "cu", today=TODAY)
        after = compute(session, WEEK, "moi", today=TODAY)
    assert (before.total.n, after.total.n) == (8, 12)


def test_a_cumulative_line_moves_only_with_ten_new_answers(store: Store) -> None:
    with store.writing.begin() as session:
        unit, land = make_unit(session, "tinh"), make_sector(session, "dat-dai", priority_group="land")
        desk = make_desk(session, unit, sectors=(land,))
        give(session, desk, land, satisfied=10, dissatisfied=2)
        for _ in range(4):
            make_response(session, desk, sector=land.code, overall=1, day=MONDAY + timedelta(weeks=1))
        adopt(session)
    with store.reading() as session:
        lines = {
            week: {line.key: line for line in compute(session, parse_period(week), "tinh", today=TODAY).targets}
            for week in ("2026-W45", "2026-W46")
        }
    first, second = (lines[week]["hai_long_uu_tien:dat-dai"] for week in ("2026-W45", "2026-W46"))
    assert first.n == second.n == 12
    assert first.observed is not None
    assert second.observed is not None
    assert second.observed.value == pytest.approx(first.observed.value)


@pytest.mark.parametrize(("by_ticket", "moved"), [(4, 0), (10, 10)])
def test_a_cumulative_line_by_ticket_moves_only_with_ten_new_tickets(store: Store, by_ticket: int, moved: int) -> None:
    with store.writing.begin() as session:
        unit, land = make_unit(session, "tinh"), make_sector(session, "dat-dai", priority_group="land")
        desk = make_desk(session, unit, sectors=(land,))
        give(session, desk, land, satisfied=80, dissatisfied=40, tier="ticket")
        give(session, desk, land, satisfied=20, dissatisfied=10)
        for number in range(by_ticket + 12):
            tier, day = "ticket" if number < by_ticket else "static", MONDAY + timedelta(weeks=1)
            make_response(session, desk, sector=land.code, overall=1 + number % 2, day=day, tier=tier)
        adopt(session)
    with store.reading() as session:
        lines = [
            {line.key: line for line in compute(session, parse_period(week), "tinh", today=TODAY).targets}
            for week in ("2026-W45", "2026-W46")
        ]
    first, second = (each["hai_long_uu_tien:dat-dai"] for each in lines)
    assert (first.n, second.n) == (120, 120 + moved)
    assert {first.tier, second.tier} == {"ticket"}
    assert first.observed is not None
    assert second.observed is not None
    assert second.observed.value == pytest.approx(80 / (120 + moved))


@pytest.mark.parametrize(("answered", "moved"), [(3, 0), (10, 10)])
def test_each_cumulative_line_moves_only_with_ten_new_answers_to_its_own_item(
    store: Store, answered: int, moved: int
) -> None:
    questionnaire = get_questionnaire("desk_v1")
    full = encode_answers(questionnaire, {"overall": "5", "resupply": "2"})
    with store.writing.begin() as session:
        unit, land = make_unit(session, "tinh"), make_sector(session)
        desk = make_desk(session, unit, sectors=(land,))
        for number in range(30):
            minutes = 10 + number % 3
            make_response(session, desk, day=MONDAY, answers=full, minutes=minutes, minutes_way="typed")
        for number in range(20):
            more = {"answers": full, "minutes": 90, "minutes_way": "typed"} if number < answered else {}
            make_response(session, desk, day=MONDAY + timedelta(weeks=1), **more)
        adopt(session)
    with store.reading() as session:
        lines = [
            {line.key: line for line in compute(session, parse_period(week), "tinh", today=TODAY).targets}
            for week in ("2026-W45", "2026-W46")
        ]
    for key in ("cho_doi", "khong_nop_lai"):
        assert [each[key].n for each in lines] == [30, 30 + moved], key
    assert lines[1]["hai_long_chung"].n == 50


def test_waiting_and_resupply_have_no_figure_where_a_fifth_of_the_visits_is_silent(store: Store) -> None:
    with store.writing.begin() as session:
        _, large, _, land = two_units(session)
        other = make_unit(session, "C", level="department")
        session.add(UnitParent(unit="C", parent="tinh", valid_from=date(2025, 7, 1)))
        silent = make_sector(session, "ho-tich")
        make_transactions(session, other, silent, day=MONDAY, visits=900)
        adopt(session)
    with store.reading() as session:
        findings = compute(session, WEEK, "tinh", today=TODAY)
    assert findings.total.no_data_share > 0.2
    assert findings.waiting[0].mean is None
    assert {line.status for line in findings.targets if line.key in ("cho_doi", "khong_nop_lai")} == {"no_data"}


@pytest.mark.parametrize(
    ("static", "tiers"), [(5, ("pooled", "ticket", "pooled")), (12, ("ticket", "ticket", "ticket"))]
)
def test_a_total_rests_on_tickets_only_where_its_units_leave_over_no_few_others(
    store: Store, static: int, tiers: tuple[str, ...]
) -> None:
    with store.writing.begin() as session:
        make_unit(session, "tinh", level="province")
        land = make_sector(session)
        for code, others in (("A", 20), ("B", static)):
            unit = make_unit(session, code)
            session.add(UnitParent(unit=code, parent="tinh", valid_from=date(2025, 7, 1)))
            make_transactions(session, unit, land, day=MONDAY, visits=500)
            desk = make_desk(session, unit, f"quay-{code}", sectors=(land,))
            give(session, desk, land, satisfied=90, dissatisfied=30, tier="ticket")
            give(session, desk, land, satisfied=others - 2, dissatisfied=2)
    with store.reading() as session:
        found = compute(session, WEEK, "tinh", today=TODAY)
        own = compute(session, WEEK, "B", today=TODAY)
    assert (found.total.tier, *(row.tier for row in found.units)) == tiers
    # the same row on its own page, on its sector's line and in the plan's comes to the same answer
    assert {own.total.tier, own.sectors[0].tier} == {tiers[2]}
    assert found.sectors[0].tier == tiers[0]
    assert found.total.share is not None
    everyone = (180 + 18 + static - 2) / (260 + static)
    assert found.total.share.value == pytest.approx(0.75 if tiers[0] == "ticket" else everyone, abs=0.01)
