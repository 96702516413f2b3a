"""`sipas letters`: the timer's job that writes and sends letters, and a way to try the mail server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from survey_app.database import Store
    from survey_app.letters.running import Run


@click.group()
def letters() -> None:
    """Thư hằng tuần và cảnh báo: ai đăng ký gì thì xem ở trang /office/letters."""


@letters.command(epilog="Ví dụ:  sipas letters send    |    sipas letters send --dry-run")
@click.option("--dry-run", is_flag=True, help="Chỉ in những thư sẽ viết, không ghi, không gửi.")
@click.option("--attended", is_flag=True, hidden=True)
@click.pass_obj
def send(directory: Path, dry_run: bool, attended: bool) -> None:
    """Viết thư hôm nay cho người có điều mới, rồi gửi mọi thư đang chờ. Chạy lại lúc nào cũng được.

    Mỗi người mỗi ngày nhiều nhất một thư; không có gì mới thì không có thư. Máy chủ thư hỏng thì thư được giữ lại.
    """
    from survey_app.cli.attended import step_back
    from survey_app.exceptions import MailServerDown
    from survey_app.installing import opened
    from survey_app.letters.running import run_letters

    if attended:
        # not ended with the server: a letter that was handed over has still to be marked as sent
        step_back()
    now = datetime.now(UTC)
    with opened(directory) as (settings, store):
        if dry_run:
            _preview(store, now, settings.base_url or "")
            return
        run = run_letters(store, settings, now)
    click.echo(_told(run))
    if settings.mail is None:
        click.echo("Chưa đặt máy chủ thư: thư chỉ đọc được trên trang. Đặt bằng: sipas init --smtp-url … --smtp-from …")
    elif settings.base_url is None:
        click.echo("Chưa có địa chỉ công khai nên chưa gửi thư. Đặt bằng: sipas init --base-url https://…")
    if run.outcome.problem:
        raise MailServerDown(f"{run.outcome.problem} {run.outcome.waiting} thư được giữ lại, lần chạy sau gửi tiếp.")


@letters.command(epilog="Ví dụ:  sipas letters test can-bo@tinh.gov.vn")
@click.argument("address", metavar="ĐỊA_CHỈ_THƯ")
@click.pass_obj
def test(directory: Path, address: str) -> None:
    """Gửi một thư thử, để biết máy chủ thư đã đặt đúng."""
    from survey_app.letters.trying import send_test
    from survey_app.settings import Settings

    settings = Settings.from_directory(directory)
    send_test(settings, address, datetime.now(UTC))
    click.echo(f"Máy chủ thư đã nhận thư thử gửi đến {address}. Xin xem hộp thư, cả mục thư rác.")


def _preview(store: Store, now: datetime, base_url: str) -> None:
    from survey_app.letters.composing import preview_all
    from survey_app.letters.content import to_text

    count = 0
    for login, content in preview_all(store, now):
        count += 1
        click.echo(f"=== {login}: {content.subject}\n\n{to_text(content, base_url)}")
    click.echo(f"{count} thư sẽ được viết." if count else "Không có điều gì mới để báo.")


def _told(run: Run) -> str:
    outcome = run.outcome
    parts = [f"Viết {run.written} thư mới"]
    if run.pages:
        parts.append(f"trong đó {run.pages} chỉ đọc trên trang")
    parts.append(f"gửi được {outcome.sent}")
    if outcome.refused:
        parts.append(f"{outcome.refused} bị máy chủ từ chối hẳn")
    if run.waiting:
        parts.append(f"{run.waiting} còn chờ gửi")
    return "; ".join(parts) + "."
