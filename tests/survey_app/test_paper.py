"""Paper questionnaires: printed as a batch, read twice, decided, and kept as responses."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.orm import Session

from forms import get_questionnaire
from survey_app.cli import sipas
from survey_app.database import Store
from survey_app.exceptions import DeskClosed, PaperRefused, UnknownBatch, UnknownDesk
from survey_app.models import Comment, Desk, PaperBatch, PaperEntry, Response, Staff, StaffRole, UnitParent
from survey_app.paper.asked import asked_of
from survey_app.paper.batches import batch_state, list_batches
from survey_app.paper.drafts import decide, differences, enter, is_alone, last_sheet, set_day, sheet_of, take_back
from survey_app.paper.finishing import finish
from survey_app.paper.printing import PaperOrder, print_paper
from survey_app.paper.reading import BLANK, problem_of, typed_key, typed_text
from survey_app.roles import RoleName
from survey_app.settings import Settings
from tests.factories import make_desk, make_sector, make_unit

TODAY = date(2026, 11, 4)
FIRST, SECOND = (1, "mot"), (2, "hai")
SAID = {"overall": "4", "minutes": "20", "sector": "2", "respondent_type": "1", "purpose": BLANK}


@pytest.fixture
def batch(store: Store, tmp_path: Path) -> str:
    """The number of a short batch of five sheets of a desk with two sectors, its box opened today."""
    with store.writing.begin() as session:
        unit = make_unit(session)
        sectors = (make_sector(session, "dat-dai"), make_sector(session, "ho-tich"))
        make_desk(session, unit, sectors=sectors)
        for login in ("mot", "hai"):
            add_clerk(session, login, unit.code)
    number = printed(store, tmp_path)
    with store.writing.begin() as session:
        set_day(session, number, TODAY, today=TODAY)
    return number


def add_clerk(session: Session, login: str, unit: str, role: RoleName = "clerk", *, held_at: str = "") -> None:
    session.add(Staff(login=login, name=login, unit=unit, password_hash="", session_key=login))
    session.flush()
    session.add(StaffRole(login=login, unit=held_at or unit, role=role))


def printed(
    store: Store, folder: Path, *, number: int = 5, short: bool = True, desk: str = "quay-5", comments: bool = False
) -> str:
    settings = Settings(directory=folder, database_url="", secret_key="k" * 48)
    order = PaperOrder(desk=desk, number=number, folder=folder, is_short=short, asks_comment=comments)
    return print_paper(store, settings, order, today=TODAY).number


def pages_of(pdf: Path) -> list[str]:
    """The text of each page, on one line."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def read(store: Store, batch: str, sheet: int, by: tuple[int, str], **keys: str) -> None:
    with store.writing.begin() as session:
        enter(session, batch, sheet, sheet_of(session, batch).read({**SAID, **keys}), by=by, today=TODAY)


def read_twice(store: Store, batch: str, sheet: int, **keys: str) -> None:
    for by in (FIRST, SECOND):
        read(store, batch, sheet, by, **keys)


def close(store: Store, batch: str) -> int:
    with store.writing.begin() as session:
        return finish(session, batch, "ttpvhcc", today=TODAY)


def kept(store: Store) -> list[tuple[object, ...]]:
    columns = (Response.channel, Response.tier, Response.day, Response.labels, Response.sector, Response.minutes)
    with store.reading() as session:
        rows = session.execute(sa.select(*columns, sa.func.substr(Response.answers, 1, 1))).all()
    return sorted((tuple(row) for row in rows), key=repr)


def count(store: Store, table: type) -> int:
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_agreed_sheets_become_responses_of_the_day_the_box_was_opened(store: Store, batch: str) -> None:
    read_twice(store, batch, 3)
    read_twice(store, batch, 1, overall="1", minutes=BLANK, sector="0")
    assert count(store, Response) == 0
    assert close(store, batch) == 2
    assert kept(store) == [
        ("paper", "none", TODAY, "", "ho-tich", 20, "4"),
        ("paper", "none", TODAY, "", None, None, "1"),
    ]
    assert count(store, PaperEntry) == 0


