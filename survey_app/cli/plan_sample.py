"""`sipas plan-sample`: how many answers each sector needs and how many people to invite."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.numbers import Numbers
    from survey_app.sample_plans import Part, Precision, SampleLine, SamplePlan

FORMATS = ("table", "csv", "json")
METHODS = ("normal", "wilson", "exact")
RULE = "N/(1+N·e²)"
ALLOCATIONS = ("proportional", "neyman", "power", "equal")


class Percent(click.ParamType[float]):
    """A percentage between two others, not touching them: 5, 5%, 2,5."""

    name = "percent"

    def __init__(self, low: float, high: float, *, touching: bool = False) -> None:
        self.low, self.high, self.touching = low, high, touching

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the text as a fraction."""
        number = _number(str(value).strip().removesuffix("%"))
        top = self.high if self.touching else math.nextafter(self.high, 0)
        if number is None or not self.low < number <= top:
            upto = "đến" if self.touching else "và dưới"
            self.fail(
                f"“{value}” không dùng được; cần số phần trăm trên {self.low:g} {upto} {self.high:g}, ví dụ 2,5.",
                param,
                ctx,
            )
        return number / 100


class Above(click.ParamType[float]):
    """A number above a limit: 1.5 or 1,5."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the text as a number above 0."""
        number = _number(str(value))
        if number is None or not 0 < number < math.inf:
            self.fail(f"“{value}” không dùng được; cần một số lớn hơn 0, ví dụ 1,5.", param, ctx)
        return number


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


@click.command(
    "plan-sample",
    epilog="Ví dụ:  sipas plan-sample --unit tinh --period 2026-10 --margin 5 --participation 40    |    "
    "sipas plan-sample --visits dat-dai=900 --visits ho-tich=400 --share 88 --target 85",
)
@click.option("--unit", metavar="MÃ", help="Lấy số lượt giao dịch đã nhập của đơn vị và các đơn vị bên dưới.")
@click.option("--period", metavar="KỲ", help="Kỳ có số lượt: 2026-10, 2026-Q3, 2026 …; dùng cùng --unit.")
@click.option("--visits", multiple=True, metavar="[LĨNH VỰC=]SỐ", help="Số lượt tự nêu; lặp lại cho từng lĩnh vực.")
@click.option("--margin", type=Percent(0, 50), default="5", show_default=True, help="Sai số ±, điểm phần trăm.")
@click.option("--level", type=Percent(0, 100), default="95", show_default=True, help="Mức tin cậy, %.")
@click.option(
    "--share",
    "shares",
    multiple=True,
    metavar="[LĨNH VỰC=]%",
    help="Tỷ lệ hài lòng dự kiến, %, chung hoặc từng lĩnh vực; mặc định 50 (cần nhiều phiếu nhất).",
)
@click.option(
    "--deff", type=Above(), default="1,5", show_default=True, help="Hệ số thiết kế; 1 là ngẫu nhiên đơn giản."
)
@click.option(
    "--participation",
    type=Percent(0, 100, touching=True),
    default="100",
    show_default=True,
    help="Tỷ lệ người được mời sẽ trả lời, %.",
)
@click.option(
    "--target",
    type=Percent(0, 100),
    help="Chỉ tiêu ≥, %: thêm số phiếu để kết luận là đạt, hay chưa đạt nếu --share thấp hơn; cần --share.",
)
@click.option("--method", type=click.Choice(METHODS), default="normal", show_default=True, help="Khoảng tin cậy.")
@click.option("--fpc", is_flag=True, help="Hiệu chỉnh tổng thể hữu hạn; chỉ khi rút thăm người và hỏi đến cùng.")
@click.option("--total", type=click.IntRange(min=1), metavar="SỐ", help="Chia đúng số phiếu này cho các lĩnh vực.")
@click.option("--allocation", type=click.Choice(ALLOCATIONS), default="proportional", show_default=True)
@click.option("--floor", type=click.IntRange(min=0), default=0, show_default=True, help="Ít nhất mỗi lĩnh vực.")
@click.option("--weeks", type=Above(), help="Số tuần thu phiếu; mặc định là độ dài của kỳ.")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--lang", "language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.pass_obj
def plan_sample(directory: Path, /, **asked: Any) -> None:
    """Tính số phiếu cần và số người cần mời cho từng lĩnh vực, bên cạnh n = N/(1 + N·e²).

    Số lượt giao dịch lấy từ số đã nhập (--unit và --period) hoặc tự nêu (--visits). Không ghi gì vào cơ sở dữ liệu.
    """
    shares = _shares(asked["shares"])
    asked["share"] = shares.pop("", None)
    _refuse_combinations(asked, shares)
    from survey_app.sample_plans import Division, make_sample_plan

    parts, weeks = _parts(directory, asked)
    parts = _expected(parts, shares, asked["allocation"])
    total = asked["total"]
    division = None if total is None else Division(total, asked["allocation"], asked["floor"])
    plan = make_sample_plan(parts, _precision(asked), division=division, weeks=weeks)
    if asked["kind"] == "table":
        _print_table(plan, asked["language"])
    else:
        click.echo({"json": _json, "csv": _csv}[asked["kind"]](plan), nl=False)


