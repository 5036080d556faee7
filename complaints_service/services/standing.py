"""Whether this installation can work now, and how far its background duties are behind."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from complaints_service.persistence import migrate
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.event import HeartbeatRow
from complaints_service.persistence.models.message import OutboxRow

METRONOME = "metronome"
WAITING = ("queued", "retrying")


@dataclass(frozen=True)
class Standing:
    """`scheduler_lag_seconds` and `outbox_oldest_seconds` are None where nothing is known."""

    db: bool
    schema: bool
    storage: bool
    scheduler_lag_seconds: float | None = None
    outbox_oldest_seconds: float | None = None

    @property
    def ready(self) -> bool:
        """Whether requests can be served; late background work does not hinder that."""
        return self.db and self.schema and self.storage

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON-shaped data."""
        return asdict(self)


def standing(data_dir: Path, now: datetime) -> Standing:
    """Look at database, schema, storage and background duties as they stand at `now`."""
    storage = _writable(data_dir)
    try:
        schema = migrate.current_of(db.session.connection()) == migrate.head()
        if not schema:
            return Standing(db=True, schema=False, storage=storage)
        return Standing(True, True, storage, _age(last_tick(), now), _age(_oldest(now), now, 0.0))
    except SQLAlchemyError:
        db.session.remove()
        return Standing(db=False, schema=False, storage=storage)


def last_tick() -> datetime | None:
    """Return when the scheduler last succeeded; None when it never did."""
    row = table(HeartbeatRow).c
    found: datetime | None = db.session.scalar(
        select(row.succeeded_at).where(row.name == METRONOME)
    )
    return found


def _oldest(now: datetime) -> datetime | None:
    """When the oldest message was made whose time has come, or that was tried in vain."""
    row = table(OutboxRow).c
    found: datetime | None = db.session.scalar(
        select(func.min(row.created_at)).where(
            row.state.in_(WAITING), or_(row.attempts > 0, row.next_attempt_at <= now)
        )
    )
    return found


def _age(moment: datetime | None, now: datetime, nothing: float | None = None) -> float | None:
    return nothing if moment is None else max(0.0, round((now - moment).total_seconds(), 3))


def _writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
