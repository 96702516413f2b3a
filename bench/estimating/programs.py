"""The three programs, what each needs, and how it is brought here when it is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SVY, DUCKDB = "svy==0.35.*", "duckdb>=1.4,<3"
PAGE = ROOT / "docs" / "performance.md"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sipas-desk-bench"


class Missing(Exception):
    """A program cannot run here; says what to install."""


@dataclass(frozen=True, slots=True)
class Program:
    """How to start the task in one language."""

    name: str
    command: list[str]
    environment: dict[str, str]
    megabytes_a_million: float = 0.0
    """Memory it was seen to take for each million rows."""
    store: tuple[str, ...] = ()
    """How to bring the rows into the form it reads fastest; not measured."""


def ours(cache: Path) -> Program:
    """This project's interpreter with DuckDB beside it, which reads Parquet and counts the cells."""
    place = cache / "duckdb"
    if not (place / "duckdb").is_dir():
        install(["--target", str(place)], sys.executable, DUCKDB)
    path = os.pathsep.join([str(ROOT), str(place)])
    return Program("ours", [sys.executable, str(HERE / "ours.py")], {**plain_environment(), "PYTHONPATH": path})


def with_svy(cache: Path, given: Path | None) -> Program:
    """The interpreter that has `svy`: the one given, or that of an environment made for it."""
    python = given or cache / "svy" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if given is None and not python.exists():
        make_environment(python.parents[1])
        install([], str(python), SVY)
    if subprocess.run([python, "-c", "import svy"], env=plain_environment(), capture_output=True).returncode:
        raise Missing(f"{python} has no svy that can be imported; install {SVY} there, or leave --svy-python out")
    return Program("svy", [str(python), str(HERE / "with_svy.py")], plain_environment(), 500)


def with_survey() -> Program:
    """R with its `survey` package."""
    found = shutil.which("Rscript")
    if found is None or subprocess.run([found, "-e", "library(survey)"], capture_output=True).returncode:
        raise Missing("R with its survey package is not here; on Debian: apt install r-base-core r-cran-survey")
    store = (found, str(HERE / "store_for_r.R"))
    return Program("R survey", [found, str(HERE / "with_survey.R")], plain_environment(), 1000, store)


def plain_environment() -> dict[str, str]:
    """The same for all: compiled modules are kept, one thread for linear algebra, nothing else of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "OPENBLAS_NUM_THREADS": "1"}


def make_environment(place: Path) -> None:
    """Make an empty environment with uv where it is, else with venv."""
    uv = shutil.which("uv")
    made = uv and not quiet([uv, "venv", "--quiet", "--python", sys.executable, str(place)])
    if not made and quiet([sys.executable, "-m", "venv", str(place)]):
        raise Missing("no environment could be made; install uv, or Python's venv")


def install(where: list[str], python: str, package: str) -> None:
    """Install a package with uv where it is, else with pip."""
    uv = shutil.which("uv")
    ways = [[uv, "pip", "install", "--quiet", "--python", python]] if uv else []
    ways.append([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
    if all(quiet([*way, *where, package]) for way in ways):
        raise Missing(
            f"{package} could not be installed; install it by hand: pip install {' '.join(where)} '{package}'"
        )


def quiet(command: list[str]) -> int:
    """Run a step without its words; what it returned."""
    return subprocess.run(command, capture_output=True).returncode
