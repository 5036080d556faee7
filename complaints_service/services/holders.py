"""Who has a complaint now, and how they hear of something that came: with their next digest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from complaints_service.content.reminders import load_reminders
from complaints_service.domain.reminders import opens_at
from complaints_service.domain.stages import STAGE_2_OPEN, State
from complaints_service.persistence.base import table
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.models.people import AccountRow

from .rules_in_use import rules

_COMPLAINT, _ACCOUNT = table(ComplaintRow).c, table(AccountRow).c
_AT_STAGE_2 = frozenset(one.value for one in (*STAGE_2_OPEN, State.STAGE_2_RESPONDED))


def holder(session: Session, ref: str | None) -> str | None:
    """Return the enabled account that has a complaint now; None where nobody has it, or where
    it is restricted and they are not on its list."""
    found = session.execute(
        select(_COMPLAINT.state, _COMPLAINT.handler, _COMPLAINT.reviewer, _COMPLAINT.restricted,
               _COMPLAINT.access)
        .where(_COMPLAINT.ref == ref)
    ).first()
    if found is None:
        return None
    account = found.reviewer if found.state in _AT_STAGE_2 else found.handler
    if found.restricted and account not in found.access:
        return None
    return session.scalar(
        select(_ACCOUNT.id).where(_ACCOUNT.id == account, _ACCOUNT.enabled)
    )


def tell(
    session: Session, key: str, ref: str | None, alarm: str, now: datetime, **facts: Any
) -> None:
    """Let whoever has the complaint, else its team, hear of something, once for each key.

    `facts` hold nothing personal. It leaves in working hours, gathered with the rest.
    """
    found = session.execute(
        select(_COMPLAINT.organisation, _COMPLAINT.restricted).where(_COMPLAINT.ref == ref)
    ).first()
    if found is None:
        return
    row = {
        "key": f"alarm:{key}", "kind": "alarm", "ref": ref, "state": "queued",
        "account": holder(session, ref), "created_at": now,
        "next_attempt_at": opens_at(now, load_reminders(), rules().calendar),
        "facts": {"alarm": alarm, "restricted": found.restricted,
                  "organisation": found.organisation, **facts},
    }
    session.execute(insert(table(OutboxRow)).on_conflict_do_nothing(index_elements=["key"]), row)
