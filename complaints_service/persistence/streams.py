"""Append-only streams of events, each chained, and the installation's chain of commits."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, LargeBinary, Text, bindparam, func, insert, select
from sqlalchemy.orm import Session

from complaints_service.domain.events import SCHEMA, Event, NewEvent
from complaints_service.domain.sealing import seal

from .base import table
from .batch import Answer, Batch, Writes
from .chain import ORIGIN, event_content, next_link
from .entries import ENTRY, LOCK, entry
from .models.event import ChainEntryRow, EventRow, PrivateValueRow

SALT_BYTES = 16
_EVENT = insert(table(EventRow))
# All of a command's payloads in one statement: there are several to most events.
_PRIVATE_VALUES = insert(table(PrivateValueRow)).from_select(
    ["ref", "sha256", "salt", "payload"],
    select(
        bindparam("of", type_=Text()),
        func.unnest(bindparam("sha256s", type_=ARRAY(Text))),
        func.unnest(bindparam("salts", type_=ARRAY(LargeBinary))),
        func.unnest(bindparam("payloads", type_=ARRAY(Text))),
    ),
)
_READABLE = (
    select(PrivateValueRow.sha256, PrivateValueRow.payload)
    .where(PrivateValueRow.ref == bindparam("of"))
)
_LAST = (
    select(EventRow.hash, EventRow.seq).where(EventRow.ref == bindparam("of"))
    .order_by(EventRow.seq.desc()).limit(1)
)

Salt = Callable[[], bytes]


def random_salt() -> bytes:
    """A salt that nobody can guess."""
    return os.urandom(SALT_BYTES)


@dataclass(frozen=True)
class StoredEvent:
    """An event as written."""

    seq: int
    type: str
    hash: str
    event: Event


@dataclass
class Envelope:
    """The payloads sealed while events are made: written beside them, never inside."""

    ref: str
    salt: Salt
    values: dict[str, tuple[bytes, str]]

    def digest(self, payload: Any) -> str:
        """Keep the payload apart; what stands in the event is SHA-256(salt ‖ payload)."""
        words = json.dumps(payload, ensure_ascii=False, sort_keys=True)
        salt = self.salt()
        sha256 = hashlib.sha256(salt + words.encode()).hexdigest()
        self.values[sha256] = (salt, words)
        return sha256

    def readable(self) -> dict[str, Any]:
        """The payloads by digest."""
        return {sha256: json.loads(words) for sha256, (_, words) in self.values.items()}


def envelope(ref: str, salt: Salt = random_salt) -> Envelope:
    """An empty envelope for a stream."""
    return Envelope(ref, salt, {})


def sealed_event(new: NewEvent, into: Envelope, seq: int, recorded_at: datetime, actor: str,
                 role: str) -> Event:
    """The event with its private values sealed, as it will be recorded."""
    data = seal(new.data, into.digest)
    return Event(seq, new.type, data, new.occurred_at, recorded_at, actor, role)


def write_events(
    writes: Writes, ref: str, events: Sequence[Event], into: Envelope, prev_hash: str
) -> list[StoredEvent]:
    """Insert sealed events after the one whose hash is `prev_hash`, with their payloads."""
    stored, rows = [], []
    for event in events:
        content = event_content(ref, event.seq, event.type, event.occurred_at, event.recorded_at,
                                event.actor, event.role, event.data)
        hashed = next_link(prev_hash, content)
        rows.append({
            "ref": ref, "seq": event.seq, "type": event.type, "schema": SCHEMA,
            "occurred_at": event.occurred_at, "recorded_at": event.recorded_at,
            "actor": event.actor, "role": event.role, "data": event.data,
            "prev_hash": prev_hash, "hash": hashed,
        })
        stored.append(StoredEvent(event.seq, event.type, hashed, event))
        prev_hash = hashed
    writes.execute(_EVENT, rows)
    if into.values:
        salts, payloads = zip(*into.values.values(), strict=True)
        writes.execute(_PRIVATE_VALUES, {
            "of": ref, "sha256s": list(into.values), "salts": list(salts),
            "payloads": list(payloads),
        })
    return stored


def append_events(
    session: Session, ref: str, events: Sequence[NewEvent], *, version: int,
    recorded_at: datetime, actor: str, role: str, salt_source: Salt | None = None,
) -> list[StoredEvent]:
    """Seal and append events to a stream that stands at `version` (0: a new stream).

    The unique (ref, seq) refuses a second writer. The caller ends the commit with
    `append_entry`, over the hashes of all that it wrote.
    """
    into = envelope(ref, salt_source or random_salt)
    sealed = [
        sealed_event(new, into, version + place, recorded_at, actor, role)
        for place, new in enumerate(events, 1)
    ]
    return write_events(session, ref, sealed, into, last_hash(session, ref, version))


def last_hash(session: Session, ref: str, version: int) -> str:
    """The hash of the stream's event `version`; 64 zeros before its first."""
    if version == 0:
        return ORIGIN
    found = session.scalar(
        select(EventRow.hash).where(EventRow.ref == ref, EventRow.seq == version)
    )
    if found is None:
        raise LookupError(f"the stream {ref} has no event {version}")
    return found


def append_entry(writes: Writes, recorded_at: datetime, hashes: Sequence[str]) -> None:
    """Add this commit's entry to the installation's chain.

    Give it the batch that goes `at_the_end`, or call it last: the advisory lock it takes is held
    until the commit, so that numbers have neither gaps nor order other than that of the commits
    (a sequence would leave gaps).
    """
    writes.execute(LOCK)
    writes.execute(ENTRY, entry(recorded_at, hashes))


def chain_head(session: Session) -> str:
    """The hash of the installation's latest entry; 64 zeros before the first."""
    found = session.scalar(select(ChainEntryRow.hash).order_by(ChainEntryRow.n.desc()).limit(1))
    return found or ORIGIN


def stream_version(session: Session, ref: str) -> int:
    """How many events the stream has."""
    return session.scalar(select(func.max(EventRow.seq)).where(EventRow.ref == ref)) or 0


def read_events(session: Session, ref: str) -> list[Event]:
    """The stream's events in order."""
    rows = session.execute(
        select(EventRow.seq, EventRow.type, EventRow.data, EventRow.occurred_at,
               EventRow.recorded_at, EventRow.actor, EventRow.role)
        .where(EventRow.ref == ref).order_by(EventRow.seq)
    )
    return [Event(*row) for row in rows]


def private_values(session: Session, ref: str) -> dict[str, Any]:
    """The payloads of a stream by digest; what was erased is not among them."""
    return _opened(session.execute(_READABLE, {"of": ref}))


def _opened(rows: Iterable[Any]) -> dict[str, Any]:
    return {sha256: json.loads(words) for sha256, words in rows}


@dataclass(frozen=True)
class AskedStream:
    """What a batch was asked of a stream: its payloads and its last hash."""

    payloads: Answer
    last: Answer

    def private_values(self) -> dict[str, Any]:
        """The payloads by digest; what was erased is not among them."""
        return _opened(self.payloads.rows)

    def last_hash(self, version: int) -> str:
        """The hash of the last event, which must be the one numbered `version`."""
        if self.last.row is None or self.last.row[1] != version:
            raise LookupError(f"the stream's last event is not the one numbered {version}")
        return str(self.last.row[0])


def ask_stream(batch: Batch, ref: str) -> AskedStream:
    """Ask for a stream's payloads and last hash."""
    return AskedStream(batch.ask(_READABLE, {"of": ref}), batch.ask(_LAST, {"of": ref}))
