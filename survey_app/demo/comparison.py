"""Truth against the raw and the weighted figure: what weighting mends, and what it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import Estimate, proportion
from analysis.weighting.desk_weights import weigh
from survey_app.demo.population import WEEKS
from survey_app.demo.province import Province, build_province
from survey_app.demo.simulation import Simulation
from survey_app.demo.truth import DISSATISFIED_ANSWER_LESS, Ints, Mode, Truth, chance_to_answer, draw_truth

MOST_WHO_ANSWER = 0.95


@dataclass(frozen=True, slots=True)
class Comparison:
    """Shares of content visitors in the whole province, as fractions."""

    mode: Mode
    truth: float
    raw: float
    weighted: float
    estimate: Estimate | None = None
    """The weighted figure with its interval, where desk-days are known."""

    @property
    def raw_error(self) -> float:
        """Raw minus truth."""
        return self.raw - self.truth

    @property
    def remaining_error(self) -> float:
        """Weighted minus truth: in mode (b) a bias that weighting cannot mend."""
        return self.weighted - self.truth


def compare(simulation: Simulation) -> Comparison:
    """Hold the figures of a simulated half-year against its truth."""
    province, truth, population = simulation.province, simulation.truth, simulation.population
    visits = np.bincount(population.stratum, minlength=truth.unit.size)
    sample = weigh(_count_sheets(simulation), _strata(province, truth).assign(visits=visits), _places(province))
    estimate = proportion(sample.design, "satisfied", {1}, valid={0, 1})
    raw = float(simulation.sheets.satisfied.mean())
    return Comparison(simulation.mode, population.share, raw, estimate.value, estimate)


def trials(seeds: Sequence[int], *, mode: Mode, responses: int) -> list[Comparison]:
    """Draw only how many answer and are content in each stratum, and compare: hundreds of seeds in seconds.

    One call weighs all seeds: strata never merge across sectors, so a sector of its own for each seed keeps them apart.
    """
    province = build_province()
    drawn = [_draw_counts(province, seed, mode, responses) for seed in seeds]
    cells = pd.concat(
        [cells.assign(sector=cells["sector"] + f"@{seed}") for seed, (cells, _) in zip(seeds, drawn, strict=True)]
    )
    visits = pd.concat(
        [known.assign(sector=known["sector"] + f"@{seed}") for seed, (_, known) in zip(seeds, drawn, strict=True)]
    )
    owner = np.repeat(np.arange(len(seeds)), [len(found) for found, _ in drawn])
    sample = weigh(cells.reset_index(drop=True), visits, _places(province))
    answers, content = sample.design.counts, sample.design.cells["satisfied"].to_numpy()
    raw = np.bincount(owner, answers * content) / np.bincount(owner, answers)
    persons = sample.design.weight * answers
    weighted = np.bincount(owner, persons * content) / np.bincount(owner, persons)
    truths = [float(np.average(known["content"] / known["visits"], weights=known["visits"])) for _, known in drawn]
    return [Comparison(mode, *figures) for figures in zip(truths, raw.tolist(), weighted.tolist(), strict=True)]


def describe(loaded: Comparison, other: Comparison) -> list[str]:
    """The comparison in plain sentences: the demonstration's own data, then the same people in mode (b)."""
    return [
        "Tỷ lệ hài lòng của toàn tỉnh mô phỏng, nơi sự thật đã biết trước:",
        f"  – mọi lượt giao dịch (sự thật): {_percent(loaded.truth)}",
        f"  – tính thô trên phiếu trả lời: {_percent(loaded.raw)}, lệch {_points(loaded.raw_error)} điểm",
        f"  – có quyền số: {_percent(loaded.weighted)}, lệch {_points(loaded.remaining_error)} điểm",
        "Vẫn những người ấy, nhưng trong cùng đơn vị và lĩnh vực người không hài lòng ít trả lời hơn "
        f"(bằng {_factor(DISSATISFIED_ANSWER_LESS)} lần người hài lòng):",
        f"  – tính thô trên phiếu trả lời: {_percent(other.raw)}, lệch {_points(other.raw_error)} điểm",
        f"  – có quyền số: {_percent(other.weighted)}",
        f"  – độ lệch còn lại mà quyền số không sửa được: {_points(other.remaining_error)} điểm",
        "Số liệu tại quầy không cho biết mình đang ở trường hợp nào; vì vậy cạnh mỗi kết quả luôn có cận xấu nhất.",
    ]


def _count_sheets(simulation: Simulation) -> pd.DataFrame:
    sheets = simulation.sheets
    columns = {
        "stratum": sheets.stratum,
        "known": sheets.sector_known,
        "desk": sheets.desk,
        "day": sheets.day,
        "satisfied": sheets.satisfied.astype(np.int64),
    }
    cells = pd.DataFrame(columns).groupby(list(columns), as_index=False).size().rename(columns={"size": "count"})
    strata = _strata(simulation.province, simulation.truth)
    cells = cells.join(strata, on="stratum")
    cells["sector"] = cells["sector"].where(cells["known"], None)
    return cells


def _draw_counts(province: Province, seed: int, mode: Mode, responses: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers by stratum and content or not, and the visits they came from."""
    rng, truth = np.random.default_rng([seed, 6]), draw_truth(province, seed)
    visits = np.rint(truth.weekly_visits * WEEKS).astype(np.int64)
    content = rng.binomial(visits, truth.satisfied)
    people = {1: content, 0: visits - content}
    chance = {1: chance_to_answer(truth, mode, True, slice(None)), 0: chance_to_answer(truth, mode, False, slice(None))}
    scale = responses / sum(float(people[group] @ chance[group]) for group in people)
    known = _strata(province, truth).assign(visits=visits, content=content)
    parts = [
        # one desk-day a stratum: only the point figure is asked for
        known[["unit", "sector"]].assign(
            desk="all",
            day=0,
            satisfied=group,
            count=rng.binomial(people[group], np.minimum(chance[group] * scale, MOST_WHO_ANSWER)),
        )
        for group in people
    ]
    cells = pd.concat(parts, ignore_index=True)
    return cells[cells["count"] > 0], known


def _strata(province: Province, truth: Truth) -> pd.DataFrame:
    units = [unit.code for unit in province.centres]
    return pd.DataFrame({"unit": _names(units, truth.unit), "sector": _names(province.sectors, truth.sector)})


def _places(province: Province) -> pd.DataFrame:
    rows = [(unit.code, unit.level, unit.area) for unit in province.centres]
    return pd.DataFrame(rows, columns=["unit", "level", "area"])


def _names(names: Sequence[str], positions: Ints) -> list[str]:
    return [names[position] for position in positions.tolist()]


def _percent(share: float) -> str:
    return f"{share:.2%}".replace(".", ",")


def _points(difference: float) -> str:
    return f"{difference * 100:+.2f}".replace(".", ",").replace("-", "−")


def _factor(factor: float) -> str:
    return f"{factor:g}".replace(".", ",")
