"""Place, sector, tier, channel and day of each row as small integers: a row of a table finds its cells quickly."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_app.periods import Period
from survey_app.places import Membership

Mask = NDArray[np.bool_]
NOWHERE = -2


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The key columns of a table of cells or transactions, in the order of its rows."""

    codes: Mapping[str, NDArray[np.intp]]
    """Column → (rows,) number of its label, −1 where missing."""
    labels: Mapping[str, Mapping[str, int]]
    day: NDArray[np.int64]
    """(rows,) proleptic ordinal of the day."""

    def equal(self, column: str, label: str) -> Mask:
        """Which rows carry this label."""
        return self.among(column, (label,))

    def among(self, column: str, labels: Collection[str]) -> Mask:
        """Which rows carry one of these labels."""
        known = self.labels[column]
        if len(labels) == 1:
            (label,) = labels
            # a number that no row has, for a label that no row carries
            found: Mask = self.codes[column] == known.get(label, NOWHERE)
            return found
        return np.isin(self.codes[column], [known[label] for label in labels if label in known])

    def between(self, first: date, last: date) -> Mask:
        """Which rows fall on these days."""
        return (self.day >= first.toordinal()) & (self.day <= last.toordinal())

    def belong(self, members: Sequence[Membership], period: Period) -> Mask:
        """Which rows belonged to one of the members on their day."""
        whole = {
            member.unit for member in members if member.valid_from <= period.first and member.valid_to >= period.last
        }
        inside = self.among("unit", whole)
        for member in members:
            if member.unit not in whole:
                inside |= self.equal("unit", member.unit) & self.between(member.valid_from, member.valid_to)
        return inside


def read_keys(rows: pd.DataFrame) -> Keys:
    """Number the labels of the key columns that the table has."""
    codes, labels = {}, {}
    for column in {"unit", "sector", "tier", "channel"} & set(rows.columns):
        numbers, found = pd.factorize(rows[column].astype(object), use_na_sentinel=True)
        codes[column] = numbers
        labels[column] = {str(label): number for number, label in enumerate(found)}
    ordinals = {day: day.toordinal() for day in rows["day"].unique()}
    return Keys(codes, labels, rows["day"].map(ordinals).to_numpy(dtype=np.int64))
