"""`sipas tickets`: mint one-time codes onto paper, and say what became of them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, cast, get_args

import click

from reports.tickets import Layout
from survey_app.audit import command_line_user, record
from survey_app.installing import opened
from survey_app.minting import FEW, USABLE_FOR
from survey_app.periods import viet_nam_today
from survey_app.ticket_printing import BatchCount, TicketOrder, count_batches, print_tickets, spent_in_steps

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def tickets() -> None:
    """Mã đánh giá dùng một lần, phát cho người vừa giao dịch.

    Cơ quan cấp trên in mã và giao cho nơi phát; nơi được đánh giá không tự in.
    """


@tickets.command(
    epilog="Ví dụ:  sipas tickets mint --desk quay-5 --number 200    |    "
    "sipas tickets mint --desk quay-5 --number 500 --from 2026-11-02 --to 2026-11-06 --layout slip80 --out in-ma"
)
@click.option("--desk", required=True, metavar="MÃ_QUẦY", help="Quầy mà mã được phát.")
@click.option("--number", required=True, type=int, metavar="SỐ", help="Số mã, không quá số lượt dự kiến.")
@click.option("--from", "first", type=DAY, help="Ngày đầu phát mã, dạng 2026-11-02. Mặc định: hôm nay.")
@click.option("--to", "last", type=DAY, help="Ngày cuối phát mã. Mặc định: bằng --from. Mã dùng được thêm 7 ngày.")
@click.option(
    "--layout",
    type=click.Choice(get_args(Layout)),
    default="sheet",
    show_default=True,
    help="sheet: trang A4 để cắt, 10 mã; slip80, slip58: máy in phiếu rộng 80, 58 mm, mỗi mã một trang.",
)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("tickets"),
    show_default=True,
    help="Thư mục để ghi tệp PDF.",
)
@click.option("--demo", "is_trial", is_flag=True, help="In thử: cho phép địa chỉ chỉ máy này mở được, ghi rõ DÙNG THỬ.")
@click.pass_obj
def mint(directory: Path, /, desk: str, number: int, **wanted: Any) -> None:
    """In mã dùng một lần thành tệp PDF; ngoài tệp này, mã không được ghi ở đâu.

    In xong thì cất giữ như ấn chỉ: ai đọc được tệp hay tờ in là dùng được mã. In mất thì in lô khác.
    """
    today = viet_nam_today()
    first = _day(wanted["first"]) or today
    order = TicketOrder(
        desk=desk,
        number=number,
        first=first,
        last=_day(wanted["last"]) or first,
        folder=cast(Path, wanted["folder"]),
        layout=cast(Layout, wanted["layout"]),
        is_trial=bool(wanted["is_trial"]),
    )
    with opened(directory) as (settings, store):
        for path in print_tickets(store, settings, order, today=today):
            click.echo(f"Đã ghi {path}")
        with store.writing.begin() as session:
            detail = {"number": number, "first": first.isoformat(), "last": order.last.isoformat()}
            record(session, command_line_user(), "tickets.mint", desk, detail=detail)
    click.echo(f"{number} mã, dùng được đến hết ngày {order.last + USABLE_FOR:%d/%m/%Y}.")
    if number < FEW:
        click.echo(
            f"Cảnh báo: lô có dưới {FEW} mã. Ai biết mã phát cho ai có thể đoán ra phiếu của người ấy, "
            f"nhất là ở quầy ít phiếu. Nên in từ {FEW} mã, phát cho nhiều người trong cùng thời gian.",
            err=True,
        )
    if order.is_trial:
        click.echo("Mã này chỉ dùng thử: đừng phát ở quầy.")


@tickets.command("list", epilog="Ví dụ:  sipas tickets list    |    sipas tickets list --desk quay-5")
@click.option("--desk", metavar="MÃ_QUẦY", help="Chỉ một quầy.")
@click.pass_obj
def list_batches(directory: Path, desk: str | None) -> None:
    """Các lô mã, mới in trước: đã in, đã dùng, hạn dùng."""
    with opened(directory) as (_settings, store), store.reading() as session:
        batches = count_batches(session, None if desk is None else (desk,))
    if not batches:
        click.echo("Chưa có lô mã nào. In bằng: sipas tickets mint --desk MÃ_QUẦY --number SỐ")
    for batch in batches:
        click.echo(_line(batch))


def _line(batch: BatchCount) -> str:
    return (
        f"{batch.desk}: in ngày {batch.minted_on:%d/%m/%Y}, phát từ {batch.valid_from:%d/%m/%Y}, "
        f"hạn {batch.valid_to:%d/%m/%Y}: {batch.minted} mã, đã dùng {spent_in_steps(batch.spent)}"
    )


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()
