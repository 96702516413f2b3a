#!/usr/bin/env python3
"""Start anything of this project with nothing but Python 3.11 or later: `python3 run.py demo`, `python3 run.py test`.

Makes `.venv` from requirements.lock (with uv where it is on PATH, else with venv and pip) and runs the command in it.

    demo [options]   the main job on a simulated province: database, posters, exports, web server (sipas demo)
    test [options]   all tests, on up to four cores at once; with options, just what pytest makes of them
    check            format, lint, types, import contracts, message catalogue; changes nothing
    fix              let ruff format and mend what it can
    bench            measurements under bench/, side by side
    lock             write requirements.lock anew from pyproject.toml (needs uv)
    anything else    run in the environment:  python3 run.py sipas results …   python3 run.py python …
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed"
LOCK = ROOT / "requirements.lock"

# a file at a time, in order: what a file builds once is built by one process
SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder")
CHECKS = (
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("import contracts", ["lint-imports"]),
    ("security", ["bandit", "-q", "-c", "pyproject.toml", "-r", "survey_app", "analysis", "forms", "reports"]),
    ("message catalogue", ["python", ".ci/catalogue.py"]),
)
FIXES = (["ruff", "check", "--fix", "."], ["ruff", "format", "."])


def main(arguments: list[str]) -> int:
    """Prepare the environment and run the command."""
    if sys.version_info < (3, 11):  # noqa: UP036  # this file is what meets an older Python first
        print(f"Python {sys.version.split()[0]} is too old: 3.11 or later is needed.", file=sys.stderr)
        return 2
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(__doc__)
        return 0 if arguments else 2
    name, rest = arguments[0], arguments[1:]
    if name == "lock":
        return write_lock()
    prepare()
    if name == "check":
        return run_all(CHECKS)
    if name == "fix":
        return max(run(command) for command in FIXES)
    if name == "bench":
        return max((run(["python", str(path), *rest]) for path in sorted((ROOT / "bench").glob("*.py"))), default=0)
    pytest = ["python", "-m", "pytest", *(() if rest else SIDE_BY_SIDE)]
    known = {"demo": ["sipas", "demo"], "test": pytest}
    return run([*known.get(name, [name]), *rest])


def run_all(steps: tuple[tuple[str, list[str]], ...]) -> int:
    """Run every step, even after one failed, and say which did."""
    failed = []
    for label, command in steps:
        print(f"--- {label}", flush=True)
        if run(command):
            failed.append(label)
    print(f"check failed: {', '.join(failed)}" if failed else "check passed", flush=True)
    return 1 if failed else 0


def run(command: list[str]) -> int:
    """Run a program of the environment from where the user stands."""
    program = shutil.which(command[0], path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        print(f"No such command: {command[0]}. Try: python3 run.py --help", file=sys.stderr)
        return 2
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV), "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    at_root = (
        command[0] in {"ruff", "mypy", "lint-imports", "bandit"}
        or command[:1] == ["python"]
        and command[1:2] in (["-m"], [".ci/catalogue.py"])
    )
    try:
        return subprocess.run([program, *command[1:]], env=environment, cwd=ROOT if at_root else None).returncode
    except KeyboardInterrupt:
        return 130


def prepare() -> None:
    """Bring .venv to what the lock file says, unless it is there already."""
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return
    print("Preparing the environment in .venv (once; a few minutes on a slow line) …", flush=True)
    install_with_uv() if shutil.which("uv") else install_with_pip()
    STAMP.write_text(wanted)


def fingerprint() -> str:
    """What the environment depends on: the lock, the project file and the message catalogues."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (LOCK, ROOT / "pyproject.toml", *sorted(ROOT.glob("survey_app/translations/*/LC_MESSAGES/*.po"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def install_with_uv() -> None:
    """uv is quick and checks the hashes."""
    if not PYTHON.exists():
        call(["uv", "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)])
    pip = ["uv", "pip", "install", "--quiet", "--python", str(PYTHON)]
    call([*pip, "--require-hashes", "-r", str(LOCK)])
    call([*pip, "--no-deps", "-e", str(ROOT)])


def install_with_pip() -> None:
    """What every Python brings; Debian and Ubuntu keep venv in a package of its own."""
    if not PYTHON.exists():
        try:
            import ensurepip  # noqa: F401  # its absence is the sign that python3-venv is missing
        except ImportError:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            sys.exit(
                f"Python's venv is missing. Install it, then run this again:  sudo apt install python{version}-venv"
            )
        call([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    # the lock names everything; left to resolve, an older pip takes a newer `coverage[toml]` and then refuses it
    call([*pip, "--require-hashes", "-r", str(LOCK)])
    call([*pip, "-e", str(ROOT)])


def write_lock() -> int:
    """Names, versions and hashes only: the lock carries no download address."""
    command = ["uv", "pip", "compile", "--universal", "--generate-hashes", "--no-header", "--no-annotate"]
    command += ["--python-version", "3.11", "--group", "dev", "--quiet", "pyproject.toml", "-o", "requirements.lock"]
    return subprocess.run(command, cwd=ROOT).returncode


def call(command: list[str]) -> None:
    """Run a step of the installation and stop with its words when it fails."""
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit(f"This step failed: {' '.join(command)}\nMend what it says above and run the same command again.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
