"""From kept answers to the inspector's findings: what is told of, what is not, and what may not be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from forms import encode_answers, get_questionnaire
from reports import to_csv, to_xlsx
from reports.findings import Name
from reports.integrity import IntegrityFindings, build_integrity
from survey_app.calendars import working_days
from survey_app.database import Store
from survey_app.exceptions import NotPublished, OpenPeriod
from survey_app.models import (
    Base,
    Desk,
    IntegritySnapshot,
    Response,
    Sector,
    TicketBatch,
    TransactionCount,
    Unit,
    UnitParent,
)
from survey_app.periods import parse_period
from survey_app.questionnaires import register_questionnaire
from survey_app.results.domains import TIER_NAMES
from survey_app.results.integrity import Watch, compute_integrity, heard_of, load_integrity
from survey_app.results.integrity.desk_days import read_desk_days
from tests.factories import make_desk, make_response, make_sector, make_transactions, make_unit, publish

LAST_SUNDAY = date(2026, 11, 8)
MONDAY = date(2026, 11, 2)
TODAY = date(2026, 11, 19)
FIRST = MONDAY - timedelta(weeks=12)
ITEMS = ("overall", "access", "procedure", "officials", "result")


@pytest.fixture
def session(sqlite_store: Store) -> Iterator[Session]:
    with sqlite_store.writing.begin() as opened:
        yield opened


@pytest.fixture
def session_of_each_engine(store: Store) -> Iterator[Session]:
    with store.writing.begin() as opened:
        yield opened


def province(session: Session, units: int = 5) -> list[Desk]:
    """A province with some commune centres of one desk each."""
    make_unit(session, "tinh", level="province")
    sector = make_sector(session)
    desks = []
    for number in range(1, units + 1):
        unit = make_unit(session, f"xa-{number}", level="commune_centre", position=number)
        session.add(UnitParent(unit=unit.code, parent="tinh", valid_from=date(2025, 7, 1)))
        desks.append(make_desk(session, unit, f"xa-{number}-q1", sectors=(sector,)))
    return desks


def answer(session: Session, desk: Desk, days: list[date], seed: int, *, each: int = 8, **values: object) -> None:
    """Answers of honest people on each of the days, and the visits they came from."""
    questionnaire = get_questionnaire("desk_v1")
    register_questionnaire(session, questionnaire)
    rng = np.random.default_rng(seed)
    rows = []
    for day in days:
        for _place in range(int(rng.poisson(each))):
            level = int(rng.choice([2, 3, 4, 5], p=[0.05, 0.15, 0.45, 0.35]))
            codes = {item: str(np.clip(level + rng.integers(-1, 2), 1, 5)) for item in ITEMS} | {"overall": str(level)}
            rows.append(
                {
                    "id": uuid4(),
                    "questionnaire": questionnaire.id,
                    "unit": desk.unit,
                    "desk": desk.code,
                    "day": day,
                    "tier": "static",
                    "channel": "phone",
                    "minutes": int(rng.choice([5, 10, 15, 20, 30, 7, 12], p=[0.25, 0.25, 0.15, 0.1, 0.1, 0.08, 0.07])),
                    "labels": "",
                    "receipt": uuid4().hex[:16].upper(),
                    "answers": encode_answers(questionnaire, codes),
                    **values,
                }
            )
    if rows:
        session.execute(sa.insert(Base.metadata.tables[Response.__tablename__]), rows)


def visits(session: Session, desk: Desk, days: list[date], number: int = 40) -> None:
    unit, sector = session.get_one(Unit, desk.unit), session.get_one(Sector, "dat-dai")
    for day in days:
        make_transactions(session, unit, sector, day=day, visits=number)


def honest(session: Session, units: int = 5) -> list[Desk]:
    """Thirteen honest weeks of a province."""
    desks, days = province(session, units), list(working_days(FIRST, LAST_SUNDAY))
    for number, desk in enumerate(desks):
        answer(session, desk, days, number)
        visits(session, desk, days)
    return desks


def pad(session: Session, desk: Desk, number: int = 20) -> None:
    """Answers made up on the week's Tuesday: the best throughout, minutes as they come to mind, in one sitting."""
    best = encode_answers(get_questionnaire("desk_v1"), dict.fromkeys(ITEMS, "5"))
    for place in range(number):
        day = MONDAY + timedelta(days=1)
        make_response(session, desk, day=day, minutes=place + 1, labels="burst out_of_hours", answers=best)


