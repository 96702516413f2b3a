"""`sipas kiosk`: the address and the code of the tablet at the exit."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Ví dụ:  sipas kiosk --desk quay-5")
@click.option("--desk", required=True, metavar="MÃ_QUẦY", help="Quầy mà người dân vừa giao dịch.")
@click.option("--demo", "is_trial", is_flag=True, help="Chạy thử: cho phép địa chỉ chỉ máy này mở được.")
@click.pass_obj
def kiosk(directory: Path, *, desk: str, is_trial: bool) -> None:
    """In địa chỉ và mã mở khóa của máy lấy ý kiến đặt ở lối ra.

    Phiếu gửi từ máy này được ghi là “kiosk”. Chỉ giao địa chỉ và mã cho người đặt máy; thay mã QR của quầy thì địa chỉ
    và mã này hết hiệu lực.
    """
    from survey_app.installing import opened
    from survey_app.periods import viet_nam_today
    from survey_app.screens import kiosk_address

    with opened(directory) as (settings, store), store.reading() as session:
        address, code = kiosk_address(session, settings, desk, today=viet_nam_today(), is_trial=is_trial)
    click.echo(address)
    click.echo(f"Mã mở khóa của cán bộ: {code}")