def _shares(texts: tuple[str, ...]) -> dict[str, float]:
    """The shares expected by sector; that of the whole under ''."""
    found: dict[str, float] = {}
    for text in texts:
        name, _equals, number = text.rpartition("=")
        if name.strip() in found:
            raise click.UsageError(f"--share “{text}” nêu hai lần; mỗi lĩnh vực một lần.")
        found[name.strip()] = Percent(0, 100).convert(number, None, None)
    return found


def _expected(parts: tuple[Part, ...], shares: dict[str, float], allocation: str) -> tuple[Part, ...]:
    """The parts with the shares expected in them."""
    from dataclasses import replace

    keys = [part.key for part in parts]
    if stray := [name for name in shares if name not in keys]:
        raise click.UsageError(f"--share: không có lĩnh vực {', '.join(stray)}; chọn trong {', '.join(keys)}.")
    missing = [key for key in keys if key not in shares]
    if allocation == "neyman" and missing:
        raise click.UsageError(
            "--allocation neyman cần tỷ lệ dự kiến của từng lĩnh vực; hãy nêu thêm "
            + " ".join(f"--share {key}=SỐ" for key in missing)
            + "."
        )
    return tuple(replace(part, share=shares.get(part.key)) for part in parts)


def _refuse_combinations(asked: dict[str, Any], shares: dict[str, float]) -> None:
    if bool(asked["visits"]) == (asked["unit"] is not None):
        raise click.UsageError("Hãy chọn đúng một trong hai: --unit MÃ với --period KỲ, hoặc --visits SỐ.")
    if (asked["unit"] is None) != (asked["period"] is None):
        raise click.UsageError("--unit và --period đi cùng nhau. Ví dụ: --unit tinh --period 2026-10.")
    if asked["target"] is not None and asked["share"] is None and not shares:
        raise click.UsageError("--target cần --share: tỷ lệ hài lòng dự kiến, để biết còn cách chỉ tiêu bao xa.")
    if asked["total"] is None and (asked["floor"] or asked["allocation"] != "proportional"):
        raise click.UsageError("--floor và --allocation chia một số phiếu cho trước; hãy nêu thêm --total SỐ.")


def _precision(asked: dict[str, Any]) -> Precision:
    from survey_app.sample_plans import Precision

    names = ("margin", "level", "deff", "participation", "fpc", "method", "target")
    return Precision(share=asked["share"] or 0.5, **{name: asked[name] for name in names})


def _parts(directory: Path, asked: dict[str, Any]) -> tuple[tuple[Part, ...], float | None]:
    """What is planned for, and how many weeks there are to ask."""
    if asked["visits"]:
        return tuple(_typed(asked["visits"])), asked["weeks"]
    from survey_app.adoption import adopted_plans
    from survey_app.installing import opened
    from survey_app.periods import days, viet_nam_today
    from survey_app.plans import find_period
    from survey_app.sample_plans import read_parts

    with opened(directory) as (_, store), store.reading() as session:
        adopted = tuple(adopted_plans(session, asked["unit"], viet_nam_today()))
        period = find_period(asked["period"], adopted=adopted)
        parts, by_dossiers = read_parts(session, asked["unit"], period)
    if by_dossiers:
        click.echo("Kỳ này chưa nhập lượt giao dịch; tính theo số hồ sơ tiếp nhận.", err=True)
    return parts, asked["weeks"] or len(days(period)) / 7


def _typed(texts: tuple[str, ...]) -> Iterator[Part]:
    """The parts given on the command line."""
    from survey_app.sample_plans import Part

    seen: set[str] = set()
    for number, text in enumerate(texts, start=1):
        name, _equals, amount = text.rpartition("=")
        key = name.strip() or (f"{number}" if len(texts) > 1 else "")
        plain = amount.strip().replace(".", "")
        if not (plain.isdecimal() and 1 <= int(plain) < 10**10) or key in seen:
            raise click.UsageError(
                f"--visits “{text}” không dùng được; cần một số lượt từ 1 trở lên, mỗi lĩnh vực một lần, "
                "ví dụ --visits 900 hoặc --visits dat-dai=900 --visits ho-tich=400."
            )
        seen.add(key)
        yield Part(key, key, int(plain))


def _print_table(plan: SamplePlan, language: str) -> None:
    from rich.console import Console
    from rich.table import Table as Grid

    from reports.numbers import Numbers
    from survey_app.languages import translator

    translate, numbers = translator(language), Numbers(language)
    console = Console(highlight=False)
    grid = Grid(title=translate("Số phiếu cần"), title_justify="left", box=None, pad_edge=False)
    for number, heading in enumerate(_headings(plan, translate)):
        grid.add_column(heading, justify="left" if number == 0 else "right", no_wrap=heading == RULE)
    lines = plan.lines if len(plan.lines) == 1 else (*plan.lines, plan.whole)
    for line in lines:
        grid.add_row(*_cells(line, plan, translate, numbers))
    console.print(grid)
    for sentence in _sentences(plan, translate, numbers):
        console.print(f"• {sentence}", soft_wrap=True, markup=False)


