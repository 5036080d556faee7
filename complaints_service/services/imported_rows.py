"""Writes the rows of a council's register as complaints, a batch at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.content.register.rows import RegisterRow
from complaints_service.domain.rules import Rules
from complaints_service.persistence.batch import Batch
from complaints_service.persistence.database import db
from complaints_service.persistence.register import (
    KeptRow,
    fingerprint,
    keep_rows,
    kept_rows,
    one_import_at_a_time,
    taken_references,
)
from complaints_service.persistence.streams import append_entry
from complaints_service.persistence.transaction import transaction

from .actors import system
from .imported_events import Entry, Importing, events_of
from .organisations import ensure_organisation
from .references import new_id, new_reference
from .writing import Pen, write

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,39}")
_RESERVED = re.compile(r"(?:ACC|ED|IMP|ORG|TOK)-", re.IGNORECASE)
"""How the records of accounts, editions, improvements and organisations are named."""


@dataclass(frozen=True)
class Changed:
    """A row that was imported before and reads otherwise now; its complaint is left as it is."""

    row: int
    ref: str | None


@dataclass(frozen=True)
class Taken:
    """What became of a batch of rows."""

    imported: int
    already_there: int
    changed: tuple[Changed, ...]


@dataclass(frozen=True)
class RowDesk:
    """Takes rows into one organisation; in a dry run it only says what it would do.

    `handlers` gives the account of each handler's address (lower case).
    """

    organisation: str
    rules: Rules
    handlers: Mapping[str, str]
    extensions_told: bool
    dry_run: bool

    def take(self, batch: Sequence[RegisterRow]) -> Taken:
        """Import those rows that are not there yet, in one transaction with one chain entry."""
        if self.dry_run:
            return self._looked_up(db.session(), batch)[1]
        with transaction() as session:
            one_import_at_a_time(session, self.organisation)
            fresh, taken = self._looked_up(session, batch)
            if fresh:
                self._write(session, fresh)
        return taken

    def _looked_up(
        self, session: Session, batch: Sequence[RegisterRow]
    ) -> tuple[list[RegisterRow], Taken]:
        rows = {fingerprint(row.identity): row for row in batch}
        kept = kept_rows(session, self.organisation, rows)
        changed = (
            Changed(rows[identity].line, before.ref)
            for identity, before in kept.items()
            if before.digest not in (None, fingerprint(rows[identity].digest))
        )
        fresh = [row for identity, row in rows.items() if identity not in kept]
        return fresh, Taken(len(fresh), len(kept), tuple(changed))

    def _write(self, session: Session, rows: Sequence[RegisterRow]) -> None:
        now, writes = clock.now(), Batch(session)
        ensure_organisation(session, self.organisation, now)
        importing = Importing(self.organisation, self.rules, now, self.extensions_told,
                              self.handlers, new_id)
        pen = Pen(session, writes, now, system().id, "system", self.rules, new_id)
        hashes: list[str] = []
        kept: list[KeptRow] = []
        for row, ref in _with_references(session, rows):
            wrote = write(pen, ref, None, events_of(Entry(row, ref, importing)), {})
            hashes += [one.hash for one in wrote.stored]
            kept.append(self._kept(row, ref, now))
        keep_rows(writes, kept)
        append_entry(writes, now, hashes)
        writes.send()

    def _kept(self, row: RegisterRow, ref: str, now: datetime) -> KeptRow:
        return KeptRow(self.organisation, fingerprint(row.identity), fingerprint(row.digest), ref,
                       now)


def _with_references(
    session: Session, rows: Sequence[RegisterRow]
) -> Iterator[tuple[RegisterRow, str]]:
    """Yield each row with its reference: the council's own where it can stand in an address and
    nothing else has it, else a new one."""
    taken = set(taken_references(session, {row.old_reference for row in rows}))
    for row in rows:
        ref = row.old_reference
        if ref is None or ref in taken or not _SAFE.fullmatch(ref) or _RESERVED.match(ref):
            ref = new_reference()
            while taken_references(session, {ref}):
                ref = new_reference()
        taken.add(ref)
        yield row, ref
