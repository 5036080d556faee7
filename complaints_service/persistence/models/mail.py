"""Tables of messages that came in by email, and of what people did about messages out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.persistence.base import Base, UtcDateTime


class InboundMessageRow(Base):
    """A message that reached us by email, as it came.

    Erasure empties `raw`, `shown`, `reason` and `suggested`; what became of it stays.
    """

    __tablename__ = "inbound_message"
    __table_args__ = (
        Index("ix_inbound_message_place", "place", "received_at", "id"),
        Index("ix_inbound_message_ref", "ref"),
        Index("ix_inbound_message_unread", "id",
              postgresql_where=text("place = 'joined' AND read_at IS NULL")),
        Index("ix_inbound_message_left", "recorded_at",
              postgresql_where=text("place = 'received'")),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    digest: Mapped[str] = mapped_column(Text, unique=True)
    """SHA-256 of the Message-ID, sender, date, subject and body: the same message is kept once."""
    organisation: Mapped[str | None] = mapped_column(ForeignKey("organisation.key"))
    """The council whose mailbox it came to; None where that cannot be told."""
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it reached our server: the first contact's moment."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(Text)
    """received (not sorted yet), triage, joined, contact, parked, bounce or set_aside."""
    why: Mapped[str] = mapped_column(Text)
    """Why it lies there: a word of the pages."""
    ref: Mapped[str | None] = mapped_column(Text)
    """The complaint that it was put with, or that was made from it."""
    seq: Mapped[int | None] = mapped_column(Integer)
    """The event there that tells of it."""
    answers: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    """The message of ours that it proves to answer."""
    suggested: Mapped[list[str]] = mapped_column(JSONB)
    """References that it may belong to; only a person decides."""
    size: Mapped[int] = mapped_column(Integer)
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    shown: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """{name, address, to, subject, date, text, files}: what is safe to show; personal."""
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_by: Mapped[str | None] = mapped_column(Text)


class MessageActRow(Base):
    """What became of a message out that needed a person, and who did what about it.

    Added to, never changed; erasure empties `note`.
    """

    __tablename__ = "message_act"
    __table_args__ = (
        Index("ix_message_act_message", "message"),
        Index("ix_message_act_ref", "ref"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    message: Mapped[int] = mapped_column(ForeignKey("outbox.id"))
    ref: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Text)
    """An account, or system."""
    act: Mapped[str] = mapped_column(Text)
    """bounced, assigned, sent_again, by_post, posted or settled."""
    account: Mapped[str | None] = mapped_column(Text)
    """To whom the task was given."""
    note: Mapped[str | None] = mapped_column(Text)
