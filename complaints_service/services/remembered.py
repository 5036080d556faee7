"""What was counted or listed, kept until the next commit: to ask anew for each page would cost more
than the page."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar, cast

from complaints_service.persistence.database import db
from complaints_service.persistence.queries import worklist

LONGEST_SECONDS = 10.0
"""What changes without a commit of its own in the chain (an operator's hand) shows after this at
the latest."""
MOST_KEPT = 500

Value = TypeVar("Value")


@dataclass(frozen=True)
class _Kept:
    entries: int
    until: float
    value: Any


_kept: dict[Hashable, _Kept] = {}
_lock = Lock()


@dataclass(frozen=True)
class Standing:
    """The state of everything at the installation's commit number `entries`.

    Every command, and every change of an account or a council, ends with an entry in the
    installation's chain. While the chain has the same last entry, what those made is the same.
    """

    entries: int

    def kept(self, key: Hashable, find: Callable[[], Value]) -> Value:
        """Return what `find` finds, or found since the last commit under the same key.

        The key names whatever the answer depends on besides: the question, and who asks.
        """
        place, now = (db.engine.url, key), time.monotonic()
        known = _kept.get(place)
        if known is not None and known.entries == self.entries and now < known.until:
            return cast(Value, known.value)
        found = find()
        with _lock:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            _kept[place] = _Kept(self.entries, now + LONGEST_SECONDS, found)
        return found


def standing() -> Standing:
    """Look how things stand. Ask before finding: what is committed in between is found, and the
    next look finds anew."""
    return Standing(worklist.entries_written())
