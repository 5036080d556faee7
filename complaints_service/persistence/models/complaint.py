"""Tables of a complaint as it stands: the snapshot for reading, its stages and its deadlines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.persistence.base import Base, UtcDateTime

WORKLIST_COLUMNS = (
    "kind", "organisation", "state", "stage", "service", "services", "handler", "reviewer",
    "recorded_by", "restricted", "access", "codes", "received_on", "acknowledge_by", "answer_by",
    "update_by", "ombudsman_by", "remedy_by", "review_by", "contribution_by", "hazard_by",
    "tell_by", "extension_waits",
)
"""What the caseload is counted and narrowed by."""


class ComplaintRow(Base):
    """One contact. `snapshot` is the whole fold (private values as digests); the other columns
    repeat what lists, counts and sweeps need and are rewritten from it at each command."""

    __tablename__ = "complaint"
    __table_args__ = (
        Index("ix_complaint_list", "organisation", "recorded_at", "ref"),
        Index("ix_complaint_next_due", "next_due_on", "ref",
              postgresql_where=text("next_due_on IS NOT NULL")),
        Index("ix_complaint_received", "received_on"),
        Index("ix_complaint_handler", "handler"),
        Index("ix_complaint_reviewer", "reviewer"),
        Index("ix_complaint_recorded_by", "recorded_by"),
        Index("ix_complaint_service_request", "organisation", "recorded_at", "ref",
              postgresql_where=text("kind = 'service_request'")),
        # The caseload is counted and ordered from this index alone, however many have ended.
        Index("ix_complaint_worklist", "next_due_on", "ref",
              postgresql_include=WORKLIST_COLUMNS,
              postgresql_where=text("stage <> 'ended' OR next_due_on IS NOT NULL")),
        # A reference is found by any of its parts, ours and the one of an imported register.
        Index("ix_complaint_reference_words", text("reference_words(ref, old_reference)"),
              postgresql_using="gin"),
        Index("ix_complaint_draft_waits", "ref", postgresql_where=text("draft_waits")),
        Index("ix_complaint_triaged", "received_on", "ref", postgresql_where=text(
            "declined_ground IS NOT NULL OR handed_off_to IS NOT NULL OR kind = 'compliment'"
            " OR kind = 'comment'")),
        Index("uq_complaint_old_reference", "organisation", "old_reference", unique=True,
              postgresql_where=text("old_reference IS NOT NULL")),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.key"))
    predecessor: Mapped[str | None] = mapped_column(Text)
    old_reference: Mapped[str | None] = mapped_column(Text)
    imported: Mapped[bool] = mapped_column(Boolean)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    """`complaint`, `service_request`, `compliment` or `comment`: what counts and lists as what."""
    accepted: Mapped[bool] = mapped_column(Boolean)
    """Taken on at stage 1 at any time; counted in volume (measure V2)."""
    service: Mapped[str] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    ward: Mapped[str | None] = mapped_column(Text)
    codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cause: Mapped[str | None] = mapped_column(Text)
    declined_ground: Mapped[str | None] = mapped_column(Text)
    declined_on: Mapped[date | None] = mapped_column(Date)
    handed_off_to: Mapped[str | None] = mapped_column(Text)
    first_contact_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_on: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handler: Mapped[str | None] = mapped_column(Text)
    reviewer: Mapped[str | None] = mapped_column(Text)
    restricted: Mapped[bool] = mapped_column(Boolean)
    access: Mapped[list[str]] = mapped_column(ARRAY(Text))
    recorded_by: Mapped[str | None] = mapped_column(Text)
    draft_waits: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    """A draft waits for a second person to approve it."""
    services: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """The services of the complaint and of its points: what a service's manager may see."""
    next_due_on: Mapped[date | None] = mapped_column(Date)
    next_due_kind: Mapped[str | None] = mapped_column(Text)
    acknowledge_by: Mapped[date | None] = mapped_column(Date)
    """The first open deadline of its sort, as are those that follow: what it waits for."""
    answer_by: Mapped[date | None] = mapped_column(Date)
    update_by: Mapped[date | None] = mapped_column(Date)
    ombudsman_by: Mapped[date | None] = mapped_column(Date)
    remedy_by: Mapped[date | None] = mapped_column(Date)
    review_by: Mapped[date | None] = mapped_column(Date)
    contribution_by: Mapped[date | None] = mapped_column(Date)
    hazard_by: Mapped[date | None] = mapped_column(Date)
    tell_by: Mapped[date | None] = mapped_column(Date)
    """A new calendar moved a date that letters had named: to be told by then."""
    extension_waits: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    """An extension that somebody drafted waits for a second person to approve it."""
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)


class StageRow(Base):
    """The dates of one stage of one complaint: what timeliness is computed from, never stored."""

    __tablename__ = "stage"
    __table_args__ = (Index("ix_stage_responded", "stage", "responded_on"),)

    ref: Mapped[str] = mapped_column(ForeignKey("complaint.ref"), primary_key=True)
    stage: Mapped[int] = mapped_column(Integer, primary_key=True)
    started_on: Mapped[date] = mapped_column(Date)
    """Received (stage 1) or asked for (stage 2)."""
    acknowledge_by: Mapped[date | None] = mapped_column(Date)
    acknowledged_on: Mapped[date | None] = mapped_column(Date)
    original_respond_by: Mapped[date | None] = mapped_column(Date)
    respond_by: Mapped[date | None] = mapped_column(Date)
    """With all valid extensions."""
    longest_respond_by: Mapped[date | None] = mapped_column(Date)
    """With all extensions given, valid or not: for chasing."""
    extensions: Mapped[int] = mapped_column(Integer)
    invalid_extensions: Mapped[int] = mapped_column(Integer)
    responded_on: Mapped[date | None] = mapped_column(Date)
    finding: Mapped[str | None] = mapped_column(Text)
    changed: Mapped[str | None] = mapped_column(Text)
    """Stage 2 only: `yes`, `no` or `partly`."""
    resolved_early: Mapped[bool] = mapped_column(Boolean)
    refused: Mapped[bool] = mapped_column(Boolean)
    """Stage 2 only: the request was not accepted."""
    ended_on: Mapped[date | None] = mapped_column(Date)
    """Ended without an answer (withdrawn, declined, merged) on this day."""


class DeadlineRow(Base):
    """A date something must be done by, derived from the events; rewritten at each command."""

    __tablename__ = "deadline"
    __table_args__ = (
        Index("ix_deadline_open", "due_on", "ref", "kind", "item",
              postgresql_where=text("met_at IS NULL AND NOT void")),
        Index("ix_deadline_contribution", "owner", "due_on",
              postgresql_where=text("kind = 'contribution'")),
    )

    ref: Mapped[str] = mapped_column(ForeignKey("complaint.ref"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    item: Mapped[str] = mapped_column(Text, primary_key=True)
    """Which one of its kind: "" or the number of a remedy, obligation …"""
    due_on: Mapped[date | None] = mapped_column(Date)
    """None where the calendar does not know the year: open, with an alarm."""
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    void: Mapped[bool] = mapped_column(Boolean)
    owner: Mapped[str | None] = mapped_column(Text)
