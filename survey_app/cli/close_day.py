"""`sipas close-day`: unlink answers from tickets and from the order of their arrival, every night."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Ví dụ:  sipas close-day    (mỗi đêm, bằng systemd hoặc cron)")
@click.pass_obj
def close_day(directory: Path) -> None:
    """Khép các ngày đã qua: xáo trộn các dòng, bỏ mã hết hạn đã lâu. Chạy lại lúc nào cũng được.

    Sau đó không ai, kể cả người quản trị cơ sở dữ liệu, biết phiếu nào đến bằng mã nào và theo thứ tự nào.
    """
    from survey_app.audit import command_line_user
    from survey_app.closing import close_days
    from survey_app.installing import opened
    from survey_app.periods import viet_nam_today

    with opened(directory) as (_settings, store):
        done = close_days(store, viet_nam_today(), who=command_line_user())
    click.echo(f"Đã khép các ngày trước hôm nay; xóa {done.deleted} mã đã hết hạn từ lâu.")
