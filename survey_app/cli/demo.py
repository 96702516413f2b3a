"""`sipas demo`: a simulated province to try the kit with."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from survey_app.demo.building import Asked

MOST_RESPONSES = 2_000_000
EARLIEST_UNTIL = date(2026, 1, 4)
"""26 weeks before it the two-level structure of July 2025 stands already."""


def read_until(_ctx: click.Context, _option: click.Parameter, text: str | None) -> date:
    """The last Sunday on or before the day asked for; without one, the last that is over in Viet Nam."""
    from survey_app.demo.simulation import last_sunday
    from survey_app.periods import full_day, viet_nam_today

    today = viet_nam_today()
    try:
        asked = today - timedelta(days=1) if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"“{text}” không phải một ngày; cần dạng năm-tháng-ngày, ví dụ 2026-11-15.") from error
    if asked > today:
        raise click.BadParameter(f"{full_day(asked)} ở tương lai; hôm nay là {full_day(today)}. Hãy chọn ngày đã qua.")
    until = last_sunday(min(asked, today - timedelta(days=1)))
    if until < EARLIEST_UNTIL:
        raise click.BadParameter(
            f"26 tuần tính đến {full_day(asked)} bắt đầu trước 01/7/2025, khi chưa có mô hình hai cấp. "
            f"Hãy chọn từ {full_day(EARLIEST_UNTIL)} trở đi."
        )
    return until


def read_responses(_ctx: click.Context, _option: click.Parameter, number: int) -> int:
    """How many answers to make."""
    if not 1 <= number <= MOST_RESPONSES:
        raise click.BadParameter(f"{number} phiếu là không được; cần từ 1 đến 2.000.000, thường là 60000.")
    return number


def read_seed(_ctx: click.Context, _option: click.Parameter, number: int) -> int:
    """The number that decides everything that is drawn."""
    if number < 0:
        raise click.BadParameter(f"{number} là số âm; cần một số nguyên từ 0 trở lên.")
    return number


def read_base_url(_ctx: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    """The address that posters carry, without a slash at its end."""
    from urllib.parse import urlsplit

    if text is None:
        return None
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise click.BadParameter(f"“{text}” không phải một địa chỉ web; ví dụ: http://192.168.1.20:8000")
    return text.rstrip("/")


@click.command(
    epilog="Ví dụ:  sipas demo    |    sipas demo --host 0.0.0.0 (để quét bằng điện thoại)    |    "
    "sipas demo --dir thu --responses 5000 --no-serve"
)
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Thư mục của bản chạy thử.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="127.0.0.1: chỉ máy này; 0.0.0.0: mọi máy và điện thoại trong mạng.",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Cổng nghe.")
@click.option(
    "--base-url",
    metavar="ĐỊA_CHỈ",
    callback=read_base_url,
    help="Địa chỉ in trên poster; mặc định theo --host, --port.",
)
@click.option(
    "--until",
    metavar="NGÀY",
    callback=read_until,
    help="26 tuần tính đến Chủ nhật gần ngày này nhất; mặc định tuần vừa qua.",
)
@click.option(
    "--responses", type=int, default=60_000, show_default=True, callback=read_responses, help="Số phiếu trả lời."
)
@click.option("--seed", type=int, default=1, show_default=True, callback=read_seed, help="Cùng số thì cùng dữ liệu.")
@click.option("--fresh", is_flag=True, help="Xóa bản chạy thử cũ trong thư mục và dựng lại.")
@click.option("--no-serve", is_flag=True, help="Dựng xong thì dừng, không chạy máy chủ.")
def demo(
    folder: Path,
    *,
    host: str,
    port: int,
    base_url: str | None,
    fresh: bool,
    no_serve: bool,
    **drawn: Any,
) -> None:
    """Dựng một tỉnh mô phỏng với sự thật biết trước, in poster, xuất tệp và chạy thử.

    Mọi dữ liệu đều là mô phỏng. Chạy lại thì giữ nguyên dữ liệu cũ; dùng --fresh để dựng lại từ đầu.
    """
    from survey_app.demo.building import Asked
    from survey_app.demo.listening import base_url_for, check_port

    if not no_serve:
        check_port(host, port)
    asked = Asked(folder=folder.absolute(), base_url=base_url or base_url_for(host, port), **drawn)
    facts = keep_or_build(asked, fresh=fresh)
    for line in addresses_and_login(facts):
        click.echo(line)
    if not no_serve:
        serve_demo(asked.folder, host, port)


def keep_or_build(asked: Asked, *, fresh: bool) -> dict[str, Any]:
    """Keep the demonstration that stands in the folder, or build one there."""
    from survey_app.demo import building, folder

    if fresh:
        folder.remove_demo(asked.folder)
    facts = folder.find_demo(asked.folder)
    if facts is None:
        return build_with_progress(asked)
    building.keep(asked.folder, date.fromisoformat(facts["simulation"]["until"]))
    click.echo(f"Giữ nguyên bản chạy thử đã có trong {asked.folder}: {kept_words(facts['simulation'])}.")
    click.echo("Muốn dựng lại từ đầu: thêm --fresh.")
    if building.is_elsewhere(asked, facts):
        click.echo(f"Địa chỉ nay là {asked.base_url}: đã in lại poster và mã dùng một lần.")
        facts = building.write_again(asked, facts)
    return facts


def build_with_progress(asked: Asked) -> dict[str, Any]:
    """Build with a bar for each stage, then tell truth against figures."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    from survey_app.demo import building, folder
    from survey_app.demo.comparison import describe

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    tasks: dict[str, TaskID] = {}
    with folder.workshop(asked.folder) as place, Progress(*columns) as progress:

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done)

        compared = building.build(asked, place, tell=tell)
    for line in describe(*compared):
        click.echo(line)
    return folder.read_demo(asked.folder)


