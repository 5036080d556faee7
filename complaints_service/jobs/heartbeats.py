"""Writes down when a background duty last succeeded, for readiness, metrics and alarms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from complaints_service.persistence.models.event import HeartbeatRow

METRONOME = "metronome"
OUTBOX = "outbox"
SWEEPER = "sweeper"


def beat(session: Session, name: str, now: datetime, detail: Mapping[str, Any]) -> None:
    """Record that duty `name` succeeded at `now`; `detail` holds counts only."""
    statement = insert(HeartbeatRow).values(name=name, succeeded_at=now, detail=dict(detail))
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=[HeartbeatRow.name],
            set_={
                "succeeded_at": statement.excluded.succeeded_at,
                "detail": statement.excluded.detail,
            },
        )
    )


def last_beat(session: Session, name: str) -> datetime | None:
    """Return when duty `name` last succeeded; None if it never did."""
    return session.connection().execute(
        select(HeartbeatRow.succeeded_at).where(HeartbeatRow.name == name)
    ).scalar_one_or_none()
