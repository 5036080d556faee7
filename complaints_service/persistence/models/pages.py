"""Tables behind the pages: who is signed in, one-time codes and links, answers not yet sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.persistence.base import Base, UtcDateTime


class BrowserSessionRow(Base):
    """A browser that was recognised; its cookie is known only by digest. Times of the real clock.

    `account` None: a visitor without an account, of whom `held` remembers something.
    """

    __tablename__ = "browser_session"
    __table_args__ = (
        Index("ix_browser_session_account", "account"),
        Index("ix_browser_session_expires_at", "expires_at"),
    )

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held: Mapped[dict[str, Any]] = mapped_column(JSONB)


class TrackCodeRow(Base):
    """A one-time code for a complainant without an account. Times of the real clock."""

    __tablename__ = "track_code"
    __table_args__ = (
        Index("ix_track_code_ref", "ref"),
        Index("ix_track_code_expires_at", "expires_at"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    ref: Mapped[str] = mapped_column(Text)
    email_sha256: Mapped[str] = mapped_column(Text)
    code_sha256: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(Integer)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ContributionLinkRow(Base):
    """A link by which somebody without an account answers one question; its secret stands nowhere.
    Times of the real clock."""

    __tablename__ = "contribution_link"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    ref: Mapped[str] = mapped_column(ForeignKey("complaint.ref"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    """The number of the question."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswerDraftRow(Base):
    """An answer that somebody is still writing: personal text, gone once it is sent."""

    __tablename__ = "answer_draft"

    ref: Mapped[str] = mapped_column(ForeignKey("complaint.ref"), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    stage: Mapped[int] = mapped_column(Integer, primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    base_version: Mapped[int] = mapped_column(Integer)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SavedFilterRow(Base):
    """A list of the caseload that somebody gave a name: what it is narrowed to, and its order."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("account", "name", name="uq_saved_filter_account_name"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id"))
    organisation: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[dict[str, str]] = mapped_column(JSONB)
    """As it stands in the address of the list."""
    shared: Mapped[bool] = mapped_column(Boolean)
    """Offered to every colleague of the same council."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
