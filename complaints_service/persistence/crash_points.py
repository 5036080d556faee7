"""Named places where a test may make the process die, to prove that dying there is safe."""

from __future__ import annotations

import os
from collections import Counter

POINTS = frozenset({
    "before_commit", "after_commit", "after_file_write", "after_smtp_accept", "after_outbox_mark",
    "mid_publish", "mid_backup",
})

_KILLED = 137
_passes: Counter[str] = Counter()


def crash_point(name: str) -> None:
    """Pass the place `name`; die there at once when `COMPLAINTS_TEST_CRASH` says so.

    The variable holds `point:n` and counts only where `COMPLAINTS_ENV` is `test`: the process ends
    with status 137, without cleaning up, at its n-th pass of that point (the first is 1).
    """
    wish = os.environ.get("COMPLAINTS_TEST_CRASH")
    if not wish or os.environ.get("COMPLAINTS_ENV") != "test":
        return
    point, _, nth = wish.partition(":")
    if point not in POINTS or name not in POINTS:
        raise ValueError(f"{wish!r} at {name!r}: a crash point is one of {sorted(POINTS)}")
    _passes[name] += 1
    if point == name and _passes[name] == int(nth or 1):
        os._exit(_KILLED)
