"""Counts of visits and dossiers: all of a file or nothing, replaced exactly, months spread over working days."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.calendars import working_days
from survey_app.database import Store
from survey_app.exceptions import ImportRefused
from survey_app.imports import ImportReport, Table, Total, import_transactions, read_table
from survey_app.imports.months import place_stock, spread_flow
from survey_app.models import Sector, TransactionCount, Unit

TODAY = date(2026, 11, 16)
HEAD = "unit,sector,day,visits,received,resolved_early,resolved_on_time,resolved_late,overdue_pending,apologies\n"


@pytest.fixture
def session(store: Store):
    with store.writing() as opened:
        opened.add_all(Unit(code=code, name_vi=code, name_en=code, level="x") for code in ("xa-1", "xa-2"))
        opened.add_all(Sector(code=code, name_vi=code, name_en=code) for code in ("dat-dai", "ho-tich"))
        opened.commit()
        yield opened


def take_in(session: Session, text: str, *, granularity="day") -> ImportReport:
    table = read_table(text.encode(), name="luot.csv")
    return import_transactions(session, table, granularity=granularity, today=TODAY)


def refused(session: Session, text: str, *, granularity="day") -> str:
    with pytest.raises(ImportRefused) as error:
        take_in(session, text, granularity=granularity)
    assert session.scalar(sa.select(sa.func.count()).select_from(TransactionCount)) == 0
    return "\n".join((str(error.value), *error.value.problems))


def kept(session: Session, column: str = "visits") -> dict[tuple[str, str, date], int | None]:
    table = TransactionCount.__table__
    rows = session.execute(sa.select(table.c.unit, table.c.sector, table.c.day, table.c[column]))
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def test_counts_come_in_with_nothing_and_zero_kept_apart(session: Session) -> None:
    report = take_in(session, HEAD + "xa-1,dat-dai,02/11/2026,12,5,1,3,0,,0\nxa-1,ho-tich,2026-11-02,0,,,,,,\n")
    assert (report.added, report.replaced, report.unchanged) == (2, 0, 0)
    rows = {row.sector: row for row in session.scalars(sa.select(TransactionCount))}
    assert (rows["dat-dai"].visits, rows["dat-dai"].overdue_pending, rows["dat-dai"].apologies) == (12, None, 0)
    assert (rows["ho-tich"].visits, rows["ho-tich"].received) == (0, None)
    assert rows["dat-dai"].granularity == "day"


def test_vietnamese_headers_are_accepted(session: Session) -> None:
    take_in(
        session,
        "Đơn vị;Lĩnh vực;Ngày;Lượt giao dịch;Tiếp nhận;Trước hạn;Đúng hạn;Trễ hạn;Tồn quá hạn;Thư xin lỗi\n"
        "xa-1;dat-dai;02/11/2026;12;5;1;3;1;2;1\n",
    )
    (row,) = session.scalars(sa.select(TransactionCount))
    found = (row.visits, row.received, row.resolved_early, row.resolved_on_time, row.resolved_late)
    assert found == (12, 5, 1, 3, 1)
    assert (row.overdue_pending, row.apologies) == (2, 1)


def test_importing_again_replaces_exactly_what_the_file_names_and_tells_the_totals(session: Session) -> None:
    take_in(
        session,
        "unit,sector,day,visits\nxa-1,dat-dai,2026-11-02,10\nxa-1,dat-dai,2026-11-03,20\nxa-2,dat-dai,2026-11-02,30\n",
    )
    report = take_in(
        session,
        "unit,sector,day,visits\nxa-1,dat-dai,2026-11-02,11\nxa-1,dat-dai,2026-11-03,20\nxa-1,ho-tich,2026-11-02,5\n",
    )
    assert (report.added, report.replaced, report.unchanged) == (1, 1, 1)
    assert report.totals == (Total("visits", 30, 36),)
    assert "Tổng lượt giao dịch của các dòng trong tệp: trước 30, nay 36." in report.lines()
    assert "trước 30, nay 36" in "\n".join(report.lines())
    assert kept(session) == {
        ("xa-1", "dat-dai", date(2026, 11, 2)): 11,
        ("xa-1", "dat-dai", date(2026, 11, 3)): 20,
        ("xa-1", "ho-tich", date(2026, 11, 2)): 5,
        ("xa-2", "dat-dai", date(2026, 11, 2)): 30,
    }


def test_a_column_the_new_file_lacks_keeps_what_stands_and_the_report_says_so(session: Session) -> None:
    take_in(session, "unit,sector,day,visits,received\nxa-1,dat-dai,2026-11-02,10,4\nxa-2,dat-dai,2026-11-02,1,\n")
    report = take_in(session, "ngay;don_vi;linh_vuc;luot_giao_dich\n02/11/2026;xa-1;dat-dai;12\n")
    assert (report.replaced, report.totals) == (1, (Total("visits", 10, 12), Total("received", 4, 4)))
    assert "Tệp không có cột của: hồ sơ tiếp nhận. Những số đang có ấy được giữ nguyên." in report.lines()
    assert kept(session, "received")["xa-1", "dat-dai", date(2026, 11, 2)] == 4
    assert kept(session)["xa-1", "dat-dai", date(2026, 11, 2)] == 12
    again = take_in(session, "unit,sector,day,visits\nxa-1,dat-dai,2026-11-02,12\n")
    assert (again.replaced, again.unchanged) == (0, 1)


def test_an_empty_cell_in_a_column_that_is_there_means_not_counted(session: Session) -> None:
    take_in(session, "unit,sector,day,visits,received\nxa-1,dat-dai,2026-11-02,10,4\n")
    report = take_in(session, "unit,sector,day,visits,received\nxa-1,dat-dai,2026-11-02,10,\n")
    assert Total("received", 4, None) in report.totals
    assert not report.notes
    assert kept(session, "received") == {("xa-1", "dat-dai", date(2026, 11, 2)): None}


def test_a_month_keeps_the_columns_its_new_file_lacks_and_days_put_in_its_place_keep_none(session: Session) -> None:
    take_in(session, "unit,sector,month,visits,received\nxa-1,dat-dai,2026-10,100,30\n", granularity="month")
    report = take_in(session, "unit,sector,month,visits\nxa-1,dat-dai,2026-10,200\n", granularity="month")
    assert report.totals == (Total("visits", 100, 200), Total("received", 30, 30))
    by_day = take_in(session, "unit,sector,day,visits\nxa-1,dat-dai,2026-10-05,9\n")
    assert by_day.totals == (Total("visits", 200, 9), Total("received", 30, None))
    assert not by_day.notes


def test_every_row_that_does_not_fit_is_told_with_its_line_and_nothing_is_kept(session: Session) -> None:
    told = refused(
        session,
        "unit,sector,day,visits\n"
        "xa-1,dat-dai,2026-11-02,10\n"
        "xa-1,dat-dai,2026-11-02,11\n"
        "xa-11,dat-dai,2026-11-02,1\n"
        "xa-1,y-te,2026-11-02,1\n"
        "xa-1,dat-dai,2026-11-17,1\n"
        "xa-1,dat-dai,2026-11-04,-1\n"
        "xa-1,dat-dai,2026-11-05,1.200\n"
        "xa-1,dat-dai,2026-11-06,\n"
        ",dat-dai,2026-11-06,4\n",
    )
    assert "Tệp luot.csv có 8 lỗi; chưa ghi gì" in told
    assert "Dòng 3: trùng đơn vị, lĩnh vực và ngày (tháng) với dòng 2" in told
    assert "Dòng 4: không có đơn vị “xa-11”; có phải “xa-1”?" in told
    assert "Dòng 5: không có lĩnh vực “y-te”" in told
    assert "Dòng 6: ngày 17/11/2026 chưa đến" in told
    assert "Dòng 7: cột visits: “-1” là số âm" in told
    assert "Dòng 8: cột visits: “1.200” có thể đọc theo hai cách" in told
    assert "Dòng 9: không có số nào" in told
    assert "Dòng 10: cột unit để trống" in told


def test_only_the_first_fifty_faults_are_told_and_the_rest_counted(session: Session) -> None:
    told = refused(session, "unit,sector,day,visits\n" + "xa-1,dat-dai,2026-11-02,x\n" * 60)
    assert told.count("Dòng ") == 50
    assert "… và 10 lỗi khác." in told


def test_unknown_and_missing_columns_are_refused_with_the_known_ones(session: Session) -> None:
    told = refused(session, "unit,sector,day,visit,quá hạn\nxa-1,dat-dai,2026-11-02,1,2\n")
    assert "không có cột “visit”; có phải “visits”?" in told
    assert "không có cột “quá hạn”" in told
    assert "tre_han; ton_qua_han" in told
    assert "thiếu cột “ngay”" in refused(session, "unit,sector,visits\nxa-1,dat-dai,1\n")


def test_a_month_read_as_days_is_told_which_kind_it_is(session: Session) -> None:
    by_month, by_day = (
        "unit,sector,thang,visits\nxa-1,dat-dai,10/2026,1\n",
        "unit,sector,ngày,visits\nxa-1,dat-dai,1/10/2026,1\n",
    )
    assert "hãy chọn loại tệp theo tháng" in refused(session, by_month)
    assert "hãy chọn loại tệp theo ngày" in refused(session, by_day, granularity="month")
    with pytest.raises(ImportRefused) as error:
        take_in(session, by_month)
    assert error.value.command == "sipas transactions import --granularity month TỆP"


def test_a_month_is_spread_over_its_working_days_and_sums_to_itself(session: Session) -> None:
    report = take_in(
        session,
        "unit,sector,month,visits,overdue_pending\nxa-1,dat-dai,10/2026,100,7\nxa-1,ho-tich,2026-10,3,\n",
        granularity="month",
    )
    assert (report.added, report.totals) == (2, (Total("visits", None, 103),))
    days = working_days(date(2026, 10, 1), date(2026, 10, 31))
    visits = {day: count for (_unit, sector, day), count in kept(session).items() if sector == "dat-dai"}
    assert tuple(sorted(visits)) == days
    assert sum(count for count in visits.values() if count is not None) == 100
    assert {count for count in visits.values() if count is not None} == {100 // len(days), 100 // len(days) + 1}
    stock = {
        day: count for (_unit, sector, day), count in kept(session, "overdue_pending").items() if count is not None
    }
    assert stock == {days[-1]: 7}
    assert take_in(session, "unit,sector,month,visits\nxa-1,ho-tich,10/2026,3\n", granularity="month").unchanged == 1


def test_shares_of_a_month_are_whole_even_and_exact() -> None:
    assert spread_flow(7, 3) == [2, 2, 3]
    assert spread_flow(2, 5) == [0, 0, 1, 0, 1]
    assert spread_flow(0, 3) == [0, 0, 0]
    assert spread_flow(None, 2) == [None, None]
    assert all(sum(filter(None, spread_flow(total, 22))) == total for total in range(100))
    assert place_stock(4, 3) == [None, None, 4]


def test_a_month_that_has_not_ended_is_refused(session: Session) -> None:
    told = refused(session, "unit,sector,month,visits\nxa-1,dat-dai,11/2026,1\n", granularity="month")
    assert "tháng 11/2026 chưa kết thúc" in told


def test_days_take_the_place_of_a_spread_month_and_say_so(session: Session) -> None:
    take_in(
        session, "unit,sector,month,visits\nxa-1,dat-dai,10/2026,100\nxa-2,dat-dai,10/2026,50\n", granularity="month"
    )
    report = take_in(session, "unit,sector,day,visits\nxa-1,dat-dai,2026-10-05,40\n")
    assert report.totals == (Total("visits", 100, 40),)
    assert "1 đơn vị × lĩnh vực × tháng" in report.warnings[0]
    counts = kept(session)
    assert {key: count for key, count in counts.items() if key[0] == "xa-1"} == {
        ("xa-1", "dat-dai", date(2026, 10, 5)): 40
    }
    assert sum(count or 0 for (unit, _sector, _day), count in counts.items() if unit == "xa-2") == 50


def test_a_month_takes_the_place_of_its_days_and_says_so(session: Session) -> None:
    take_in(session, "unit,sector,day,visits\nxa-1,dat-dai,2026-10-04,4\nxa-1,dat-dai,2026-09-30,9\n")
    report = take_in(session, "unit,sector,month,visits\nxa-1,dat-dai,10/2026,44\n", granularity="month")
    assert (report.replaced, report.totals) == (1, (Total("visits", 4, 44),))
    assert "đang có số theo ngày" in report.warnings[0]
    counts = kept(session)
    assert counts[("xa-1", "dat-dai", date(2026, 9, 30))] == 9
    assert ("xa-1", "dat-dai", date(2026, 10, 4)) not in counts


def test_far_more_settled_than_received_is_taken_in_with_a_warning(session: Session) -> None:
    report = take_in(session, HEAD + "xa-1,dat-dai,2026-11-02,9,1,2,3,1,,\nxa-2,dat-dai,2026-11-02,9,2,3,4,3,,\n")
    assert report.added == 2
    assert len(report.warnings) == 1
    assert "đơn vị xa-1, lĩnh vực dat-dai: giải quyết 6 hồ sơ" in report.warnings[0]


def test_a_table_made_in_memory_is_taken_in_as_a_file(session: Session) -> None:
    rows = [("xa-1", "dat-dai", date(2026, 11, 2), 5), ("xa-1", "ho-tich", date(2026, 11, 2), None)]
    with pytest.raises(ImportRefused) as error:
        import_transactions(
            session, Table.from_rows("mô phỏng", ("unit", "sector", "day", "visits"), rows), today=TODAY
        )
    assert "Dòng 3: không có số nào" in error.value.problems[0]
    import_transactions(
        session, Table.from_rows("mô phỏng", ("unit", "sector", "day", "visits"), rows[:1]), today=TODAY
    )
    assert kept(session) == {("xa-1", "dat-dai", date(2026, 11, 2)): 5}
