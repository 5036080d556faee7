"""Gathers the reminders that may leave into one email for each recipient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    delete,
    func,
    literal,
    not_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by, insert
from sqlalchemy.orm import Session

from complaints_service.persistence.base import UtcDateTime
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.transaction import transaction

CARRIED = ("reminder", "alarm")
"""Kinds of row that never leave by themselves: a digest carries them."""

_LOCK = 0x64696765  # "dige": an arbitrary number that every worker agrees on


@dataclass(frozen=True)
class Gathered:
    """How many reminders were gathered into how many emails, and how many nobody needs now."""

    rows: int = 0
    digests: int = 0
    withdrawn: int = 0


def gather(now: datetime, today: date) -> Gathered:
    """Make one digest for each recipient of the reminders whose time has come.

    A reminder whose date was met, moved or dropped meanwhile is withdrawn: it was never sent, and
    telling people of work they have done is noise. One worker gathers at a time, so that nobody
    gets two digests of one pass; the other finds nothing left to do.
    """
    with transaction() as session:
        waiting = select(1).where(OutboxRow.kind.in_(CARRIED), _waiting(now))
        if not session.scalar(select(waiting.exists())):
            return Gathered()
        if not session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
            return Gathered()
        withdrawn = _withdraw(session, now)
        rows, digests = _make_digests(session, now, today)
    return Gathered(rows, digests, withdrawn)


def _withdraw(session: Session, now: datetime) -> int:
    still_open = select(1).where(
        DeadlineRow.ref == OutboxRow.ref,
        DeadlineRow.kind == OutboxRow.facts["deadline"].astext,
        DeadlineRow.item == OutboxRow.facts["item"].astext,
        DeadlineRow.due_on == OutboxRow.due_on,
        DeadlineRow.met_at.is_(None),
        not_(DeadlineRow.void),
    )
    statement = delete(OutboxRow).where(
        OutboxRow.kind == "reminder", _waiting(now), ~still_open.exists()
    )
    return session.connection().execute(statement).rowcount


def _make_digests(session: Session, now: datetime, today: date) -> tuple[int, int]:
    due = (
        select(
            OutboxRow.id, OutboxRow.account, OutboxRow.late,
            _answering(today).label("organisation"),
        )
        .outerjoin(ComplaintRow, ComplaintRow.ref == OutboxRow.ref)
        .where(OutboxRow.kind.in_(CARRIED), _waiting(now))
        .with_for_update(of=OutboxRow)
        .cte("due")
    )
    digests = (
        insert(OutboxRow)
        .from_select(
            ["key", "kind", "account", "state", "next_attempt_at", "late", "facts", "created_at"],
            _digest_rows(due, now),
        )
        .returning(OutboxRow.id)
        .cte("digests")
    )
    taken = (
        update(OutboxRow)
        .where(OutboxRow.id.in_(select(due.c.id)))
        .values(next_attempt_at=None)
        .returning(OutboxRow.id)
        .cte("taken")
    )
    found = session.connection().execute(
        select(
            select(func.count()).select_from(taken).scalar_subquery(),
            select(func.count()).select_from(digests).scalar_subquery(),
        )
    ).one()
    return int(found[0]), int(found[1])


def _answering(today: date) -> ColumnElement[str | None]:
    """The council that answers for a row's complaint on `today`: its own, or its successor."""
    own = func.coalesce(OutboxRow.facts["organisation"].astext, ComplaintRow.organisation)
    successor = (
        select(OrganisationRow.successor)
        .where(OrganisationRow.key == own, OrganisationRow.succeeded_on <= today)
        .scalar_subquery()
    )
    return func.coalesce(successor, own)


def _digest_rows(due: CTE, now: datetime) -> Select[Any]:
    """Select one digest for each recipient of the rows that are due."""
    recipient = func.coalesce(due.c.account, literal("team.") + due.c.organisation, "team")
    ids = func.jsonb_agg(aggregate_order_by(due.c.id, due.c.id))
    moment = literal(now, UtcDateTime)
    return select(
        literal("digest:") + recipient + ":" + cast(func.min(due.c.id), Text),
        literal("digest"),
        func.min(due.c.account),
        literal("queued"),
        moment,
        func.bool_or(due.c.late),
        func.jsonb_build_object(
            "organisation", func.min(due.c.organisation), "rows", cast(ids, JSONB)
        ),
        moment,
    ).group_by(recipient)


def _waiting(now: datetime) -> ColumnElement[bool]:
    return and_(OutboxRow.state == "queued", OutboxRow.next_attempt_at <= now)
