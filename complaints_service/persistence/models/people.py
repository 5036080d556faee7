"""Tables of organisations and of the accounts that work for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, Boolean, Date, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.persistence.base import Base, UtcDateTime


class OrganisationRow(Base):
    """A council. `successor` is who answers for it since `succeeded_on`."""

    __tablename__ = "organisation"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    from_on: Mapped[date | None] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)
    successor: Mapped[str | None] = mapped_column(Text)
    succeeded_on: Mapped[date | None] = mapped_column(Date)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Letterhead, complaints team's address, brand, thresholds, base figures (homes …)."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AccountRow(Base):
    """Somebody who signs in or holds tokens. `organisation` None: all of the installation."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    email: Mapped[str] = mapped_column(Text, unique=True)
    """Lower case."""
    name: Mapped[str] = mapped_column(Text)
    organisation: Mapped[str | None] = mapped_column(ForeignKey("organisation.key"))
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    services: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Services answered for; none means all."""
    password_hash: Mapped[str | None] = mapped_column(Text)
    enabled: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ApiTokenRow(Base):
    """A bearer token, known only by its digest."""

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    sha256: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_on: Mapped[date | None] = mapped_column(Date)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CalendarVersionRow(Base):
    """A working-day calendar that somebody imported after the shipped one."""

    __tablename__ = "calendar_version"

    version: Mapped[str] = mapped_column(Text, primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(Text)
    """The name of the file."""
    nations: Mapped[dict[str, Any]] = mapped_column(JSONB)
    approved_by: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    """Of the file as it was given."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What it changed, and how many complaints it would re-date, as was approved."""
    recounted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When every open complaint had been looked at with it."""
