"""From kept answers to findings: count, weigh, estimate and judge one unit in one closed period.

`compute` does it when a period is published (`survey_app.publish`); everyone who shows figures calls `load`.
"""

from __future__ import annotations

from survey_app.results.compute import METHOD_VERSION, compute
from survey_app.results.loading import load, load_kept

__all__ = ["METHOD_VERSION", "compute", "load", "load_kept"]
