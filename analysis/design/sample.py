"""What a design reads of its cells: counts, stages, weights, pairs and replicates, each checked once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.columns import positive, row_count, row_label, whole
from analysis.design.pps import check_variance, read_pairs
from analysis.design.replicates import Replicates, ReplicateWeights, read_replicates
from analysis.design.stages import Plan, Stage, read_stages
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design.pps import Pairs

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a design names of its cells."""

    cells: Any
    count: str | None
    strata: tuple[str, ...]
    psu: tuple[str, ...]
    weights: str | None
    weight_squares: str | None
    fpc: tuple[str, ...]
    nest: bool
    pps: Any
    pps_variance: Any
    replicates: ReplicateWeights | None

    def is_same(self, other: Asked) -> bool:
        """Whether nothing would be read otherwise: the same objects, or the same names."""
        pairs = ((getattr(self, one.name), getattr(other, one.name)) for one in fields(self))
        return all(a is b or (isinstance(a, (str, bool, tuple)) and a == b) for a, b in pairs)


@dataclass(frozen=True, slots=True, eq=False)
class ReadSample:
    """The arrays every estimator works on."""

    asked: Asked
    counts: Floats
    stages: tuple[Stage, ...]
    stratum_codes: NDArray[np.intp]
    stratum_labels: tuple[Any, ...]
    base_weight: Floats
    weight_spread: Floats | None
    pairs: Pairs | None
    replicates: Replicates | None


def read_sample(asked: Asked) -> ReadSample:
    """Read and check the cells.

    Raises
    ------
    DesignError
        When a column is missing or a value cannot be used.
    MethodError
        When a choice is not among those there are.
    """
    rows = row_count(asked.cells)
    if rows == 0:
        raise DesignError("the design has no rows; expected at least one answer")
    _refuse_mixtures(asked)
    counts = whole(asked.cells, asked.count, "count") if asked.count else np.ones(rows)
    plan = Plan(asked.psu, asked.strata, asked.fpc, asked.nest, asked.pps is not None)
    stages, labels = read_stages(asked.cells, counts, plan)
    weight = _read_weights(asked, stages, rows)
    pairs = None if asked.pps is None else read_pairs(asked.cells, counts, asked.pps, stages, labels)
    spread = _read_spread(asked, weight)
    replicates = None if asked.replicates is None else read_replicates(asked.cells, asked.replicates, weight)
    return ReadSample(asked, counts, stages, stages[0].row_stratum, labels, weight, spread, pairs, replicates)


def _refuse_mixtures(asked: Asked) -> None:
    """Refuse choices that do not go together."""
    check_variance(asked.pps_variance, asked.pps)
    if asked.pps is None:
        return
    if not asked.fpc:
        raise DesignError("pps: given without fpc; name the column with the inclusion probability of each unit")
    if asked.weight_squares is not None:
        raise MethodError("pps: weight_squares does not go with it; answers of one unit have one inclusion probability")
    if asked.replicates is not None:
        raise MethodError("pps: does not go with replicate weights, which hold the design already; leave one out")


def _read_weights(asked: Asked, stages: tuple[Stage, ...], rows: int) -> Floats:
    """Return the weight of one answer of each row before any adjustment."""
    if asked.weights is not None:
        return positive(asked.cells, asked.weights, "weights")
    weight = np.ones(rows)
    if not asked.fpc:
        return weight
    for stage in stages:
        if not stage.fraction.all():
            raise DesignError(
                "weights: cannot be told from an infinite population size in fpc; name the weights column"
            )
        weight /= stage.row_fraction
    return weight


def _read_spread(asked: Asked, weight: Floats) -> Floats | None:
    """Return the squared coefficient of variation of the weights inside each cell."""
    if asked.weight_squares is None:
        return None
    if asked.weights is None:
        raise DesignError("weight_squares: given without weights; name the column with the mean weight as well")
    spread = positive(asked.cells, asked.weight_squares, "weight_squares") / weight**2 - 1
    if (bad := spread < -1e-9).any():
        row = int(np.argmax(bad))
        raise DesignError(
            f"weight_squares: row {row_label(asked.cells, row)!r}, column {asked.weight_squares!r} is smaller than "
            f"the square of the mean weight in {asked.weights!r}; expected the mean of the squared weights"
        )
    return np.maximum(spread, 0.0)
