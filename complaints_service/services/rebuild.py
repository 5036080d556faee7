"""Replays every stream of events and compares what is stored with what they make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.domain.improvement import Improvement
from complaints_service.domain.improvement import evolve as evolve_improvement
from complaints_service.domain.rules import Rules
from complaints_service.persistence.base import table
from complaints_service.persistence.improvements import improvement_row
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import EventRow
from complaints_service.persistence.models.learning import EditionRow, ImprovementRow
from complaints_service.persistence.streams import read_events

from .invariants.evidence import CaseFile
from .invariants.gathering import case_files
from .replay import Difference, Row, date_differences, letter_differences, row_differences


def differences(
    session: Session, rules: Rules, advanced: Callable[[int], None] = lambda count: None
) -> Iterator[Difference]:
    """Every value stored otherwise than the events say; nothing is written.

    Covers complaints (snapshot, columns, stages, deadlines, letters and their messages),
    improvements, and what the events of an edition repeat of its row. `session` should see an
    unchanging view (`steady_view`).
    """
    for batch in case_files(session):
        for file in batch:
            try:
                yield from _of_file(file, rules)
            except Exception as error:  # a record broken in a new way must not hide the others
                yield Difference(file.ref, "event", "replay", None, type(error).__name__)
        advanced(len(batch))
    yield from _lost_streams(session)
    yield from _of_improvements(session)
    yield from _of_editions(session)


def _of_file(file: CaseFile, rules: Rules) -> Iterator[Difference]:
    if file.broken:
        yield Difference(file.ref, "event", "replay", file.row["version"], file.broken)
        return
    yield from row_differences(file.stands, file.row, rules)
    yield from date_differences(file.stands, file.row, file.stages, file.deadlines, rules)
    yield from letter_differences(file.stands, file.letters)
    yield from _messages(file)


def _messages(file: CaseFile) -> Iterator[Difference]:
    """Each letter that goes by email has its one message, and no other letter has."""
    wanted = {f"letter:{one.id}" for one in file.stands.letters
              if one.send_by == "email" and not one.outside}
    held = {row["key"] for row in file.outbox if row["kind"] == "letter"}
    for key in sorted(wanted ^ held):
        yield Difference(file.ref, f"outbox {key}", "row", "present" if key in held else None,
                         "present" if key in wanted else None)


_STREAMS = {"received": ComplaintRow.ref, "improvement_created": ImprovementRow.id,
            "edition_built": EditionRow.id}


def _lost_streams(session: Session) -> Iterator[Difference]:
    """Streams whose row is gone altogether."""
    for first, column in _STREAMS.items():
        lost = session.scalars(
            select(EventRow.ref).where(EventRow.seq == 1, EventRow.type == first,
                                       EventRow.ref.not_in(select(column)))
        )
        for ref in lost:
            yield Difference(ref, column.class_.__tablename__, "row", None, "present")


def _of_improvements(session: Session) -> Iterator[Difference]:
    rows = session.execute(select(table(ImprovementRow)).order_by(ImprovementRow.id)).mappings()
    for row in rows.all():
        wanted = _improvement(session, row["id"])
        for name, value in wanted.items():
            if row[name] != value:
                yield Difference(row["id"], "improvement", name, row[name], value)


def _improvement(session: Session, id: str) -> Row:
    improvement: Improvement | None = None
    for event in read_events(session, id):
        improvement = evolve_improvement(improvement, event, id)
    return {"version": 0} if improvement is None else improvement_row(improvement)


_EDITION_STATES = {"edition_built": "built", "edition_approved": "approved",
                   "edition_released": "released", "edition_withdrawn": "withdrawn"}
_SAID_OF_EDITION = ("report", "organisation", "period", "number", "revises", "sha256")


def _of_editions(session: Session) -> Iterator[Difference]:
    """An edition is what its building said; its state is that of its latest event."""
    rows = session.execute(select(table(EditionRow)).order_by(EditionRow.id)).mappings()
    for row in rows.all():
        events = read_events(session, row["id"])
        said = events[0].data if events else {}
        state = _EDITION_STATES.get(events[-1].type) if events else None
        wanted = {"state": state, **{name: said.get(name) for name in _SAID_OF_EDITION}}
        for name, value in wanted.items():
            if row[name] != value:
                yield Difference(row["id"], "edition", name, row[name], value)
