"""Pages of the office as a screen shows them, or several side by side in columns."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from .pages import COLUMN, DESKTOP, Picture, Shot
from .ways import WAYS

GAP, TALLEST = 24, 1600
GROUND = "#8a8d93"


class Office:
    """A browser for each role, signed in once."""

    def __init__(self, browser: Browser, base: str, facts: dict[str, Any], named: dict[str, str]) -> None:
        self._browser, self._base, self._facts, self._named = browser, base, facts, named
        self._kept: dict[str, Any] = {}

    def draw(self, picture: Picture) -> Image.Image:
        """One picture."""
        if not picture.columns:
            return self._look(picture.shots[0], picture.size)
        return _in_columns([self._look(shot, COLUMN) for shot in picture.shots], picture.columns)

    def _look(self, shot: Shot, size: tuple[int, int]) -> Image.Image:
        with self._page(shot.role, size) as page:
            answer = page.goto(shot.address.format(**self._named), wait_until="networkidle")
            if shot.way:
                WAYS[shot.way](page)
                page.wait_for_load_state("networkidle")
            elif answer is None or answer.status != 200:
                raise SystemExit(f"{shot.endpoint}: {page.url} answers {answer and answer.status}")
            page.mouse.move(0, 0)
            seen = page.screenshot(full_page=size != DESKTOP, animations="disabled")
            taken = Image.open(io.BytesIO(seen)).convert("RGB")
            return taken.crop((0, 0, taken.width, min(taken.height, TALLEST)))

    @contextmanager
    def _page(self, role: str, size: tuple[int, int]) -> Iterator[Page]:
        # a low window takes no more of a short page than there is; the rail of a desk's page needs its height
        screen: Any = {"width": size[0], "height": DESKTOP[1] if size[0] == DESKTOP[0] else 240}
        given = {"base_url": self._base, "viewport": screen, "locale": "vi-VN"}
        if role and role not in self._kept:
            with self._browser.new_context(**given) as context:
                self._sign_in(context.new_page(), role)
                self._kept[role] = context.storage_state()
        with self._browser.new_context(**given, storage_state=self._kept.get(role)) as context:
            yield context.new_page()

    def _sign_in(self, page: Page, role: str) -> None:
        page.goto("/office/login")
        page.get_by_label("Tên đăng nhập").fill(self._facts["logins"][role])
        page.get_by_label("Mật khẩu").fill(self._facts["password"])
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_load_state("networkidle")
        if page.locator("strong.code").count():
            page.get_by_label("Mã sáu số").fill(page.locator("strong.code").inner_text())
            page.get_by_role("button", name="Tiếp tục").click()
        page.wait_for_url("**/office/results**")
        # what was told of the last sign-in is told once
        page.goto("/office/account")


def _in_columns(seen: list[Image.Image], columns: int) -> Image.Image:
    """Each page goes below the shortest column, so that little of the ground is left."""
    heights = [GAP] * columns
    places = []
    for each in seen:
        column = heights.index(min(heights))
        places.append((GAP + column * (COLUMN[0] + GAP), heights[column]))
        heights[column] += each.height + GAP
    sheet = Image.new("RGB", (columns * (COLUMN[0] + GAP) + GAP, max(heights)), GROUND)
    for each, place in zip(seen, places, strict=True):
        sheet.paste(each, place)
    return sheet
