"""What a model explains by: numbers as they are, labels as ones and zeros against a named base."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_collection, read_mapping
from analysis.design.domains import refuse_negative_weights
from analysis.estimation.items import read_numbers
from analysis.exceptions import DesignError
from analysis.testing.outcomes import read_groups, read_labels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design.domains import Domain
    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]

COLLINEAR = 1e-9
"""A column is a combination of those before it where they leave less of its length than this."""


@dataclass(frozen=True, slots=True, eq=False)
class Predictor:
    """One column of the cells a model explains by."""

    name: str
    values: Floats
    """(rows,) numbers, or codes of the labels; NaN where missing."""
    labels: tuple[Any, ...] | None = None
    """``None`` for numbers."""
    base: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class ModelMatrix:
    """The columns of a model over the rows of a domain, each centred and divided by its spread."""

    names: tuple[tuple[str, str | None], ...]
    """(predictor, label) of each column, without the intercept."""
    scaled: Floats
    """(m, k)"""
    centre: Floats
    spread: Floats
    bases: tuple[tuple[str, str], ...]

    def unscale(self, slopes: Floats, starts: Floats) -> tuple[Floats, Floats]:
        """Return slopes (…, k) per unit of each predictor, and starts (…, s) as they are where all predictors are 0.

        ``starts`` are intercepts: what stands beside Σ slope · scaled.
        """
        back = slopes / self.spread
        return back, starts - (back @ self.centre)[..., None]


def read_predictors(
    design: SurveyDesign, names: Sequence[str], base: Mapping[str, Any] | None, categorical: Collection[str]
) -> tuple[Predictor, ...]:
    """Return the predictors.

    Raises
    ------
    DesignError
        No name, a name twice, or a base for a column that is no predictor.
    """
    if isinstance(names, str) or not (names := _listed(names)) or len(set(names)) < len(names):
        raise DesignError(f'predictors: got {names!r}; expected a list of different columns such as ["unit", "sector"]')
    bases = {} if base is None else read_mapping("base", base, "column → the label others are compared with")
    categorical = read_collection("categorical", categorical, "columns whose numbers are labels, in a list")
    if stray := [name for name in (*bases, *categorical) if name not in names]:
        raise DesignError(f"base, categorical: {stray} are not among the predictors {list(names)}")
    return tuple(_read(design, name, bases, name in bases or name in categorical) for name in names)


def _listed(names: Any) -> tuple[Any, ...]:
    """Return the names of the predictors, looked at once."""
    return read_collection("predictors", names, 'a list of different columns such as ["unit", "sector"]')


def _read(design: SurveyDesign, name: str, bases: dict[str, Any], is_categorical: bool) -> Predictor:
    """Return one predictor: labels where it is text, true or false, a category, or said to be."""
    import pandas as pd

    answers, _ = read_labels(design, name)
    if not (is_categorical or pd.api.types.is_bool_dtype(answers) or not pd.api.types.is_numeric_dtype(answers)):
        return Predictor(name, read_numbers(design, name)[0])
    codes, labels, _ = read_groups(design, name, "predictors")
    return Predictor(name, np.where(codes < 0, np.nan, codes.astype(np.float64)), labels, bases.get(name))


def is_complete(predictors: Sequence[Predictor]) -> NDArray[np.bool_]:
    """Return the rows without a missing predictor."""
    complete = np.ones(len(predictors[0].values), dtype=bool)
    for one in predictors:
        complete &= ~np.isnan(one.values)
    return complete


def model_matrix(predictors: Sequence[Predictor], rows: Domain) -> ModelMatrix:
    """Return the columns of the predictors in a domain.

    Raises
    ------
    DesignError
        A predictor that does not vary in the domain, is a combination of others, or has a base that nobody has; a
        weight below 0.
    """
    refuse_negative_weights(rows, "regression")
    names: list[tuple[str, str | None]] = []
    columns: list[Floats] = []
    bases: list[tuple[str, str]] = []
    for predictor in predictors:
        values = predictor.values[rows.inside]
        _refuse_constant(predictor, values)
        if predictor.labels is None:
            names.append((predictor.name, None))
            columns.append(values)
            continue
        base, others = _base(predictor, [int(code) for code in np.unique(values)])
        bases.append((predictor.name, str(predictor.labels[base])))
        names += [(predictor.name, str(predictor.labels[code])) for code in others]
        columns += [(values == code).astype(np.float64) for code in others]
    return _scale(tuple(names), np.stack(columns, axis=1), rows.weight[rows.inside], tuple(bases))


def _refuse_constant(predictor: Predictor, values: Floats) -> None:
    """Refuse a predictor that is the same everywhere."""
    if values.min() == values.max():
        only = float(values[0]) if predictor.labels is None else predictor.labels[int(values[0])]
        raise DesignError(
            f"predictors: {predictor.name!r} is {only!r} in every complete answer of the domain; leave it out"
        )


def _base(predictor: Predictor, present: list[int]) -> tuple[int, list[int]]:
    """Return the code of the base and those of the other labels."""
    labels = predictor.labels or ()
    if predictor.base is None:
        return present[0], present[1:]
    found = [code for code in present if labels[code] == predictor.base]
    if not found:
        raise DesignError(
            f"base: nobody has {predictor.name} {predictor.base!r} in the domain; choose one of "
            f"{[labels[code] for code in present]}"
        )
    return found[0], [code for code in present if code != found[0]]


def _scale(
    names: tuple[tuple[str, str | None], ...], columns: Floats, weight: Floats, bases: tuple[tuple[str, str], ...]
) -> ModelMatrix:
    """Return the columns with weighted mean 0 and variance 1, after refusing collinear ones."""
    share = weight / weight.sum()
    centre = share @ columns
    moved = columns - centre
    spread = np.sqrt(share @ moved**2)
    scaled = moved / spread
    left = np.abs(np.diag(np.linalg.qr(scaled * np.sqrt(share)[:, None], mode="r")))
    if len(left) < len(names) or left.min() <= COLLINEAR:
        name, label = names[int(np.argmin(left)) if left.min() <= COLLINEAR else len(left)]
        raise DesignError(
            f"predictors: {column_name(name, label)} is a combination of those before it in the domain; leave one of "
            "them out"
        )
    return ModelMatrix(names, scaled, centre, spread, bases)


def column_name(name: str, label: str | None) -> str:
    """Return what a column is called in a message."""
    return repr(name) if label is None else f"{name!r} = {label!r}"
