"""What an export of one complaint reads: its chain, its letters with their words, its people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.event import EventRow
from complaints_service.persistence.models.message import LetterRow
from complaints_service.persistence.models.people import AccountRow

from .file_lists import LETTER_COLUMNS

_EVENT, _LETTER, _ACCOUNT = table(EventRow).c, table(LetterRow).c, table(AccountRow).c


def events(ref: str) -> Sequence[Any]:
    """Return every event of a stream with its hashes, in order."""
    return db.session.execute(
        select(_EVENT.seq, _EVENT.type, _EVENT.data, _EVENT.occurred_at, _EVENT.recorded_at,
               _EVENT.actor, _EVENT.role, _EVENT.prev_hash, _EVENT.hash)
        .where(_EVENT.ref == ref).order_by(_EVENT.seq)
    ).all()


def letters(ref: str) -> Sequence[Any]:
    """Return every letter of a complaint with its words, as they were issued."""
    return db.session.execute(
        select(*LETTER_COLUMNS, _LETTER.html, _LETTER.plain_text)
        .where(_LETTER.ref == ref).order_by(_LETTER.issued_at, _LETTER.id)
    ).all()


def accounts(ids: Collection[str]) -> Sequence[Any]:
    """Return (id, name, email, roles) of each of these accounts, by id."""
    if not ids:
        return ()
    return db.session.execute(
        select(_ACCOUNT.id, _ACCOUNT.name, _ACCOUNT.email, _ACCOUNT.roles)
        .where(_ACCOUNT.id.in_(ids)).order_by(_ACCOUNT.id)
    ).all()
