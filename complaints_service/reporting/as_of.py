"""Sets complaints back to an earlier instant, so that figures can be counted as they stood then.

Rows say how things stand now. What was recorded since is left out by folding the events anew, so
that a late or back-dated entry never changes an older figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import exists, insert, select, text
from sqlalchemy.orm import Session

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.domain.fold import evolve
from complaints_service.domain.rules import Rules
from complaints_service.persistence.base import table
from complaints_service.persistence.complaints import complaint_row, stage_row
from complaints_service.persistence.models.complaint import ComplaintRow, StageRow
from complaints_service.persistence.models.event import EventRow

_TABLES = (table(ComplaintRow), table(StageRow))
_BATCH = 500


@contextmanager
def as_it_stood(session: Session, as_of: datetime, rules: Rules) -> Iterator[dict[str, Any]]:
    """Lend execution options under which statements read complaints as they stood at `as_of`.

    Nothing is copied when nothing was recorded since (the usual case). `as_of` is an aware
    instant; what was recorded at that very moment is in.
    """
    later = exists().where(ComplaintRow.last_recorded_at > as_of)
    if not session.scalar(select(later)):
        yield {}
        return
    for one in _TABLES:
        session.execute(text(f"CREATE TEMP TABLE {one.name} (LIKE public.{one.name}) "
                             "ON COMMIT DROP"))
    try:
        _copy_unchanged(session, as_of)
        _copy_set_back(session, as_of, rules)
        yield {"schema_translate_map": {None: "pg_temp"}}
    finally:
        for one in _TABLES:
            session.execute(text(f"DROP TABLE IF EXISTS pg_temp.{one.name}"))


def _copy_unchanged(session: Session, as_of: datetime) -> None:
    for one in _TABLES:
        session.execute(
            text(
                f"INSERT INTO pg_temp.{one.name} SELECT one.* FROM public.{one.name} one "  # noqa: S608
                "JOIN public.complaint c USING (ref) WHERE c.last_recorded_at <= :as_of"
            ),
            {"as_of": as_of},
        )


def _copy_set_back(session: Session, as_of: datetime, rules: Rules) -> None:
    changed = list(session.scalars(
        text("SELECT ref FROM public.complaint WHERE last_recorded_at > :as_of ORDER BY ref"),
        {"as_of": as_of},
    ))
    for start in range(0, len(changed), _BATCH):
        complaints = list(_set_back(session, changed[start : start + _BATCH], as_of))
        _insert(session, _TABLES[0], [complaint_row(one, ()) for one in complaints])
        stages = [stage_row(one, stage, rules) for one in complaints for stage in (1, 2)]
        _insert(session, _TABLES[1], [row for row in stages if row is not None])


def _set_back(session: Session, refs: list[str], as_of: datetime) -> Iterator[Complaint]:
    rows = session.execute(
        select(EventRow.ref, EventRow.seq, EventRow.type, EventRow.data, EventRow.occurred_at,
               EventRow.recorded_at, EventRow.actor, EventRow.role)
        .where(EventRow.ref.in_(refs), EventRow.recorded_at <= as_of)
        .order_by(EventRow.ref, EventRow.seq)
    )
    for _, events in groupby(rows, key=lambda row: row.ref):
        complaint: Complaint | None = None
        for row in events:
            complaint = evolve(complaint, Event(*row[1:]))
        if complaint is not None:
            yield complaint


def _insert(session: Session, into: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(
            insert(into), rows, execution_options={"schema_translate_map": {None: "pg_temp"}}
        )
