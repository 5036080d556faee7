"""Marks messages of ours that came back: a task for a person, and nothing that rewrites history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from complaints_service.persistence.base import table
from complaints_service.persistence.models.mail import MessageActRow
from complaints_service.persistence.models.message import LetterRow, OutboxRow

from .holders import holder, tell

BOUNCED = "bounced"
SYSTEM = "system"

_OUTBOX, _LETTER, _ACT = table(OutboxRow), table(LetterRow), table(MessageActRow)


def bounced(session: Session, message: int, status: str, now: datetime) -> bool:
    """Make a task of a message that came back with a status such as 5.1.1; False where it is one
    already, or was sent another way meanwhile.

    It is given to whoever has the complaint, so that a person is named. The moment at which its
    letter was issued stands.
    """
    row = session.execute(
        select(_OUTBOX.c.ref, _OUTBOX.c.letter, _OUTBOX.c.state, _OUTBOX.c.settled_at)
        .where(_OUTBOX.c.id == message).with_for_update()
    ).first()
    if row is None or row.state != "sent" or row.settled_at is not None:
        return False
    reason = f"{BOUNCED} {status}".strip()
    session.execute(update(_OUTBOX).where(_OUTBOX.c.id == message).values(
        state="needs_attention", next_attempt_at=None, last_error=reason,
        assigned_to=holder(session, row.ref),
    ))
    if row.letter is not None:
        session.execute(update(_LETTER).where(
            _LETTER.c.id == row.letter, _LETTER.c.delivery == "sent",
        ).values(delivery="failed"))
    noted(session, message, row.ref, BOUNCED, by=SYSTEM, at=now)
    tell(session, f"bounce:{message}", row.ref, "bounce", now, message=message)
    return True


def noted(
    session: Session, message: int, ref: str | None, act: str, *, by: str, at: datetime,
    account: str | None = None, note: str | None = None,
) -> None:
    """Write down what was done about a message, by whom and when."""
    values: dict[str, Any] = {
        "message": message, "ref": ref, "at": at, "by": by, "act": act, "account": account,
        "note": note,
    }
    session.execute(insert(_ACT).values(**values))
