"""What the inspector does: looks at what is unusual, reads who did what, and can change nothing."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page, expect

from tests.browser.quarter.person import go


def notices(page: Page, period: str) -> list[str]:
    """What the page of a period says should be looked at, strongest first."""
    go(page, "Độ tin cậy")
    page.goto(f"/office/integrity?unit=tinh&period={period}")
    return page.locator("ul.notices > li").all_inner_texts()


def read_log(page: Page, who: str) -> str:
    """Everything the log says of a person, over all its pages."""
    go(page, "Nhật ký")
    page.get_by_label("Tên đăng nhập").fill(who)
    page.get_by_role("button", name="Lọc").click()
    expect(page.get_by_role("link", name="Bỏ lọc")).to_be_visible()
    told = page.locator("ol.log").inner_text()
    while page.get_by_role("link", name="Trang sau").count():
        with page.expect_navigation():
            page.get_by_role("link", name="Trang sau").click()
        told += page.locator("ol.log").inner_text()
    return told


def assert_refused(page: Page, addresses: Iterable[str]) -> None:
    """None of these pages opens, and each says so in words and leads back."""
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 403, address
        expect(page.get_by_text("Tài khoản này không có quyền mở trang này")).to_be_visible()


def assert_changes_nothing(page: Page, address: str) -> None:
    """Sending a changing form straight to its address, with a token that holds, is refused."""
    page.goto("/office/account")
    token = page.locator("[name=csrf_token]").first.input_value()
    answer = page.request.post(address, form={"csrf_token": token, "do": "take_in", "confirm": "quay-1"})
    assert answer.status == 403, address
