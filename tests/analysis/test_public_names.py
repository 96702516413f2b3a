"""What `import analysis` offers, and what it costs."""

from __future__ import annotations

import subprocess
import sys
import types

import analysis


def test_all_names_what_is_imported_and_nothing_else() -> None:
    public = {
        name
        for name, value in vars(analysis).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }
    assert public == set(analysis.__all__)
    assert list(analysis.__all__) == sorted(
        analysis.__all__, key=lambda name: (not name.isupper(), name.islower(), name)
    )


def test_importing_loads_no_heavy_package() -> None:
    code = "import sys, analysis; print([m for m in ('pandas', 'scipy', 'statsmodels') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
