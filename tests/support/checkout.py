"""What the checkout holds, for the tests that look at the code itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[Path]:
    """Return the files that git tracks or would add, that match `patterns` (all by default)."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard",
         "--", *patterns],
        capture_output=True, text=True, check=False,
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        # An unpacked archive has no history: everything outside the environment counts.
        found = [path for pattern in patterns or ("*",) for path in ROOT.rglob(pattern)
                 if ".venv" not in path.parts and "__pycache__" not in path.parts]
    return sorted(path for path in found if path.is_file())
