"""Keeps the calendars that an installation imported after the shipped one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from .base import table
from .batch import Answer, Batch
from .models.people import CalendarVersionRow

_ROW = table(CalendarVersionRow)
# In plain order of their letters, whatever the database's language makes of hyphens.
_PLAIN = _ROW.c.version.collate("C")
_LATEST = select(_ROW.c.version).order_by(_PLAIN.desc()).limit(1)


@dataclass(frozen=True)
class Imported:
    """One imported version: `nations` are the calendars as data, `facts` what was approved.

    `recounted_at` is when every complaint was looked at with it; None while that is under way.
    """

    version: str
    recorded_at: datetime
    source: str
    nations: Mapping[str, Any]
    approved_by: str
    sha256: str
    facts: Mapping[str, Any]
    recounted_at: datetime | None


def ask_latest(batch: Batch) -> Answer:
    """Ask for the name of the latest imported version, for `latest_in`."""
    return batch.ask(_LATEST, {})


def latest_in(answer: Answer) -> str | None:
    """The name of the latest imported version; None where none was imported."""
    return None if answer.row is None else str(answer.row[0])


def latest(session: Session) -> str | None:
    """Return the name of the latest imported version; None where none was imported."""
    return session.scalar(_LATEST)


def imported(session: Session) -> list[Imported]:
    """Return every imported version, the first one first."""
    rows = session.execute(select(_ROW).order_by(_PLAIN))
    return [
        Imported(row.version, row.recorded_at, row.source, row.nations, row.approved_by,
                 row.sha256, row.facts, row.recounted_at)
        for row in rows
    ]


def keep(session: Session, version: Imported) -> None:
    """Add a version. Raises IntegrityError where the name is taken."""
    session.execute(insert(_ROW).values(**vars(version)))


def unfinished(session: Session) -> bool:
    """Whether the latest version is still being carried to the open complaints."""
    found = session.execute(
        select(_ROW.c.recounted_at).order_by(_PLAIN.desc()).limit(1)).first()
    return found is not None and found.recounted_at is None


def finish(session: Session, version: str, now: datetime) -> None:
    """Note that every open complaint was looked at with this version."""
    session.execute(update(_ROW).where(_ROW.c.version == version).values(recounted_at=now))


def lock(session: Session) -> None:
    """Let nobody else import a calendar until this transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


_LOCK = 0x63616C
