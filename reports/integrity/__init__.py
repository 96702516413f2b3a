"""Can the figures be trusted? Findings of a whole tree become pages and files for the inspector, in plain words."""

from __future__ import annotations

from reports.integrity.build import build_integrity, tell_silences
from reports.integrity.findings import IntegrityFindings

__all__ = ["IntegrityFindings", "build_integrity", "tell_silences"]
