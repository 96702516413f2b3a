"""What `reports` refuses."""

from __future__ import annotations


class ReportError(ValueError):
    """A report, poster or file that cannot be made from what was handed over."""
