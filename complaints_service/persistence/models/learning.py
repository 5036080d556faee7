"""Tables of improvements and of released editions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, Date, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.persistence.base import Base, UtcDateTime


class ImprovementRow(Base):
    """One improvement as it stands; folded from its own events."""

    __tablename__ = "improvement"
    __table_args__ = (Index("ix_improvement_due", "organisation", "due_on"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.key"))
    version: Mapped[int] = mapped_column(Integer)
    service: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(Text)
    """Account id."""
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(Text)
    complaints: Mapped[list[str]] = mapped_column(ARRAY(Text))
    publication_state: Mapped[str | None] = mapped_column(Text)
    """proposed, published or withdrawn."""
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)


class EditionRow(Base):
    """A built report or the learning list: frozen files, approved by a second person, released."""

    __tablename__ = "edition"
    __table_args__ = (Index("ix_edition_report", "report", "organisation", "period"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    report: Mapped[str] = mapped_column(Text)
    organisation: Mapped[str] = mapped_column(Text)
    period: Mapped[str | None] = mapped_column(Text)
    number: Mapped[int] = mapped_column(Integer)
    """1, 2, … for one report, organisation and period."""
    revises: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    """Over the list of its files' names and hashes."""
    state: Mapped[str] = mapped_column(Text)
    """built, approved, released or withdrawn."""
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    chain_head: Mapped[str] = mapped_column(Text)
    built_at: Mapped[datetime] = mapped_column(UtcDateTime)
    built_by: Mapped[str] = mapped_column(Text)
    approved_by: Mapped[str | None] = mapped_column(Text)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)


class EditionFileRow(Base):
    """One immutable file of an edition."""

    __tablename__ = "edition_file"

    edition: Mapped[str] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    content_type: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    public: Mapped[bool] = mapped_column()
    content: Mapped[bytes] = mapped_column(LargeBinary)