def _headings(plan: SamplePlan, translate: Callable[[str], str]) -> list[str]:
    headings = [translate("Lĩnh vực"), translate("Lượt"), translate("Phiếu cần"), translate("Người cần mời")]
    if plan.weeks is not None:
        headings.append(translate("Mời mỗi tuần"))
    headings += [translate("Sai số ±"), translate("Đủ lượt?")]
    if plan.precision.target is not None:
        headings.append(translate("Phiếu để kết luận"))
    return [*headings, RULE]


def _cells(line: SampleLine, plan: SamplePlan, translate: Callable[[str], str], numbers: Numbers) -> list[str]:
    cells = [
        line.part.name or translate("Tất cả"),
        *(numbers.number(each) for each in (line.part.visits, line.answers, line.invited)),
    ]
    if line.per_week is not None:
        cells.append(numbers.number(line.per_week))
    enough = translate("đủ") if line.is_feasible else translate("không đủ")
    if line.best_margin is not None:
        best = translate("tốt nhất ±{margin}").format(margin=numbers.percent(line.best_margin))
        enough = f"{enough}; {best}"
    cells += [numbers.percent(line.margin), enough]
    if plan.precision.target is not None:
        cells.append(_verdict(line, translate, numbers))
    return [*cells, numbers.number(line.yamane)]


def _verdict(line: SampleLine, translate: Callable[[str], str], numbers: Numbers) -> str:
    """The answers a verdict needs, which verdict, and whether there are as many visits."""
    if line.needed is None:
        return translate("không thể")
    told = f"{numbers.number(line.needed)} ({translate('đạt') if line.is_met else translate('chưa đạt')})"
    return told if line.needed_is_feasible else f"{told}; {translate('không thể trong kỳ')}"


def _sentences(plan: SamplePlan, translate: Callable[[str], str], numbers: Numbers) -> Iterator[str]:
    """What the numbers rest on, and what the rule of guidelines leaves out."""
    asked = plan.precision
    yield translate(
        "Mức tin cậy {level}, tỷ lệ hài lòng dự kiến {share}, hệ số thiết kế {deff}, {participation} người được mời sẽ "
        "trả lời."
    ).format(
        level=numbers.level(asked.level),
        share=numbers.level(asked.share),
        deff=numbers.minutes(asked.deff),
        participation=numbers.level(asked.participation),
    )
    yield translate(
        "n = N/(1 + N·e²) với e = {margin} giả định: tỷ lệ 50%, z = 2 (95%), chọn ngẫu nhiên đơn giản, ai được mời "
        "cũng trả lời, không chia lĩnh vực. Khảo sát tại quầy thường không được như vậy."
    ).format(margin=numbers.level(asked.margin))
    if not asked.fpc:
        yield translate(
            "Không trừ theo quy mô tổng thể, vì người dân tự chọn trả lời hay không; --fpc chỉ dùng khi rút thăm người "
            "và hỏi đến cùng."
        )
    if asked.target is not None:
        yield translate("Phiếu để kết luận: đủ để khoảng tin cậy không còn chứa chỉ tiêu {target}.").format(
            target=numbers.level(asked.target)
        )
        if any(line.is_met is False for line in (*plan.lines, plan.whole)):
            yield translate("Nơi tỷ lệ dự kiến thấp hơn chỉ tiêu, kết luận sẽ là chưa đạt.")
    if plan.visible_change is not None:
        yield translate(
            "So với một kỳ có cùng số phiếu, tính chung sẽ nhận ra mức tăng từ {change} điểm trở lên (khả năng 80%)."
        ).format(change=numbers.number(100 * plan.visible_change, 1))
    yield translate("Khảo sát tại quầy giao dịch của Bộ phận Một cửa; không phải Chỉ số SIPAS do Bộ Nội vụ công bố.")


def _records(plan: SamplePlan) -> Iterator[dict[str, Any]]:
    for line in (*plan.lines, plan.whole):
        yield {
            "sector": line.part.key,
            "name": line.part.name,
            "visits": line.part.visits,
            "answers": line.answers,
            "invited": line.invited,
            "per_week": line.per_week,
            "margin": line.margin,
            "is_feasible": line.is_feasible,
            "best_margin": line.best_margin,
            "needed_for_target": line.needed,
            "needed_is_feasible": line.needed_is_feasible,
            "target_met": line.is_met,
            "yamane": line.yamane,
        }


def _json(plan: SamplePlan) -> str:
    import json
    from dataclasses import asdict

    *lines, whole = _records(plan)
    content = {
        "precision": asdict(plan.precision),
        "weeks": plan.weeks,
        "visible_change": plan.visible_change,
        "sectors": lines,
        "whole": whole,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _csv(plan: SamplePlan) -> str:
    import csv
    import io

    records = list(_records(plan))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in record.items()} for record in records)
    return text.getvalue()
