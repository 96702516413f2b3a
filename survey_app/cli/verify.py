"""`sipas verify`: whether what was published still has the digest it was published with."""

from __future__ import annotations

import click


@click.command(epilog="Ví dụ:  sipas verify    |    sipas verify --unit tinh --period 2026-W45")
@click.option("--unit", metavar="MÃ", help="Chỉ đơn vị này.")
@click.option("--period", metavar="KỲ", help="Chỉ kỳ này.")
@click.pass_context
def verify(ctx: click.Context, *, unit: str | None, period: str | None) -> None:
    """Tính lại mã SHA-256 của các bản đã công bố và so với mã đã ghi. Mã thoát 1 nếu có bản hỏng."""
    from survey_app.installing import opened
    from survey_app.snapshots import is_intact, walk_snapshots

    intact = 0
    broken: list[str] = []
    with opened(ctx.obj) as (_settings, store), store.reading() as session:
        for kept in walk_snapshots(session, unit=unit, period=period):
            if is_intact(kept):
                intact += 1
                if unit and period:
                    click.echo(f"Bản {kept.revision}, ngày {kept.as_of:%d/%m/%Y}: {kept.digest}")
            else:
                broken.append(f"HỎNG: {kept.unit}, kỳ {kept.period}, bản {kept.revision}, mã đã ghi {kept.digest}")
    for line in broken:
        click.echo(line, err=True)
    click.echo(f"{intact} bản còn nguyên, {len(broken)} bản hỏng.")
    if broken:
        click.echo("Hãy khôi phục cơ sở dữ liệu từ bản sao lưu, và báo người kiểm tra.", err=True)
        ctx.exit(1)
