"""The citizen's form in WebKit, the engine of every browser on an iPhone: sent, held without a network, hinted at.

Neither WebKit nor Selenium is part of the kit. On Debian `apt-get install webkit2gtk-driver xvfb`, Selenium in a folder
of your own (`pip install --target FOLDER selenium`), then
`xvfb-run python3 run.py python bench/webkit.py --selenium FOLDER`. Every step is asked of the database too.
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from citizen import town
from citizen.phone import HOST
from citizen.serving import free_port, served

from survey_app.database import open_store

BROWSERS = (
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/MiniBrowser",
)
WAIT_SECONDS = 60
KEPT = "return Object.keys(localStorage).length"
SEND = "form > button:last-of-type"


def main() -> None:
    """Walk through; fail at the first step that does not do as it should."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--selenium", type=Path, help="the folder Selenium was installed into")
    arguments.add_argument("--pictures", type=Path, help="a folder for a picture of each step")
    given, _for_other_benches = arguments.parse_known_args()
    browser, driver = next(filter(os.path.exists, BROWSERS), None), shutil.which("WebKitWebDriver")
    if given.selenium is None or browser is None or driver is None:
        print("nothing tried; it needs webkit2gtk-driver, xvfb and --selenium FOLDER")
        return
    sys.path.insert(0, str(given.selenium))
    with town.scratch() as folder, webkit(browser, driver) as page:
        settings = town.settle(folder)
        store = open_store(settings.database_url)
        try:
            walk = Walk(page, given.pictures, lambda: [answer.answers[0] for answer in town.answers(store)])
            walk.through(folder)
        finally:
            store.engine.dispose()


@contextmanager
def webkit(browser: str, driver: str) -> Iterator[Any]:
    """A window of WebKit; its sandbox wants rights that a container does not give."""
    os.environ |= {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
    selenium = importlib.import_module("selenium.webdriver")
    options = importlib.import_module("selenium.webdriver.webkitgtk.options").Options()
    options.binary_location = browser
    options.add_argument("--automation")
    service = importlib.import_module("selenium.webdriver.webkitgtk.service").Service(driver)
    window = selenium.WebKitGTK(options=options, service=service)
    try:
        window.set_window_size(360, 740)
        print(window.execute_script("return navigator.userAgent"))
        yield window
    finally:
        window.quit()


class Walk:
    """One person after the other on one phone."""

    def __init__(self, window: Any, pictures: Path | None, levels: Callable[[], list[str]]) -> None:
        self._window, self._pictures, self._levels = window, pictures, levels

    def through(self, folder: Path) -> None:
        """Sent at once; held while the server is away, through a reload; hinted at."""
        port = free_port()
        place = f"http://{HOST}:{port}{town.HERE}"
        with served(folder, port=port):
            self._open(place)
            self._choose("overall", "4")
            self._press(SEND)
            self._until("thanked", "Đánh giá đã được ghi nhận")
            self._is("one row", sorted(self._levels()) == ["4"])
            self._is("nothing left on the phone", self._window.execute_script(KEPT) == 0)
            self._open(place)
            self._choose("overall", "2")
            self._choose("minutes_quick", "15")
        self._press(SEND)
        self._until("held without a network", "Phiếu đang chờ gửi")
        self._window.refresh()
        self._until("held through a reload without a network", "Phiếu đang chờ gửi")
        with served(folder, port=port):
            self._until("sent by itself", "Đánh giá đã được ghi nhận")
            self._is("one row more", sorted(self._levels()) == ["2", "4"])
            self._is("nothing left on the phone", self._window.execute_script(KEPT) == 0)
            self._open(place)
            self._window.find_element("tag name", "summary").click()
            self._window.find_element("id", "comment").send_keys("Goi 0912 345 678")
            self._until("hinted at", "số điện thoại. Nếu không cần")

    def _open(self, place: str) -> None:
        self._window.get(place)
        # the script fetches its second part, and its worker
        time.sleep(2)

    def _choose(self, name: str, value: str) -> None:
        self._press(f"[name={name}][value='{value}']")

    def _press(self, selector: str) -> None:
        found = self._window.find_element("css selector", selector)
        self._window.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        found.click()

    def _until(self, step: str, words: str) -> None:
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end and words not in self._window.find_element("tag name", "body").text:
            time.sleep(0.5)
        self._is(step, words in self._window.find_element("tag name", "body").text)
        if self._pictures is not None:
            self._pictures.mkdir(parents=True, exist_ok=True)
            self._window.save_screenshot(str(self._pictures / f"{step.replace(' ', '-')}.png"))

    def _is(self, step: str, is_so: bool) -> None:
        print(f"{'seen' if is_so else 'MISS':<6}{step}", flush=True)
        if not is_so:
            raise SystemExit(f"missed: {step}")


if __name__ == "__main__":
    main()
