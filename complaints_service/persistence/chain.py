"""The hashes that tie events, and commits, to what went before them."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import rfc8785

from complaints_service.domain.london import write_instant

ORIGIN = "0" * 64
"""What the first hash of each chain follows."""


def link(prev_hash: str, content: dict[str, Any]) -> str:
    """SHA-256 in hex of the text `prev_hash` followed by the RFC 8785 JSON of `content`."""
    return hashlib.sha256(prev_hash.encode() + rfc8785.dumps(content)).hexdigest()


def next_link(prev_hash: str, content: dict[str, Any]) -> str:
    """The same for data that is about to be written, in a tenth of the time.

    Sealed data holds no fractions, and its keys are the names of our own fields: for such data the
    standard library writes what RFC 8785 asks. Checks use `link`, so a difference would show.
    """
    words = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256((prev_hash + words).encode()).hexdigest()


def event_content(
    ref: str, seq: int, event_type: str, occurred_at: datetime, recorded_at: datetime,
    actor: str, role: str, data: dict[str, Any],
) -> dict[str, Any]:
    """What an event's hash is taken over; instants as UTC with microseconds and `Z`."""
    return {
        "ref": ref,
        "seq": seq,
        "type": event_type,
        "occurred_at": write_instant(occurred_at),
        "recorded_at": write_instant(recorded_at),
        "actor": actor,
        "role": role,
        "data": data,
    }


def entry_content(n: int, recorded_at: datetime, events: list[str]) -> dict[str, Any]:
    """What an entry's hash is taken over."""
    return {"n": n, "recorded_at": write_instant(recorded_at), "events": events}
