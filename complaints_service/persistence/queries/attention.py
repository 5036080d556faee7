"""Messages that a person has to look at: given up after every retry, refused or bounced."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, literal_column, or_, select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.mail import MessageActRow
from complaints_service.persistence.models.message import LetterRow, OutboxRow
from complaints_service.persistence.models.people import AccountRow

_ROW = table(ComplaintRow).c
_LETTER = table(LetterRow).c
_OUTBOX = table(OutboxRow).c
_ACCOUNT, _ACT = table(AccountRow).c, table(MessageActRow).c

# Written out, not bound, so that the index of what waits serves a statement prepared once.
_STUCK = _OUTBOX.state == literal_column("'needs_attention'")


def _known(visible: ColumnElement[bool], carried: Collection[str]) -> ColumnElement[bool]:
    own = or_(_OUTBOX.ref.is_(None), and_(_ROW.ref.is_not(None), visible))
    return and_(_STUCK, _OUTBOX.settled_at.is_(None), _OUTBOX.kind.not_in(carried), own)


def count(visible: ColumnElement[bool], carried: Collection[str]) -> int:
    """Count them; `carried` are the kinds that go inside another message and are not counted."""
    statement = (
        select(func.count()).select_from(table(OutboxRow))
        .outerjoin(ComplaintRow, _ROW.ref == _OUTBOX.ref).where(_known(visible, carried))
    )
    return db.session.scalar(statement) or 0


def messages(
    visible: ColumnElement[bool], carried: Collection[str], *, start: int, limit: int,
    only: int | None = None, ref: str | None = None,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return them, oldest first, without what they carry or to whom they go; narrowed to one
    message, or to those about one complaint."""
    columns: tuple[Any, ...] = (
        _OUTBOX.id, _OUTBOX.kind, _OUTBOX.ref, _OUTBOX.letter, _OUTBOX.attempts,
        _OUTBOX.last_error, _OUTBOX.created_at, _LETTER.kind.label("letter_kind"),
        _ACCOUNT.name.label("assigned_to"),
    )
    statement = (
        select(*columns)
        .outerjoin(ComplaintRow, _ROW.ref == _OUTBOX.ref)
        .outerjoin(LetterRow, _LETTER.id == _OUTBOX.letter)
        .outerjoin(AccountRow, _ACCOUNT.id == _OUTBOX.assigned_to)
        .where(_known(visible, carried))
        .order_by(_OUTBOX.id).offset(start).limit(limit)
    )
    if only is not None:
        statement = statement.where(_OUTBOX.id == only)
    if ref is not None:
        statement = statement.where(_OUTBOX.ref == ref)
    return db.session.execute(statement).all()


def an_example(carried: Collection[str]) -> int | None:
    """Return the id of a message about an unrestricted complaint, if there is one."""
    return db.session.scalar(
        select(_OUTBOX.id).join(ComplaintRow, _ROW.ref == _OUTBOX.ref)
        .where(_known(_ROW.restricted.is_(False), carried)).order_by(_OUTBOX.id).limit(1)
    )


def acts(*, message: int | None = None, ref: str | None = None) -> Sequence[Any]:
    """Return what was done about one message, or about those of a complaint, in order."""
    chosen = _ACT.message == message if ref is None else _ACT.ref == ref
    return db.session.execute(
        select(_ACT.id, _ACT.message, _ACT.at, _ACT.by, _ACT.act, _ACT.account, _ACT.note,
               _LETTER.kind.label("letter_kind"))
        .select_from(table(MessageActRow))
        .join(OutboxRow, _OUTBOX.id == _ACT.message)
        .outerjoin(LetterRow, _LETTER.id == _OUTBOX.letter)
        .where(chosen).order_by(_ACT.at, _ACT.id)
    ).all()