def kept_words(simulation: dict[str, Any]) -> str:
    """What a kept demonstration is made of."""
    from survey_app.periods import full_day

    number = f"{simulation['responses']:,}".replace(",", ".")
    until = full_day(date.fromisoformat(simulation["until"]))
    return f"{number} phiếu, 26 tuần đến {until}, --seed {simulation['seed']}"


def addresses_and_login(facts: dict[str, Any]) -> list[str]:
    """Where to go and how to sign in."""
    return [
        "",
        "Toàn bộ dữ liệu là mô phỏng, không phải số liệu của địa phương nào.",
        f"Trang trả lời của một quầy: {facts['citizen_url']}",
        f"Màn hình ở quầy ấy, mã QR đổi năm phút một lần: {facts['screen_url']}",
        f"Máy tính bảng ở cửa ra: {facts['kiosk_url']} (mã mở khóa {facts['kiosk_code']})",
        f"Mười mã dùng một lần, thử được trong bảy ngày: {facts['tickets']}",
        f"Trang kết quả: {facts['results_url']}",
        f"  Mật khẩu của mọi tài khoản: {facts['password']}",
        *logins_by_role(facts.get("logins", {})),
        "Đã công bố tuần cuối của mọi đơn vị; khi chạy, máy chủ công bố tiếp các kỳ khác của 35 ngày qua, rồi mọi kỳ "
        "trước đó của tỉnh.",
        status_words(date.fromisoformat(facts["simulation"]["until"])),
        f"Poster: {len(facts['posters'])} tệp trong {Path(facts['posters'][0]).parent}",
        *(f"Tệp xuất {kind.upper()}: {path}" for kind, path in facts["exports"].items()),
    ]


def status_words(until: date) -> str:
    """Whether the last week is final by now: preliminary figures must not be taken for final ones."""
    from survey_app.periods import full_day, official_from, status, viet_nam_today, week_of

    week = week_of(until)
    if status(week, viet_nam_today()) == "official":
        return "Tuần cuối là số liệu chính thức."
    day = full_day(official_from(week))
    return f"Tuần cuối còn là số liệu sơ bộ, và trang nói rõ như vậy; mở lại từ {day} thì thành chính thức."


def logins_by_role(logins: dict[str, str]) -> list[str]:
    """Each login with its role, and what to do about the second factor."""
    from survey_app.roles import ROLES

    titles = {name: str(role.title) for name, role in ROLES.items()}
    lines = [f"  Tên đăng nhập: {login:<14} {titles[role]}" for role, login in logins.items()]  # type: ignore[index]
    return [
        *lines,
        "  Ba vai trò (đứng đầu, thanh tra, quản trị) hỏi thêm mã xác nhận: ở bản mô phỏng, mã hiện ngay trên trang.",
    ]


def serve_demo(folder: Path, host: str, port: int) -> None:
    """Serve until Ctrl+C."""
    from survey_app.app import create_app
    from survey_app.demo.building import settings_of
    from survey_app.demo.province import PROVINCE
    from survey_app.publishing_timer import start_timer
    from survey_app.serving import addresses, open_server

    app = create_app(settings_of(folder))
    server = open_server(app, host, port)
    for address in addresses(host, port):
        click.echo(f"Đang chạy tại {address}")
    click.echo("Dừng bằng Ctrl+C.")
    start_timer(app, sends=False, whole_past_of=PROVINCE)
    server.run()
