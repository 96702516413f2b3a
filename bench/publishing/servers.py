"""A PostgreSQL of its own, thrown away afterwards."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of an empty database in a cluster of its own, with fsync on as in production."""
    if not all(map(shutil.which, ("initdb", "pg_ctl"))):
        raise SystemExit("PostgreSQL is asked for, but initdb and pg_ctl are not on PATH")
    home = folder / "cluster"
    home.mkdir()
    folder.chmod(0o755)
    as_nobody: list[str] = []
    if getpass.getuser() == "root":  # PostgreSQL refuses to run as root
        subprocess.run(["chown", "nobody", str(home)], check=True)
        as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]

    def run(*command: str) -> None:
        environment = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8"}
        subprocess.run([*as_nobody, *command], check=True, env=environment, cwd=home, stdout=subprocess.DEVNULL)

    run("initdb", "-D", str(home / "data"), "-U", "sipas", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-k {home} -c listen_addresses='' -c shared_buffers=512MB -c max_wal_size=4GB"
    run("pg_ctl", "-D", str(home / "data"), "-o", options, "-w", "-l", str(home / "log"), "start")
    try:
        yield f"postgresql+psycopg://sipas@/postgres?host={home}"
    finally:
        run("pg_ctl", "-D", str(home / "data"), "-m", "immediate", "stop")
