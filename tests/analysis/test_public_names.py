"""What `import analysis` offers, and what it costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import analysis

STUB = Path(analysis.__file__).with_suffix(".pyi")


def names_of_the_stub() -> list[str]:
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    return [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]


def test_all_names_what_can_be_loaded_and_what_types_see() -> None:
    listed = ast.parse(STUB.read_text(encoding="utf-8")).body[-1]
    assert isinstance(listed, ast.Assign)
    assert sorted(ast.literal_eval(listed.value)) == sorted(names_of_the_stub()) == sorted(analysis.__all__)
    assert set(analysis.__all__) <= set(dir(analysis))


@pytest.mark.parametrize("name", analysis.__all__)
def test_a_public_name_loads_and_explains_itself(name: str) -> None:
    found = getattr(analysis, name)
    assert found.__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="rakes"):
        analysis.rakes  # noqa: B018 - reading it is the test


def test_importing_loads_no_heavy_package() -> None:
    heavy = "('pandas', 'scipy', 'statsmodels') if m in sys.modules"
    code = f"import sys, analysis; [getattr(analysis, n) for n in analysis.__all__]; print([m for m in {heavy}])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
