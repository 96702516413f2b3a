"""`sipas poster`: print the QR posters of desks."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import click

from reports.posters import Size
from survey_app.installing import opened
from survey_app.posters import PosterOrder, write_posters


@click.command(
    epilog="Ví dụ:  sipas poster --desk quay-5    |    sipas poster --unit ttpvhcc --size a5 --out in-poster    |    "
    "sipas poster --all --size a6"
)
@click.option("--desk", metavar="MÃ_QUẦY", help="Chỉ một quầy.")
@click.option("--unit", metavar="MÃ_ĐƠN_VỊ", help="Các quầy của một đơn vị và của các đơn vị trực thuộc.")
@click.option("--all", "is_all", is_flag=True, help="Mọi quầy đang nhận đánh giá.")
@click.option(
    "--size",
    type=click.Choice(get_args(Size), case_sensitive=False),
    default="a4",
    show_default=True,
    help="Khổ giấy; a6 là bốn tờ giống nhau trên một trang A4 để cắt.",
)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("posters"),
    show_default=True,
    help="Thư mục để ghi tệp PDF.",
)
@click.option("--demo", "is_trial", is_flag=True, help="In thử: cho phép địa chỉ chỉ máy này mở được, ghi rõ DÙNG THỬ.")
@click.pass_obj
def poster(directory: Path, /, is_all: bool, desk: str | None, unit: str | None, **wanted: object) -> None:
    """In poster có mã QR: một tệp PDF, mỗi quầy một trang.

    Địa chỉ in trên poster là địa chỉ công khai đã đặt bằng sipas init --base-url.
    """
    if sum((desk is not None, unit is not None, is_all)) != 1:
        raise click.UsageError("Hãy chọn đúng một trong ba: --desk MÃ_QUẦY, --unit MÃ_ĐƠN_VỊ hoặc --all.")
    order = PosterOrder(
        folder=cast(Path, wanted["folder"]),
        desk=desk,
        unit=unit,
        size=cast(Size, wanted["size"]),
        is_trial=bool(wanted["is_trial"]),
    )
    with opened(directory) as (settings, store):
        for path in write_posters(store, settings, order):
            click.echo(f"Đã ghi {path}")
    if order.is_trial:
        click.echo("Poster này chỉ dùng thử: đừng treo ở quầy.")
