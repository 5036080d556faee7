"""Which letters have words that can be printed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.persistence.base import table
from complaints_service.persistence.models.event import ChainEntryRow
from complaints_service.persistence.models.message import LetterRow

_LETTER = table(LetterRow).c


def issued_since(session: Session, since: datetime) -> Sequence[Any]:
    """Return (id, sha256) of the letters made at `since` or later that are not erased, newest
    first."""
    return session.execute(
        select(_LETTER.id, _LETTER.sha256)
        .where(_LETTER.issued_at >= since, _LETTER.html.is_not(None))
        .order_by(_LETTER.issued_at.desc(), _LETTER.id)
    ).all()


def words(session: Session, letter_id: str) -> str | None:
    """Return the HTML of a letter; None where it is erased."""
    return session.scalar(select(_LETTER.html).where(_LETTER.id == letter_id))


def not_erased(session: Session, digests: Collection[str]) -> set[str]:
    """Return those of the digests that a letter with words has."""
    found = select(_LETTER.sha256).where(
        _LETTER.sha256.in_(digests), _LETTER.html.is_not(None)
    )
    return set(session.scalars(found))


def chain_head(session: Session) -> int:
    """Return the number of the installation's latest commit; a new letter always raises it."""
    return session.scalar(select(func.max(ChainEntryRow.n))) or 0
