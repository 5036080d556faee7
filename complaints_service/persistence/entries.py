"""The statements by which the installation's chain grows, one entry a commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from complaints_service.domain.london import write_instant

from .base import UtcDateTime
from .chain import ORIGIN

CHAIN_LOCK = 0x636861696E
"""The advisory lock under which the installation's chain grows; always taken last."""

LOCK = text(f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})")
# Numbered and hashed by the database, so that nobody waits for us while the lock is held. The text
# under the hash is that of `chain.entry_content`: its members stand in the order of RFC 8785.
ENTRY = text("""
    INSERT INTO chain_entry (n, recorded_at, events, prev_hash, hash)
    SELECT n, :recorded_at, :events, prev_hash, encode(sha256(convert_to(
        prev_hash || '{"events"\\:' || :written_events || ',"n"\\:' || n
        || ',"recorded_at"\\:"' || :written_instant || '"}', 'UTF8')), 'hex')
    FROM (
        SELECT coalesce(max(n), 0) + 1 AS n, coalesce(max(hash), :origin) AS prev_hash
        FROM (SELECT n, hash FROM chain_entry ORDER BY n DESC LIMIT 1) AS latest
    ) AS place
""").bindparams(
    bindparam("recorded_at", type_=UtcDateTime()), bindparam("events", type_=JSONB())
)


def entry(recorded_at: datetime, hashes: Sequence[str]) -> Mapping[str, Any]:
    """The values that `ENTRY` needs for the events of these hashes."""
    events = list(hashes)
    return {
        "recorded_at": recorded_at,
        "events": events,
        "written_events": rfc8785.dumps(events).decode(),
        "written_instant": write_instant(recorded_at),
        "origin": ORIGIN,
    }
