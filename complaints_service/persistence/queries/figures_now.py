"""Counts of how things stand now, for whoever watches the service."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, select

from complaints_service.domain.stages import Stage
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.message import OutboxRow

Counts = dict[str, int]


def open_by_stage() -> Counts:
    """Count the complaints that have not ended, by stage; service requests left aside."""
    row = table(ComplaintRow).c
    return _counted(
        select(row.stage, func.count())
        .where(row.kind == "complaint", row.stage != Stage.ENDED.value).group_by(row.stage)
    )


def overdue_by_kind(today: date) -> Counts:
    """Count the open deadlines whose day lies before the London date `today`, by kind."""
    row = table(DeadlineRow).c
    return _counted(
        select(row.kind, func.count())
        .where(row.met_at.is_(None), ~row.void, row.due_on < today).group_by(row.kind)
    )


def outbox_by_state() -> Counts:
    """Count the messages that have not been sent, by state; not those that somebody saw to."""
    row = table(OutboxRow).c
    return _counted(
        select(row.state, func.count())
        .where(row.state != "sent", row.settled_at.is_(None)).group_by(row.state)
    )


def _counted(statement: Select[str, int]) -> Counts:
    return dict(db.session.execute(statement).all())
