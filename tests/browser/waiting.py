"""Waiting for what the browser tells of in its own time."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page, Request, Route


def until_there_are(number: int, told: Sequence[Request | Route], page: Page) -> None:
    """Wait for requests: a busy machine tells of them late."""
    for _turn in range(200):
        if len(told) >= number:
            break
        page.wait_for_timeout(50)
    assert len(told) == number