def test_every_question_is_kept_where_it_belongs(store: Store, batch: str) -> None:
    read_twice(store, batch, 1, purpose="3")
    close(store, batch)
    with store.reading() as session:
        response = session.scalars(sa.select(Response)).one()
    assert (response.respondent_type, response.purpose, response.minutes_way) == ("1", "3", "typed")
    assert response.answers == "4......."
    assert len(response.receipt) == 16


def test_a_sheet_is_entered_once_in_each_reading(store: Store, batch: str) -> None:
    read_twice(store, batch, 1)
    for by in (FIRST, SECOND, (1, "hai"), (2, "mot")):
        with pytest.raises(PaperRefused, match="Tờ 1 đã được nhập lần"):
            read(store, batch, 1, by)


def test_the_second_reading_is_another_persons(store: Store, batch: str) -> None:
    read(store, batch, 1, FIRST)
    with pytest.raises(PaperRefused, match="người khác"):
        read(store, batch, 1, (2, "mot"))
    with pytest.raises(PaperRefused, match="chưa được nhập lần một"):
        read(store, batch, 2, SECOND)


def test_where_a_unit_has_one_person_both_readings_are_theirs_and_it_is_noted(store: Store, batch: str) -> None:
    with store.writing.begin() as session:
        session.get_one(Staff, "hai").is_active = False
        assert is_alone(session, batch, "mot", today=TODAY)
    read(store, batch, 1, FIRST)
    read(store, batch, 1, (2, "mot"))
    close(store, batch)
    with store.reading() as session:
        assert batch_state(session, batch, ["ttpvhcc"]).is_by_one


@pytest.mark.parametrize(
    ("role", "held_at", "is_one_alone"),
    [
        ("clerk", "tinh", False),
        ("clerk", "ttpvhcc", False),
        ("clerk", "xa", True),
        ("viewer", "tinh", True),
        ("head", "ttpvhcc", True),
    ],
)
def test_whoever_may_enter_paper_of_the_desk_is_the_other_person(
    store: Store, batch: str, role: RoleName, held_at: str, is_one_alone: bool
) -> None:
    with store.writing.begin() as session:
        session.get_one(Staff, "hai").is_active = False
        make_unit(session, "tinh")
        make_unit(session, "xa")
        session.add(UnitParent(unit="ttpvhcc", parent="tinh", valid_from=date(2020, 1, 1)))
        # works somewhere else: what counts is where the role is held
        add_clerk(session, "ba", "xa", role, held_at=held_at)
    with store.reading() as session:
        assert is_alone(session, batch, "mot", today=TODAY) is is_one_alone
    read(store, batch, 1, FIRST)
    with nullcontext() if is_one_alone else pytest.raises(PaperRefused, match="người khác"):
        read(store, batch, 1, (2, "mot"))


@pytest.mark.parametrize("sheet", [0, -1, 6, 10**9])
def test_sheets_outside_the_batch_are_refused(store: Store, batch: str, sheet: int) -> None:
    with pytest.raises(PaperRefused, match="các tờ từ 1 đến 5"):
        read(store, batch, sheet, FIRST)


def test_differences_are_decided_by_the_sheet_before_the_batch_is_finished(store: Store, batch: str) -> None:
    read(store, batch, 2, FIRST)
    read(store, batch, 2, SECOND, overall="5", sector=BLANK)
    with store.reading() as session:
        (found,) = differences(session, batch)
        state = batch_state(session, batch, ["ttpvhcc"])
    assert (found.sheet, found.first.sector, found.second.sector) == (2, "ho-tich", None)
    assert (state.first, state.second, state.differing, state.agreed, state.missing) == (1, 1, 1, 0, 4)
    with pytest.raises(PaperRefused, match="khác nhau"):
        close(store, batch)
    with store.writing.begin() as session:
        decide(session, batch, 2, sheet_of(session, batch).read({**SAID, "overall": "3"}), "hai")
        assert differences(session, batch) == []
        with pytest.raises(PaperRefused, match="không còn"):
            decide(session, batch, 2, found.first, "hai")
    assert close(store, batch) == 1
    assert kept(store) == [("paper", "none", TODAY, "", "ho-tich", 20, "3")]


def test_a_sheet_read_once_stands_in_the_way_of_finishing(store: Store, batch: str) -> None:
    read(store, batch, 1, FIRST)
    with pytest.raises(PaperRefused, match="1 tờ mới nhập một lần"):
        close(store, batch)
    assert count(store, PaperEntry) == 1


