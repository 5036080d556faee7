"""Counts of the caseload, kept until the next commit: to count every open complaint anew for each
page would cost more than the page."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from complaints_service.persistence.database import db
from complaints_service.persistence.queries import worklist
from complaints_service.persistence.queries.worklist import Days, Narrowed

from .actors import Actor
from .visibility import visible_clause

LONGEST_SECONDS = 10.0
"""What changes complaints without a commit of its own in the chain (a calendar's re-dating, an
operator's hand) shows after this at the latest."""
MOST_KEPT = 200


@dataclass(frozen=True)
class _Kept:
    entries: int
    until: float
    counts: Mapping[str, int]


_kept: dict[Any, _Kept] = {}
_lock = Lock()


def remembered_counts(narrowed: Narrowed, by: Actor, days: Days) -> Mapping[str, int]:
    """Return the counts that `worklist.counts` gives for what the actor may see.

    Every command ends with an entry in the installation's chain. While the chain has the same
    last entry, the complaints are the same, and so are the counts of whoever sees the same.
    """
    # Read before counting: what is committed in between is counted, and the next look counts anew.
    entries, now = worklist.entries_written(), time.monotonic()
    key = (db.engine.url, by.id, by.roles, by.organisation, by.services, days,
           replace(narrowed, group="work"))
    known = _kept.get(key)
    if known is not None and known.entries == entries and now < known.until:
        return known.counts
    counted = worklist.counts(narrowed, visible_clause(by), days)
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = _Kept(entries, now + LONGEST_SECONDS, counted)
    return counted
