"""Tables of who is away, of links to set a password, and of whose turn it is to get work."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.persistence.base import Base, UtcDateTime


class AbsenceRow(Base):
    """An account is away from one London date to another, both included; a cover stands in."""

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_cover", "cover"),)

    account: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    from_on: Mapped[date] = mapped_column(Date, primary_key=True)
    to_on: Mapped[date | None] = mapped_column(Date)
    """None: until further notice."""
    cover: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class PasswordLinkRow(Base):
    """A link to set a password, once. Times of the real clock.

    The key in the link is worked out from `id` and the installation's secret, and kept nowhere.
    `account` None: somebody asked for an address that is no account's; nothing is sent.
    """

    __tablename__ = "password_link"
    __table_args__ = (
        Index("ix_password_link_account", "account"),
        Index("ix_password_link_expires_at", "expires_at"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str] = mapped_column(Text)
    """invitation or reset."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TurnRow(Base):
    """Whom the rules of one service gave work last: the next in the list comes next."""

    __tablename__ = "turn"

    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.key"), primary_key=True)
    service: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id"))
