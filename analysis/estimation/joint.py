"""Several estimates of one design with their covariance: domains, items and periods share PSUs, and it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from inspect import signature
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.columns import plain
from analysis.design.domains import domain_of, read_domain, read_mask
from analysis.estimation.breakdown import READERS, linearised_by_domain, refuse_call
from analysis.estimation.linearised import covariance_of, estimate
from analysis.exceptions import DesignError, EmptyCellError, MethodError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.estimation.linearised import Labels, Linearised

    Floats = NDArray[np.float64]
    Question = tuple[Any, ...]
    _Answer = tuple[Labels, Linearised, str]


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """Estimates with their covariance."""

    names: tuple[str, ...]
    estimates: tuple[Estimate, ...]
    """One for each name, with its own interval."""
    covariance: Floats
    """(k, k)."""
    samples: tuple[int, ...]
    """For each estimate the number of the independent sample it comes from."""
    dof: tuple[float, ...]
    """Degrees of freedom of each sample."""
    level: float

    def __getitem__(self, name: str) -> Estimate:
        """Return the estimate of this name."""
        return self.estimates[self.place(name)]

    @property
    def values(self) -> Floats:
        """(k,) values."""
        return np.array([one.value for one in self.estimates])

    def place(self, name: str) -> int:
        """Return where this name stands.

        Raises
        ------
        MethodError
            No such name; lists those there are.
        """
        if name not in self.names:
            raise MethodError(f"no estimate named {name!r}; choose among {list(self.names)}")
        return self.names.index(name)


def jointly(
    design: SurveyDesign,
    questions: Question | Mapping[str, Question],
    *,
    by: str | Sequence[str] | None = None,
    where: Any = None,
    level: float = 0.95,
) -> Joint:
    """Return several estimates with their covariance matrix.

    Parameters
    ----------
    design : SurveyDesign
    questions : tuple or mapping of name → tuple
        An estimator and what it is handed after the design: ``(proportion, "overall", {4, 5})``. Options go in with
        ``functools.partial(mean, scores=…)``, an interval of its own with ``partial(…, method="wilson")``.
    by : str or sequence of str, optional
        Columns whose labels make the domains.
    where : (rows,) bool, optional
        The domain of everything asked.
    level : float

    Returns
    -------
    Joint
        Named by domain ("land", or "A.land" with two columns), by question, or "land:question" with both. A domain
        without a valid answer is left out. Its degrees of freedom are PSUs less strata with any of these answers (R's
        ``degf``).

    Raises
    ------
    EmptyCellError
        No valid answer to any question.
    MethodError
        An estimator without influence values, such as `quantile`.

    Notes
    -----
    V = the covariance of section 2 of the influence values side by side, z_k of one estimate 0 outside its domain (R:
    ``svyby(covmat=TRUE)`` and ``svymean(~a + b)``). Each estimate stands on its own valid answers.

    References
    ----------
    Särndal, Swensson, Wretman (1992), §5.5; Lumley (2010), §5.1.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> from analysis.estimation.estimators import proportion
    >>> cells = pd.DataFrame({"sector": ["land", "land", "tax"], "overall": [5, 1, 4], "count": [30, 10, 20]})
    >>> joint = jointly(SurveyDesign(cells, count="count"), (proportion, "overall", {4, 5}), by="sector")
    >>> joint.names, joint["land"].value
    (('land', 'tax'), 0.75)
    """
    asked = dict(questions) if isinstance(questions, Mapping) else {"": questions}
    answers = {
        (name, labels): (one, method)
        for name, question in asked.items()
        for labels, one, method in _ask(design, question, by, where)
    }
    if not answers:
        raise EmptyCellError("no valid answer to any question in the domain; widen the domain")
    names = tuple(_name(labels, name) for name, labels in answers)
    if len(set(names)) < len(names):
        raise DesignError(f"by: the labels make the same name twice among {list(names)}; rename one label")
    found = [one for one, _ in answers.values()]
    rows = np.unique(np.concatenate([one.rows.index for one in found]))
    return Joint(
        names=names,
        estimates=tuple(estimate(one, level, method, labels) for (_, labels), (one, method) in answers.items()),
        covariance=covariance_of(found),
        samples=(0,) * len(names),
        dof=(domain_of(design, rows, "").dof,),
        level=level,
    )


def side_by_side(joints: Mapping[str, Joint]) -> Joint:
    """Return joint results of independent samples as one, such as two years' surveys.

    Parameters
    ----------
    joints : mapping of name → Joint
        Each name goes before those of its sample: "2025:land".

    Raises
    ------
    DesignError
        Samples at different levels, or none.

    Notes
    -----
    Nothing varies together across samples. A contrast takes Satterthwaite's degrees of freedom. Periods of one design
    whose PSUs answer in both belong in one design with ``by="period"`` instead.

    References
    ----------
    Satterthwaite (1946), Biometrics Bulletin 2(6).

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> from analysis.estimation.estimators import proportion
    >>> def satisfied(yes: int) -> Joint:
    ...     cells = pd.DataFrame({"y": [1, 0], "count": [yes, 200 - yes]})
    ...     return jointly(SurveyDesign(cells, count="count"), {"satisfied": (proportion, "y", {1})})
    >>> side_by_side({"2025": satisfied(150), "2026": satisfied(164)}).names
    ('2025:satisfied', '2026:satisfied')
    """
    levels = {joint.level for joint in joints.values()}
    if len(levels) != 1:
        raise DesignError(f"side_by_side: got levels {sorted(levels)}; expected joint results at one level")
    size = sum(len(joint.names) for joint in joints.values())
    covariance, samples, start, first = np.zeros((size, size)), [], 0, 0
    for joint in joints.values():
        end = start + len(joint.names)
        covariance[start:end, start:end] = joint.covariance
        samples += [first + sample for sample in joint.samples]
        start, first = end, first + len(joint.dof)
    return Joint(
        names=tuple(f"{sample}:{name}" if name else sample for sample, joint in joints.items() for name in joint.names),
        estimates=tuple(one for joint in joints.values() for one in joint.estimates),
        covariance=covariance,
        samples=tuple(samples),
        dof=tuple(dof for joint in joints.values() for dof in joint.dof),
        level=levels.pop(),
    )


def _ask(design: SurveyDesign, question: Question, by: str | Sequence[str] | None, where: Any) -> Iterator[_Answer]:
    """Yield the answer to a question in each domain that has one."""
    if not isinstance(question, (tuple, list)) or not question:
        raise MethodError(
            f"jointly: got {plain(question)}; expected an estimator and what it is handed after the design, such as "
            '(proportion, "overall", {4, 5})'
        )
    asked, *arguments = question
    estimator, options = (asked.func, dict(asked.keywords)) if isinstance(asked, partial) else (asked, {})
    if not callable(estimator) or estimator not in READERS:
        known = sorted(one.__name__ for one in READERS)
        raise MethodError(f"jointly: {estimator!r} has no influence values; choose one of {known}")
    refuse_call(estimator, design, arguments, options)
    method = options.pop("method", signature(estimator).parameters["method"].default)
    inside = _both(design, where, options.pop("where", None))
    if by is None:
        statistic = READERS[estimator](design, *arguments, **options)
        yield (), statistic.linearise(read_domain(design, inside, statistic.valid, statistic.item)), method
        return
    for labels, one in linearised_by_domain(estimator, design, by, *arguments, where=inside, **options):
        yield labels, one, method


def _both(design: SurveyDesign, where: Any, also: Any) -> Any:
    """Return the rows in two domains, either of which may be left out."""
    if where is None or also is None:
        return also if where is None else where
    return read_mask(design, where) & read_mask(design, also)


def _name(labels: Labels, question: str) -> str:
    """Return "A.land:question", without what is not there."""
    return ":".join(part for part in (".".join(label for _, label in labels), question) if part)
