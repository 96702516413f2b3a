"""The weighted answers of one period: counted once for the whole tree, one weight set for every table."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from analysis.weighting.desk_weights import WeightedSample, weigh
from forms import Questionnaire
from survey_app.cells import ASKED, count_patterns, count_transactions
from survey_app.models import Unit
from survey_app.periods import Period
from survey_app.places import descendants
from survey_app.questionnaires import questionnaires_in_use
from survey_app.results.keys import Keys, Mask, read_keys
from survey_app.results.measures import Measures, read_measures
from survey_app.results.pairs import Pairs, read_pairs

CELL = "cell"
"""Tells a cell of all answers again among those by ticket."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Sample:
    """The answers of one period with their weights, and the transactions they stand for."""

    period: Period
    weighted: WeightedSample | None
    """`None` where the period has no answer at all."""
    cells: pd.DataFrame
    """The cells of the design, in its order."""
    keys: Keys
    transactions: pd.DataFrame
    moved: Keys
    """The keys of the transactions."""
    measures: Measures | None
    """The cells' columns and items, read once; `None` without an answer."""
    visits: NDArray[np.float64]
    """Visits of each transaction, NaN where not known."""
    strata: Strata
    """Which merged stratum each cell and each transaction stands in."""
    by_dossiers: bool
    """Visits were not imported; dossiers received stand in for them."""
    questionnaires: tuple[str, ...]
    tickets: Tickets | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Numbers of the merged strata; the last number stands for none, of which nothing is known."""

    of_cells: NDArray[np.int64]
    of_visits: NDArray[np.int64]
    has_answers: Mask
    """Which transactions are of a unit and sector with answers."""
    none: int


@dataclass(frozen=True, slots=True, eq=False)
class Tickets:
    """The answers by ticket alone, weighted to the visits of the units and sectors that have any."""

    sample: Sample
    places: NDArray[np.int64]
    """Where each of its cells stands among the cells of all answers."""
    has_cells: Mask
    """Which cells of all answers are of a unit and sector with a ticket answer."""
    has_visits: Mask
    """Which transactions are."""
    pairs: Pairs


def read_sample(session: Session, period: Period, root: str) -> Sample:
    """Count and weigh the answers of everything below `root`."""
    members = descendants(session, root, period.first, period.last)
    units = {member.unit for member in members}
    cells = count_patterns(session, period.first, period.last, items=ASKED, units=units)
    cells["count"] = cells["count"].astype(int)
    cells = cells[read_keys(cells).belong(members, period)]
    cells, kept = comparable(cells, questionnaires_in_use(session))
    transactions = count_transactions(session, period.first, period.last, units=units)
    transactions = transactions[read_keys(transactions).belong(members, period)].reset_index(drop=True)
    visits, by_dossiers = population(transactions)
    transactions["visits"] = visits
    places = _places(session, units)
    cells[CELL] = np.arange(len(cells))
    whole = _sample(period, cells, transactions, places, by_dossiers=by_dossiers, questionnaires=kept)
    return replace(whole, tickets=_tickets(whole, cells, places))


def _tickets(whole: Sample, cells: pd.DataFrame, places: pd.DataFrame) -> Tickets | None:
    by_ticket = cells[cells["tier"] == "ticket"]
    if by_ticket.empty:
        return None
    pairs = by_ticket[["unit", "sector"]].drop_duplicates()
    sample = _sample(
        whole.period,
        by_ticket,
        whole.transactions.merge(pairs, on=["unit", "sector"]),
        places,
        by_dossiers=whole.by_dossiers,
        questionnaires=whole.questionnaires,
    )
    at = np.empty(len(cells), dtype=np.int64)
    at[whole.cells[CELL].to_numpy()] = np.arange(len(whole.cells))
    return Tickets(
        sample=sample,
        places=at[sample.cells[CELL].to_numpy()],
        has_cells=_has_pair(whole.cells, pairs),
        has_visits=_has_pair(whole.transactions, pairs),
        pairs=read_pairs(whole.cells, whole.transactions),
    )


def _has_pair(table: pd.DataFrame, pairs: pd.DataFrame) -> Mask:
    found = table[["unit", "sector"]].merge(pairs, on=["unit", "sector"], how="left", indicator=True)
    return (found["_merge"] == "both").to_numpy()


def _sample(
    period: Period,
    cells: pd.DataFrame,
    transactions: pd.DataFrame,
    places: pd.DataFrame,
    *,
    by_dossiers: bool,
    questionnaires: tuple[str, ...],
) -> Sample:
    weighted = _weigh(cells, transactions, places)
    counted = cells if weighted is None else weighted.design.cells
    return Sample(
        period=period,
        weighted=weighted,
        cells=counted,
        keys=read_keys(counted),
        transactions=transactions,
        moved=read_keys(transactions),
        measures=None if weighted is None else read_measures(weighted.design, counted),
        visits=transactions["visits"].to_numpy(dtype=float),
        strata=_strata(weighted, counted, transactions),
        by_dossiers=by_dossiers,
        questionnaires=questionnaires,
    )


def population(transactions: pd.DataFrame) -> tuple[pd.Series[float], bool]:
    """Visits; where none was imported for the period, dossiers received, and so marked."""
    if transactions["visits"].notna().any() or transactions["received"].isna().all():
        return transactions["visits"], False
    return transactions["received"], True


def comparable(cells: pd.DataFrame, versions: list[Questionnaire]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Keep the version most answered and those its file says it may be summed with."""
    if cells.empty:
        return cells, ()
    most = str(cells.groupby("questionnaire")["count"].sum().idxmax())
    allowed = {most}
    for version in versions:
        if version.id == most:
            allowed |= set(version.comparable_with)
        elif most in version.comparable_with:
            allowed.add(version.id)
    kept = cells[cells["questionnaire"].isin(allowed)].reset_index(drop=True)
    return kept, tuple(sorted(kept["questionnaire"].unique()))


def _weigh(cells: pd.DataFrame, transactions: pd.DataFrame, places: pd.DataFrame) -> WeightedSample | None:
    if cells.empty:
        return None
    visits = transactions.loc[transactions["visits"].notna(), ["unit", "sector", "visits"]]
    return weigh(cells, None if visits.empty else visits, places)


def _strata(weighted: WeightedSample | None, cells: pd.DataFrame, transactions: pd.DataFrame) -> Strata:
    pairs = None if weighted is None or weighted.pairs.empty else weighted.pairs
    number = {} if pairs is None else {name: at for at, name in enumerate(pairs["post_stratum"].unique())}
    none = len(number)

    def of(table: pd.DataFrame) -> NDArray[np.int64]:
        if pairs is None:
            return np.full(len(table), none)
        names = table[["unit", "sector"]].merge(pairs, on=["unit", "sector"], how="left")["post_stratum"]
        return names.map(number).fillna(none).to_numpy(dtype=np.int64)

    answered = cells[["unit", "sector"]].drop_duplicates()
    return Strata(of(cells), of(transactions), _has_pair(transactions, answered), none)


def _places(session: Session, units: set[str]) -> pd.DataFrame:
    rows = session.execute(sa.select(Unit.code, Unit.level, Unit.area).where(Unit.code.in_(units))).all()
    return pd.DataFrame(rows, columns=["unit", "level", "area"])
