"""`sipas screen`: the address that a desk's screen opens."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Ví dụ:  sipas screen --desk quay-5")
@click.option("--desk", required=True, metavar="MÃ_QUẦY", help="Quầy có màn hình.")
@click.option("--demo", "is_trial", is_flag=True, help="Chạy thử: cho phép địa chỉ chỉ máy này mở được.")
@click.pass_obj
def screen(directory: Path, *, desk: str, is_trial: bool) -> None:
    """In địa chỉ của màn hình treo ở quầy: mã QR lớn, đổi sau mỗi năm phút.

    Địa chỉ chứa khóa của màn hình, chỉ giao cho người đặt màn hình; thay mã QR của quầy thì địa chỉ này hết hiệu lực.
    """
    from survey_app.installing import opened
    from survey_app.periods import viet_nam_today
    from survey_app.screens import screen_address

    with opened(directory) as (settings, store), store.reading() as session:
        click.echo(screen_address(session, settings, desk, today=viet_nam_today(), is_trial=is_trial))
