"""The public names, each with the module that has it: what loads them and what type checkers read."""

from .design.kish import kish_deff
from .design.pps import HartleyRao, JointProbabilities
from .design.replicates import ReplicateWeights
from .design.replication import replicates_of
from .design.survey_design import SurveyDesign
from .estimate import Bounds, Estimate, Target, Verdict
from .estimation.breakdown import by_domain
from .estimation.contrasts import Contrast, contrast, difference, function_of, quotient
from .estimation.estimators import mean, proportion, ratio, total
from .estimation.indices import factor_mean, share_satisfied_with_all
from .estimation.intervals import INTERVALS
from .estimation.joint import Joint, jointly, side_by_side
from .estimation.quantile_rules import QUANTILE_RULES
from .estimation.quantiles import quantile
from .estimation.resampling import resampled_mean
from .estimation.standardisation import standardise
from .exceptions import (
    AnalysisError,
    DesignError,
    DidNotConverge,
    EmptyCellError,
    MethodError,
    SmallSampleWarning,
)
from .integrity.contrasts import TierGap, coverage_against_share, tier_gap, variance_deficit
from .integrity.minutes import heaping_deficit, minutes_spike
from .integrity.office_week import OfficeWeek, WeekSign, WeekSpreads, office_week, week_spreads
from .integrity.outliers import Outlier, count_outlier, peer_outliers, share_outlier
from .integrity.overdispersed import (
    beta_binomial_tail,
    count_overdispersion,
    negative_binomial_tail,
    share_overdispersion,
)
from .integrity.silence import Silence, never_heard, silence
from .integrity.tally import WeekTally
from .judging.selection import BoundsInterval, bounds_interval, worst_case, worst_case_by_domain
from .judging.sensitivity import (
    SensitivityCell,
    sensitivity_to_difference,
    sensitivity_to_ratio,
    tipping_ratio,
    true_share,
)
from .judging.verdicts import answers_needed, exact_verdict, verdict
from .measurement.agreement import Acquiescence, acquiescence
from .measurement.heaped_minutes import Heap, Heaping, ShareOver, heaping, share_over
from .measurement.one_factor import ItemLoading, Omega, mcdonald_omega
from .measurement.reliability import Alpha, ItemReliability, cronbach_alpha
from .measurement.response_quality import ItemNonresponse, StraightLining, item_nonresponse, straight_lining
from .measurement.waiting import Waiting, felt_waiting, rounding_bounds
from .measurement.waiting_fit import FamilyFit, FitBin, WaitingFit, fit_waiting
from .models.importance_performance import Driver, Drivers, Importance, drivers
from .models.ordered_regression import proportional_odds
from .models.regression import linear_regression, logistic_regression
from .models.regression_result import Coefficient, Regression, WaldTest
from .monitoring.chart_limits import CHARTS
from .monitoring.control_charts import ChartPoint, ControlChart, Mark, Phase, control_chart
from .monitoring.funnel import Funnel, FunnelPoint, mean_funnel, share_funnel
from .monitoring.run_rules import NELSON, RUN_RULES, WESTERN_ELECTRIC, RunRule, run_signals
from .monitoring.signals import Change, ControlBand, change, control_band
from .planning.allocation import Allocation, allocate
from .planning.power import (
    answers_for_mean_change,
    answers_for_share_change,
    power_of_mean_change,
    power_of_share_change,
    visible_mean_change,
    visible_share_change,
)
from .planning.sample_size import SampleSize, reached_margin, size_for_mean, size_for_share, yamane_size
from .testing.contingency import ChiSquareTest, TableCell, chi_square_test
from .testing.expected_shares import FitTest, fit_test
from .testing.multiple import adjust_p
from .testing.rank_tests import RankTest, rank_test
from .testing.t_tests import TTest, t_test
from .testing.ties import Ties, tied_groups
from .testing.trends import Trend, trend
from .weighting.calibration import calibrate
from .weighting.desk_weights import WeightedSample, weigh
from .weighting.distances import DISTANCES
from .weighting.nonresponse import nonresponse_adjust
from .weighting.post_strata import PostStratification
from .weighting.poststratification import poststratify
from .weighting.raking import rake
from .weighting.strata import merge_thin_strata
from .weighting.trimming import trim

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
    "OfficeWeek",
    "Omega",
    "Outlier",
    "Phase",
    "PostStratification",
    "RankTest",
    "Regression",
    "ReplicateWeights",
    "RunRule",
    "SampleSize",
    "SensitivityCell",
    "ShareOver",
    "Silence",
    "SmallSampleWarning",
    "StraightLining",
    "SurveyDesign",
    "TTest",
    "TableCell",
    "Target",
    "TierGap",
    "Ties",
    "Trend",
    "Verdict",
    "Waiting",
    "WaitingFit",
    "WaldTest",
    "WeekSign",
    "WeekSpreads",
    "WeekTally",
    "WeightedSample",
    "acquiescence",
    "adjust_p",
    "allocate",
    "answers_for_mean_change",
    "answers_for_share_change",
    "answers_needed",
    "beta_binomial_tail",
    "bounds_interval",
    "by_domain",
    "calibrate",
    "change",
    "chi_square_test",
    "contrast",
    "control_band",
    "control_chart",
    "count_outlier",
    "count_overdispersion",
    "coverage_against_share",
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
    "heaping_deficit",
    "item_nonresponse",
    "jointly",
    "kish_deff",
    "linear_regression",
    "logistic_regression",
    "mcdonald_omega",
    "mean",
    "mean_funnel",
    "merge_thin_strata",
    "minutes_spike",
    "negative_binomial_tail",
    "never_heard",
    "nonresponse_adjust",
    "office_week",
    "peer_outliers",
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
    "share_outlier",
    "share_over",
    "share_overdispersion",
    "share_satisfied_with_all",
    "side_by_side",
    "silence",
    "size_for_mean",
    "size_for_share",
    "standardise",
    "straight_lining",
    "t_test",
    "tied_groups",
    "tier_gap",
    "tipping_ratio",
    "total",
    "trend",
    "trim",
    "true_share",
    "variance_deficit",
    "verdict",
    "visible_mean_change",
    "visible_share_change",
    "week_spreads",
    "weigh",
    "worst_case",
    "worst_case_by_domain",
    "yamane_size",
]
