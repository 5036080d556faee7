"""Repairs lost hand-offs and clears away what is no longer needed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from complaints_service.jobs import heartbeats, outbox_rows
from complaints_service.persistence.base import UtcDateTime
from complaints_service.persistence.models.event import IdempotencyRow
from complaints_service.persistence.models.message import LetterRow, OutboxRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services.inbound.taking_in import sort_left_over

KEEP_ANSWERS = timedelta(days=30)
"""How long the answer to a command is kept for a retry with the same Idempotency-Key."""


@dataclass(frozen=True)
class Swept:
    """How many letters got their lost message, how many messages were given up, and so on."""

    requeued: int = 0
    delivered: int = 0
    given_up: int = 0
    answers_forgotten: int = 0
    mail_sorted: int = 0

    @property
    def repaired(self) -> int:
        """Hand-offs that were lost and are made good."""
        return self.requeued + self.delivered + self.given_up + self.mail_sorted


def sweep(now: datetime) -> Swept:
    """Do every repair once. Needs the application's context.

    Mail that was kept and not sorted is sorted first, each message by itself. A row that a dead
    worker had claimed needs no repair: its lease ends and it is due again.
    """
    mail_sorted = sort_left_over(now)
    with transaction() as session:
        swept = Swept(
            mail_sorted=mail_sorted,
            requeued=_requeue_letters(session, now),
            delivered=_deliver_to_portal(session),
            given_up=outbox_rows.give_up_on_the_stuck(session, now),
            answers_forgotten=_forget_answers(session, now),
        )
        heartbeats.beat(session, heartbeats.SWEEPER, now, asdict(swept))
    return swept


def _requeue_letters(session: Session, now: datetime) -> int:
    """A letter waiting to go by email whose message is missing gets one under its own key."""
    lost = select(
        literal("letter:") + LetterRow.id,
        literal("letter"),
        LetterRow.ref,
        LetterRow.id,
        literal("queued"),
        literal(now, UtcDateTime),
        func.jsonb_build_object("repaired", True),
        literal(now, UtcDateTime),
    ).where(
        LetterRow.delivery == "queued",
        LetterRow.send_by == "email",
        ~select(1).where(OutboxRow.letter == LetterRow.id).exists(),
    )
    columns = ["key", "kind", "ref", "letter", "state", "next_attempt_at", "facts", "created_at"]
    statement = insert(OutboxRow).from_select(columns, lost).on_conflict_do_nothing()
    return len(session.connection().execute(statement.returning(OutboxRow.id)).all())


def _deliver_to_portal(session: Session) -> int:
    """A letter that waits in the portal is there already, with or without a message."""
    statement = (
        update(LetterRow)
        .where(
            LetterRow.delivery == "queued",
            LetterRow.send_by == "portal",
            ~select(1).where(OutboxRow.letter == LetterRow.id).exists(),
        )
        .values(delivery="sent")
    )
    return session.connection().execute(statement).rowcount


def _forget_answers(session: Session, now: datetime) -> int:
    statement = delete(IdempotencyRow).where(IdempotencyRow.recorded_at < now - KEEP_ANSWERS)
    return session.connection().execute(statement).rowcount
