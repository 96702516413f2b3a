"""`sipas transactions`: take the counts of visits and dossiers in."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.orm import Session

from survey_app.cli.place import DRY_RUN, FILE, SHEET, run_import
from survey_app.imports import Granularity, ImportReport, Table, import_transactions, read_file


@click.group()
def transactions() -> None:
    """Số lượt giao dịch và hồ sơ theo đơn vị, lĩnh vực và ngày."""


@transactions.command(
    "import",
    epilog="Ví dụ:  sipas transactions import tuan-46.csv    |    "
    "sipas transactions import thang-10.xlsx --granularity month",
)
@FILE
@SHEET
@click.option(
    "--granularity",
    type=click.Choice(["day", "month"]),
    default="day",
    show_default=True,
    help="day: mỗi dòng một ngày (cột day); month: mỗi dòng một tháng đã hết (cột month), chia đều ra ngày làm việc.",
)
@DRY_RUN
@click.pass_obj
def import_file(directory: Path, file: Path, sheet: str | None, granularity: Granularity, dry_run: bool) -> None:
    """Nhập số lượt giao dịch và hồ sơ từ CSV hoặc XLSX: nhận cả tệp hoặc không nhận gì.

    Cột bắt buộc: unit (đơn vị), sector (lĩnh vực), day (ngày) hoặc month (tháng). Các cột số: visits (lượt giao dịch),
    received, resolved_early, resolved_on_time, resolved_late, overdue_pending, apologies. Ô trống là không đếm,
    0 là không có lượt nào. Nhập lại thì thay đúng các dòng có trong tệp. Cách ghi từng cột: docs/imports.md.
    """

    def take_in(session: Session, table: Table) -> ImportReport:
        return import_transactions(session, table, granularity=granularity)

    run_import(directory, read_file(file, sheet=sheet), take_in, dry_run=dry_run)
