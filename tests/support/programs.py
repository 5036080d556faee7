"""Programs that a test needs and a machine may lack."""

from __future__ import annotations

import os
import shutil

import pytest


def program(*names: str) -> str:
    """Return the path of the first of `names` that is installed.

    Without one the test is skipped with that reason; where `REQUIRE_ALL=1` is set, as it is for
    every change, it fails instead, so that a skip cannot pass for a pass.
    """
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    reason = f"{names[0]} is not installed; run tools/system-deps.sh browser or install it."
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
