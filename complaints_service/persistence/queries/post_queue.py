"""Letters that were printed and wait for the post, with the clock that runs until they leave."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, literal_column, null, select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.message import LetterRow

_ROW = table(ComplaintRow).c
_DUE = table(DeadlineRow).c
_LETTER = table(LetterRow).c

# Written out, not bound, so that the index of what waits serves a statement prepared once.
_AWAITING = _LETTER.delivery == literal_column("'awaiting_post'")

# An extension counts only if its letter leaves by the date that it moves.
_CLOCK = case(
    (_LETTER.kind == "acknowledgement", "stage_1_acknowledge"),
    (_LETTER.kind == "stage_2_acknowledgement", "stage_2_acknowledge"),
    (_LETTER.kind == "stage_1_response", "stage_1_respond"),
    (_LETTER.kind == "stage_2_response", "stage_2_respond"),
    (and_(_LETTER.kind == "extension", _LETTER.stage == 1), "stage_1_respond"),
    (and_(_LETTER.kind == "extension", _LETTER.stage == 2), "stage_2_respond"),
    else_=null(),
)
_ITS_DEADLINE = and_(
    _DUE.ref == _LETTER.ref, _DUE.kind == _CLOCK, _DUE.item == "", _DUE.met_at.is_(None),
    ~_DUE.void,
)


def count(visible: ColumnElement[bool]) -> int:
    """Count the letters that wait, of complaints that an actor may see."""
    statement = (
        select(func.count()).select_from(table(LetterRow))
        .join(ComplaintRow, _ROW.ref == _LETTER.ref).where(_AWAITING, visible)
    )
    return db.session.scalar(statement) or 0


def letters(
    visible: ColumnElement[bool], *, start: int, limit: int, only: Collection[str] | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return letters that wait, the one that must leave first first; those without a clock last,
    the longest waiting first. `only` narrows to these ids."""
    columns: tuple[Any, ...] = (
        _LETTER.id, _LETTER.ref, _LETTER.kind, _LETTER.stage, _LETTER.send_by, _LETTER.issued_at,
        _DUE.kind.label("clock"), _DUE.due_on,
    )
    statement = (
        select(*columns)
        .join(ComplaintRow, _ROW.ref == _LETTER.ref)
        .outerjoin(DeadlineRow, _ITS_DEADLINE)
        .where(_AWAITING, visible)
        .order_by(_DUE.due_on.asc().nulls_last(), _LETTER.issued_at, _LETTER.id)
        .offset(start).limit(limit)
    )
    if only is not None:
        statement = statement.where(_LETTER.id.in_(only))
    return db.session.execute(statement).all()
