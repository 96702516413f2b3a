"""ESTIMATE: survey statistics as pure functions on counted cells or rows, with frozen results.

Knows no web, no database and no file; imports nothing of the other packages.
"""

from analysis.design import PostStratification, SurveyDesign
from analysis.domains import by_domain
from analysis.estimate import Bounds, Estimate, Target, Verdict
from analysis.estimators import mean, proportion, total
from analysis.exceptions import AnalysisError, DesignError, EmptyCellError, MethodError, SmallSampleWarning
from analysis.intervals import INTERVALS
from analysis.quantiles import quantile
from analysis.verdicts import exact_verdict, verdict
from analysis.weighting import kish_deff, poststratify

__all__ = [
    "INTERVALS",
    "AnalysisError",
    "Bounds",
    "DesignError",
    "EmptyCellError",
    "Estimate",
    "MethodError",
    "PostStratification",
    "SmallSampleWarning",
    "SurveyDesign",
    "Target",
    "Verdict",
    "by_domain",
    "exact_verdict",
    "kish_deff",
    "mean",
    "poststratify",
    "proportion",
    "quantile",
    "total",
    "verdict",
]
