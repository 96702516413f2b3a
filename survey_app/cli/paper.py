"""`sipas paper`: print questionnaires to be filled in by hand, and list their batches."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import click

from survey_app.audit import command_line_user, record
from survey_app.installing import opened
from survey_app.paper.batches import BatchState, list_batches
from survey_app.paper.printing import LANGUAGES, PaperOrder, print_paper
from survey_app.periods import viet_nam_today


@click.group()
def paper() -> None:
    """Phiếu giấy: in, xem các tập. Nhập phiếu tại trang /office/paper."""


@paper.command(
    "print",
    epilog="Ví dụ:  sipas paper print --desk quay-5 --number 100    |    "
    "sipas paper print --desk quay-5 --number 200 --short --out in-phieu",
)
@click.option("--desk", required=True, metavar="MÃ_QUẦY", help="Quầy mà người dân vừa giao dịch.")
@click.option("--number", required=True, type=int, metavar="SỐ", help="Số tờ trong tập.")
@click.option("--short", "is_short", is_flag=True, help="Chỉ các câu chính; thường vừa hai tờ trên một trang A4.")
@click.option(
    "--comments",
    "asks_comment",
    is_flag=True,
    help="Thêm ô góp ý. Nét chữ có thể cho biết ai viết: chỉ in khi người nhập không làm ở quầy ấy.",
)
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="vi", show_default=True, help="Ngôn ngữ.")
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("paper"),
    show_default=True,
    help="Thư mục để ghi tệp PDF.",
)
@click.option("--demo", "is_trial", is_flag=True, help="In thử, ghi rõ DÙNG THỬ.")
@click.pass_obj
def print_sheets(directory: Path, /, desk: str, number: int, **wanted: Any) -> None:
    """In một tập phiếu hỏi của quầy thành tệp PDF, khổ A4.

    Mỗi tờ có số tập và số tờ; số tập là số ngẫu nhiên. Mỗi lần mở hòm phiếu nên dùng một tập riêng.
    """
    order = PaperOrder(
        desk=desk,
        number=number,
        folder=cast(Path, wanted["folder"]),
        language=str(wanted["language"]),
        is_short=bool(wanted["is_short"]),
        asks_comment=bool(wanted["asks_comment"]),
        is_trial=bool(wanted["is_trial"]),
    )
    with opened(directory) as (settings, store):
        batch = print_paper(store, settings, order, today=viet_nam_today())
        with store.writing.begin() as session:
            record(session, command_line_user(), "paper.print", batch.number, unit=batch.unit, detail=order.detail)
    click.echo(f"Đã ghi {batch.path}")
    click.echo(f"Tập {batch.number}: {number} tờ. Nhập phiếu tại trang /office/paper.")
    if order.is_trial:
        click.echo("Phiếu này chỉ dùng thử: đừng phát ở quầy.")


@paper.command("list", epilog="Ví dụ:  sipas paper list    |    sipas paper list --desk quay-5")
@click.option("--desk", metavar="MÃ_QUẦY", help="Chỉ một quầy.")
@click.pass_obj
def list_paper(directory: Path, desk: str | None) -> None:
    """Các tập phiếu giấy: đã in, đã nhập, đã khép."""
    with opened(directory) as (_settings, store), store.reading() as session:
        batches = list_batches(session, desk=desk)
    if not batches:
        click.echo("Chưa có tập nào. In bằng: sipas paper print --desk MÃ_QUẦY --number SỐ")
    for batch in batches:
        click.echo(_line(batch))


def _line(batch: BatchState) -> str:
    printed = f"{batch.desk}: tập {batch.number}, in ngày {batch.printed_on:%d/%m/%Y}, {batch.size} tờ"
    if batch.finished_on is None:
        return f"{printed}, đã nhập lần một {batch.first}, lần hai {batch.second}"
    by_one = ", một người nhập cả hai lần" if batch.is_by_one else ""
    return f"{printed}, khép ngày {batch.finished_on:%d/%m/%Y}: {batch.kept} phiếu{by_one}"
