"""Units, desks and sectors from files: what is taken in, what re-importing keeps, what is refused with its line."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.database import Store
from survey_app.exceptions import ImportRefused, UnknownDesk
from survey_app.imports import import_desks, import_procedures, import_sectors, import_units, read_table
from survey_app.models import (
    Agency,
    Desk,
    DeskSector,
    Procedure,
    RetiredToken,
    Sector,
    SectorAgency,
    Unit,
    UnitSuccessor,
)
from survey_app.places import ancestors, descendants
from survey_app.registry.desks import replace_token
from tests.factories import make_response

UNITS = """code,name_vi,level,parent,valid_from,valid_to
tinh,Tỉnh,province,,,
huyen,Huyện cũ,district,tinh,2020-01-01,2025-06-30
xa,Xã Một,commune_centre,huyen,2020-01-01,2025-06-30
xa,Xã Một,commune_centre,tinh,2025-07-01,
"""
SECTORS = """code,name_vi,name_en,priority_group,agency,agency_name_vi,agency_from,agency_to
dat-dai,Đất đai,Land,đất đai,so-tnmt,Sở Tài nguyên và Môi trường,,28/02/2025
dat-dai,Đất đai,Land,land,so-nnmt,Sở Nông nghiệp và Môi trường,01/03/2025,
ho-tich,Hộ tịch,Civil status,,so-tp,Sở Tư pháp,,
"""
DESKS = """code;unit;name_vi;sectors
q1;xa;Quầy 1;dat-dai,ho-tich
q2;xa;Quầy 2;ho-tich
"""


def units(session: Session, text: str):
    return import_units(session, read_table(text.encode(), name="don-vi.csv"))


def sectors(session: Session, text: str):
    return import_sectors(session, read_table(text.encode(), name="linh-vuc.csv"))


def procedures(session: Session, text: str):
    return import_procedures(session, read_table(text.encode(), name="thu-tuc.csv"))


def desks(session: Session, text: str):
    return import_desks(session, read_table(text.encode(), name="quay.csv"))


def refused(take_in, session: Session, text: str) -> str:
    with pytest.raises(ImportRefused) as error:
        take_in(session, text)
    return "\n".join((str(error.value), *error.value.problems))


@pytest.fixture
def session(store: Store):
    with store.writing() as opened:
        yield opened


def test_a_unit_file_builds_the_tree_of_each_day(session: Session) -> None:
    assert units(session, UNITS).added == 3
    assert ancestors(session, "xa", date(2025, 6, 30)) == ["huyen", "tinh"]
    assert ancestors(session, "xa", date(2025, 7, 1)) == ["tinh"]
    assert [each.unit for each in descendants(session, "tinh", date(2026, 1, 1), date(2026, 1, 31))] == ["tinh", "xa"]
    assert list(session.scalars(sa.select(Unit.code).order_by(Unit.position))) == ["tinh", "huyen", "xa"]
    assert session.get_one(Unit, "xa").name_en == "Xã Một"


def test_importing_units_again_changes_nothing(session: Session) -> None:
    units(session, UNITS)
    again = units(session, UNITS)
    assert (again.added, again.replaced, again.unchanged, again.notes) == (0, 0, 3, ())


def test_a_new_parent_is_told_and_columns_the_file_lacks_stay(session: Session) -> None:
    units(session, UNITS)
    renamed = units(session, "ma,ten,cap\nxa,Phường Một,commune_centre\n")
    assert (renamed.replaced, renamed.notes) == (1, ())
    assert ancestors(session, "xa", date(2026, 1, 1)) == ["tinh"]
    moved = units(session, "ma,ten,cap,cap_tren,tu_ngay\nxa,Phường Một,commune_centre,huyen,01/01/2026\n")
    assert "Bỏ: xa → tinh từ 01/07/2025" in moved.notes
    assert "Thêm: xa → huyen từ 01/01/2026" in moved.notes
    assert ancestors(session, "xa", date(2026, 1, 1)) == ["huyen"]


def test_successors_that_go_round_in_a_ring_are_refused(session: Session) -> None:
    ring = "code,name_vi,level,successor,successor_from\na,A,x,b,2025-07-01\nb,B,x,a,2025-07-01\n"
    assert "Dòng 2: kế thừa đi vòng tròn: a → b → a" in refused(units, session, ring)


def test_a_file_may_not_leave_out_days_with_answers_or_an_open_desk(session: Session) -> None:
    units(session, UNITS)
    sectors(session, SECTORS)
    desks(session, DESKS)
    desk = session.get_one(Desk, "q1")
    make_response(session, desk, day=date(2026, 3, 2), sector="ho-tich")
    ends = "ma,ten,cap,cap_tren,tu_ngay,den_ngay\nxa,Xã Một,commune_centre,tinh,1/7/2025,{}\n"
    with session.begin_nested() as trial:
        told = refused(units, session, ends.format("1/3/2026"))
        trial.rollback()
    assert "Dòng 2: Từ 02/03/2026 trở đi “Xã Một” sẽ không thuộc cấp trên nào" in told
    assert "1 ngày trong đó có phiếu hoặc lượt giao dịch (02/03/2026 – 02/03/2026)" in told
    assert "quầy nhận đánh giá" in told
    for each in session.scalars(sa.select(Desk).where(Desk.unit == "xa")):
        each.closed_on = date(2026, 3, 3)
    units(session, ends.format("2/3/2026"))
    assert ancestors(session, "xa", date(2026, 3, 3)) == []


def test_a_file_may_end_a_unit_and_move_what_stands_below_it(session: Session) -> None:
    head = "ma,ten,cap,cap_tren,tu_ngay,den_ngay\ntinh,Tỉnh,province,,,\n"
    units(session, head + "so,Sở,department,tinh,1/7/2025,\nphong,Phòng,department,so,1/7/2025,\n")
    ended = head + "so,Sở,department,tinh,1/7/2025,31/12/2025\nphong,Phòng,department,so,1/7/2025,{}\n"
    with session.begin_nested() as trial:
        assert "còn 1 đơn vị trực thuộc: “Phòng”" in refused(units, session, ended.format(""))
        trial.rollback()
    units(session, ended.format("31/12/2025") + "phong,Phòng,department,tinh,1/1/2026,\n")
    assert ancestors(session, "phong", date(2026, 1, 1)) == ["tinh"]


def test_a_successor_is_kept_with_its_day(session: Session) -> None:
    text = "code,name_vi,level,successor,successor_from\na,A,x,c,2025-07-01\nb,B,x,c,2025-07-01\nc,C,x,,\n"
    units(session, text)
    rows = session.execute(sa.select(UnitSuccessor.old, UnitSuccessor.new, UnitSuccessor.valid_from)).all()
    assert sorted(rows) == [("a", "c", date(2025, 7, 1)), ("b", "c", date(2025, 7, 1))]
    assert units(session, text).notes == ()
    told = refused(units, session, "code,name_vi,level,successor,successor_from\na,A,x,a,2025-07-01\nb,B,x,c,\n")
    assert "Dòng 2: đơn vị a không thể kế thừa chính mình" in told
    assert "Dòng 3: cột successor_from để trống" in told


def test_a_unit_above_itself_is_refused_with_its_lines(session: Session) -> None:
    told = refused(units, session, "code,name_vi,level,parent\na,A,x,c\nb,B,x,a\nc,C,x,b\n")
    assert "a → c → b → a" in told
    assert all(f"Dòng {line}:" in told for line in (2, 3, 4))
    assert session.scalar(sa.select(sa.func.count()).select_from(Unit)) == 0


def test_a_ring_closed_over_units_kept_earlier_is_refused(session: Session) -> None:
    units(session, UNITS)
    told = refused(units, session, "code,name_vi,level,parent,valid_from\ntinh,Tỉnh,province,xa,2026-01-01\n")
    assert "cấp trên của chính mình" in told
    assert "Dòng 2:" in told
    assert "01/01/2026" in told


def test_a_ring_on_other_days_only_is_none(session: Session) -> None:
    text = "code,name_vi,level,parent,valid_from,valid_to\na,A,x,b,2020-01-01,2024-12-31\nb,B,x,a,2025-01-01,\n"
    assert units(session, text).added == 2


def test_two_parents_on_one_day_are_refused_with_both_lines(session: Session) -> None:
    text = "code,name_vi,level,parent,valid_from\na,A,x,,\nb,B,x,,\nc,C,x,a,2025-01-01\nc,C,x,b,2026-01-01\n"
    told = refused(units, session, text)
    assert "Dòng 5: “c → b từ 01/01/2026” trùng ngày với “c → a từ 01/01/2025” (dòng 4)" in told


def test_every_fault_of_a_unit_file_is_told_at_once(session: Session) -> None:
    text = (
        "code,name_vi,level,parent,valid_from,valid_to\n"
        "tỉnh,Tỉnh,province,,,\n"
        "xa,,x,khong-co,2026-02-30,\n"
        "xb,B,x,khong-co,2026-03-01,2026-02-01\n"
        "xc,C,x,xd,,\n"
        "xd,D,x,,,,\n"
        "xd,E,x,,,,thừa\n"
        "xc,C khác,x,,,\n"
    )
    told = refused(units, session, text)
    assert "Dòng 2: cột code: “tỉnh” không phải một mã" in told
    assert "Dòng 3: cột name_vi để trống" in told
    assert "Dòng 3: cột valid_from: “2026-02-30” không có trong lịch" in told
    assert "Dòng 4: ngày kết thúc 2026-02-01 trước" in told
    assert "Dòng 7: có 7 ô, cần 6 ô" in told
    assert "Dòng 8: xc đã có ở dòng 5 với nội dung khác ở cột name_vi" in told


def test_an_unknown_parent_names_the_nearest_code(session: Session) -> None:
    assert "có phải “tinh”?" in refused(
        units,
        session,
        UNITS.replace("huyen,tinh,", "huyen,tinhh,").replace("Huyện cũ,district,tinh", "Huyện cũ,district,tinhh"),
    )


def test_a_header_with_unknown_repeated_and_missing_columns_lists_the_known_ones(session: Session) -> None:
    told = refused(units, session, "code,code,nam_vi\nx,x,X\n")
    assert "không có cột “nam_vi”; có phải “name_vi”?" in told
    assert "cột “code” có hai lần" in told
    assert "thiếu cột “cap”" in told
    assert "Các cột dùng được: ma; ten" in told


def test_sectors_come_with_their_group_and_agencies_over_time(session: Session) -> None:
    assert sectors(session, SECTORS).added == 2
    assert session.get_one(Sector, "dat-dai").priority_group == "land"
    assert session.get_one(Sector, "ho-tich").priority_group is None
    rows = session.execute(
        sa.select(SectorAgency.agency, SectorAgency.valid_from, SectorAgency.valid_to).where(
            SectorAgency.sector == "dat-dai"
        )
    ).all()
    assert sorted(rows) == [
        ("so-nnmt", date(2025, 3, 1), None),
        ("so-tnmt", date(2000, 1, 1), date(2025, 2, 28)),
    ]
    assert session.scalar(sa.select(sa.func.count()).select_from(Agency)) == 3
    assert sectors(session, SECTORS).unchanged == 2


def test_a_sector_of_two_agencies_or_a_strange_group_is_refused(session: Session) -> None:
    told = refused(
        sectors,
        session,
        SECTORS.replace("28/02/2025", "").replace("ho-tich,Hộ tịch,Civil status,", "ho-tich,Hộ tịch,Civil status,y tế"),
    )
    assert "trùng ngày" in told
    assert "“y tế” không phải một nhóm" in told
    told = refused(sectors, session, "code,name_vi,agency\na,A,so-moi\n")
    assert "cơ quan “so-moi” chưa có tên" in told


def test_desks_keep_their_token_through_every_import(session: Session) -> None:
    units(session, UNITS)
    sectors(session, SECTORS)
    assert desks(session, DESKS).added == 2
    tokens = dict(session.execute(sa.select(Desk.code, Desk.token)).all())
    again = desks(session, DESKS.replace("Quầy 1", "Quầy số 1").replace("Quầy 2;ho-tich", "Quầy 2;dat-dai,ho-tich"))
    assert (again.added, again.replaced, again.unchanged) == (0, 2, 0)
    assert dict(session.execute(sa.select(Desk.code, Desk.token)).all()) == tokens
    served = session.scalars(sa.select(DeskSector.sector).where(DeskSector.desk == "q2").order_by(DeskSector.position))
    assert list(served) == ["dat-dai", "ho-tich"]
    assert session.get_one(Desk, "q1").questionnaire == "desk_v1"


def test_a_desk_closes_and_opens_again(session: Session) -> None:
    units(session, UNITS)
    sectors(session, SECTORS)
    head = "code,unit,name_vi,sectors,questionnaire,closed_on\n"
    desks(session, head + "q1,xa,Quầy 1,ho-tich,sipas_2017,01/03/2026\n")
    assert session.get_one(Desk, "q1").closed_on == date(2026, 3, 1)
    desks(session, "code,unit,name_vi,sectors\nq1,xa,Quầy 1,ho-tich\n")
    assert session.get_one(Desk, "q1").closed_on == date(2026, 3, 1)
    assert session.get_one(Desk, "q1").questionnaire == "sipas_2017"
    desks(session, head + "q1,xa,Quầy 1,ho-tich,sipas_2017,\n")
    assert session.get_one(Desk, "q1").closed_on is None


def test_a_desk_that_names_unknown_things_is_refused(session: Session) -> None:
    units(session, UNITS)
    sectors(session, SECTORS)
    told = refused(
        desks,
        session,
        "code,unit,name_vi,sectors,questionnaire\n"
        "q1,xaa,Quầy 1,ho-tich,\nq2,xa,Quầy 2,y-te,desk_v9\nq2,xa,Quầy 2,ho-tich,\nq3,xa,Quầy 3,,\n",
    )
    assert "Dòng 2: không có đơn vị “xaa”; có phải “xa”?" in told
    assert "Dòng 3: không có lĩnh vực “y-te”" in told
    assert "Dòng 3: không có phiếu hỏi “desk_v9”; có phải “desk_v1”?" in told
    assert "Dòng 4: quầy q2 đã có ở một dòng trên" in told
    assert "Dòng 5: cột sectors để trống" in told
    assert session.scalar(sa.select(sa.func.count()).select_from(Desk)) == 0


def test_a_replaced_token_is_remembered(session: Session) -> None:
    units(session, UNITS)
    sectors(session, SECTORS)
    desks(session, DESKS)
    old, new = replace_token(session, "q1", date(2026, 3, 2))
    assert old != new
    assert session.get_one(Desk, "q1").token == new
    retired = session.get_one(RetiredToken, old)
    assert (retired.desk, retired.retired_on) == ("q1", date(2026, 3, 2))
    with pytest.raises(UnknownDesk, match="q9"):
        replace_token(session, "q9", date(2026, 3, 2))


def test_optional_columns_are_kept_where_the_file_has_them(session: Session) -> None:
    units(
        session,
        "code,name_vi,level,name_en,area,position\na,A,x,Unit A,Vùng núi,9\nb,B,x,,,3\n",
    )
    found = {row.code: (row.name_en, row.area, row.position) for row in session.scalars(sa.select(Unit))}
    assert found == {"a": ("Unit A", "Vùng núi", 9), "b": ("B", "", 3)}
    sectors(session, "code,name_vi,position,agency,agency_name_vi,agency_name_en\ns,S,4,so,Sở,Department\n")
    assert session.get_one(Sector, "s").position == 4
    assert session.get_one(Agency, "so").name_en == "Department"


def test_procedures_come_with_their_sector_and_days_and_a_second_time_change_what_differs(session: Session) -> None:
    sectors(session, SECTORS)
    text = "mã,tên,lĩnh vực,từ ngày,đến ngày\n1.01,Đăng ký đất đai,dat-dai,1/7/2025,\n1.02,Khai sinh,ho-tich,,\n"
    assert procedures(session, text).added == 2
    land = session.get_one(Procedure, "1.01")
    assert (land.name_en, land.sector, land.valid_from, land.valid_to) == (
        "Đăng ký đất đai", "dat-dai", date(2025, 7, 1), None,
    )  # fmt: skip
    again = procedures(session, "code,name_vi,sector,valid_to\n1.01,Đăng ký đất đai,dat-dai,31/12/2026\n")
    assert (again.added, again.replaced, again.unchanged) == (0, 1, 0)
    assert (land.valid_from, land.valid_to) == (date(2025, 7, 1), date(2026, 12, 31))
    assert procedures(session, text.replace("1/7/2025,", "1/7/2025,31/12/2026")).unchanged == 2


def test_procedures_that_do_not_fit_are_refused_with_their_lines(session: Session) -> None:
    sectors(session, SECTORS)
    procedures(session, "code,name_vi,sector,valid_from\na,A,dat-dai,1/7/2025\n")
    told = refused(
        procedures,
        session,
        "code,name_vi,sector,valid_to\na,A,dat-dai,1/6/2025\nb,B,dat-daj,\nc,C,ho-tich,\nc,C,ho-tich,\n",
    )
    assert "Dòng 2: " in told  # it would end before the day on which it is kept to begin
    assert "01/07/2025" in told
    assert "Dòng 3: không có lĩnh vực “dat-daj”; có phải “dat-dai”?" in told
    assert "Dòng 5: thủ tục c đã có ở một dòng trên" in told
    assert session.scalars(sa.select(Procedure.code)).all() == ["a"]