def found(session: Session, period: str = "2026-W45") -> IntegrityFindings:
    return compute_integrity(session, parse_period(period), "tinh", today=TODAY)


def test_honest_weeks_have_no_notice(session: Session) -> None:
    honest(session)
    findings = found(session)
    report = build_integrity(findings)
    assert findings.judged_weeks == 5
    assert report.table("notices").rows == ()
    assert "không có dấu hiệu nào" in report.sentences[0].text


def test_made_up_answers_are_told_of_with_reasons_and_a_next_step(session: Session) -> None:
    desks = honest(session)
    pad(session, desks[2])
    report = build_integrity(found(session))
    rows = report.table("notices").rows
    assert {row.cells[0].text.split(" · ")[-1] for row in rows} == {"Trung tâm Phục vụ hành chính công xa-3"}
    facts = report.table("notices").cell("week:xa-3:2026-11-02", "fact").text
    assert "20 phiếu mang nhãn dồn dập" in facts
    for row in rows:
        reasons, next_step = (report.table("notices").cell(row.key, name).text for name in ("reasons", "next"))
        assert reasons
        assert next_step


def test_no_word_accuses(session: Session) -> None:
    pad(session, honest(session)[0])
    report = build_integrity(found(session))
    words = to_csv(report).decode("utf-8-sig").casefold() + " ".join(sentence.text for sentence in report.sentences)
    assert "gian lận" not in words
    assert "gian dối" not in words


def test_counts_are_the_same_on_both_engines(session_of_each_engine: Session) -> None:
    desks = honest(session_of_each_engine, units=2)
    pad(session_of_each_engine, desks[0])
    findings = found(session_of_each_engine)
    assert [row.spot.unit for row in findings.weeks if row.is_flagged] == ["xa-1"]
    assert [(unit, row.labelled, row.counts) for unit, row in findings.labels] == [("xa-1", 20, (20, 0, 20, 0, 0))]
    week = next(row for row in findings.minutes if row.spot.unit == "xa-1")
    told = session_of_each_engine.scalars(
        sa.select(Response.minutes).where(Response.unit == "xa-1", Response.day.between(MONDAY, LAST_SUNDAY))
    ).all()
    assert (week.told, week.rounded) == (len(told), sum(minutes is not None and minutes % 5 == 0 for minutes in told))


def test_a_desk_without_an_answer_while_people_come_is_told_of(session: Session) -> None:
    desks = honest(session)
    dead = desks[1].code
    session.execute(sa.delete(Response).where(Response.desk == dead, Response.day >= MONDAY + timedelta(days=3)))
    findings = found(session)
    (row,) = findings.silences
    assert (row.spot.desk, row.first, row.last, row.days) == (dead, date(2026, 11, 5), date(2026, 11, 6), 2)
    assert row.noticed <= date(2026, 11, 6)
    assert row.basis == "visits"
    assert not row.is_over
    assert "quét thử mã" in build_integrity(findings).table("notices").rows[0].cells[-1].text


def test_a_desk_that_was_closed_is_not_silent(session: Session) -> None:
    desks = honest(session)
    session.execute(sa.delete(Response).where(Response.desk == desks[1].code, Response.day >= MONDAY))
    desks[1].closed_on = MONDAY
    session.flush()
    assert found(session).silences == ()


def test_what_was_told_is_kept_and_a_unit_sees_its_part_of_it(store: Store) -> None:
    week = parse_period("2026-W45")
    with store.writing.begin() as session:
        pad(session, honest(session, units=3)[2])
        whole = found(session)
    for _twice in range(2):
        publish(store, TODAY, period=week.id)
    with store.reading() as session:
        assert session.scalars(sa.select(IntegritySnapshot.revision)).all() == [1]
        assert load_integrity(session, week, "tinh", today=TODAY) == whole
        part = load_integrity(session, week, "xa-3", today=TODAY)
    assert {row.spot.unit for row in part.units} == {"xa-3"}
    assert part.weeks == tuple(row for row in whole.weeks if row.spot.unit == "xa-3")
    assert part.unit_name.vi.endswith("xa-3")
    for change in (sa.delete(IntegritySnapshot), sa.update(IntegritySnapshot).values(digest="")):
        with pytest.raises(sa.exc.DBAPIError, match="never changed"), store.writing.begin() as session:
            session.execute(change)


