"""Table of documents: what was uploaded, whether it is on a file, and whether it was scanned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.persistence.base import Base, UtcDateTime


class DocumentRow(Base):
    """One uploaded file; its bytes lie in the documents folder under their SHA-256.

    On file once `seq` is set: the number of the event that added it. Before that it waits, held
    for `held_by` until `held_until` (real clock). Erasure empties `name` and sets `erased_at`; the
    bytes go with the last row that needs them.
    """

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_ref", "ref", "seq"),
        Index("ix_document_sha256", "sha256"),
        Index("ix_document_unscanned", "id", postgresql_where=text("scan = 'waiting'")),
        Index("ix_document_held", "held_until", postgresql_where=text("held_until IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    ref: Mapped[str | None] = mapped_column(ForeignKey("complaint.ref"))
    seq: Mapped[int | None] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(Text)
    """Media type, from the content."""
    name: Mapped[str | None] = mapped_column(Text)
    """Made safe; personal. Only while it waits: on file it stands apart, as other private words."""
    held_by: Mapped[str | None] = mapped_column(Text)
    """An account's id, or what a visitor's browser is known by."""
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    scan: Mapped[str] = mapped_column(Text)
    """`clean`, `not_scanned` (no scanner is configured), `waiting` (the scanner did not answer) or
    `infected`."""
    scanned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    threat: Mapped[str | None] = mapped_column(Text)
    """The scanner's name for what it found."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
