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
    literal_column,
    not_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by, insert
from sqlalchemy.orm import Session

from complaints_service.persistence.base import UtcDateTime, table
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


@dataclass(frozen=True)
class Day:
    """A London date, the moment at which its emails begin to leave, and the next day's (aware)."""

    on: date
    opened_at: datetime
    opens_next_at: datetime


def gather(now: datetime, day: Day) -> Gathered:
    """Make one digest for each recipient of the reminders whose time has come.

    Whoever has had a digest today gets the next one tomorrow, except about what is due today.
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
        _hold(session, now, day)
        rows, digests = _make_digests(session, now, day.on)
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


def _hold(session: Session, now: datetime, day: Day) -> None:
    """Let what is not urgent wait for the next morning where a digest went out today."""
    council = _own_council()
    had = table(OutboxRow).alias("had")
    told = select(1).where(
        had.c.kind == literal_column("'digest'"),
        had.c.created_at >= day.opened_at,
        func.coalesce(had.c.account, literal("team.") + had.c.facts["organisation"].astext, "team")
        == func.coalesce(OutboxRow.account, literal("team.") + _answering(council, day.on), "team"),
    )
    session.connection().execute(
        update(OutboxRow)
        .where(
            OutboxRow.kind.in_(CARRIED), _waiting(now), told.correlate(OutboxRow).exists(),
            OutboxRow.due_on.is_distinct_from(day.on),
        )
        .values(next_attempt_at=day.opens_next_at)
        .execution_options(synchronize_session=False)
    )


def _make_digests(session: Session, now: datetime, today: date) -> tuple[int, int]:
    due = (
        select(
            OutboxRow.id, OutboxRow.account, OutboxRow.late,
            _answering(_own_council(), today).label("organisation"),
        )
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


def _own_council() -> ColumnElement[str | None]:
    """The council of a row: the one that it names, else that of its complaint."""
    of_complaint = (
        select(ComplaintRow.organisation).where(ComplaintRow.ref == OutboxRow.ref)
        .correlate(OutboxRow).scalar_subquery()
    )
    return func.coalesce(OutboxRow.facts["organisation"].astext, of_complaint)


def _answering(own: ColumnElement[str | None], today: date) -> ColumnElement[str | None]:
    """The council that answers on `today` for `own`: that itself, or its successor."""
    successor = (
        select(OrganisationRow.successor)
        .where(OrganisationRow.key == own, OrganisationRow.succeeded_on <= today)
        .correlate(OutboxRow)
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
