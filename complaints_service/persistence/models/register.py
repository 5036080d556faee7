"""Table of the register rows that were imported, so that none is imported twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.persistence.base import Base, UtcDateTime


class RegisterRowRow(Base):
    """One row of a council's register, by a fingerprint of what tells it from the others."""

    __tablename__ = "register_row"

    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.key"), primary_key=True)
    identity: Mapped[str] = mapped_column(Text, primary_key=True)
    """SHA-256 of the row's reference, or of what was known when it came in."""
    digest: Mapped[str | None] = mapped_column(Text)
    """SHA-256 of all its particulars; None once the complaint was erased."""
    ref: Mapped[str | None] = mapped_column(Text)
    """None once the complaint was erased: the row stays, so that nobody brings it back."""
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
