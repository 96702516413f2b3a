"""Lighthouse's scores for the form of a demonstration, as a phone on a slow line sees it.

Lighthouse is no part of the kit. `npm install lighthouse@12.8.2` in a folder of your own, then
`python3 run.py python bench/lighthouse.py --lighthouse FOLDER/node_modules/.bin/lighthouse`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
from typing import Any

from citizen import town
from citizen.furnishing import furnish
from citizen.serving import served

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
CATEGORIES = ("performance", "accessibility", "best-practices")
WANTED = 100
INSTALL = "lighthouse is not there, nothing measured; to have it: npm install lighthouse@12.8.2, then --lighthouse PATH"


def main() -> None:
    """Print the three scores and what costs points; fail where one is below 100."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lighthouse", default=shutil.which("lighthouse"), help="the program, where not on PATH")
    arguments.add_argument("--runs", type=int, default=3, help="performance differs from run to run: the median counts")
    arguments.add_argument("--best", action="store_true", help="the best counts: for a machine that is never idle")
    given, _for_other_benches = arguments.parse_known_args()
    chromium = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if given.lighthouse is None or chromium is None:
        print(INSTALL if chromium else "chromium is not there, nothing measured; to have it: apt-get install chromium")
        return
    with town.scratch() as folder:
        path = furnish(folder).form
        with served(folder) as server:
            form = f"http://127.0.0.1:{server.phone.port}{path}"
            reports = [look(given.lighthouse, chromium, form) for _run in range(given.runs)]
    scores = {category: sorted(score(report, category) for report in reports) for category in CATEGORIES}
    counted = {category: found[-1 if given.best else given.runs // 2] for category, found in scores.items()}
    for category, found in scores.items():
        print(f"{category:<16}{counted[category]:4d}  of {', '.join(map(str, found))}")
    speed = max(report["environment"]["benchmarkIndex"] for report in reports)
    print(f"{'machine':<16}{speed:4.0f}  (below 1,000 other work is on it, which shows as blocking time)")
    for fault in sorted({fault for report in reports for fault in faults(report)}):
        print(f"  {fault}")
    if min(counted.values()) < WANTED:
        raise SystemExit(f"the aim is {WANTED} in each")


def look(program: str, chromium: str, address: str) -> dict[str, Any]:
    """Lighthouse's report on a page, with its own picture of a phone and a line."""
    command = [program, address, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    done = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"Lighthouse ended with {done.returncode}:\n{done.stderr.decode(errors='replace')[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def score(report: dict[str, Any], category: str) -> int:
    """From 0 to 100."""
    return round(100 * (report["categories"][category]["score"] or 0))


def faults(report: dict[str, Any]) -> list[str]:
    """The audits that cost points, each with what it saw."""
    weighed = {each["id"] for part in report["categories"].values() for each in part["auditRefs"] if each["weight"]}
    audits = (report["audits"][name] for name in weighed)
    return [
        f"{audit['title']} ({audit.get('displayValue') or audit['score']})"
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    ]


if __name__ == "__main__":
    main()
