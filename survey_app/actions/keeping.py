"""Frozen figures as text, by the codec of published findings: written once, read back the same."""

from __future__ import annotations

from reports.action_figures import Measured, Subject
from reports.canonical import from_canonical, to_canonical


def write_measured(measured: Measured) -> str:
    """A figure with its period as JSON."""
    return to_canonical(measured)


def read_measured(text: str) -> Measured:
    """The same read back."""
    return from_canonical(text, Measured)


def write_subject(subject: Subject | None) -> str:
    """What is measured again, as JSON; nothing for a finding that is no figure."""
    return "" if subject is None else to_canonical(subject)


def read_subject(text: str) -> Subject | None:
    """The same read back."""
    return from_canonical(text, Subject) if text else None