def test_a_later_import_adds_a_revision_beside_what_was_told(sqlite_store: Store) -> None:
    week = parse_period("2026-W45")
    with sqlite_store.writing.begin() as session:
        pad(session, honest(session, units=3)[2])
    publish(sqlite_store, TODAY, unit="tinh", period=week.id)
    with sqlite_store.writing.begin() as session:
        session.execute(sa.delete(Response).where(Response.labels != ""))
    publish(sqlite_store, TODAY, unit="tinh", period=week.id)
    with sqlite_store.reading() as session:
        assert session.scalars(sa.select(IntegritySnapshot.revision)).all() == [1, 2]
        assert load_integrity(session, week, "tinh", today=TODAY).labels == ()


def test_a_period_that_was_not_published_says_how_it_is(session: Session) -> None:
    province(session)
    with pytest.raises(NotPublished, match="cùng lúc với công bố của đơn vị trên cùng") as refused:
        load_integrity(session, parse_period("2026-W45"), "xa-1", today=TODAY)
    assert refused.value.command == "sipas publish --period 2026-W45 --unit tinh"


def test_a_longer_period_tells_of_rare_rows_only(session: Session) -> None:
    desks = honest(session)
    pad(session, desks[2])
    findings = found(session, "2026-W45")
    month = compute_integrity(session, parse_period("2026-Q3"), "tinh", today=TODAY)
    assert findings.is_every_row
    assert not month.is_every_row
    assert len(month.straight) < len(findings.straight)


@pytest.mark.parametrize("period", ["2026-W45", "2026-Q4"])
def test_a_units_page_counts_its_own_weeks(session: Session, period: str) -> None:
    honest(session)
    findings = compute_integrity(session, parse_period(period), "tinh", today=date(2027, 1, 4))
    own = findings.below("xa-1", Name("Xã 1", "Commune 1"), frozenset({"xa-1"}))
    mine = dict(findings.judged_of or ())["xa-1"]
    assert 0 < mine < findings.judged_weeks
    assert build_integrity(own).table("weeks").finding == f"0 trong {mine} tuần đã xét nên xem"
    assert f"Đã xét {mine} tuần" in build_integrity(own).sentences[1].text
    kept_before = replace(findings, judged_of=None).below("xa-1", Name("Xã 1", "Commune 1"), frozenset({"xa-1"}))
    told = "0 trong 1 tuần đã xét nên xem" if findings.is_every_row else "0 tuần nên xem"
    assert build_integrity(kept_before).table("weeks").finding == told


def test_a_period_that_is_not_over_is_refused(session: Session) -> None:
    province(session)
    with pytest.raises(OpenPeriod, match="chưa kết thúc"):
        found(session, "2026-W47")


def test_a_province_without_an_answer_has_its_empty_tables(session: Session) -> None:
    province(session)
    report = build_integrity(found(session))
    assert all(table.rows or table.empty for table in report.tables)
    assert "Chưa đơn vị nào đủ phiếu" in report.sentences[1].text
    assert to_xlsx(report)


@pytest.mark.parametrize(("level", "number", "shown"), [(5, 9, "không nêu"), (5, 29, "không nêu"), (5, 30, "100%")])
def test_a_share_that_would_tell_what_a_few_people_said_is_not_shown(
    session: Session, level: int, number: int, shown: str
) -> None:
    (desk,) = province(session, units=1)
    for _place in range(number):
        make_response(session, desk, overall=level, day=MONDAY)
    table = build_integrity(found(session)).table("coverage")
    assert table.cell("xa-1", "share").text == shown


