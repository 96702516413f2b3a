"""Whether the programs computed the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from pathlib import Path

PARTS = ("point", "standard error", "interval", "interval")
LIMITS = {"point": 1e-8, "standard error": 1e-6, "interval": 1e-6, "raked point": 1e-6, "raked standard error": 1e-6}
"""Largest relative difference allowed."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a program wrote."""

    program: str
    values: dict[str, tuple[float, ...]]
    """Estimate → value, standard error and, where asked, the limits of its interval."""


def read_figures(path: Path) -> Figures:
    """Read `program NAME` and then one line an estimate: name, value, standard error, limits."""
    first, *lines = path.read_text().splitlines()
    parts = (line.split(",") for line in lines)
    return Figures(first.removeprefix("program "), {name: tuple(map(float, rest)) for name, *rest in parts})


def largest_differences(one: Figures, other: Figures) -> dict[str, float]:
    """Return the largest relative difference of each kind of figure.

    Raises
    ------
    ValueError
        The programs did not estimate the same things.
    """
    shapes = [{(name, len(values)) for name, values in figures.values.items()} for figures in (one, other)]
    if shapes[0] != shapes[1]:
        raise ValueError(f"only one of {one.program} and {other.program} has {sorted(shapes[0] ^ shapes[1])}")
    found: dict[str, list[float]] = {}
    for name, values in one.values.items():
        for part, a, b in zip(PARTS, values, other.values[name], strict=False):
            kind = f"raked {part}" if name.startswith("raked") else part
            found.setdefault(kind, []).append(abs(a - b) / abs(b) if b else abs(a))
    return {kind: max(all_of, key=lambda one: (isnan(one), one)) for kind, all_of in found.items()}


def too_far(largest: dict[str, float]) -> list[str]:
    """Say which kinds of figure differ by more than they may; a difference that is no number is too far."""
    return [f"{kind} {found:.1e}" for kind, found in largest.items() if not found <= LIMITS[kind]]
