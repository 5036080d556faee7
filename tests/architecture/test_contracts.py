"""The parts import each other in one direction only, as pyproject.toml says."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support.checkout import ROOT

# Reads the imports of the whole package; cheap, but more than one test's share.
pytestmark = pytest.mark.slow


def test_every_import_contract_is_kept() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()",
         "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "0 broken" in ended.stdout
