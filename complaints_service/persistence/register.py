"""Remembers which rows of councils' registers were imported, and which references are taken."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select, text, union
from sqlalchemy.orm import Session

from .base import table
from .batch import Writes
from .models.complaint import ComplaintRow
from .models.event import EventRow
from .models.register import RegisterRowRow

_KEEP = insert(table(RegisterRowRow))

IMPORT_LOCK = 0x726567
"""The first key of the advisory lock under which one council's rows are imported."""


@dataclass(frozen=True)
class KeptRow:
    """A row that was imported; `digest` and `ref` are None once its complaint was erased."""

    organisation: str
    identity: str
    digest: str | None
    ref: str | None
    imported_at: datetime


def fingerprint(words: str) -> str:
    """Return the hex SHA-256 under which a row's identity or particulars are remembered."""
    return hashlib.sha256(words.encode()).hexdigest()


def one_import_at_a_time(session: Session, organisation: str) -> None:
    """Keep every other import into this organisation waiting until this transaction ends."""
    session.execute(
        text("SELECT pg_advisory_xact_lock(:first, hashtext(:organisation))"),
        {"first": IMPORT_LOCK, "organisation": organisation},
    )


def kept_rows(
    session: Session, organisation: str, identities: Collection[str]
) -> Mapping[str, KeptRow]:
    """Return those of these rows that were imported before, by identity."""
    row = table(RegisterRowRow).c
    found = session.execute(
        select(row.organisation, row.identity, row.digest, row.ref, row.imported_at)
        .where(row.organisation == organisation, row.identity.in_(identities))
    )
    return {one.identity: KeptRow(*one) for one in found}


def keep_rows(writes: Writes, rows: Sequence[KeptRow]) -> None:
    """Remember rows as imported."""
    writes.execute(_KEEP, [asdict(one) for one in rows])


def taken_references(session: Session, refs: Collection[str | None]) -> frozenset[str]:
    """Return those of these references that a complaint or another stream of events has."""
    complaint, event = table(ComplaintRow).c, table(EventRow).c
    return frozenset(session.scalars(union(
        select(complaint.ref).where(complaint.ref.in_(refs)),
        select(event.ref).where(event.ref.in_(refs), event.seq == 1),
    )))