def test_only_ones_own_last_sheet_is_taken_back(store: Store, batch: str) -> None:
    for sheet, by in ((4, FIRST), (2, FIRST), (5, (1, "hai"))):
        read(store, batch, sheet, by)
    with store.writing.begin() as session:
        assert last_sheet(session, batch, 1, "mot") == 2
        for sheet in (4, 5, 1):
            with pytest.raises(PaperRefused, match="vừa nhập"):
                take_back(session, batch, sheet, by=FIRST)
        assert take_back(session, batch, 2, by=FIRST).minutes == 20
        assert last_sheet(session, batch, 1, "mot") == 4
    assert count(store, PaperEntry) == 2


def test_taking_back_the_second_reading_takes_its_decision_back(store: Store, batch: str) -> None:
    read(store, batch, 2, FIRST)
    read(store, batch, 2, SECOND, overall="5")
    with store.writing.begin() as session:
        decide(session, batch, 2, differences(session, batch)[0].first, "mot")
        with pytest.raises(PaperRefused, match="lần hai"):
            take_back(session, batch, 2, by=FIRST)
        take_back(session, batch, 2, by=SECOND)
    assert count(store, PaperEntry) == 1


def test_a_finished_batch_takes_nothing_more(store: Store, batch: str) -> None:
    assert close(store, batch) == 0
    with pytest.raises(PaperRefused, match="đã khép"):
        read(store, batch, 1, FIRST)
    with pytest.raises(PaperRefused, match="đã khép"):
        close(store, batch)
    with store.writing.begin() as session, pytest.raises(PaperRefused, match="đã khép"):
        set_day(session, batch, TODAY, today=TODAY)


def tried(action: Callable[[], object]) -> str:
    """Whether it was done or refused."""
    try:
        action()
    except PaperRefused:
        return "refused"
    return "done"


def test_whoever_comes_at_the_same_time_is_told(store: Store, batch: str) -> None:
    def at_once(action: Callable[[], object]) -> list[str]:
        with ThreadPoolExecutor(4) as threads:
            return sorted(threads.map(tried, [action] * 4))

    once = ["done", "refused", "refused", "refused"]
    assert at_once(lambda: read(store, batch, 1, FIRST)) == once
    assert at_once(lambda: read(store, batch, 1, SECOND)) == once
    assert at_once(lambda: close(store, batch)) == once
    assert count(store, Response) == 1


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_the_box_is_opened_between_printing_and_today(store: Store, batch: str, day: date) -> None:
    with store.writing.begin() as session, pytest.raises(PaperRefused, match="Ngày mở hòm"):
        set_day(session, batch, day, today=TODAY)


def test_nothing_is_entered_before_the_day_is_known(store: Store, batch: str, tmp_path: Path) -> None:
    other = printed(store, tmp_path)
    with pytest.raises(PaperRefused, match="ngày mở hòm"):
        read(store, other, 1, FIRST)


def test_the_desks_sectors_may_change_after_printing(store: Store, batch: str) -> None:
    with store.writing.begin() as session:
        session.execute(sa.text("DELETE FROM desk_sector"))
    read_twice(store, batch, 1, sector="2")
    close(store, batch)
    assert kept(store)[0][4] == "ho-tich"


def test_batches_are_found_by_their_units_only(store: Store, batch: str) -> None:
    with store.reading() as session:
        assert [each.number for each in list_batches(session, units=["ttpvhcc"])] == [batch]
        assert list_batches(session, units=["xa-1"]) == []
        for number, units in ((batch, ["xa-1"]), ("000000", ["ttpvhcc"]), ("\x00", ["ttpvhcc"])):
            with pytest.raises(UnknownBatch):
                batch_state(session, number, units)


def test_numbers_are_random_and_sheets_bear_them(store: Store, batch: str, tmp_path: Path) -> None:
    numbers = [printed(store, tmp_path) for _time in range(4)]
    assert len({batch, *numbers}) == 5
    assert sorted(numbers) != numbers or numbers[-1] > numbers[0]
    pages = pages_of(tmp_path / f"phieu-quay-5-{batch}.pdf")
    text = " ".join(pages)
    assert text.count(batch) == 5
    assert "Ông/Bà có hài lòng với lần giao dịch" in text
    assert "hòm phiếu" in text
    assert "không hỏi họ tên" in text
    assert len(pages) == 3  # two a page


