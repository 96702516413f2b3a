"""A quarter of a province, lived through by its six roles at the pages, from the first sign-in to a late revision.

Only what a timer does by itself is called; the rest is typed and clicked by whoever does it, each with their own login.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from survey_app.calendars import working_days
from survey_app.paper.printing import PaperOrder, print_paper
from survey_app.roles import RoleName
from tests.browser.quarter import administrator, analyst, clerk, head, inspector
from tests.browser.quarter.citizens import Coming, Crowd, Flow, answer_at_a_phone, read_refusal
from tests.browser.quarter.installation import ADMINISTRATOR, FIRST_PASSWORD, PROVINCE, Quarter
from tests.browser.quarter.person import Person, pages_offered

pytestmark = pytest.mark.browser

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
BEFORE, FIRST_MONDAY = date(2026, 6, 25), date(2026, 6, 29)
LOW = range(6, 10)
"""Weeks in which land goes badly."""
SILENT = range(12, 16)
"""Weeks without a poster at the commune of Lâm Sơn."""
AUGUST = (date(2026, 8, 3), date(2026, 8, 28))
OWN_PASSWORD = "con cho nho ngoi ben hien"
PEOPLE: dict[str, tuple[str, RoleName]] = {
    "binh.dung-dau": ("Trần Văn Bình", "head"),
    "chi.phan-tich": ("Phạm Thị Chi", "analyst"),
    "dung.thanh-tra": ("Ngô Tiến Dũng", "inspector"),
    "em.nhap-lieu": ("Đỗ Văn Em", "clerk"),
    "giang.nhap-lieu": ("Vũ Thị Giang", "clerk"),
    "hoa.xem": ("Bùi Thị Hoa", "viewer"),
}
HEAD, ANALYST, INSPECTOR, CLERK, SECOND_CLERK, VIEWER = PEOPLE
SHEETS = {1: "4 20 1 1.54305.2", 2: "5 . 2 235443011", 3: "3 10 1 111111111"}


class Story:
    """The installation, its people, and the day it is."""

    def __init__(self, quarter: Quarter, chromium: Browser, folder: Path) -> None:
        self.quarter, self.chromium, self.folder = quarter, chromium, folder
        self.people = {ADMINISTRATOR: Person(quarter, chromium, ADMINISTRATOR, FIRST_PASSWORD)}
        self.addresses: dict[str, str] = {}
        self._crowd = Crowd(quarter)
        self._coming: dict[date, list[Coming]] = {}
        self._day = FIRST_MONDAY

    @contextmanager
    def at_work(self, login: str) -> Iterator[Page]:
        """This person's browser."""
        with self.people[login].at_work() as page:
            yield page

    def until(self, week: int, weekday: int) -> None:
        """Live on to eight in the morning of a day; week 1 is the first of the quarter."""
        end = FIRST_MONDAY + timedelta(weeks=week - 1, days=weekday)
        while self._day < end:
            self._live_through(self._day)
            self._day += timedelta(days=1)
            # the other nights would find little to publish; who looks on another day looks after its night
            if self._day.weekday() == MONDAY or self._day == end:
                self.quarter.night(self._day)
        self.quarter.go_to(end)

    def burst(self, desk: str) -> None:
        """Somebody sends many answers at a desk."""
        self._crowd.burst(self.addresses[desk], "ho-tich", 14)

    def _live_through(self, day: date) -> None:
        if day.weekday() == MONDAY:
            self._coming |= self._crowd.expected(day, flows((day - FIRST_MONDAY).days // 7 + 1))
        self._crowd.come(day, self._coming.get(day, ()), self.addresses)
        if day.weekday() == FRIDAY:
            self.quarter.go_to(day, 16, 30)
            with self.at_work(CLERK) as page:
                clerk.import_week(page, day - timedelta(days=FRIDAY), self.folder)


def flows(week: int) -> tuple[Flow, ...]:
    """Who comes in a week of the quarter."""
    centre, ward = (10, 5) if week in LOW else (20, 10)
    commune = () if week in SILENT else (Flow("quay-lam", "dat-dai", 9, 8), Flow("quay-lam", "ho-tich", 9, 9))
    return (
        Flow("quay-1", "dat-dai", 22, centre),
        Flow("quay-1", "xay-dung", 12, 11),
        Flow("quay-2", "ho-tich", 16, 15),
        Flow("quay-hoa", "dat-dai", 11, ward),
        Flow("quay-hoa", "ho-tich", 10, 9),
        *commune,
    )


@pytest.fixture
def story(chromium: Browser, tmp_path: Path) -> Iterator[Story]:
    quarter = Quarter(tmp_path / "cai-dat")
    quarter.go_to(BEFORE)
    quarter.start()
    try:
        yield Story(quarter, chromium, tmp_path)
    finally:
        quarter.close()


def test_the_six_roles_live_through_a_quarter(story: Story) -> None:
    the_administrator_makes_the_place(story)
    everyone_signs_in_for_the_first_time(story)
    story.until(1, WEDNESDAY)
    citizens_answer_at_their_phones(story)
    story.until(3, MONDAY)
    the_head_reads_the_week(story, "2026-W28")
    story.until(3, WEDNESDAY)
    a_code_is_replaced(story)
    story.until(5, TUESDAY)
    two_clerks_type_sheets(story)
    the_clerk_opens_nothing_else(story)
    story.until(7, MONDAY)
    the_head_opens_an_action(story, "2026-W32")
    story.until(7, WEDNESDAY)
    story.burst("quay-hoa")
    story.until(10, MONDAY)
    the_head_is_told_of_a_target_missed(story)
    story.until(12, THURSDAY)
    the_action_is_measured_again(story, "2026-W37")
    story.until(15, MONDAY)
    the_quarter_is_published(story)
    the_inspector_sees_and_changes_nothing(story)
    the_analyst_counts_again(story)
    the_viewer_reads_and_no_more(story)
    before = shown_share(story)
    visits_of_august_are_counted_anew(story)
    story.until(16, THURSDAY)
    a_dated_revision_says_what_changed(story, before)


def the_administrator_makes_the_place(story: Story) -> None:
    with story.at_work(ADMINISTRATOR) as page:
        administrator.make_the_place(page, story.folder)
        administrator.adopt_plan(page)
        for login, (name, role) in PEOPLE.items():
            password = administrator.let_in(page, login, name, role)
            story.people[login] = Person(story.quarter, story.chromium, login, password)
        for unit, desk, code in (
            ("Trung tâm Phục vụ", "Quầy 1", "quay-1"),
            ("Trung tâm Phục vụ", "Quầy 2", "quay-2"),
            ("Phường Hòa Bình", "Quầy tiếp nhận", "quay-hoa"),
            ("Xã Lâm Sơn", "Quầy tiếp nhận", "quay-lam"),
        ):
            story.addresses[code] = administrator.print_poster(page, unit, desk, story.folder)
        codes = administrator.mint(page, "quay-1", 12, date(2026, 7, 31), story.folder)
        assert len(set(codes)) == 12
        story.addresses["ticket"] = codes[0]


def everyone_signs_in_for_the_first_time(story: Story) -> None:
    offered = {}
    for login in PEOPLE:
        story.people[login].begin(OWN_PASSWORD)
        with story.at_work(login) as page:
            offered[login] = pages_offered(page)
            if login == HEAD:
                head.ask_for_letters(page)
    everyone = ["Kết quả", "So sánh", "Quầy im lặng", "Việc khắc phục", "Thư"]
    readers = [*everyone[:2], "Góp ý", *everyone[2:]]
    assert offered[VIEWER] == everyone
    assert offered[CLERK] == [*everyone, "Phiếu giấy", "Nhập số liệu"]
    assert offered[HEAD] == offered[ANALYST] == readers
    assert offered[INSPECTOR] == [*readers[:4], "Độ tin cậy", *readers[4:], "Nhật ký"]


def citizens_answer_at_their_phones(story: Story) -> None:
    answer_at_a_phone(story.chromium, story.quarter, story.addresses["quay-1"], comment="Ghế chờ tốt")
    ticket = story.addresses["ticket"]
    answer_at_a_phone(story.chromium, story.quarter, ticket)
    assert "đã được dùng" in read_refusal(story.chromium, story.quarter, ticket)


def the_head_reads_the_week(story: Story, week: str) -> None:
    with story.at_work(HEAD) as page:
        head.read_week(page, week, story.folder)


def a_code_is_replaced(story: Story) -> None:
    old = story.addresses["quay-lam"]
    with story.at_work(ADMINISTRATOR) as page:
        new = administrator.replace_code(page, "Xã Lâm Sơn", "Quầy tiếp nhận", "quay-lam", story.folder)
    assert new != old
    assert "được thay" in read_refusal(story.chromium, story.quarter, old)
    story.addresses["quay-lam"] = new


def two_clerks_type_sheets(story: Story) -> None:
    order = PaperOrder(desk="quay-1", number=len(SHEETS), folder=story.folder)
    batch = print_paper(story.quarter.store, story.quarter.settings, order, today=story.quarter.today).number
    with story.at_work(CLERK) as page:
        clerk.open_box(page, batch, story.quarter.today)
        clerk.read_sheets(page, batch, 1, SHEETS)
    with story.at_work(SECOND_CLERK) as page:
        clerk.read_sheets(page, batch, 2, {**SHEETS, 3: "4 10 1 111111111"})
        clerk.decide_and_finish(page, batch, "3")


def the_clerk_opens_nothing_else(story: Story) -> None:
    with story.at_work(CLERK) as page:
        export = f"/office/export/{PROVINCE}/2026-W29.xlsx"
        inspector.assert_refused(page, ("/office/people", "/office/comments", "/office/audit", export))


def the_head_opens_an_action(story: Story, week: str) -> None:
    with story.at_work(HEAD) as page:
        found = head.read_week(page, week, story.folder)
        assert head.cells(found, "sectors", "dat-dai")["signal"]["text"] == "dưới mức"
        head.open_action(page, due=story.quarter.today + timedelta(weeks=3))


def the_head_is_told_of_a_target_missed(story: Story) -> None:
    with story.at_work(HEAD) as page:
        letters = head.read_letters(page)
        told = [letter for letter in letters if "Chỉ tiêu mới không đạt" in letter]
        assert len(told) == 1
        assert "Đất đai" in told[0]
        assert any("Biến động vượt mức thường" in letter for letter in letters)
        head.finish_action(page)


def the_action_is_measured_again(story: Story, week: str) -> None:
    with story.at_work(HEAD) as page:
        assert "có căn cứ: tốt lên" in head.measure_again(page, week)


def the_quarter_is_published(story: Story) -> None:
    with story.at_work(HEAD) as page:
        letters = head.read_letters(page)
        assert any("Quầy im lặng" in letter and "Quầy tiếp nhận xã" in letter for letter in letters)
        page.goto(f"/office/results?unit={PROVINCE}&period=2026-Q3")
        expect(page.locator(".period")).to_contain_text("Quý 3/2026")
        expect(page.locator(".period")).to_contain_text("số liệu chính thức")


def the_inspector_sees_and_changes_nothing(story: Story) -> None:
    with story.at_work(INSPECTOR) as page:
        silent = inspector.notices(page, "2026-Q3")
        assert any("Quầy im lặng" in notice and "Xã Lâm Sơn" in notice for notice in silent), silent
        bursts = [notice for notice in inspector.notices(page, "2026-W33") if "dồn dập" in notice]
        assert ["Phường Hòa Bình" in notice for notice in bursts] == [True], bursts
        log = inspector.read_log(page, ADMINISTRATOR)
        for done in ("quay-lam", "tinh_a_2026", "quay-1", *PEOPLE):
            assert done in log
        assert "2026-W32" in inspector.read_log(page, HEAD)
        assert "luot-2026-08-03.csv" in inspector.read_log(page, CLERK)
        inspector.assert_changes_nothing(page, "/office/places/desks/quay-1/token")
        inspector.assert_changes_nothing(page, "/office/actions/1/drop")
        inspector.assert_refused(page, ("/office/places", "/office/imports", "/office/plans/adopt"))


def the_analyst_counts_again(story: Story) -> None:
    with story.at_work(ANALYST) as page:
        files = analyst.take_files(page, PROVINCE, "2026-Q3", story.folder)
        units = [
            analyst.take_files(page, unit, "2026-Q3", story.folder, kinds=("XLSX",))["XLSX"]
            for unit in ("trung-tam", "phuong-hoa", "xa-lam")
        ]
        analyst.recount(files, units)
        analyst.compare_and_go_deep(page, story.folder)
        analyst.read_comments(page)
    with story.at_work(INSPECTOR) as page:
        assert "2026-Q3" in inspector.read_log(page, ANALYST)


def the_viewer_reads_and_no_more(story: Story) -> None:
    with story.at_work(VIEWER) as page:
        page.goto(f"/office/results?unit={PROVINCE}&period=2026-Q3")
        expect(page.locator(".findings li")).to_have_count(5)
        expect(page.get_by_role("link", name="XLSX")).to_have_count(0)
        expect(page.get_by_role("link", name="Mở việc khắc phục")).to_have_count(0)
        export = f"/office/export/{PROVINCE}/2026-Q3.xlsx"
        inspector.assert_refused(page, (export, "/office/comments", "/office/audit", "/office/integrity"))


def shown_share(story: Story) -> str:
    """Land's share of the quarter, as the page says it now."""
    with story.at_work(VIEWER) as page:
        page.goto(f"/office/results?unit={PROVINCE}&period=2026-Q3")
        return page.locator(".findings li").filter(has_text="Đất đai:").inner_text().split("%")[0]


def visits_of_august_are_counted_anew(story: Story) -> None:
    story.until(16, TUESDAY)
    days = [day for day in working_days(*AUGUST) if day.weekday() <= FRIDAY]
    with story.at_work(CLERK) as page:
        text = clerk.visits_file(days, more=60)
        administrator.send_file(page, story.folder, clerk.KIND, "luot-thang-8.csv", text, f"thay {len(days)}")


def a_dated_revision_says_what_changed(story: Story, before: str) -> None:
    after = shown_share(story)
    assert after != before
    old, new = (text.removeprefix("Đất đai: ") for text in (before, after))
    with story.at_work(VIEWER) as page:
        page.goto(f"/office/results?unit={PROVINCE}&period=2026-Q3")
        edition = page.locator("#edition")
        expect(edition).to_contain_text("Bản 2")
        expect(edition).to_contain_text("15/10/2026")
        expect(edition).to_contain_text("lượt")
        assert f"{old}% → {new}%" in " ".join(edition.locator("details li").all_text_contents())
        edition.get_by_role("link", name="Bản 1").click()
        expect(page.locator(".replaced")).to_contain_text("nay đã được thay")
        expect(page.locator(".findings")).to_contain_text(f"Đất đai: {old}%")
