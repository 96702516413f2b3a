"""Start a program, wait for it and ask the system what it cost."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

MEGABYTE = 1024 if sys.platform != "darwin" else 1024**2
"""The system counts the peak in kilobytes, macOS in bytes."""
LONG = 120.0
"""Seconds after which a program is not run once more."""


class Failed(Exception):
    """The program ended with an error; holds its last words."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a whole process cost, from its start to its end."""

    cpu: float
    """Seconds, user and system, all threads."""
    wall: float
    peak: float
    """Megabytes in memory at most."""


def run(command: list[str], environment: dict[str, str]) -> Spent:
    """Run a program once. This process is kept small, since the peak of a child includes that of its parent's copy."""
    with tempfile.TemporaryFile() as words:
        started = time.perf_counter()
        child = subprocess.Popen(command, env=environment, stdout=words, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            words.seek(0)
            raise Failed(words.read().decode(errors="replace").strip()[-1500:])
    return Spent(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / MEGABYTE)


def best(command: list[str], environment: dict[str, str], times: int) -> Spent:
    """Run a program up to `times` times, no more once it has had two minutes: the least time, the highest peak."""
    found: list[Spent] = []
    while len(found) < times and sum(one.wall for one in found) < LONG:
        found.append(run(command, environment))
    return Spent(min(one.cpu for one in found), min(one.wall for one in found), max(one.peak for one in found))


def free_memory() -> float:
    """Megabytes a program may still take, endless where the system does not say."""
    try:
        with open("/proc/meminfo") as lines:
            return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return float("inf")
