"""Tables of letters and of the outbox."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Identity, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.persistence.base import Base, UtcDateTime


class LetterRow(Base):
    """A frozen letter. Erasure empties `html`, `plain_text` and `recipient`; the hash stays."""

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_ref", "ref"),
        Index("ix_letter_awaiting_post", "ref", "id",
              postgresql_where=text("delivery = 'awaiting_post'")),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    ref: Mapped[str] = mapped_column(ForeignKey("complaint.ref"))
    kind: Mapped[str] = mapped_column(Text)
    stage: Mapped[int | None] = mapped_column(Integer)
    send_by: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    dispatched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivery: Mapped[str] = mapped_column(Text)
    """queued, sent, awaiting_post or failed."""
    sha256: Mapped[str] = mapped_column(Text)
    template: Mapped[str] = mapped_column(Text)
    template_version: Mapped[str] = mapped_column(Text)
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    html: Mapped[str | None] = mapped_column(Text)
    plain_text: Mapped[str | None] = mapped_column(Text)
    recipient: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """{person, email?}: to whom it goes; personal, never in an event."""


class OutboxRow(Base):
    """A message to send, unique by key; never a complaint event."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_pending", "next_attempt_at", "id",
              postgresql_where=text("state IN ('queued', 'retrying')")),
        Index("ix_outbox_ref", "ref"),
        Index("ix_outbox_attention", "id", postgresql_where=text("state = 'needs_attention'")),
        Index("ix_outbox_message_id", "message_id",
              postgresql_ops={"message_id": "text_pattern_ops"}),
        Index("ix_outbox_digest", "created_at", postgresql_where=text("kind = 'digest'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    """letter, reminder, alarm …"""
    ref: Mapped[str | None] = mapped_column(Text)
    letter: Mapped[str | None] = mapped_column(ForeignKey("letter.id"))
    account: Mapped[str | None] = mapped_column(Text)
    """The account to write to; None: the letter's recipient, or the team."""
    state: Mapped[str] = mapped_column(Text)
    """queued, retrying, sent or needs_attention."""
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    next_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message_id: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    late: Mapped[bool] = mapped_column(server_default=text("false"))
    """Made after the day it belonged to (the worker was asleep)."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Nothing personal: kinds, dates, counts."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    assigned_to: Mapped[str | None] = mapped_column(Text)
    """Who is to see to a message that needs attention: an account; None: the team."""
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When somebody saw to a message that could not be delivered in another way."""
