"""`sipas plan`: the reform plans that come with the kit, checking a file, and adopting one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click

from survey_app.adoption import adopt_plan, adopted_plans, adoptions, kept_text
from survey_app.audit import command_line_user, record
from survey_app.exceptions import BadSettings, DatabaseNotReady
from survey_app.installing import opened
from survey_app.periods import full_day
from survey_app.plans import Plan, PlanError, describe, load_plan, plan_text, shipped_plans

DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])


@click.group()
def plan() -> None:
    """Kế hoạch cải cách hành chính: chỉ tiêu, kỳ báo cáo, nguồn của từng con số."""


@plan.command("list", epilog="Ví dụ:  sipas plan list")
@click.pass_obj
def list_plans(directory: Path) -> None:
    """Liệt kê kế hoạch đi kèm và nơi đang áp dụng."""
    for each in shipped_plans():
        click.echo(f"{each.code}  {each.title} ({len(each.targets)} chỉ tiêu, {_span(each.valid_from, each.valid_to)})")
    try:
        with opened(directory) as (_, store), store.reading() as session:
            for adoption in adoptions(session):
                days = _span(adoption.valid_from, adoption.valid_to)
                click.echo(f"Đơn vị {adoption.unit} áp dụng {adoption.plan}: {days}")
    except (BadSettings, DatabaseNotReady):
        click.echo("Chưa có nơi cài đặt nên chưa biết đơn vị nào áp dụng kế hoạch nào. Tạo bằng: sipas init")


@plan.command(epilog="Ví dụ:  sipas plan show ha_tinh_2023")
@click.argument("code", metavar="MÃ")
@click.pass_obj
def show(directory: Path, code: str) -> None:
    """In một kế hoạch: từng chỉ tiêu với câu trích và nơi trích, kỳ báo cáo, chỗ mâu thuẫn."""
    for line in _told(load_plan(_text(directory, code), name=code, kept=True)):
        click.echo(line)


@plan.command(epilog="Ví dụ:  sipas plan check ke-hoach.toml")
@click.argument("file", metavar="TỆP", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Kiểm tra một tệp kế hoạch và nêu mọi lỗi cùng lúc."""
    each = load_plan(file)
    click.echo(f"{file.name} dùng được: {each.code}, {len(each.targets)} chỉ tiêu, {len(each.periods)} kỳ báo cáo.")


@plan.command(
    epilog="Ví dụ:  sipas plan adopt ha_tinh_2023 --unit tinh    |    "
    "sipas plan adopt ke-hoach.toml --unit xa-01 --from 2026-01-01"
)
@click.argument("plan_or_file", metavar="MÃ|TỆP")
@click.option("--unit", required=True, metavar="MÃ", help="Đơn vị áp dụng; các đơn vị bên dưới áp dụng theo.")
@click.option("--from", "first", type=DAY, metavar="NGÀY", help="Ngày bắt đầu; mặc định theo kế hoạch.")
@click.option("--to", "last", type=DAY, metavar="NGÀY", help="Ngày cuối; mặc định theo kế hoạch.")
@click.pass_obj
def adopt(directory: Path, plan_or_file: str, unit: str, first: datetime | None, last: datetime | None) -> None:
    """Áp dụng một kế hoạch cho một đơn vị; nội dung được lưu nguyên văn, sửa tệp sau này không làm đổi."""
    text = _text_of_file(Path(plan_or_file)) if _is_file(plan_or_file) else _text(directory, plan_or_file)
    with opened(directory) as (_, store), store.writing.begin() as session:
        adoption = adopt_plan(session, text, unit=unit, first=_day(first), last=_day(last))
        days = _span(adoption.valid_from, adoption.valid_to)
        record(session, command_line_user(), "plans.adopt", adoption.plan, unit=unit, detail={"days": days})
        click.echo(f"Đơn vị {adoption.unit} và các đơn vị bên dưới áp dụng {adoption.plan}: {days}.")
        codes = ", ".join(each.code for each in adopted_plans(session, unit, adoption.valid_from))
        click.echo(f"Các kế hoạch áp dụng ở {unit} từ ngày {full_day(adoption.valid_from)}: {codes}.")


def _is_file(text: str) -> bool:
    return text.endswith(".toml") or "/" in text or "\\" in text


def _text(directory: Path, code: str) -> str:
    """The plan as adopted, else as it comes with the kit."""
    try:
        with opened(directory) as (_, store), store.reading() as session:
            kept = kept_text(session, code)
    except (BadSettings, DatabaseNotReady):
        kept = None
    return plan_text(code) if kept is None else kept


def _text_of_file(file: Path) -> str:
    load_plan(file)
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError(file.name, [str(error)]) from error


def _told(each: Plan) -> Iterator[str]:
    yield f"{each.code}: {each.title}"
    issued = each.document.date_note if each.document.date is None else f"ngày {full_day(each.document.date)}"
    number = f"số {each.document.number_text()}" if each.document.numbers else each.document.number_text()
    yield f"Văn bản: {each.document.name}, {each.document.issuer} ({number}; {issued})"
    yield f"Hiệu lực: {_span(each.valid_from, each.valid_to)}"
    if each.simulated:
        yield "Kế hoạch mô phỏng, chỉ để dùng thử."
    for target in each.targets:
        mark = "" if target.applied else " [không áp dụng]"
        yield f"\n• {describe(target)}{mark}"
        yield f"  [{target.origin.cite()}] {target.origin.sentence or target.note}"
    for period in each.periods:
        inferred = " (suy ra)" if period.inferred else ""
        yield f"Kỳ {each.code}:{period.key}: {_span(period.first, period.last)}{inferred}"
    for found in each.contradictions:
        yield f"Mâu thuẫn: {found.about}. Áp dụng: {found.applied}. Vì: {found.reason}"
        for reading in found.readings:
            yield f"  [{reading.origin.cite()}] {reading.text}"


def _span(first: date, last: date | None) -> str:
    return f"từ {full_day(first)}" if last is None else f"{full_day(first)}–{full_day(last)}"


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
