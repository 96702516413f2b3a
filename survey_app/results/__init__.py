"""From kept answers to findings: count, weigh, estimate and judge one unit in one closed period.

Everyone who shows figures (page, file, command line) calls `load`; it calls `compute` and remembers the answer briefly.
"""

from __future__ import annotations

from survey_app.results.compute import METHOD_VERSION, compute
from survey_app.results.memory import Memory, load

__all__ = ["METHOD_VERSION", "Memory", "compute", "load"]
