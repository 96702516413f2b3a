"""What the inspector's page rests on: computed for a whole tree and closed period, kept, shown in parts."""

from __future__ import annotations

from survey_app.results.integrity.compute import compute_integrity
from survey_app.results.integrity.publishing import publish_integrity
from survey_app.results.integrity.store import load_integrity
from survey_app.results.integrity.watching import Watch, silent_now

__all__ = ["Watch", "compute_integrity", "load_integrity", "publish_integrity", "silent_now"]
