"""What moves satisfaction: the questionnaire's factors, by importance and by how well each does.

Importance rests on answers to the overall question and to every factor: few in a week. The shortest closed stretch with
enough of them is used, the period itself first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from analysis import AnalysisError, Driver, Drivers, SurveyDesign, drivers
from forms import Questionnaire
from reports.findings import Name
from reports.studies import DriverRow, DriverStudy
from survey_app.cells import count_patterns
from survey_app.periods import Period
from survey_app.places import descendants
from survey_app.questionnaires import questionnaires_in_use
from survey_app.results.keys import read_keys
from survey_app.results.measures import ITEM, LEVELS
from survey_app.results.samples import Sample, comparable
from survey_app.results.trend import describe_period
from survey_app.results.view import View

ENOUGH = 400
"""Complete answers: with fewer, five factors that go together cannot be told apart."""


def make_drivers(session: Session, view: View, spans: Sequence[Period], today: date) -> DriverStudy | None:
    """The study of the first of `spans` with enough complete answers, or how many the longest has."""
    asked = _asked(session)
    if asked is None:
        return None
    study = None
    for span in spans:
        cells = _read(session, view, span, asked)
        n = _complete(cells, asked)
        study = DriverStudy(describe_period(span, today), n, ENOUGH)
        if n >= ENOUGH:
            found = _drivers(cells.assign(weight=_weights(view.sample(span), cells)), asked)
            return study if found is None else _study(study, found, asked)
    return study


def _asked(session: Session) -> Questionnaire | None:
    """The latest questionnaire in use that asks for two factors or more."""
    found = [
        each for each in questionnaires_in_use(session) if len({item.factor for item in each.items if item.factor}) > 1
    ]
    return max(found, key=lambda each: (each.code == "desk", each.version), default=None)


def _items(asked: Questionnaire) -> dict[str, list[str]]:
    """The items of each factor that answers are kept of."""
    found: dict[str, list[str]] = {factor.code: [] for factor in asked.factors}
    for item in asked.coded_items:
        if item.factor is not None:
            found[item.factor].append(item.code)
    return {factor: items for factor, items in found.items() if items}


def _read(session: Session, view: View, span: Period, asked: Questionnaire) -> pd.DataFrame:
    """The unit's joint answers in the span: the overall one and a level for each factor."""
    items = _items(asked)
    members = descendants(session, view.unit, span.first, span.last)
    wanted = (ITEM, *(item for each in items.values() for item in each))
    units = {member.unit for member in members}
    cells = count_patterns(session, span.first, span.last, items=wanted, units=units)
    cells["count"] = cells["count"].astype(int)
    cells = cells[read_keys(cells).belong(members, span)].reset_index(drop=True)
    cells, _kept = comparable(cells, [asked])
    for factor, of_factor in items.items():
        # several items of one factor: their mean, as a whole level
        levels = cells[of_factor].astype(float).where(cells[of_factor].isin(LEVELS))
        cells[f"factor_{factor}"] = np.floor(levels.mean(axis=1) + 0.5)
    columns = ["unit", "desk", "day", "sector", "count", ITEM, *(f"factor_{factor}" for factor in items)]
    return cells[columns]


def _weights(sample: Sample, cells: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The weight of each unit × sector in the span's own sample; 1 where it has none."""
    if sample.weighted is None:
        return np.ones(len(cells))
    keyed = sample.cells[["unit", "sector"]].assign(weight=sample.weighted.design.weight)
    keyed["sector"] = keyed["sector"].fillna("")
    known = keyed.groupby(["unit", "sector"])["weight"].mean()
    pairs = pd.MultiIndex.from_arrays([cells["unit"], cells["sector"].fillna("")])
    return known.reindex(pairs).fillna(1.0).to_numpy(dtype=np.float64)


def _complete(cells: pd.DataFrame, asked: Questionnaire) -> int:
    known = cells[ITEM].isin(LEVELS)
    for factor in _items(asked):
        known &= cells[f"factor_{factor}"].notna()
    return int(cells.loc[known, "count"].sum())


def _drivers(cells: pd.DataFrame, asked: Questionnaire) -> Drivers | None:
    """The engine's table; nothing where the answers cannot tell the factors apart."""
    joined = cells.assign(desk_day=cells["desk"].astype(str) + "|" + cells["day"].astype(str))
    design = SurveyDesign(joined, count="count", strata="unit", psu="desk_day", weights="weight", lone_psu="adjust")
    try:
        return drivers(design, ITEM, [f"factor_{factor}" for factor in _items(asked)])
    except AnalysisError:
        return None


def _study(study: DriverStudy, found: Drivers, asked: Questionnaire) -> DriverStudy:
    names = {f"factor_{factor.code}": factor for factor in asked.factors}
    rows = []
    for driver in found.drivers:
        factor = names[driver.factor]
        rows.append(_row(driver, factor.code, Name(factor.text.in_language("vi"), factor.text.in_language("en"))))
    return DriverStudy(study.period, found.n, study.needed, tuple(rows), found.importance_cut, found.performance_cut)


def _row(driver: Driver, key: str, name: Name) -> DriverRow:
    joint = driver.joint
    return DriverRow(
        key=key,
        name=name,
        score=driver.performance,
        satisfied=driver.satisfied,
        importance=joint.standardised,
        importance_low=joint.standardised_low,
        importance_high=joint.standardised_high,
        alone=driver.alone.standardised,
        quadrant=driver.quadrant,  # type: ignore[arg-type]  # the engine's own four words
    )
