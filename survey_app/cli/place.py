"""`sipas unit`, `desk`, `sector` and `procedure`: take the lists of places in, replace a desk's QR."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy.orm import Session

from survey_app.audit import command_line_user, record
from survey_app.imports import (
    ImportReport,
    Table,
    import_desks,
    import_procedures,
    import_sectors,
    import_units,
    read_file,
)
from survey_app.installing import opened
from survey_app.periods import viet_nam_today
from survey_app.registry.desks import replace_token

FILE = click.argument("file", metavar="TỆP", type=click.Path(exists=True, dir_okay=False, path_type=Path))
SHEET = click.option("--sheet", metavar="TÊN", help="Trang tính của tệp XLSX; bỏ trống thì lấy trang đầu.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra và nói sẽ đổi gì, không ghi.")


@click.group(name="unit")
def unit() -> None:
    """Đơn vị: nơi tiếp nhận và các cấp trên của nó."""


@click.group(name="desk")
def desk() -> None:
    """Quầy: nơi treo mã QR."""


@click.group(name="sector")
def sector() -> None:
    """Lĩnh vực và cơ quan chủ trì."""


@unit.command("import", epilog="Ví dụ:  sipas unit import don-vi.csv    |    sipas unit import tinh.xlsx --sheet DonVi")
@FILE
@SHEET
@DRY_RUN
@click.pass_obj
def import_unit_file(directory: Path, file: Path, sheet: str | None, dry_run: bool) -> None:
    """Nhập danh sách đơn vị từ CSV hoặc XLSX; nhập lại thì cập nhật.

    Cột bắt buộc: code (mã), name_vi (tên), level (cấp). Cột khác: name_en, area, position, parent, valid_from,
    valid_to, successor, successor_from. Cách ghi từng cột: docs/imports.md.
    """
    run_import(directory, read_file(file, sheet=sheet), import_units, dry_run=dry_run)


@desk.command("import", epilog="Ví dụ:  sipas desk import quay.csv")
@FILE
@SHEET
@DRY_RUN
@click.pass_obj
def import_desk_file(directory: Path, file: Path, sheet: str | None, dry_run: bool) -> None:
    """Nhập danh sách quầy; mã QR tạo một lần và giữ nguyên khi nhập lại.

    Cột bắt buộc: code (mã quầy), unit (đơn vị), name_vi (tên), sectors (các lĩnh vực, cách nhau bằng dấu ;).
    Cột khác: name_en, questionnaire (mặc định desk_v1), closed_on. Cách ghi từng cột: docs/imports.md.
    """
    run_import(directory, read_file(file, sheet=sheet), import_desks, dry_run=dry_run)


@desk.command("replace-token", epilog="Ví dụ:  sipas desk replace-token quay-01")
@click.argument("code", metavar="MÃ_QUẦY")
@click.pass_obj
def replace_desk_token(directory: Path, code: str) -> None:
    """Thay mã QR của một quầy (poster cũ bị mất, bị dán đè); quét mã cũ sẽ thấy thông báo đã thay."""
    with opened(directory) as (_, store), store.writing.begin() as session:
        old, new = replace_token(session, code, viet_nam_today())
        record(session, command_line_user(), "places.token_replace", code)
    click.echo(f"Quầy {code}: mã {old} đã ngừng dùng, mã mới là {new}. Hãy in lại poster: sipas poster --desk {code}")


@sector.command("import", epilog="Ví dụ:  sipas sector import linh-vuc.csv")
@FILE
@SHEET
@DRY_RUN
@click.pass_obj
def import_sector_file(directory: Path, file: Path, sheet: str | None, dry_run: bool) -> None:
    """Nhập danh sách lĩnh vực và cơ quan chủ trì từ CSV hoặc XLSX.

    Cột bắt buộc: code (mã), name_vi (tên). Cột khác: name_en, priority_group (land, construction, investment),
    position, agency, agency_name_vi, agency_name_en, agency_from, agency_to. Cách ghi từng cột: docs/imports.md.
    """
    run_import(directory, read_file(file, sheet=sheet), import_sectors, dry_run=dry_run)


@click.group(name="procedure")
def procedure() -> None:
    """Thủ tục hành chính của từng lĩnh vực."""


@procedure.command("import", epilog="Ví dụ:  sipas procedure import thu-tuc.csv")
@FILE
@SHEET
@DRY_RUN
@click.pass_obj
def import_procedure_file(directory: Path, file: Path, sheet: str | None, dry_run: bool) -> None:
    """Nhập danh sách thủ tục hành chính từ CSV hoặc XLSX; nhập lại thì cập nhật.

    Cột bắt buộc: code (mã), name_vi (tên), sector (lĩnh vực). Cột khác: name_en, valid_from, valid_to. Cách ghi từng
    cột: docs/imports.md.
    """
    run_import(directory, read_file(file, sheet=sheet), import_procedures, dry_run=dry_run)


def run_import(
    directory: Path, table: Table, take_in: Callable[[Session, Table], ImportReport], *, dry_run: bool
) -> None:
    """Take a table in within one transaction and tell what changed."""
    with opened(directory) as (_, store), store.writing() as session:
        report = take_in(session, table)
        if not dry_run:
            detail = {"summary": report.lines()[0]}
            record(session, command_line_user(), "imports.take_in", table.name, detail=detail)
            session.commit()
    for line in report.lines():
        click.echo(line)
    if dry_run:
        click.echo("Mới chỉ kiểm tra, chưa ghi gì.")