def test_of_two_units_a_small_one_is_not_found_by_subtraction(session: Session) -> None:
    first, second, third = province(session, units=3)
    for desk, levels in ((first, [5] * 3 + [2]), (second, [4] * 20 + [3] * 20), (third, [4] * 50 + [3] * 9)):
        for level in levels:
            make_response(session, desk, overall=level, day=MONDAY)
    table = build_integrity(found(session)).table("coverage")
    assert [table.cell(row.key, "share").text for row in table.rows] == [
        "không nêu",
        "không nêu",
        "85%",
    ]


def test_tiers_stand_apart_with_their_gap(session: Session) -> None:
    (desk,) = province(session, units=1)
    for tier, good, bad in (("ticket", 20, 20), ("static", 36, 4), ("rotating", 2, 1)):
        for level in [5] * good + [2] * bad:
            make_response(session, desk, overall=level, tier=tier, day=MONDAY)
    report = build_integrity(found(session))
    table = report.table("tiers")
    assert table.cell("xa-1", "static_n").value == 40
    # called as the results call them
    heads = {column.key: column.label for column in table.columns}
    for tier in ("ticket", "static", "rotating"):
        assert heads[f"{tier}_n"].startswith(TIER_NAMES[tier].vi)
    assert table.cell("xa-1", "rotating_share").text == "không nêu"
    # the three through the screen would else be found by subtraction
    shares = [table.cell("xa-1", f"{tier}_share").text for tier in ("ticket", "static")]
    assert shares.count("không nêu") == 1
    notices = {row.key: row.cells for row in report.table("notices").rows}
    assert set(notices) == {"desk:xa-1-q1", "tiers:xa-1"}  # answers by ticket, and no ticket printed
    assert "không nêu con số" in " ".join(cell.text for cell in notices["tiers:xa-1"])


def test_one_in_fifty_desk_days_over_is_told_of_and_no_clean_one(session: Session) -> None:
    """Answers over tickets by one at 25 desks, tickets over visits by one on 25 days, 50 clean desk-days."""
    desks = province(session, units=100)
    day, sector = MONDAY, session.get_one(Sector, "dat-dai")
    for number, desk in enumerate(desks):
        answers, tickets, came = 3, 4, 5
        if number < 25:
            answers = tickets + 1
        elif number < 50:
            came = tickets - 1
        batch = {"desk": desk.code, "minted_on": day, "valid_from": day, "valid_to": day + timedelta(days=7)}
        session.add(TicketBatch(id=uuid4(), size=tickets, **batch))
        make_transactions(session, session.get_one(Unit, desk.unit), sector, day=day, visits=came)
        for _place in range(answers):
            make_response(session, desk, tier="ticket", day=day)
    over = {unit for unit, row in found(session).reconciliation if row.is_over}
    assert over == {desk.unit for desk in desks[:50]}


def test_days_whose_visits_are_not_imported_are_left_out_and_said(session: Session) -> None:
    desks = honest(session)
    dead, wednesday = desks[1], MONDAY + timedelta(days=2)
    session.execute(sa.delete(Response).where(Response.desk == dead.code, Response.day >= MONDAY))
    session.execute(
        sa.delete(TransactionCount).where(TransactionCount.unit == dead.unit, TransactionCount.day > wednesday)
    )
    (row,) = found(session).silences
    assert (row.basis, row.days, row.uncounted) == ("visits", 3, 2)
    session.execute(
        sa.delete(TransactionCount).where(TransactionCount.unit == dead.unit, TransactionCount.day >= MONDAY)
    )
    (row,) = found(session).silences
    assert (row.basis, row.days, row.uncounted) == ("days", 5, 0)
    assert (
        "tính theo lịch làm việc"
        in build_integrity(found(session)).table("notices").cell(f"silence:{dead.code}:2026-11-02", "fact").text
    )


