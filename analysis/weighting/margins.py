"""Control totals: what the population is known to hold of each label, read against the sample they are to fit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_columns, read_option
from analysis.design.columns import partial_groups, row_label
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Codes = NDArray[np.intp]
    Floats = NDArray[np.float64]

MISSING = ("refuse", "keep")
"""What becomes of rows without a label: an error, or they take no part."""
SAME = 1e-9
"""Sums of two margins that differ by a larger share of the first are different totals, not rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """The known totals of one column's labels, or of several columns' crossed."""

    name: str
    codes: Codes
    """(rows,) label of each row; −1 for a row that takes no part."""
    labels: tuple[Any, ...]
    totals: Floats
    """(labels,) control totals, in persons or visits."""

    @property
    def sum(self) -> float:
        """The population all labels make up together."""
        return math.fsum(self.totals)


def read_margin(
    design: SurveyDesign, by: str | Sequence[str], totals: Any, *, role: str, missing: str = "refuse"
) -> Margin:
    """Return a margin after refusing totals that do not fit the sample.

    Parameters
    ----------
    by : str or sequence of str
        One column, or several whose labels are crossed to tuples.
    totals : mapping, Series or DataFrame
        Label → total. A DataFrame has the columns of ``by`` and one more.
    role : str
        Named first in every refusal.
    missing : {"refuse", "keep"}
        ``keep`` lets rows without a label take no part. Rows whose weight is 0 never do.

    Raises
    ------
    DesignError
        A label missing, without total, without sample, or with a total that is not above 0: names each.
    """
    name = " × ".join(read_columns(f"{role}: by", by))
    codes, labels = crossed_labels(design, by, role=role, missing=missing)
    wanted = _as_mapping(totals, by, role)
    seen = np.bincount(codes[codes >= 0], minlength=len(labels)) > 0
    if not seen.all():
        codes = np.where(codes >= 0, (np.cumsum(seen) - 1)[codes], -1)
        labels = tuple(label for label, there in zip(labels, seen, strict=True) if there)
    return Margin(name, codes, labels, _in_order(labels, wanted, name, role))


def refuse_different_sums(margins: Sequence[Margin], role: str) -> None:
    """Refuse margins that do not speak of one population.

    Raises
    ------
    DesignError
        Names both margins, their sums and the difference.
    """
    first = margins[0]
    for other in margins[1:]:
        if not math.isclose(first.sum, other.sum, rel_tol=SAME):
            raise DesignError(
                f"{role}: the totals of {first.name} add up to {first.sum:.10g}, those of {other.name} to "
                f"{other.sum:.10g}, {other.sum - first.sum:+.6g} apart (allowed: {SAME:g} of the first); bring them "
                "to one population"
            )


def joint_codes(codes: Sequence[Codes], sizes: Sequence[int]) -> tuple[Codes, tuple[Codes, ...]]:
    """Return which combination of codes each row has, and the codes of each combination that occurs."""
    joint, first = codes[0], np.arange(sizes[0])
    kept: tuple[Codes, ...] = (first,)
    for more, size in zip(codes[1:], sizes[1:], strict=True):
        joint, present = _occurring(joint * size + more, len(kept[0]) * size)
        kept = (*(one[present // size] for one in kept), present % size)
    return joint, kept


def _occurring(keys: Codes, size: int) -> tuple[Codes, Codes]:
    """Return keys renumbered without gaps and the keys that occur."""
    if size > 4 * len(keys) + 1000:
        present, renumbered = np.unique(keys, return_inverse=True)
        return renumbered, present
    found = np.bincount(keys, minlength=size) > 0
    return (np.cumsum(found) - 1)[keys], np.flatnonzero(found)


def crossed_labels(
    design: SurveyDesign, by: str | Sequence[str], *, role: str, missing: str = "refuse"
) -> tuple[Codes, tuple[Any, ...]]:
    """Return the label of each row of weight, crossed where there are several columns; −1 for rows without weight.

    Raises
    ------
    DesignError
        No such column, or a label missing under ``refuse``.
    """
    read_option(f"{role}: missing", missing, MISSING)
    names = read_columns(f"{role}: by", by)
    if not names:
        raise DesignError(f"{role}: no column named; name one or more")
    read = [partial_groups(design.cells, name, role) for name in names]
    idle = ~(design.weight != 0)
    for name, (codes, _) in zip(names, read, strict=True):
        if missing == "refuse" and (gaps := (codes < 0) & ~idle).any():
            row = int(np.argmax(gaps))
            raise DesignError(
                f"{role}: row {row_label(design.cells, row)!r}, column {name!r} is missing; give it a label of its own "
                "or leave the row out"
            )
        idle |= codes < 0
    if isinstance(by, str):
        codes, labels = read[0]
        return np.where(idle, -1, codes) if idle.any() else codes, labels
    joint, kept = joint_codes(
        [np.where(idle, 0, codes) for codes, _ in read], [max(len(labels), 1) for _, labels in read]
    )
    crossed = [tuple(labels[i] for i in kept_codes) for kept_codes, (_, labels) in zip(kept, read, strict=True)]
    return np.where(idle, -1, joint), tuple(zip(*crossed, strict=True))


def _as_mapping(totals: Any, by: str | Sequence[str], role: str) -> dict[Any, Any]:
    """Return totals as a dictionary, from whatever holds them."""
    if not hasattr(totals, "columns"):
        if not hasattr(totals, "items"):
            raise DesignError(f"{role}: got {type(totals).__name__} as totals of {by}; expected label → total")
        pairs = list(totals.items())
    else:
        names = [by] if isinstance(by, str) else list(by)
        others = [name for name in totals.columns if name not in names]
        if len(others) != 1 or len(totals.columns) != len(names) + 1:
            raise DesignError(
                f"{role}: the totals have the columns {list(totals.columns)}; expected {names} and one with the totals"
            )
        labels = totals[names[0]] if isinstance(by, str) else zip(*(totals[name] for name in names), strict=True)
        pairs = list(zip(labels, totals[others[0]], strict=True))
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = sorted({str(label) for label, _ in pairs if sum(label == other for other, _ in pairs) > 1})
        raise DesignError(f"{role}: more than one total for {by} {twice}; give one each")
    return found


def _in_order(labels: tuple[Any, ...], totals: dict[Any, Any], name: str, role: str) -> Floats:
    """Return the totals in the order of the labels, after refusing any that do not fit."""
    if absent := [label for label in labels if label not in totals]:
        raise DesignError(f"{role}: no total for {name} {absent}; give one for every label in the sample")
    known = set(labels)
    if empty := [label for label, total in totals.items() if label not in known and total != 0]:
        raise DesignError(
            f"{role}: totals for {name} {empty} but no answer there; merge them with a label that has some"
        )
    try:
        wanted = np.array([totals[label] for label in labels], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DesignError(f"{role}: the totals of {name} are not all numbers ({error}); correct them") from error
    if bad := [label for label, total in zip(labels, wanted, strict=True) if not (np.isfinite(total) and total > 0)]:
        raise DesignError(
            f"{role}: the total of {name} {bad} is not a number above 0; correct it or leave those rows out"
        )
    return wanted
