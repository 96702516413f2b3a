"""`sipas publish`: publish what is over, for a timer; `--recent` is what a running server does by itself."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from survey_app.database import Store
    from survey_app.grid import Task
    from survey_app.publish import Done


@click.command(
    epilog="Ví dụ:  sipas publish    (mỗi đêm lúc 0 giờ 15)    |    sipas publish --period 2026-W45    |    "
    "sipas publish --unit xa-1 --since 2026-01-01"
)
@click.option("--period", metavar="KỲ", help="Chỉ kỳ này, ví dụ 2026-W45, 2026-Q1, mo_phong_2026:Q1.")
@click.option("--unit", metavar="MÃ", help="Chỉ đơn vị này.")
@click.option("--since", metavar="NGÀY", type=click.DateTime(["%Y-%m-%d"]), help="Chỉ các kỳ kết thúc từ ngày này.")
@click.option("--recent", is_flag=True, help="Chỉ các kỳ kết thúc trong 35 ngày qua; nhường nếu máy khác đang công bố.")
@click.option("--attended", is_flag=True, hidden=True)
@click.option("--dry-run", is_flag=True, help="Chỉ nói có bao nhiêu kỳ, không công bố.")
@click.pass_obj
def publish(
    directory: Path,
    *,
    period: str | None,
    unit: str | None,
    since: datetime | None,
    recent: bool,
    attended: bool,
    dry_run: bool,
) -> None:
    """Công bố kết quả của các kỳ đã kết thúc. Chạy lại, dừng giữa chừng hay chạy hai nơi cùng lúc đều được.

    Thứ Hai: số liệu sơ bộ của tuần. Thứ Năm: số liệu chính thức. Sau đó mỗi thay đổi là một bản sửa ghi ngày.
    """
    from survey_app.audit import SERVER, command_line_user
    from survey_app.cli.attended import GIVEN_UP, end_with_parent, step_back
    from survey_app.grid import RECENT
    from survey_app.installing import opened
    from survey_app.publish import publishing_day
    from survey_app.publishing_turn import publishing_turn

    if attended:
        end_with_parent()
    with opened(directory) as (_settings, store):
        today = publishing_day(datetime.now().astimezone())
        begins = today - RECENT if recent else since and since.date()
        chosen = choose_tasks(store, today, period=period, unit=unit, since=begins)
        if dry_run or not chosen:
            click.echo(plan_in_words(chosen))
            return
        if not (recent or attended):
            click.echo(done_in_words(publish_with_progress(store, chosen, today, who=command_line_user())))
            return
        # a server's own run comes after those who answer and read
        step_back()
        who = SERVER if attended else command_line_user()
        with publishing_turn(store) as turn:
            if turn is None:
                click.echo("Một chương trình khác đang công bố; lần chạy này không làm gì.")
                # a server that was killed may have left its turn behind: nothing is done yet, so it asks again
                sys.exit(GIVEN_UP if attended else 0)
            click.echo(done_in_words(publish_with_progress(store, chosen, today, who=who, still=turn.is_ours)))


def choose_tasks(
    store: Store, today: date, *, period: str | None = None, unit: str | None = None, since: date | None = None
) -> list[Task]:
    """What the caller asked for, of all that is over; refuses what cannot be published at all."""
    from survey_app import grid
    from survey_app.adoption import all_adopted_plans
    from survey_app.export import on_the_grid
    from survey_app.places import require_unit
    from survey_app.plans import find_period
    from survey_app.results.closed import refuse_open

    with store.reading() as session:
        if unit is not None:
            require_unit(session, unit)
        if period is not None:
            asked = on_the_grid(find_period(period, adopted=tuple(all_adopted_plans(session))))
            refuse_open(asked, today)
            period, since = asked.id, asked.last
        found = grid.tasks(session, today, since=since)
    return [task for task in found if unit in (None, task.unit) and period in (None, task.period.id)]


def publish_with_progress(
    store: Store, chosen: list[Task], today: date, *, who: str, still: Callable[[], bool] = lambda: True
) -> Done:
    """Publish with a bar; Ctrl+C keeps what is done, and the next run goes on from there."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from survey_app.publish import publish as publish_tasks

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        bar = progress.add_task("Công bố", total=len(chosen))

        def tell(task: Task, _done: Done) -> bool:
            progress.update(bar, advance=1, description=f"Công bố {task.period.id} · {task.unit}")
            return still()

        return publish_tasks(store, chosen, today, tell=tell, who=who)


def plan_in_words(chosen: list[Task]) -> str:
    """How many periods of how many units there are, by kind."""
    if not chosen:
        return "Không có kỳ nào để công bố: chưa có phiếu hay lượt giao dịch trong kỳ nào đã kết thúc như được hỏi."
    kinds = {
        "week": "tuần", "month": "tháng", "quarter": "quý", "half": "nửa năm", "year": "năm",
    }  # fmt: skip
    counts = Counter(kinds[task.period.kind] for task in chosen)
    units = len({task.unit for task in chosen})
    parts = ", ".join(f"{number} {kind}" for kind, number in counts.items())
    return f"{len(chosen)} bản của {units} đơn vị ({parts}), từ kỳ mới nhất; kỳ nào đã công bố và không đổi thì bỏ qua."


def done_in_words(done: Done) -> str:
    """What was done."""
    parts = [f"Công bố {done.first} bản mới, {done.revised} bản sửa; {done.unchanged} bản không đổi."]
    if done.released:
        parts.append(f"{done.released} phiếu đến muộn đã đủ nhóm 10 phiếu và được tính.")
    return " ".join(parts)