def test_visits_of_a_sector_are_shared_by_the_desks_that_serve_it(session: Session) -> None:
    (desk,) = province(session, units=1)
    unit, other = session.get_one(Unit, "xa-1"), make_sector(session, "ho-tich")
    make_desk(session, unit, "ca-hai", sectors=(session.get_one(Sector, "dat-dai"), other))
    make_desk(session, unit, "moi-viec")
    make_transactions(session, unit, session.get_one(Sector, "dat-dai"), day=MONDAY, visits=40)
    make_transactions(session, unit, other, day=MONDAY, visits=9)
    series = {one.desk: one.came["visits"] for one in read_desk_days(session, (MONDAY, MONDAY), {"xa-1"})}
    assert series == {desk.code: [20.0], "ca-hai": [29.0], "moi-viec": [pytest.approx(49 / 3)]}


@pytest.mark.parametrize(("each", "told"), [(19, []), (20, ["moi"])])
def test_a_desk_that_never_had_an_answer_though_people_come_is_told_of(
    session: Session, each: int, told: list[str]
) -> None:
    make_unit(session, "tinh", level="province")
    sector, unit = make_sector(session), make_unit(session, "xa-1", level="commune_centre")
    session.add(UnitParent(unit="xa-1", parent="tinh", valid_from=date(2025, 7, 1)))
    visits(session, make_desk(session, unit, "moi", sectors=(sector,)), list(working_days(FIRST, LAST_SUNDAY)), each)
    rows = found(session).silences
    assert [row.spot.desk for row in rows] == told
    for row in rows:
        assert (row.is_never, row.days, row.first, row.basis) == (True, 10, date(2026, 10, 26), "visits")
        assert (
            "chưa bao giờ dùng được"
            in build_integrity(found(session)).table("notices").cell("silence:moi:2026-10-26", "fact").text
        )


def test_an_answer_of_the_weekend_ends_a_silence(session: Session) -> None:
    desks = honest(session)
    session.execute(sa.delete(Response).where(Response.desk == desks[1].code, Response.day >= MONDAY))
    sunday = LAST_SUNDAY + timedelta(days=1)
    (row,) = heard_of(session, "tinh", sunday).silent
    assert (row.spot.desk, row.last) == (desks[1].code, date(2026, 11, 6))
    make_response(session, desks[1], day=LAST_SUNDAY)
    assert heard_of(session, "tinh", sunday).silent == ()
    assert heard_of(session, "tinh", sunday).unheard == frozenset()


def test_a_surge_at_the_end_of_the_year_is_told_of(session: Session) -> None:
    (desk, *_others) = desks = province(session, units=3)
    days = list(working_days(date(2026, 9, 21), date(2026, 12, 31)))
    for number, one in enumerate(desks):
        answer(session, one, days, number)
        visits(session, one, days)
    answer(session, desk, list(working_days(date(2026, 12, 18), date(2026, 12, 31))), 9, each=14)
    findings = compute_integrity(session, parse_period("2026-Q4"), "tinh", today=date(2027, 1, 4))
    assert findings.surge_days == (date(2026, 12, 18), date(2026, 12, 31))
    notices = build_integrity(findings).table("notices").rows
    assert "surge:xa-1" in [row.key for row in notices]
    assert not {"surge:xa-2", "surge:xa-3"} & {row.key for row in notices}


def test_visits_that_leap_are_told_of_whoever_took_them_in(session: Session) -> None:
    desks = honest(session)
    unit, sector = session.get_one(Unit, "xa-2"), make_sector(session, "bao-tro", name_vi="Bảo trợ", position=2)
    for weeks in range(1, 6):
        make_transactions(session, unit, sector, day=MONDAY - timedelta(weeks=weeks), visits=2)
    # 3 × 2 + 30: as far as nothing is said
    leaps = sa.update(TransactionCount).where(TransactionCount.sector == "bao-tro", TransactionCount.day == MONDAY)
    make_transactions(session, unit, sector, day=MONDAY, visits=36)
    assert found(session).jumps == ()
    session.execute(leaps.values(visits=37))
    findings = found(session)
    (jump,) = findings.jumps
    assert (jump.spot.unit, jump.sector, jump.first, jump.visits, jump.most) == ("xa-2", "bao-tro", MONDAY, 37, 2)
    notices = build_integrity(findings).table("notices")
    key = "visits:xa-2:bao-tro:2026-11-02"
    assert notices.cell(key, "fact").text == "37 lượt trong tuần; các tuần trước nhiều nhất 2 lượt."
    assert notices.cell(key, "name").text == "Bảo trợ · Trung tâm Phục vụ hành chính công xa-2"
    others = findings.below(desks[0].unit, Name("Xã", "Commune"), frozenset({desks[0].unit}))
    assert others.jumps == ()


