"""Verifies, shows and exports the record: each event's chain, and the chain of all commits."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from complaints_service.domain.events import SCHEMA
from complaints_service.domain.london import write_instant
from complaints_service.persistence.base import table
from complaints_service.persistence.chain import ORIGIN, entry_content, event_content, link
from complaints_service.persistence.models.event import ChainEntryRow, EventRow, PrivateValueRow

BATCH = 500

Row = Any


@dataclass(frozen=True)
class Fault:
    """Where the record does not hold: `where` is a stream's reference or `entry n`."""

    where: str
    detail: str


@dataclass(frozen=True)
class Head:
    """The latest entry; number 0 and 64 zeros before the first."""

    n: int
    hash: str
    recorded_at: datetime | None


@dataclass
class Verdict:
    """What a verification found; `erased` counts digests whose payload is gone by erasure."""

    faults: list[Fault] = field(default_factory=list)
    events: int = 0
    entries: int = 0
    erased: int = 0
    head: Head = field(default_factory=lambda: Head(0, ORIGIN, None))

    @property
    def ok(self) -> bool:
        """Nothing was found."""
        return not self.faults


def head(session: Session) -> Head:
    """The latest entry of the installation's chain: what is noted outside as an anchor."""
    found = session.execute(
        select(ChainEntryRow.n, ChainEntryRow.hash, ChainEntryRow.recorded_at)
        .order_by(ChainEntryRow.n.desc()).limit(1)
    ).first()
    return Head(0, ORIGIN, None) if found is None else Head(*found)


def verify(
    session: Session, anchor: str | None = None,
    advanced: Callable[[int], None] = lambda count: None,
) -> Verdict:
    """Recompute every hash of the record; `anchor` is a head noted earlier, kept elsewhere.

    Without an anchor a tail cut off cleanly cannot be seen. `session` should see an unchanging
    view (`steady_view`).
    """
    verdict = Verdict(head=head(session))
    for rows, values in _streams(session):
        _check_streams(rows, values, verdict)
        advanced(len(rows))
    known = _check_entries(session, verdict, anchor)
    verdict.faults.extend(_unmatched(session))
    if anchor is not None and not known and anchor != ORIGIN:
        verdict.faults.append(Fault(
            "anchor", f"no entry has the hash {anchor[:64]}: the chain was cut or written anew"
        ))
    return verdict


# ---- Streams --------------------------------------------------------------------------------


def _streams(session: Session) -> Iterator[tuple[list[Row], Mapping[str, list[Row]]]]:
    """Whole streams, some hundred at a time, each with its payloads."""
    last = ""
    while True:
        refs = list(session.scalars(
            select(EventRow.ref).where(EventRow.ref > last).distinct()
            .order_by(EventRow.ref).limit(BATCH)
        ))
        if not refs:
            return
        last = refs[-1]
        events = table(EventRow)
        rows = list(session.execute(
            select(events).where(events.c.ref.in_(refs)).order_by(events.c.ref, events.c.seq)
        ))
        yield rows, _values_of(session, refs)


def _values_of(session: Session, refs: Sequence[str]) -> Mapping[str, list[Row]]:
    values = table(PrivateValueRow)
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in session.execute(select(values).where(values.c.ref.in_(refs))):
        grouped[row.ref].append(row)
    return grouped


def _check_streams(
    rows: Sequence[Row], values: Mapping[str, list[Row]], verdict: Verdict
) -> None:
    digests: dict[str, set[str]] = defaultdict(set)
    place, expected = "", (1, ORIGIN)
    for row in rows:
        if row.ref != place:
            place, expected = row.ref, (1, ORIGIN)
        verdict.faults.extend(Fault(row.ref, detail) for detail in _event_faults(row, *expected))
        expected = (row.seq + 1, row.hash)
        digests[row.ref].update(_digests_in(row.data))
    verdict.events += len(rows)
    for ref, named in digests.items():
        _check_values(ref, named, values.get(ref, ()), verdict)


def _event_faults(row: Row, seq: int, prev_hash: str) -> Iterator[str]:
    if row.seq != seq:
        yield f"event {row.seq} stands where {seq} should: one is missing"
    if row.prev_hash != prev_hash:
        yield f"event {row.seq} does not follow the event before it"
    if not 1 <= row.schema <= SCHEMA:
        yield f"event {row.seq} has the schema {row.schema}, which no version here has written"
    if not _hash_holds(row.hash, row.prev_hash, row):
        yield f"event {row.seq} was changed: its hash is not that of its content"


