"""Messages that a person has to look at: given up after every retry, refused or bounced."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, literal_column, or_, select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.message import LetterRow, OutboxRow

_ROW = table(ComplaintRow).c
_LETTER = table(LetterRow).c
_OUTBOX = table(OutboxRow).c

# Written out, not bound, so that the index of what waits serves a statement prepared once.
_STUCK = _OUTBOX.state == literal_column("'needs_attention'")


def _known(visible: ColumnElement[bool], carried: Collection[str]) -> ColumnElement[bool]:
    own = or_(_OUTBOX.ref.is_(None), and_(_ROW.ref.is_not(None), visible))
    return and_(_STUCK, _OUTBOX.kind.not_in(carried), own)


def count(visible: ColumnElement[bool], carried: Collection[str]) -> int:
    """Count them; `carried` are the kinds that go inside another message and are not counted."""
    statement = (
        select(func.count()).select_from(table(OutboxRow))
        .outerjoin(ComplaintRow, _ROW.ref == _OUTBOX.ref).where(_known(visible, carried))
    )
    return db.session.scalar(statement) or 0


def messages(
    visible: ColumnElement[bool], carried: Collection[str], *, start: int, limit: int
) -> Sequence[Row[Any]]:
    """Return them, oldest first, without what they carry or to whom they go."""
    columns: tuple[Any, ...] = (
        _OUTBOX.id, _OUTBOX.kind, _OUTBOX.ref, _OUTBOX.letter, _OUTBOX.attempts,
        _OUTBOX.last_error, _OUTBOX.created_at, _LETTER.kind.label("letter_kind"),
    )
    statement = (
        select(*columns)
        .outerjoin(ComplaintRow, _ROW.ref == _OUTBOX.ref)
        .outerjoin(LetterRow, _LETTER.id == _OUTBOX.letter)
        .where(_known(visible, carried))
        .order_by(_OUTBOX.id).offset(start).limit(limit)
    )
    return db.session.execute(statement).all()