def test_a_sector_without_a_past_that_carries_its_unit_is_told_of(session: Session) -> None:
    honest(session)
    unit, sector = session.get_one(Unit, "xa-2"), make_sector(session, "bao-tro", position=2)
    make_transactions(session, unit, sector, day=MONDAY, visits=100_000)
    findings = found(session)
    (jump,) = findings.jumps
    assert (jump.spot.unit, jump.sector, jump.first) == ("xa-2", "", MONDAY)
    assert jump.visits > 100_000 > jump.most
    name = build_integrity(findings).table("notices").cell("visits:xa-2::2026-11-02", "name").text
    assert name == "Mọi lĩnh vực · Trung tâm Phục vụ hành chính công xa-2"


def test_a_poster_torn_off_is_told_of_the_day_after(session: Session) -> None:
    desks = honest(session)
    dead, thursday = desks[1].code, MONDAY + timedelta(days=3)
    answer(session, desks[1], list(working_days(FIRST, LAST_SUNDAY)), 7)  # about 16 a day
    session.execute(sa.delete(Response).where(Response.desk == dead, Response.day >= thursday))
    session.execute(sa.delete(Response).where(Response.day > thursday))
    (row,) = heard_of(session, "tinh", thursday + timedelta(days=1)).silent
    assert (row.spot.desk, row.days, row.noticed) == (dead, 1, thursday)
    assert heard_of(session, "tinh", thursday).silent == ()
    watch = Watch()
    assert watch.silent(session, "tinh", thursday + timedelta(days=1)) == (row,)
    answer(session, desks[1], [thursday], 8)  # seen a few minutes later
    assert watch.silent(session, "tinh", thursday + timedelta(days=1)) == (row,)
    assert Watch().silent(session, "tinh", thursday + timedelta(days=1)) == ()
    assert heard_of(session, "xa-1", thursday + timedelta(days=1)).silent == ()


def test_tickets_say_that_people_came_where_they_are_handed_out(session: Session) -> None:
    (desk,) = province(session, units=1)
    days = list(working_days(FIRST, LAST_SUNDAY))
    answer(session, desk, days[:-1], 1, each=16, tier="ticket")
    batch = {"desk": desk.code, "minted_on": FIRST, "valid_from": FIRST, "valid_to": LAST_SUNDAY + timedelta(days=7)}
    session.add(TicketBatch(id=uuid4(), size=40 * len(days), **batch))
    session.flush()
    (row,) = found(session).silences
    assert (row.basis, row.days) == ("tickets", 1)


def test_a_desk_that_moved_to_another_unit_keeps_its_past_where_it_was(session: Session) -> None:
    desks = honest(session, units=2)
    pad(session, desks[0])
    for place in range(3):
        make_response(session, desks[0], tier="ticket", day=MONDAY + timedelta(days=place))
    desks[0].unit = "xa-2"
    session.flush()
    findings = found(session)
    assert [row.spot.unit for row in findings.straight if row.spot.desk == "xa-1-q1"] == ["xa-1"]
    assert [unit for unit, _row in findings.labels] == ["xa-1"]
    assert [unit for unit, row in findings.reconciliation if row.is_over] == ["xa-2"]
    assert build_integrity(findings).table("notices").rows


def test_the_watch_reads_answers_by_their_index_also_on_days_without_any(session: Session) -> None:
    province(session)
    asked: list[tuple[str, Any]] = []
    engine = session.get_bind()

    def keep(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        asked.append((statement, values))

    sa.event.listen(engine, "before_cursor_execute", keep)
    heard_of(session, "tinh", TODAY)
    sa.event.remove(engine, "before_cursor_execute", keep)
    connection = session.connection()
    plans = [
        str(row[3])
        for statement, values in asked
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    ]
    assert any("SEARCH response" in plan for plan in plans)
    assert not [plan for plan in plans if "SCAN response" in plan]
