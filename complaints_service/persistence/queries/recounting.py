"""Finds what a new calendar may touch: complaints with running clocks, letters that named dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, not_, select
from sqlalchemy.orm import Session

from complaints_service.domain.complaint import Complaint
from complaints_service.persistence.base import table
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.message import LetterRow
from complaints_service.persistence.snapshots import from_json

_ROW, _DUE, _LETTER = table(ComplaintRow).c, table(DeadlineRow).c, table(LetterRow).c
_VERSION = _ROW.snapshot["rules"]["calendar_version"].astext


def _left_behind(version: str, after: str, limit: int) -> Select[Any]:
    """Complaints with something open that run under another calendar than `version`."""
    open_ = select(_DUE.ref).where(_DUE.met_at.is_(None), not_(_DUE.void)).distinct()
    return (
        select(_ROW.ref, _ROW.snapshot)
        .where(_ROW.ref > after, _ROW.ref.in_(open_), version != _VERSION)
        .order_by(_ROW.ref).limit(limit)
    )


def left_behind(session: Session, version: str, *, after: str, limit: int) -> list[Complaint]:
    """Return at most `limit` of them in the order of their references, after `after`."""
    rows = session.execute(_left_behind(version, after, limit))
    return [from_json(row.snapshot) for row in rows]


def lock_left_behind(session: Session, version: str, refs: Sequence[str]) -> list[Complaint]:
    """Lock those of the complaints that still are left behind and that nobody else is at."""
    statement = (
        select(_ROW.ref, _ROW.snapshot).where(_ROW.ref.in_(refs), version != _VERSION)
        .order_by(_ROW.ref).with_for_update(skip_locked=True)
    )
    return [from_json(row.snapshot) for row in session.execute(statement)]


def letters_sent(session: Session, refs: Sequence[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (ref, id, plain_text) of letters that left and whose words are not erased."""
    return session.execute(
        select(_LETTER.ref, _LETTER.id, _LETTER.kind, _LETTER.plain_text)
        .where(and_(_LETTER.ref.in_(refs), _LETTER.dispatched_at.is_not(None),
                    _LETTER.plain_text.is_not(None)))
        .order_by(_LETTER.ref, _LETTER.issued_at, _LETTER.id)
    ).all()


def visible_among(
    session: Session, refs: Sequence[str], visible: ColumnElement[bool]
) -> frozenset[str]:
    """Return those of the references that a reader may know of."""
    return frozenset(session.scalars(select(_ROW.ref).where(_ROW.ref.in_(refs), visible)))
