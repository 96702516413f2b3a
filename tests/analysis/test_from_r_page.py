"""docs/from-r.md runs, and sends nobody to a function that does not exist."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import analysis

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "from-r.md"
OPTIONS_AND_RESULTS = {"odds_ratios", "wald_test"}


def test_every_line_of_python_gives_what_the_page_says(monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.failed == 0
    assert found.attempted > 15


def test_every_call_in_the_tables_is_a_public_name() -> None:
    cells = [row.split("|")[2] for row in PAGE.read_text(encoding="utf-8").splitlines() if row.startswith("| `")]
    called = {name for cell in cells for name in re.findall(r"\b([A-Za-z_]\w+)\(", cell)}
    assert len(called) > 30
    assert called - OPTIONS_AND_RESULTS <= set(analysis.__all__)
