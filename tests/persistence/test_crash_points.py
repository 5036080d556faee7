"""A process under test dies at the named place, at the pass that was asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
from complaints_service.persistence.crash_points import crash_point
for n in range(3):
    crash_point("before_commit")
    print(n, flush=True)
    crash_point("after_commit")
"""


@pytest.mark.parametrize(
    ("wish", "env", "status", "printed"),
    [
        # the n-th pass, the first being 1
        ("before_commit:1", "test", 137, ""),
        ("before_commit:2", "test", 137, "0\n"),
        ("after_commit:2", "test", 137, "0\n1\n"),
        # a pass that never comes
        ("after_commit:9", "test", 0, "0\n1\n2\n"),
        # only under test
        ("before_commit:1", "demo", 0, "0\n1\n2\n"),
        ("before_commit:1", "production", 0, "0\n1\n2\n"),
    ],
)
def test_it_dies_where_and_when_it_was_told(
    wish: str, env: str, status: int, printed: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"COMPLAINTS_TEST_CRASH": wish, "COMPLAINTS_ENV": env},
        capture_output=True, text=True, check=False,
    )
    assert (ended.returncode, ended.stdout) == (status, printed)


def test_a_point_nobody_knows_is_told() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"COMPLAINTS_TEST_CRASH": "befor_commit:1", "COMPLAINTS_ENV": "test"},
        capture_output=True, text=True, check=False,
    )
    assert ended.returncode == 1
    assert "befor_commit" in ended.stderr
