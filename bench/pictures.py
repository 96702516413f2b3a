"""Pictures of the pages, a poster and a sheet for README and docs: `python3 run.py python bench/pictures.py --write`.

They come from a demonstration made in a temporary folder. Needs Chromium and LibreOffice. With `--only citizen` alone
those of the citizen's side (docs/citizen-pages.md) are drawn: each state at three sizes, without LibreOffice; with
`--only pages` the pages of the office that show no figures of their own, listed in bench/office/pages.py.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
from citizen import picturing, printing, town
from citizen.furnishing import furnish
from citizen.serving import served
from office import pages as office_pages
from office.drawing import Office
from office.furnishing import furnish as furnish_office
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
MOST_BYTES = 250_000
MOST_BYTES_OF_A_STATE = 120_000
COLOURS = 128
PHONE, DESKTOP = (360, 740), (1280, 800)
PORT = 8765
PARTS = ("trend", "units", "drivers", "silent")
PAGES = [picture.name for picture in office_pages.PICTURES]
COMPARISONS = {"grid": "compare", "list": "compare?columns=figures&order=group"}


def main() -> None:
    """Make the demonstration and its pictures; without --write say only what would happen."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--write", action="store_true", help=f"write into {PICTURES.name} of the docs")
    arguments.add_argument("--responses", type=int, default=60_000)
    arguments.add_argument("--out", type=Path, default=PICTURES)
    arguments.add_argument("--only", choices=("citizen", "office", "pages"), help="one part of them")
    arguments.add_argument("--states", nargs="*", choices=list(picturing.STATES), default=list(picturing.STATES))
    arguments.add_argument("--pages", nargs="*", choices=PAGES, default=PAGES, help="only these of the office")
    given, _for_other_benches = arguments.parse_known_args()
    if not given.write:
        print("pictures of the docs: nothing to measure; --write draws them anew")
        return
    given.out.mkdir(parents=True, exist_ok=True)
    if given.only != "citizen":
        draw_demonstration(given.responses, given.out, is_whole=given.only != "pages", pages=given.pages)
    if given.only in (None, "citizen"):
        draw_states(given.states, given.out)
    for path in sorted(given.out.glob("*.png")):
        print(f"{path.name:<24}{path.stat().st_size:>10,} bytes")


def draw_demonstration(responses: int, out: Path, *, is_whole: bool, pages: list[str]) -> None:
    """The pages of a demonstration, its poster and its workbook; or the pages of the office alone."""
    with tempfile.TemporaryDirectory() as folder, demonstration(Path(folder), responses) as facts:
        if is_whole:
            take_pictures(facts, out)
            draw_poster(Path(facts["posters"][0]), out / "poster-a4.png")
            draw_sheet(Path(facts["exports"]["xlsx"]), out / "xlsx-sectors.png", Path(folder))
        draw_pages(facts, furnish_office(Path(folder) / "demo"), pages, out)


def draw_pages(facts: dict[str, Any], named: dict[str, str], pages: list[str], out: Path) -> None:
    """The pages of the office that show no figures of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(), args=["--no-sandbox", "--disable-gpu"])
        office = Office(browser, facts["results_url"].removesuffix("/office"), facts, named)
        for picture in office_pages.PICTURES:
            if picture.name in pages:
                save(office.draw(picture), out / picture.file)
        browser.close()


def _program() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def draw_states(states: list[str], out: Path) -> None:
    """Every state of the citizen's side, at three sizes side by side, and what is printed."""
    with town.scratch() as folder, sync_playwright() as playwright:
        places = furnish(folder)
        for name, picture in printing.draw_printed(folder).items():
            save(picture, out / name)
        browser = playwright.chromium.launch(executable_path=_program(), args=["--no-sandbox", "--disable-gpu"])
        with served(folder) as server:
            base = f"http://127.0.0.1:{server.phone.port}"
            for state in states:
                save(picturing.draw(browser, base, places, state), out / f"citizen-{state}.png", MOST_BYTES_OF_A_STATE)
        browser.close()


