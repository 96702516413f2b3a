"""The citizens of the quarter: a few at a browser, the many by the same form sent over HTTP."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Browser, expect

from survey_app.calendars import working_days
from tests.browser.quarter.installation import Quarter
from tests.browser.serving import PHONE

HIDDEN = re.compile(r'type="hidden" name="([^"]+)" value="([^"]+)"')
OPENS_AT, PAUSE = 9, 7
"""The hour of the first answer of a day, and the minutes between two."""
REMARKS = (
    "Ghế chờ tốt",
    "Chờ lâu vào buổi sáng",
    "Giấy tờ phải nộp lại hai lần",
    "Cán bộ hướng dẫn rõ",
    "Thiếu chỗ để xe",
)
EVERY = 5
"""One answer in so many has a remark."""
Coming = tuple[str, str, int]
"""Desk, sector, and how satisfied."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Who comes to a desk for a sector in a week, and how many of them are satisfied."""

    desk: str
    sector: str
    answers: int
    satisfied: int


class Crowd:
    """Sends the form at the desks' printed addresses, one person after another."""

    def __init__(self, quarter: Quarter, seed: int = 1) -> None:
        self._quarter = quarter
        self._client = quarter.app.test_client()
        self._random = random.Random(seed)  # noqa: S311  # people, not keys
        self._answers = 0

    def expected(self, monday: date, flows: Iterable[Flow]) -> dict[date, list[Coming]]:
        """Who comes on which working day of a week."""
        days = working_days(monday, monday + timedelta(days=4))
        coming = [(flow.desk, flow.sector, level) for flow in flows for level in _levels(flow)]
        self._random.shuffle(coming)
        return {day: coming[start :: len(days)] for start, day in enumerate(days)}

    def come(self, day: date, coming: Iterable[Coming], addresses: Mapping[str, str]) -> None:
        """A day of answers, at no desk two within a minute."""
        for number, (desk, sector, level) in enumerate(coming):
            self._quarter.go_to(day, OPENS_AT + number * PAUSE // 60, number * PAUSE % 60)
            self.answer(addresses[desk], sector, level)

    def answer(self, address: str, sector: str, level: int, *, seconds: int = 40) -> None:
        """Open the form, take as long as people take, and send it."""
        page = self._client.get(address)
        assert page.status_code == 200, page.text
        self._quarter.later_on(seconds=seconds)
        minutes = str(self._random.choice((5, 10, 15, 20, 30)))
        form = {**dict(HIDDEN.findall(page.text)), "overall": str(level), "minutes_quick": minutes, "sector": sector}
        self._answers += 1
        if self._answers % EVERY == 0:
            form["comment"] = REMARKS[self._answers // EVERY % len(REMARKS)]
        assert self._client.post(address, data=form).status_code == 303

    def burst(self, address: str, sector: str, number: int) -> None:
        """Somebody at the desk sends many very satisfied answers within a minute."""
        for _answer in range(number):
            self.answer(address, sector, 5, seconds=3)


def _levels(flow: Flow) -> Iterator[int]:
    for number in range(flow.answers):
        if number < flow.satisfied:
            yield 5 if number % 2 else 4
        else:
            yield 2 if number % 2 else 3


def answer_at_a_phone(chromium: Browser, quarter: Quarter, address: str, *, comment: str = "") -> None:
    """Tap an answer on a phone, as somebody who scanned the code, and read the thanks."""
    with chromium.new_context(base_url=quarter.base, viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(address)
        quarter.later_on(seconds=30)
        page.get_by_text("Hài lòng", exact=True).first.tap()
        page.get_by_text("15 phút", exact=True).tap()
        if comment:
            page.get_by_text("Muốn nói thêm?").tap()
            page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").fill(comment)
        page.get_by_role("button", name="Gửi đánh giá").tap()
        expect(page.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_be_visible()
        expect(page.locator(".receipt")).to_have_text(re.compile(r"(\w{4}-){3}\w{4}"))


def read_refusal(chromium: Browser, quarter: Quarter, address: str) -> str:
    """What a phone shows at an address that takes no answer any more."""
    with chromium.new_context(base_url=quarter.base, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(address)
        return page.get_by_role("heading", level=1).inner_text()
