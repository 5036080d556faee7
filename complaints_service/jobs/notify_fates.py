"""Asks GOV.UK Notify what became of messages: what did not arrive becomes a task for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from complaints_service import logs
from complaints_service.jobs.couriers import Deferred, Refused
from complaints_service.jobs.notify import ARRIVED, CAME_BACK, NotifyPost
from complaints_service.jobs.outbox_rows import FATE, NUMBER
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services.delivery_failures import bounced

ASKED_FOR = timedelta(days=3)
"""Notify gives a message up after three days."""
_MOST = 200

_log = logs.logger(__name__)


def ask_fates(surroundings: Surroundings, now: datetime) -> int:
    """Ask what became of the messages of the last three days; return how many came back.

    Needs the application's context. Ends early where Notify does not answer.
    """
    if surroundings.notify is None:
        return 0
    post = NotifyPost(surroundings.notify)
    with transaction() as session:
        waiting = _unknown(session, now)
    failed = 0
    for row in waiting:
        try:
            fate = post.status(row.facts[NUMBER])
        except Deferred:
            break
        except Refused:
            fate = "unknown"
        failed += _kept(row, fate, now)
    return failed


def _unknown(session: Session, now: datetime) -> Sequence[Any]:
    return session.connection().execute(
        select(OutboxRow.id, OutboxRow.facts)
        .where(
            OutboxRow.state == "sent", OutboxRow.sent_at > now - ASKED_FOR,
            OutboxRow.facts.has_key(NUMBER), ~OutboxRow.facts.has_key(FATE),
        )
        .order_by(OutboxRow.sent_at.desc()).limit(_MOST)
    ).all()


def _kept(row: Any, fate: str | None, now: datetime) -> bool:
    """Keep a fate that is final; say whether the message came back."""
    if fate not in ARRIVED | CAME_BACK | {"unknown"}:
        return False
    with transaction() as session:
        session.connection().execute(
            update(OutboxRow).where(OutboxRow.id == row.id)
            .values(facts={**row.facts, FATE: fate})
        )
        came_back = fate in CAME_BACK and bounced(session, row.id, str(fate), now)
    if came_back:
        _log.warning("notify_not_delivered", message=row.id, fate=fate)
    return came_back
