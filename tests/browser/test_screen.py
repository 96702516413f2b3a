"""The screen at a desk, seen as a camera sees it, answered by phone, and left without network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, Page, ViewportSize, expect

from survey_app.database import Store, open_store
from survey_app.installing import install
from survey_app.models import Response
from survey_app.rotating import rotating_codes_of
from tests.browser.serving import PHONE, served
from tests.factories import make_desk, make_unit
from tests.ports import free_port

pytestmark = pytest.mark.browser

TOKEN = "0123456789"
CHANGING = re.compile("Mã đổi sau [1-5] phút|Mã sắp đổi")
TELEVISION: ViewportSize = {"width": 1920, "height": 1080}
TABLET: ViewportSize = {"width": 768, "height": 1024}


@dataclass(frozen=True, slots=True)
class Screen:
    """A served installation with one desk."""

    base: str
    path: str
    store: Store


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    directory = tmp_path_factory.mktemp("screen")
    settings = install(directory).settings
    store = open_store(settings.database_url)
    with store.writing.begin() as session:
        make_desk(session, make_unit(session), token=TOKEN)
    key = rotating_codes_of(settings.secret_key).screen_key(TOKEN)
    with served(directory, free_port()) as base:
        yield Screen(base, f"/screen/{TOKEN}/{key}", store)
    store.engine.dispose()


@pytest.fixture
def wall(chromium: Browser, screen: Screen) -> Iterator[Page]:
    with chromium.new_context(base_url=screen.base, viewport=TELEVISION) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(screen.path)
        yield page


def pass_window(page: Page) -> None:
    """Let the window of the code on the page end."""
    left = int(page.locator("main").get_attribute("data-left") or 0)
    page.clock.fast_forward(1000 * left)
    page.clock.run_for(15_000)


def scanned(page: Page) -> list[str]:
    picture = Image.open(BytesIO(page.screenshot())).convert("L")
    # as a phone at two metres sees it: a fifth of the size, a little out of focus
    small = picture.resize((picture.width // 5, picture.height // 5)).filter(ImageFilter.GaussianBlur(0.5))
    return [found.text for found in zxingcpp.read_barcodes(small)]


@pytest.mark.parametrize("size", [TELEVISION, TABLET], ids=["television", "tablet"])
def test_the_code_on_the_wall_is_scanned_and_answered_as_rotating(
    wall: Page, chromium: Browser, screen: Screen, size: ViewportSize
) -> None:
    wall.set_viewport_size(size)
    (address,) = scanned(wall)
    with screen.store.reading() as session:
        before = session.scalar(sa.select(sa.func.count()).where(Response.tier == "rotating"))
    with chromium.new_context(base_url=screen.base, viewport=PHONE) as context:
        phone = context.new_page()
        phone.goto(urlsplit(address).path)
        phone.get_by_text("Rất hài lòng").first.click()
        phone.get_by_role("button", name="Gửi đánh giá").click()
        expect(phone.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_be_visible()
    with screen.store.reading() as session:
        after = session.scalar(sa.select(sa.func.count()).where(Response.tier == "rotating"))
        assert session.scalars(sa.select(Response.tier).distinct()).all() == ["rotating"]
    assert (before or 0) + 1 == after


@pytest.mark.parametrize("size", [TELEVISION, TABLET, PHONE], ids=["television", "tablet", "phone"])
def test_everything_stands_on_one_screen(wall: Page, size: ViewportSize) -> None:
    wall.set_viewport_size(size)
    room = wall.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert (room[0] <= size["width"], room[1] <= size["height"]) == (True, True)
    expect(wall.locator(".next")).to_have_text(CHANGING)
    wall.emulate_media(forced_colors="active")
    assert len(scanned(wall)) == 1


def test_axe_finds_nothing(chromium: Browser, screen: Screen) -> None:
    with chromium.new_context(base_url=screen.base, viewport=TELEVISION) as context:
        page = context.new_page()
        page.goto(screen.path)
        assert Axe().run(page).response["violations"] == []


def test_a_screen_without_network_says_so_hides_the_old_code_and_comes_back(wall: Page) -> None:
    wall.context.set_offline(True)
    pass_window(wall)
    expect(wall.locator(".next")).to_have_text("Đang mất mạng, đợi kết nối lại…")
    assert len(scanned(wall)) == 1
    wall.clock.fast_forward("03:00")
    wall.clock.run_for("00:10")
    expect(wall.get_by_role("alert")).to_contain_text("Xin quét mã QR in tại quầy")
    assert scanned(wall) == []
    wall.context.set_offline(False)
    wall.clock.run_for("00:15")
    expect(wall.locator(".next")).to_have_text(CHANGING)
    assert len(scanned(wall)) == 1


def test_a_clock_set_back_does_not_keep_an_old_code(wall: Page) -> None:
    asked: list[str] = []
    wall.on("request", lambda request: asked.append(request.url))
    wall.clock.set_system_time("1970-01-01T00:00:00")
    pass_window(wall)
    expect(wall.locator(".next")).to_have_text(CHANGING)
    assert asked


def test_without_script_the_page_renews_itself(chromium: Browser, screen: Screen) -> None:
    with chromium.new_context(base_url=screen.base, java_script_enabled=False) as context:
        page = context.new_page()
        answer = page.goto(screen.path)
        assert answer is not None
        assert '<meta http-equiv="refresh" content="' in answer.text()
        assert len(scanned(page)) == 1
