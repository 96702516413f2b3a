"""ESTIMATE: survey statistics as pure functions on counted cells or rows, with frozen results.

Knows no web, no database and no file; imports nothing of the other packages. A name loads its module when first used,
so that a program that only answers requests does not pay for statistics.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.agreement import Acquiescence, acquiescence
    from analysis.allocation import Allocation, allocate
    from analysis.breakdown import by_domain
    from analysis.calibration import calibrate
    from analysis.chart_limits import CHARTS
    from analysis.contingency import ChiSquareTest, TableCell, chi_square_test
    from analysis.contrasts import Contrast, contrast, difference, function_of, quotient
    from analysis.control_charts import ChartPoint, ControlChart, Mark, Phase, control_chart
    from analysis.design import PostStratification, SurveyDesign
    from analysis.design_tests import TTest, t_test
    from analysis.desk_weights import WeightedSample, weigh
    from analysis.distances import DISTANCES
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
    from analysis.expected_shares import FitTest, fit_test
    from analysis.funnel import Funnel, FunnelPoint, mean_funnel, share_funnel
    from analysis.heaped_minutes import Heap, Heaping, ShareOver, heaping, share_over
    from analysis.importance_performance import Driver, Drivers, Importance, drivers
    from analysis.indices import factor_mean, share_satisfied_with_all
    from analysis.intervals import INTERVALS
    from analysis.joint import Joint, jointly, side_by_side
    from analysis.multiple import adjust_p
    from analysis.nonresponse import nonresponse_adjust
    from analysis.one_factor import ItemLoading, Omega, mcdonald_omega
    from analysis.ordered_regression import proportional_odds
    from analysis.power import (
        answers_for_mean_change,
        answers_for_share_change,
        power_of_mean_change,
        power_of_share_change,
        visible_mean_change,
        visible_share_change,
    )
    from analysis.pps import HartleyRao, JointProbabilities
    from analysis.quantile_rules import QUANTILE_RULES
    from analysis.quantiles import quantile
    from analysis.raking import rake
    from analysis.rank_tests import RankTest, rank_test
    from analysis.regression import linear_regression, logistic_regression
    from analysis.regression_result import Coefficient, Regression, WaldTest
    from analysis.reliability import Alpha, ItemReliability, cronbach_alpha
    from analysis.replicates import ReplicateWeights
    from analysis.replication import replicates_of
    from analysis.resampling import resampled_mean
    from analysis.response_quality import ItemNonresponse, StraightLining, item_nonresponse, straight_lining
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
    from analysis.standardisation import standardise
    from analysis.strata import merge_thin_strata
    from analysis.trends import Trend, trend
    from analysis.trimming import trim
    from analysis.verdicts import answers_needed, exact_verdict, verdict
    from analysis.waiting import Waiting, felt_waiting, rounding_bounds
    from analysis.waiting_fit import FamilyFit, FitBin, WaitingFit, fit_waiting
    from analysis.weighting import kish_deff, poststratify

__all__ = [
    "CHARTS",
    "DISTANCES",
    "INTERVALS",
    "NELSON",
    "QUANTILE_RULES",
    "RUN_RULES",
    "WESTERN_ELECTRIC",
    "Acquiescence",
    "Allocation",
    "Alpha",
    "AnalysisError",
    "Bounds",
    "BoundsInterval",
    "Change",
    "ChartPoint",
    "ChiSquareTest",
    "Coefficient",
    "Contrast",
    "ControlBand",
    "ControlChart",
    "DesignError",
    "DidNotConverge",
    "Driver",
    "Drivers",
    "EmptyCellError",
    "Estimate",
    "FamilyFit",
    "FitBin",
    "FitTest",
    "Funnel",
    "FunnelPoint",
    "HartleyRao",
    "Heap",
    "Heaping",
    "Importance",
    "ItemLoading",
    "ItemNonresponse",
    "ItemReliability",
    "Joint",
    "JointProbabilities",
    "Mark",
    "MethodError",
    "Omega",
    "Phase",
    "PostStratification",
    "RankTest",
    "Regression",
    "ReplicateWeights",
    "RunRule",
    "SampleSize",
    "SensitivityCell",
    "ShareOver",
    "SmallSampleWarning",
    "StraightLining",
    "SurveyDesign",
    "TTest",
    "TableCell",
    "Target",
    "Trend",
    "Verdict",
    "Waiting",
    "WaitingFit",
    "WaldTest",
    "WeightedSample",
    "acquiescence",
    "adjust_p",
    "allocate",
    "answers_for_mean_change",
    "answers_for_share_change",
    "answers_needed",
    "bounds_interval",
    "by_domain",
    "calibrate",
    "change",
    "chi_square_test",
    "contrast",
    "control_band",
    "control_chart",
    "cronbach_alpha",
    "difference",
    "drivers",
    "exact_verdict",
    "factor_mean",
    "felt_waiting",
    "fit_test",
    "fit_waiting",
    "function_of",
    "heaping",
    "item_nonresponse",
    "jointly",
    "kish_deff",
    "linear_regression",
    "logistic_regression",
    "mcdonald_omega",
    "mean",
    "mean_funnel",
    "merge_thin_strata",
    "nonresponse_adjust",
    "poststratify",
    "power_of_mean_change",
    "power_of_share_change",
    "proportion",
    "proportional_odds",
    "quantile",
    "quotient",
    "rake",
    "rank_test",
    "ratio",
    "reached_margin",
    "replicates_of",
    "resampled_mean",
    "rounding_bounds",
    "run_signals",
    "sensitivity_to_difference",
    "sensitivity_to_ratio",
    "share_funnel",
    "share_over",
    "share_satisfied_with_all",
    "side_by_side",
    "size_for_mean",
    "size_for_share",
    "standardise",
    "straight_lining",
    "t_test",
    "tipping_ratio",
    "total",
    "trend",
    "trim",
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
    "agreement": ("Acquiescence", "acquiescence"),
    "allocation": ("Allocation", "allocate"),
    "breakdown": ("by_domain",),
    "calibration": ("calibrate",),
    "chart_limits": ("CHARTS",),
    "contingency": ("ChiSquareTest", "TableCell", "chi_square_test"),
    "contrasts": ("Contrast", "contrast", "difference", "function_of", "quotient"),
    "control_charts": ("ChartPoint", "ControlChart", "Mark", "Phase", "control_chart"),
    "design": ("PostStratification", "SurveyDesign"),
    "design_tests": ("TTest", "t_test"),
    "desk_weights": ("WeightedSample", "weigh"),
    "distances": ("DISTANCES",),
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
    "expected_shares": ("FitTest", "fit_test"),
    "funnel": ("Funnel", "FunnelPoint", "mean_funnel", "share_funnel"),
    "heaped_minutes": ("Heap", "Heaping", "ShareOver", "heaping", "share_over"),
    "importance_performance": ("Driver", "Drivers", "Importance", "drivers"),
    "indices": ("factor_mean", "share_satisfied_with_all"),
    "intervals": ("INTERVALS",),
    "joint": ("Joint", "jointly", "side_by_side"),
    "multiple": ("adjust_p",),
    "nonresponse": ("nonresponse_adjust",),
    "one_factor": ("ItemLoading", "Omega", "mcdonald_omega"),
    "ordered_regression": ("proportional_odds",),
    "power": (
        "answers_for_mean_change",
        "answers_for_share_change",
        "power_of_mean_change",
        "power_of_share_change",
        "visible_mean_change",
        "visible_share_change",
    ),
    "pps": ("HartleyRao", "JointProbabilities"),
    "quantile_rules": ("QUANTILE_RULES",),
    "quantiles": ("quantile",),
    "raking": ("rake",),
    "rank_tests": ("RankTest", "rank_test"),
    "regression": ("linear_regression", "logistic_regression"),
    "regression_result": ("Coefficient", "Regression", "WaldTest"),
    "reliability": ("Alpha", "ItemReliability", "cronbach_alpha"),
    "replicates": ("ReplicateWeights",),
    "replication": ("replicates_of",),
    "resampling": ("resampled_mean",),
    "response_quality": ("ItemNonresponse", "StraightLining", "item_nonresponse", "straight_lining"),
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
    "standardisation": ("standardise",),
    "strata": ("merge_thin_strata",),
    "trends": ("Trend", "trend"),
    "trimming": ("trim",),
    "verdicts": ("answers_needed", "exact_verdict", "verdict"),
    "waiting": ("Waiting", "felt_waiting", "rounding_bounds"),
    "waiting_fit": ("FamilyFit", "FitBin", "WaitingFit", "fit_waiting"),
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