def test_the_whole_questionnaire_takes_a_page_and_the_long_one_two(store: Store, batch: str, tmp_path: Path) -> None:
    with store.writing.begin() as session:
        unit = make_unit(session, "xa-1", name_vi="Trung tâm Phục vụ hành chính công " * 4)
        sectors = tuple(make_sector(session, f"s{place}", name_vi="Thành lập doanh nghiệp " * 4) for place in range(9))
        make_desk(session, unit, "dai", sectors=sectors, questionnaire="sipas_2017", name_vi="Quầy tiếp nhận " * 12)
    whole = printed(store, tmp_path, number=3, short=False)
    assert len(pages_of(tmp_path / f"phieu-quay-5-{whole}.pdf")) == 3
    long = printed(store, tmp_path, number=2, short=False, desk="dai")
    pages = pages_of(tmp_path / f"phieu-dai-{long}.pdf")
    assert len(pages) == 4
    assert all(long in page for page in pages)


def test_a_closed_or_unknown_desk_and_a_wrong_number_are_refused(store: Store, batch: str, tmp_path: Path) -> None:
    with store.writing.begin() as session:
        session.get_one(Desk, "quay-5").closed_on = TODAY
    with pytest.raises(DeskClosed, match="đã đóng"):
        printed(store, tmp_path)
    with pytest.raises(UnknownDesk, match="Không có quầy"):
        printed(store, tmp_path, desk="khong-co")
    for number in (0, 501):
        with pytest.raises(PaperRefused, match="từ 1 đến 500"):
            printed(store, tmp_path, number=number)
    assert count(store, PaperBatch) == 1


def test_a_folder_that_cannot_be_written_keeps_no_batch(store: Store, batch: str, tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("không phải thư mục", encoding="utf-8")
    with pytest.raises(PaperRefused, match="Chưa ghi được"):
        printed(store, tmp_path / "tep")
    assert count(store, PaperBatch) == 1


@pytest.fixture
def with_comments(store: Store, batch: str, tmp_path: Path) -> str:
    """The number of a short batch with a box for a comment, its box opened today."""
    number = printed(store, tmp_path, comments=True)
    with store.writing.begin() as session:
        set_day(session, number, TODAY, today=TODAY)
    return number


def test_a_comment_is_kept_apart_from_its_sheet(store: Store, with_comments: str) -> None:
    read_twice(store, with_comments, 1, comment="Chờ lâu, gọi 0912 345 678")
    read_twice(store, with_comments, 2, comment=BLANK)
    assert close(store, with_comments) == 2
    with store.reading() as session:
        (comment,) = session.scalars(sa.select(Comment))
    assert (comment.unit, comment.week, comment.text) == ("ttpvhcc", "2026-W45", "Chờ lâu, gọi 0912 345 678")
    assert count(store, Response) == 2
    assert count(store, PaperEntry) == 0


def test_comments_that_differ_are_decided_like_every_answer(store: Store, with_comments: str) -> None:
    read(store, with_comments, 1, FIRST, comment="Chờ lâu")
    read(store, with_comments, 1, SECOND, comment="Chờ lau")
    read_twice(store, with_comments, 2, comment="Tốt")
    with store.reading() as session:
        (found,) = differences(session, with_comments)
        sheet = sheet_of(session, with_comments)
    assert (found.sheet, found.first.comment, found.second.comment) == (1, "Chờ lâu", "Chờ lau")
    assert sheet.keys(found.first)["comment"] == "Chờ lâu"
    with store.writing.begin() as session:
        decide(session, with_comments, 1, found.first, "hai")
    close(store, with_comments)
    with store.reading() as session:
        assert set(session.scalars(sa.select(Comment.text))) == {"Chờ lâu", "Tốt"}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("", ""),
        (" ", BLANK),
        (".", BLANK),
        ("Cha\u0323\u0302m  quá", "Chậm quá"),
        ("một\r\nhai\tba", "một hai ba"),
        ("a\x00\u202eb\ud800", "ab"),
        ("3", "3"),
    ],
)
def test_a_text_is_typed_as_it_is_kept(raw: str, text: str) -> None:
    assert typed_text(raw, 1000) == text


