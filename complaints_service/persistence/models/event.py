"""Tables of what happened: events, the installation's chain, and the payloads kept apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.persistence.base import Base, UtcDateTime


class EventRow(Base):
    """One event of one stream (a complaint, improvement, edition or account). Append-only."""

    __tablename__ = "event"

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    type: Mapped[str] = mapped_column(Text)
    schema: Mapped[int] = mapped_column(Integer)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    prev_hash: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text, unique=True)


class ChainEntryRow(Base):
    """One entry a commit: the hashes of its events, chained over the installation. Append-only."""

    __tablename__ = "chain_entry"

    n: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    events: Mapped[list[str]] = mapped_column(JSONB)
    prev_hash: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text, unique=True)


class PrivateValueRow(Base):
    """A payload behind a digest, with its salt; both die together at erasure."""

    __tablename__ = "private_value"
    # Words to search by are derived from the payload and die with it at erasure.
    __table_args__ = (
        Index("ix_private_value_words", text("words_of(payload)"), postgresql_using="gin"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    payload: Mapped[str] = mapped_column(Text)
    """JSON text, whose UTF-8 bytes follow the salt under the digest."""


class IdempotencyRow(Base):
    """The answer to a command by account and key, so that a retry gets the same one."""

    __tablename__ = "idempotency"

    account: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    body_sha256: Mapped[str] = mapped_column(Text)
    response: Mapped[dict[str, Any]] = mapped_column(JSONB)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class HeartbeatRow(Base):
    """When a background duty last succeeded."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    succeeded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ReferenceSequenceRow(Base):
    """Numbers for streams that count up (improvements, editions), one row a kind."""

    __tablename__ = "reference_sequence"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
