"""ESTIMATE: survey statistics as pure functions on counted cells or rows, with frozen results.

Knows no web, no database and no file; imports nothing of the other packages. A name loads its module when first used,
so that a program that only answers requests does not pay for statistics.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.allocation import Allocation, allocate
    from analysis.breakdown import by_domain
    from analysis.chart_limits import CHARTS
    from analysis.control_charts import ChartPoint, ControlChart, Mark, Phase, control_chart
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
    from analysis.funnel import Funnel, FunnelPoint, mean_funnel, share_funnel
    from analysis.intervals import INTERVALS
    from analysis.power import (
        answers_for_mean_change,
        answers_for_share_change,
        power_of_mean_change,
        power_of_share_change,
        visible_mean_change,
        visible_share_change,
    )
    from analysis.quantiles import quantile
    from analysis.resampling import resampled_mean
    from analysis.run_rules import NELSON, RUN_RULES, WESTERN_ELECTRIC, RunRule, run_signals
    from analysis.sample_size import SampleSize, reached_margin, size_for_mean, size_for_share, yamane_size
    from analysis.selection import BoundsInterval, bounds_interval, worst_case, worst_case_by_domain
    from analysis.sensitivity import (
        SensitivityCell,
        sensitivity_to_difference,
        sensitivity_to_ratio,
        tipping_ratio,
        true_share,
    )
    from analysis.signals import Change, ControlBand, change, control_band
    from analysis.strata import merge_thin_strata
    from analysis.verdicts import answers_needed, exact_verdict, verdict
    from analysis.waiting import Waiting, felt_waiting, rounding_bounds
    from analysis.weighting import kish_deff, poststratify

__all__ = [
    "CHARTS",
    "INTERVALS",
    "NELSON",
    "RUN_RULES",
    "WESTERN_ELECTRIC",
    "Allocation",
    "AnalysisError",
    "Bounds",
    "BoundsInterval",
    "Change",
    "ChartPoint",
    "ControlBand",
    "ControlChart",
    "DesignError",
    "DidNotConverge",
    "EmptyCellError",
    "Estimate",
    "Funnel",
    "FunnelPoint",
    "Mark",
    "MethodError",
    "Phase",
    "PostStratification",
    "RunRule",
    "SampleSize",
    "SensitivityCell",
    "SmallSampleWarning",
    "SurveyDesign",
    "Target",
    "Verdict",
    "Waiting",
    "WeightedSample",
    "allocate",
    "answers_for_mean_change",
    "answers_for_share_change",
    "answers_needed",
    "bounds_interval",
    "by_domain",
    "change",
    "control_band",
    "control_chart",
    "exact_verdict",
    "felt_waiting",
    "kish_deff",
    "mean",
    "mean_funnel",
    "merge_thin_strata",
    "poststratify",
    "power_of_mean_change",
    "power_of_share_change",
    "proportion",
    "quantile",
    "ratio",
    "reached_margin",
    "resampled_mean",
    "rounding_bounds",
    "run_signals",
    "sensitivity_to_difference",
    "sensitivity_to_ratio",
    "share_funnel",
    "size_for_mean",
    "size_for_share",
    "tipping_ratio",
    "total",
    "true_share",
    "verdict",
    "visible_mean_change",
    "visible_share_change",
    "weigh",
    "worst_case",
    "worst_case_by_domain",
    "yamane_size",
]

_MODULES = {
    "allocation": ("Allocation", "allocate"),
    "chart_limits": ("CHARTS",),
    "control_charts": ("ChartPoint", "ControlChart", "Mark", "Phase", "control_chart"),
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
    "funnel": ("Funnel", "FunnelPoint", "mean_funnel", "share_funnel"),
    "intervals": ("INTERVALS",),
    "power": (
        "answers_for_mean_change",
        "answers_for_share_change",
        "power_of_mean_change",
        "power_of_share_change",
        "visible_mean_change",
        "visible_share_change",
    ),
    "quantiles": ("quantile",),
    "resampling": ("resampled_mean",),
    "run_rules": ("NELSON", "RUN_RULES", "WESTERN_ELECTRIC", "RunRule", "run_signals"),
    "sample_size": ("SampleSize", "reached_margin", "size_for_mean", "size_for_share", "yamane_size"),
    "selection": ("BoundsInterval", "bounds_interval", "worst_case", "worst_case_by_domain"),
    "sensitivity": (
        "SensitivityCell",
        "sensitivity_to_difference",
        "sensitivity_to_ratio",
        "tipping_ratio",
        "true_share",
    ),
    "signals": ("Change", "ControlBand", "change", "control_band"),
    "strata": ("merge_thin_strata",),
    "verdicts": ("answers_needed", "exact_verdict", "verdict"),
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