def _hash_holds(stored: str, prev_hash: str, row: Row) -> bool:
    try:
        content = event_content(row.ref, row.seq, row.type, row.occurred_at, row.recorded_at,
                                row.actor, row.role, row.data)
        return stored == link(prev_hash, content)
    except (TypeError, ValueError):  # whatever was put there has no canonical form
        return False


def _digests_in(data: Any) -> Iterator[str]:
    """The digests in an event's data; as a whole it may be the hash of something public."""
    return _digests(list(data.values()) if isinstance(data, dict) else data)


def _digests(data: Any) -> Iterator[str]:
    """Every digest that stands for a private value."""
    if isinstance(data, dict):
        if data.keys() == {"sha256"}:
            yield str(data["sha256"])
        else:
            for value in data.values():
                yield from _digests(value)
    elif isinstance(data, list):
        for value in data:
            yield from _digests(value)


def _check_values(ref: str, named: set[str], held: Sequence[Row], verdict: Verdict) -> None:
    for row in held:
        if hashlib.sha256(row.salt + row.payload.encode()).hexdigest() != row.sha256:
            verdict.faults.append(Fault(ref, f"the private value {row.sha256[:12]} was changed"))
        if row.sha256 not in named:
            verdict.faults.append(
                Fault(ref, f"the private value {row.sha256[:12]} belongs to no event")
            )
    verdict.erased += len(named - {row.sha256 for row in held})


# ---- The installation's chain ---------------------------------------------------------------


def _check_entries(session: Session, verdict: Verdict, anchor: str | None) -> bool:
    """Check numbers, links and hashes; return whether the anchor is one of the entries."""
    n, prev_hash, known = 0, ORIGIN, False
    for row in _entries(session):
        for detail in _entry_faults(row, n + 1, prev_hash):
            verdict.faults.append(Fault(f"entry {row.n}", detail))
        n, prev_hash = row.n, row.hash
        known = known or row.hash == anchor
        verdict.entries += 1
    return known


def _entries(session: Session) -> Iterator[Row]:
    entries = table(ChainEntryRow)
    yield from session.execute(
        select(entries).order_by(entries.c.n), execution_options={"yield_per": BATCH}
    )


def _entry_faults(row: Row, n: int, prev_hash: str) -> Iterator[str]:
    if row.n != n:
        yield f"it stands where entry {n} should: one is missing"
    if row.prev_hash != prev_hash:
        yield "it does not follow the entry before it"
    try:
        holds = row.hash == link(row.prev_hash, entry_content(row.n, row.recorded_at, row.events))
    except (TypeError, ValueError):
        holds = False
    if not holds:
        yield "it was changed: its hash is not that of its content"


_UNMATCHED = text("""
    WITH listed AS (
        SELECT named.hash, count(*) AS times FROM chain_entry,
               jsonb_array_elements_text(CASE jsonb_typeof(events) WHEN 'array' THEN events
                                         ELSE '[]' END) AS named(hash)
        GROUP BY named.hash
    )
    SELECT event.ref, event.seq, listed.hash, listed.times
    FROM listed FULL JOIN event ON event.hash = listed.hash
    WHERE event.hash IS NULL OR listed.hash IS NULL OR listed.times > 1
    ORDER BY event.ref, event.seq, listed.hash
""")


def _unmatched(session: Session) -> Iterator[Fault]:
    """Each event stands in exactly one entry, and each entry's events are there."""
    for row in session.execute(_UNMATCHED):
        if row.ref is None:
            yield Fault("chain", f"an entry names the event {row.hash[:12]}, which is not there")
        elif row.hash is None:
            yield Fault(row.ref, f"event {row.seq} is in no entry of the chain")
        else:
            yield Fault(row.ref, f"event {row.seq} is in {row.times} entries of the chain")


# ---- Export ---------------------------------------------------------------------------------


def exported(session: Session) -> Iterator[dict[str, Any]]:
    """The whole record line by line, with all that recomputing each hash needs.

    Events come in the order of streams and numbers, then the entries. No payload is among them.
    """
    events = table(EventRow)
    wanted = select(events).order_by(events.c.ref, events.c.seq)
    for row in session.execute(wanted, execution_options={"yield_per": BATCH}):
        content = event_content(row.ref, row.seq, row.type, row.occurred_at, row.recorded_at,
                                row.actor, row.role, row.data)
        yield {"kind": "event", **content, "prev_hash": row.prev_hash, "hash": row.hash}
    for row in _entries(session):
        yield {"kind": "entry", "n": row.n, "recorded_at": write_instant(row.recorded_at),
               "events": row.events, "prev_hash": row.prev_hash, "hash": row.hash}


def how_many_events(session: Session) -> int:
    """The number of events on record."""
    return session.scalar(select(func.count()).select_from(EventRow)) or 0
