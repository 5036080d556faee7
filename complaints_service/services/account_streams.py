"""Writes what happens to an account into its own stream of events; nobody's name is in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.domain.events import NewEvent
from complaints_service.persistence.streams import append_entry, append_events, stream_version

from .actors import Actor

ROLE = "administrator"


def record(
    session: Session, account: str, event_type: str, data: dict[str, Any], *, by: Actor,
    now: datetime, role: str | None = None,
) -> None:
    """Append one event to the stream of `account` and this commit's entry to the chain.

    `role` is the one in which it was done, an administrator's where nothing is said. Call it last
    before the commit: the chain's lock is held until then.
    """
    role = role or ("system" if "system" in by.roles else ROLE)
    stored = append_events(
        session, account, [NewEvent(event_type, data, now)],
        version=stream_version(session, account), recorded_at=now, actor=by.id, role=role,
    )
    append_entry(session, now, [one.hash for one in stored])
