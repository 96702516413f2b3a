"""`sipas results`: the results of one unit and period on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reports.content import Report, Table

SHOWN = ("sectors", "waiting", "targets")


@click.command(epilog="Ví dụ:  sipas results --unit tinh --period 2026-W45    |    sipas results --unit tinh")
@click.option("--unit", required=True, metavar="MÃ", help="Mã đơn vị; kết quả gồm cả các đơn vị bên dưới.")
@click.option("--period", metavar="KỲ", help="Mặc định: tuần gần nhất đã kết thúc. Ví dụ 2026-W45, 2026-Q1, 2026.")
@click.option("--lang", "language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.pass_obj
def results(directory: Path, *, unit: str, period: str | None, language: str) -> None:
    """In kết quả của một kỳ đã kết thúc ra màn hình."""
    from survey_app.export import read_report
    from survey_app.installing import open_installation
    from survey_app.periods import previous, viet_nam_today, week_of

    _settings, store = open_installation(directory)
    asked = period or previous(week_of(viet_nam_today())).id
    with store.reading() as session:
        report = read_report(session, asked, unit, language=language)
    _print(report)


def _print(report: Report) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.print(f"[bold]{report.title}[/bold]\n{report.unit_name} · {report.period_text}", soft_wrap=True)
    if report.banner:
        console.print(f"[bold]{report.banner}[/bold]")
    for sentence in (*report.sentences, report.beside):
        if sentence is not None:
            console.print(f"• {sentence.text}", soft_wrap=True)
    for key in SHOWN:
        if report.has_table(key):
            _print_table(console, report.table(key))
    console.print(report.disclaimer, soft_wrap=True)


def _print_table(console: object, table: Table) -> None:
    from rich.console import Console
    from rich.table import Table as Grid

    grid = Grid(title=table.title, title_justify="left", box=None, pad_edge=False)
    shown = [number for number, column in enumerate(table.columns) if not column.is_detail]
    for number in shown:
        column = table.columns[number]
        grid.add_column(column.label, justify="left" if column.kind == "text" else "right")
    for row in table.rows:
        grid.add_row(*(row.cells[number].text for number in shown))
    if isinstance(console, Console):
        console.print(grid if table.rows else f"{table.title}: {table.empty}")