@contextmanager
def demonstration(folder: Path, responses: int) -> Iterator[dict[str, Any]]:
    """Make one as a newcomer does, and serve it; yields what demo.json says."""
    command = [sys.executable, "-c", "from survey_app.cli import main; main()", "demo", "--dir", str(folder / "demo")]
    command += ["--port", str(PORT), "--responses", str(responses)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SIPAS_")}
    with subprocess.Popen(command, env=environment) as server:
        try:
            _wait(server)
            yield json.loads((folder / "demo" / "demo.json").read_text(encoding="utf-8"))
        finally:
            server.terminate()


def _wait(server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the demonstration did not start")


def take_pictures(facts: dict[str, Any], out: Path) -> None:
    """The citizen's form on a phone, then the results on a desk and on a phone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(), args=["--no-sandbox", "--disable-gpu"])
        _citizen(browser, facts["citizen_url"], out)
        _office(browser, facts, out)
        _inspector(browser, facts, out)
        browser.close()


def _citizen(browser: Browser, address: str, out: Path) -> None:
    page = _page(browser, PHONE, scale=2)
    page.goto(address)
    _shoot(page, out / "form-360.png")


def _office(browser: Browser, facts: dict[str, Any], out: Path) -> None:
    page = _page(browser, DESKTOP, scale=1)
    page.goto(facts["results_url"])
    page.get_by_label("Tên đăng nhập").fill(facts["login"])
    page.get_by_label("Mật khẩu").fill(facts["password"])
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/office/results**")
    page.wait_for_load_state("networkidle")
    _week(page, out)
    for name, way in COMPARISONS.items():
        page.goto(f"{facts['results_url']}/{way}")
        _shoot(page, out / f"office-compare-{name}-1280.png")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"{facts['results_url']}/series?sector=dat_dai")
    _shoot(page, out / "office-compare-series-360.png", whole=True)
    page.goto(facts["results_url"])
    _shoot(page, out / "office-week-360.png")
    page.evaluate("document.querySelector('.pictured').scrollIntoView()")
    _shoot(page, out / "office-week-360-chart.png")


def _week(page: Page, out: Path) -> None:
    """The page of the week: its first screen, light and dark, what is folded, some parts, one row taken apart."""
    address = page.url
    _shoot(page, out / "office-week-1280.png")
    page.emulate_media(color_scheme="dark")
    _shoot(page, out / "office-week-dark-1280.png")
    page.emulate_media(color_scheme="light")
    page.evaluate("document.querySelector('.deeper').scrollIntoView()")
    _shoot(page, out / "office-week-below-1280.png")
    for part in PARTS:
        page.goto(f"{address}#{part}")
        page.reload(wait_until="networkidle")
        # charts that came in above it have moved it
        page.evaluate(f"document.getElementById('{part}').scrollIntoView()")
        _shoot(page, out / f"office-{part}-1280.png")
    page.goto(address)
    page.locator(".findings a").first.click()
    page.locator("tr:target a").last.click()
    page.wait_for_load_state("networkidle")
    _shoot(page, out / "office-detail-1280.png")


def _inspector(browser: Browser, facts: dict[str, Any], out: Path) -> None:
    page = _page(browser, DESKTOP, scale=1)
    page.goto(facts["results_url"])
    page.get_by_label("Tên đăng nhập").fill(facts["logins"]["inspector"])
    page.get_by_label("Mật khẩu").fill(facts["password"])
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_label("Mã sáu số").fill(page.locator("strong.code").inner_text())
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/office/results**")
    page.get_by_role("link", name="Độ tin cậy").first.click()
    page.get_by_role("heading", name="Việc nên xem").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('notices').scrollIntoView()")
    _shoot(page, out / "office-integrity.png")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.evaluate("document.getElementById('notices').scrollIntoView()")
    _shoot(page, out / "office-integrity-360.png")


def _page(browser: Browser, size: tuple[int, int], *, scale: float) -> Page:
    viewport = {"width": size[0], "height": size[1]}
    return browser.new_context(viewport=viewport, device_scale_factor=scale, locale="vi-VN").new_page()


def _shoot(page: Page, path: Path, *, whole: bool = False) -> None:
    save(Image.open(io.BytesIO(page.screenshot(full_page=whole, animations="disabled"))), path)


def draw_poster(pdf: Path, path: Path) -> None:
    """The first page of the poster."""
    with pypdfium2.PdfDocument(pdf) as document:
        save(document[0].render(scale=1.25).to_pil(), path)


def draw_sheet(workbook: Path, path: Path, folder: Path) -> None:
    """The sheet of sectors as LibreOffice prints it."""
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'office').as_uri()}"]
    environment = {**os.environ, "LC_ALL": "vi_VN.UTF-8", "LANG": "vi_VN.UTF-8"}
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(workbook)]
    subprocess.run(command, check=True, env=environment)
    with pypdfium2.PdfDocument(folder / f"{workbook.stem}.pdf") as document:
        found = next(page for page in document if "Theo lĩnh vực, " in page.get_textpage().get_text_range())
        save(found.render(scale=1.6).to_pil(), path)


def save(picture: Image.Image, path: Path, most: int = MOST_BYTES) -> None:
    """Few colours, so that the picture stays small; refused where it does not."""
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > most:
        raise SystemExit(f"{path} has {path.stat().st_size:,} bytes, the limit is {most:,}")


if __name__ == "__main__":
    main()
