"""What the inspector's page rests on: computed for a whole tree and closed period, kept, shown in parts."""

from __future__ import annotations

from survey_app.results.integrity.compute import compute_integrity
from survey_app.results.integrity.publishing import publish_integrity
from survey_app.results.integrity.store import load_integrity
from survey_app.results.integrity.watching import Heard, Watch, heard_of

__all__ = ["Heard", "Watch", "compute_integrity", "heard_of", "load_integrity", "publish_integrity"]