def test_a_text_has_a_limit_of_characters_as_people_see_them() -> None:
    (asked,) = (
        each
        for each in asked_of(get_questionnaire("desk_v1"), "vi", sectors=[], is_short=True, asks_comment=True)
        if each.kind == "text"
    )
    assert problem_of(asked, typed_text("ữ" * 1000, 1000)) == ""
    assert problem_of(asked, typed_text("u\u031b\u0303" * 1000, 1000)) == ""
    assert "dài 1001 ký tự, nhiều nhất 1000" in problem_of(asked, "ữ" * 1001)


def test_a_box_for_a_comment_is_printed_where_it_is_asked_for(store: Store, batch: str, tmp_path: Path) -> None:
    question = "muốn góp ý thêm điều gì"
    for short, sheets_a_page in ((True, 2), (False, 1)):
        without = printed(store, tmp_path, number=2, short=short)
        assert not any(question in page for page in pages_of(tmp_path / f"phieu-quay-5-{without}.pdf"))
        number = printed(store, tmp_path, number=2, short=short, comments=True)
        pages = pages_of(tmp_path / f"phieu-quay-5-{number}.pdf")
        assert len(pages) == 2 / sheets_a_page
        assert sum(page.count(question) for page in pages) == 2


def test_a_questionnaire_without_a_comment_prints_no_box_for_one(store: Store, batch: str, tmp_path: Path) -> None:
    with store.writing.begin() as session:
        make_desk(session, make_unit(session, "xa-1"), "dai", questionnaire="sipas_2017")
    with pytest.raises(PaperRefused, match="không có câu góp ý"):
        printed(store, tmp_path, desk="dai", comments=True)


def test_keys_are_what_the_fingers_type() -> None:
    read_as = {"": "", " ": BLANK, ".": BLANK, ",": BLANK, "4": "4", " 4 ": "4", "４": "4", "25": "25"}
    assert {raw: typed_key(raw) for raw in read_as} == read_as


@pytest.mark.parametrize(
    ("code", "wrong"), [("overall", "0"), ("overall", "6"), ("overall", "45"), ("minutes", "481"), ("minutes", "x")]
)
def test_a_wrong_key_is_told_with_what_was_expected(code: str, wrong: str) -> None:
    asked = {each.code: each for each in asked_of(get_questionnaire("desk_v1"), "vi", sectors=[])}
    assert f"“{wrong}”" in problem_of(asked[code], wrong)
    assert problem_of(asked[code], BLANK) == ""
    assert problem_of(asked["result"], "0") == ""


def test_what_was_read_is_shown_again_by_its_keys(store: Store, batch: str) -> None:
    with store.reading() as session:
        sheet = sheet_of(session, batch)
    assert sheet.keys(sheet.read(SAID)) == SAID
    assert sheet.keys(sheet.read({**SAID, "sector": "0"}))["sector"] == BLANK


def test_the_command_prints_and_lists(tmp_path: Path) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(sipas, ["--dir", str(tmp_path / "kit"), *words], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    from survey_app.database import open_store
    from survey_app.installing import install

    store = open_store(install(tmp_path / "kit").settings.database_url)
    with store.writing.begin() as session:
        make_desk(session, make_unit(session))
    assert "Chưa có tập nào" in run("paper", "list")
    out = tmp_path / "in"
    words = ("--desk", "quay-5", "--number", "2", "--lang", "en", "--out", str(out), "--demo")
    assert "chỉ dùng thử" in run("paper", "print", *words)
    (file,) = out.glob("*.pdf")
    text = pages_of(file)[0]
    assert "How satisfied are you" in text
    assert "MÔ PHỎNG" in text
    assert "2 tờ, đã nhập lần một 0, lần hai 0" in run("paper", "list", "--desk", "quay-5")
    with store.writing.begin() as session:
        finish(session, session.scalars(sa.select(PaperBatch.number)).one(), "ttpvhcc", today=TODAY)
    store.engine.dispose()
    assert "khép ngày 04/11/2026: 0 phiếu" in run("paper", "list")
