"""Reads complaints with all their rows, a batch at a time, so that any number fits in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.domain.fold import evolve
from complaints_service.persistence.base import Base, table
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow, StageRow
from complaints_service.persistence.models.documents import DocumentRow
from complaints_service.persistence.models.event import EventRow
from complaints_service.persistence.models.message import LetterRow, OutboxRow

from .evidence import Brief, CaseFile, Row

BATCH = 200

Grouped = dict[str, list[Row]]


def how_many(session: Session) -> int:
    """The number of complaints on file."""
    return session.scalar(select(func.count()).select_from(ComplaintRow)) or 0


def case_files(session: Session, batch: int = BATCH) -> Iterator[list[CaseFile]]:
    """Every complaint's file in the order of references, in batches."""
    wanted = select(table(ComplaintRow)).order_by(ComplaintRow.ref)
    found = session.execute(wanted, execution_options={"yield_per": batch}).mappings()
    for rows in found.partitions(batch):
        yield _files(session, [dict(row) for row in rows])


def _files(session: Session, rows: Sequence[Row]) -> list[CaseFile]:
    refs = [row["ref"] for row in rows]
    events = _events(session, refs)
    stages = _grouped(session, _of(StageRow, refs))
    deadlines = _grouped(session, _of(DeadlineRow, refs))
    letters = _grouped(session, _of(LetterRow, refs))
    outbox = _grouped(session, _of(OutboxRow, refs))
    documents = _grouped(session, _of(DocumentRow, refs))
    made = []
    for row in rows:
        ref = row["ref"]
        history, broken = replayed(events[ref])
        made.append(CaseFile(
            ref, row, tuple(events[ref]), history, broken, tuple(stages[ref]),
            tuple(deadlines[ref]), tuple(letters[ref]), tuple(outbox[ref]),
            tuple(documents[ref]),
        ))
    return made


def _of(model: type[Base], refs: Sequence[str]) -> Select[Any]:
    rows: Table = table(model)
    return select(rows).where(rows.c.ref.in_(refs)).order_by(*rows.primary_key.columns)


def _grouped(session: Session, wanted: Select[Any]) -> Grouped:
    grouped: Grouped = defaultdict(list)
    for row in session.execute(wanted).mappings():
        grouped[row["ref"]].append(dict(row))
    return grouped


def _events(session: Session, refs: Sequence[str]) -> dict[str, list[Event]]:
    found = session.execute(
        select(EventRow.ref, EventRow.seq, EventRow.type, EventRow.data, EventRow.occurred_at,
               EventRow.recorded_at, EventRow.actor, EventRow.role)
        .where(EventRow.ref.in_(refs)).order_by(EventRow.ref, EventRow.seq)
    )
    grouped: dict[str, list[Event]] = defaultdict(list)
    for row in found:
        grouped[row.ref].append(Event(*row[1:]))
    return grouped


def replayed(events: Sequence[Event]) -> tuple[tuple[Complaint, ...], str | None]:
    """The complaint after each event; and why the replay stopped, if it did."""
    history: list[Complaint] = []
    complaint: Complaint | None = None
    for event in events:
        try:
            complaint = evolve(complaint, event)
        except Exception as error:  # whatever a broken record raises, the next one is still read
            return tuple(history), f"event {event.seq} cannot be read ({type(error).__name__})"
        history.append(complaint)
    return tuple(history), None if history else "it has no events"


def others_named(session: Session, files: Sequence[CaseFile]) -> dict[str, Brief]:
    """What must be known of the complaints that these are tied to."""
    refs = {tie.ref for file in files if file.history for tie in file.stands.links}
    if not refs:
        return {}
    found = session.execute(
        select(ComplaintRow.ref, ComplaintRow.state, ComplaintRow.received_at,
               ComplaintRow.snapshot["corrections"].label("corrections"))
        .where(ComplaintRow.ref.in_(refs))
    )
    return {
        row.ref: Brief(row.state, row.received_at, _receipt_corrected(row.corrections))
        for row in found
    }


def _receipt_corrected(corrections: Any) -> bool:
    return any(one["field"] == "received_at" for one in corrections or ())
