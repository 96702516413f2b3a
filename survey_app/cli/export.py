"""`sipas export`: files of one unit and period."""

from __future__ import annotations

from pathlib import Path

import click

KINDS = ("pdf", "xlsx", "csv")
ALL_KINDS = (*KINDS, "json")


@click.command(
    epilog="Ví dụ:  sipas export --unit tinh --period 2026-W45    |    "
    "sipas export --unit tinh --period mo_phong_2026:year --format xlsx --out bao-cao"
)
@click.option("--unit", required=True, metavar="MÃ", help="Mã đơn vị; kết quả gồm cả các đơn vị bên dưới.")
@click.option(
    "--period", required=True, metavar="KỲ", help="2026-W45, 2026-03, 2026-Q1, 2026-H1, 2026, hoặc <kế hoạch>:Q1 …"
)
@click.option("--format", "kinds", type=click.Choice(ALL_KINDS), multiple=True, help="Mặc định: cả PDF, XLSX và CSV.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Thư mục ghi tệp.")
@click.option("--lang", "language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.pass_obj
def export(directory: Path, *, unit: str, period: str, kinds: tuple[str, ...], out: Path, language: str) -> None:
    """Xuất kết quả của một kỳ đã kết thúc ra PDF, XLSX, CSV hoặc JSON."""
    from survey_app.audit import command_line_user, record
    from survey_app.export import read_report, write_exports
    from survey_app.installing import open_installation

    _settings, store = open_installation(directory)
    with store.reading() as session:
        report = read_report(session, period, unit, language=language)
    paths = write_exports(report, out, kinds or KINDS).values()
    with store.writing.begin() as session:
        detail = {"files": [path.name for path in paths]}
        record(session, command_line_user(), "export.file", period, unit=unit, detail=detail)
    for path in paths:
        click.echo(f"Đã ghi {path}")
