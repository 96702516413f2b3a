"""The tree of what can go wrong in an estimate.

AnalysisError
├── DesignError      the design's columns or numbers are not usable (names row, column, remedy)
├── DidNotConverge   an iteration found no solution (says after how many steps and how far off)
├── EmptyCellError   a domain or stratum has no usable answer
└── MethodError      a method, comparison or option that does not exist (lists those that do)

SmallSampleWarning   a number is given, but it is weak
"""

from __future__ import annotations


class AnalysisError(ValueError):
    """Anything `analysis` refuses."""


class DesignError(AnalysisError):
    """The design's columns or numbers are not usable."""


class DidNotConverge(AnalysisError):
    """An iteration found no solution."""


class EmptyCellError(AnalysisError):
    """A domain or a stratum has no usable answer."""


class MethodError(AnalysisError):
    """A method, comparison or option that does not exist."""


class SmallSampleWarning(UserWarning):
    """A number is given, but it rests on little."""
