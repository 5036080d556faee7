"""Raises alarms, each once: a date that cannot be known, a calendar that ends, a worker asleep."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, func, literal, not_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.london import write_instant
from complaints_service.domain.reminders import ReminderRules
from complaints_service.jobs.heartbeats import METRONOME, last_beat
from complaints_service.persistence.base import UtcDateTime
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.transaction import transaction

_COLUMNS = ["key", "kind", "ref", "state", "next_attempt_at", "late", "facts", "created_at"]


def raise_alarms(
    now: datetime, today: date, leaves_at: datetime, rules: ReminderRules, calendar: WorkingCalendar
) -> int:
    """Write the alarms that are due and were not raised before; return how many."""
    with transaction() as session:
        raised = _dates_unknown(session, now, leaves_at)
        if calendar.last_day - today < timedelta(days=rules.calendar_notice_days):
            raised += _everywhere(
                session, f"calendar_ends:{calendar.last_day}",
                {"alarm": "calendar_ends", "on": calendar.last_day.isoformat()}, now, leaves_at,
            )
        last = last_beat(session, METRONOME)
        if last is not None and now - last > timedelta(hours=rules.asleep_hours):
            raised += _everywhere(
                session, f"asleep:{write_instant(last)}",
                {"alarm": "asleep", "from": write_instant(last), "until": write_instant(now)},
                now, leaves_at,
            )
    return raised


def _dates_unknown(session: Session, now: datetime, leaves_at: datetime) -> int:
    """A deadline in a year whose bank holidays nobody knows stays open, and the team is told."""
    key: ColumnElement[str] = (
        literal("alarm:calendar_unknown:") + DeadlineRow.ref + ":" + DeadlineRow.kind + ":"
        + DeadlineRow.item
    )
    rows = (
        select(
            key,
            literal("alarm"),
            DeadlineRow.ref,
            literal("queued"),
            literal(leaves_at, UtcDateTime),
            literal(False),
            func.jsonb_build_object(
                "alarm", "calendar_unknown", "deadline", DeadlineRow.kind,
                "item", DeadlineRow.item, "restricted", ComplaintRow.restricted,
            ),
            literal(now, UtcDateTime),
        )
        .join(ComplaintRow, ComplaintRow.ref == DeadlineRow.ref)
        .where(
            DeadlineRow.due_on.is_(None),
            and_(DeadlineRow.met_at.is_(None), not_(DeadlineRow.void)),
            ~select(1).where(OutboxRow.key == key).exists(),
        )
    )
    return _insert(session, rows)


def _everywhere(
    session: Session, name: str, facts: dict[str, Any], now: datetime, leaves_at: datetime
) -> int:
    """Tell the team of every council that still answers for itself."""
    today = literal(now.date(), Date)
    rows = select(
        literal(f"alarm:{name}:") + OrganisationRow.key,
        literal("alarm"),
        literal(None, OutboxRow.ref.type),
        literal("queued"),
        literal(leaves_at, UtcDateTime),
        literal(False),
        literal(facts, OutboxRow.facts.type).concat(
            func.jsonb_build_object("organisation", OrganisationRow.key)
        ),
        literal(now, UtcDateTime),
    ).where(or_(OrganisationRow.succeeded_on.is_(None), OrganisationRow.succeeded_on > today))
    return _insert(session, rows)


def _insert(session: Session, rows: Any) -> int:
    statement = (
        insert(OutboxRow).from_select(_COLUMNS, rows)
        .on_conflict_do_nothing(index_elements=[OutboxRow.key])
        .returning(OutboxRow.id)
    )
    return len(session.connection().execute(statement).all())
