"""`sipas assist`: the address on which helpers outside the desk write down what people answer."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Ví dụ:  sipas assist --desk quay-5")
@click.option("--desk", required=True, metavar="MÃ_QUẦY", help="Quầy mà người dân vừa giao dịch.")
@click.option("--demo", "is_trial", is_flag=True, help="Chạy thử: cho phép địa chỉ chỉ máy này mở được.")
@click.pass_obj
def assist(directory: Path, *, desk: str, is_trial: bool) -> None:
    """In địa chỉ của trang ghi giúp người dân, dành cho người ngoài quầy.

    Phiếu gửi từ trang này được ghi là “ghi giúp”. Chỉ giao địa chỉ cho người ghi giúp; thay mã QR của quầy thì địa chỉ
    này hết hiệu lực.
    """
    from survey_app.installing import opened
    from survey_app.periods import viet_nam_today
    from survey_app.screens import assist_address

    with opened(directory) as (settings, store), store.reading() as session:
        click.echo(assist_address(session, settings, desk, today=viet_nam_today(), is_trial=is_trial))
