"""Places kept with a keyboard alone, and units offered while a name is typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from survey_app.demo.province import CENTRE, PROVINCE

pytestmark = pytest.mark.browser

DESK = f"/office/places/desks/{CENTRE}_q03"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the link, button or field of this name has the focus, which is to be seen."""
    for _press in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        words = focused.evaluate("each => each.labels?.[0]?.innerText || each.innerText || ''")
        if words.strip().startswith(name):
            assert focused.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
            return
    raise AssertionError(f"no way to “{name}” by Tab")


def test_a_desk_is_closed_and_reopened_by_undo_with_the_keyboard_alone(head: Page) -> None:
    head.goto(DESK)
    tab_to(head, "Đóng quầy")
    head.keyboard.press("Enter")
    expect(head.get_by_role("heading", level=1)).to_contain_text("Đóng Quầy 3")
    tab_to(head, "Ngừng nhận đánh giá từ ngày")
    head.keyboard.type("31/02/2027")
    head.keyboard.press("Enter")
    expect(head.get_by_role("alert")).to_contain_text("không có trong lịch")
    tab_to(head, "Ngừng nhận đánh giá từ ngày: Ngày “31/02/2027”")
    head.keyboard.press("Enter")
    expect(head.get_by_label("Ngừng nhận đánh giá từ ngày")).to_be_focused()
    head.keyboard.press("ControlOrMeta+a")
    head.keyboard.type("01/03/2027")
    head.keyboard.press("Enter")
    expect(head.get_by_text("sẽ đóng từ 01/03/2027")).to_be_visible()
    tab_to(head, "Hoàn tác")
    head.keyboard.press("Enter")
    expect(head.get_by_role("status")).to_contain_text("Đã hoàn tác")
    expect(head.get_by_text("sẽ đóng từ")).not_to_be_attached()


def test_units_are_offered_while_a_name_is_typed(head: Page) -> None:
    head.goto(f"/office/places/units/{PROVINCE}_x02/move")
    field = head.get_by_label("Cấp trên mới")
    with head.expect_response("**/units.json**"):
        field.press_sequentially("trang non")
    offered = head.locator("datalist option")
    expect(offered).to_have_count(1)
    assert "Trăng Non" in str(offered.first.get_attribute("value"))
