"""ESTIMATE: survey statistics as pure functions on counted cells or rows, with frozen results.

Knows no web, no database and no file; imports nothing of the other packages. A name loads its module when first used,
so that a program that only answers requests does not pay for statistics.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.breakdown import by_domain
    from analysis.design import PostStratification, SurveyDesign
    from analysis.desk_weights import WeightedSample, weigh
    from analysis.estimate import Bounds, Estimate, Target, Verdict
    from analysis.estimators import mean, proportion, ratio, total
    from analysis.exceptions import (
        AnalysisError,
        DesignError,
        DidNotConverge,
        EmptyCellError,
        MethodError,
        SmallSampleWarning,
    )
    from analysis.intervals import INTERVALS
    from analysis.quantiles import quantile
    from analysis.resampling import resampled_mean
    from analysis.selection import worst_case
    from analysis.signals import Change, ControlBand, change, control_band
    from analysis.strata import merge_thin_strata
    from analysis.verdicts import exact_verdict, verdict
    from analysis.waiting import Waiting, felt_waiting, rounding_bounds
    from analysis.weighting import kish_deff, poststratify

__all__ = [
    "INTERVALS",
    "AnalysisError",
    "Bounds",
    "Change",
    "ControlBand",
    "DesignError",
    "DidNotConverge",
    "EmptyCellError",
    "Estimate",
    "MethodError",
    "PostStratification",
    "SmallSampleWarning",
    "SurveyDesign",
    "Target",
    "Verdict",
    "Waiting",
    "WeightedSample",
    "by_domain",
    "change",
    "control_band",
    "exact_verdict",
    "felt_waiting",
    "kish_deff",
    "mean",
    "merge_thin_strata",
    "poststratify",
    "proportion",
    "quantile",
    "ratio",
    "resampled_mean",
    "rounding_bounds",
    "total",
    "verdict",
    "weigh",
    "worst_case",
]

_MODULES = {
    "design": ("PostStratification", "SurveyDesign"),
    "desk_weights": ("WeightedSample", "weigh"),
    "breakdown": ("by_domain",),
    "estimate": ("Bounds", "Estimate", "Target", "Verdict"),
    "estimators": ("mean", "proportion", "ratio", "total"),
    "exceptions": (
        "AnalysisError",
        "DesignError",
        "DidNotConverge",
        "EmptyCellError",
        "MethodError",
        "SmallSampleWarning",
    ),
    "intervals": ("INTERVALS",),
    "quantiles": ("quantile",),
    "resampling": ("resampled_mean",),
    "selection": ("worst_case",),
    "signals": ("Change", "ControlBand", "change", "control_band"),
    "strata": ("merge_thin_strata",),
    "verdicts": ("exact_verdict", "verdict"),
    "waiting": ("Waiting", "felt_waiting", "rounding_bounds"),
    "weighting": ("kish_deff", "poststratify"),
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module and keep it."""
    for module, names in _MODULES.items():
        if name in names:
            value = globals()[name] = getattr(import_module(f"analysis.{module}"), name)
            return value
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return list(__all__)
