"""Writes what happens to an edition: rows, files as released, and events in its stream.

The caller ends the commit with `append_entry` over the hashes that are returned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.domain.events import NewEvent
from complaints_service.domain.london import write_instant
from complaints_service.domain.sealing import Private
from complaints_service.letters.pdf import PdfFailed, render_pdf
from complaints_service.logs import logger
from complaints_service.persistence.editions import (
    BUILT,
    EVER_PUBLIC,
    RELEASED,
    WITHDRAWN,
    Files,
    add_edition,
    add_released,
    built_files,
    change_edition,
    editions_of,
    sha256_of,
)
from complaints_service.persistence.models.learning import EditionRow
from complaints_service.persistence.streams import append_events, chain_head, stream_version
from complaints_service.reporting.stamp import stamped
from complaints_service.services.figures_report import Built

PDF_SECONDS = 60.0


@dataclass(frozen=True)
class Edition:
    """An edition as it stands; instants are aware UTC, people are account ids."""

    id: str
    report: str
    organisation: str
    period: str | None
    number: int
    revises: str | None
    sha256: str
    state: str
    as_of: datetime
    built_at: datetime
    built_by: str
    approved_by: str | None
    approved_at: datetime | None
    released_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None

    @staticmethod
    def of(row: EditionRow) -> Edition:
        """Read a row."""
        return Edition(**{name: getattr(row, name) for name in Edition.__dataclass_fields__})


def record(
    session: Session, edition: str, type: str, data: Mapping[str, Any], actor: str, role: str,
    now: datetime,
) -> list[str]:
    """Append one event to an edition's stream; returns its hash in a list."""
    event = NewEvent(type, dict(data), now)
    stored = append_events(
        session, edition, [event], version=stream_version(session, edition), recorded_at=now,
        actor=actor, role=role,
    )
    return [one.hash for one in stored]


def release(
    session: Session, edition: str, approved_sha256: str, actor: str, role: str, now: datetime
) -> list[str]:
    """Stamp the approved files with the moment of their release and make them public."""
    files = {
        path: (content_type, stamped(content, now))
        for path, (content_type, content) in built_files(session, edition).items()
    }
    files |= _printed(files)
    add_released(session, edition, files)
    change_edition(session, edition, state=RELEASED, released_at=now)
    told = {
        "approved_sha256": approved_sha256,
        "released_sha256": sha256_of(files),
        "released_at": write_instant(now),
    }
    return record(session, edition, "edition_released", told, actor, role, now)


def _printed(files: Files) -> dict[str, tuple[str, bytes]]:
    """The report as PDF, made of the page as released; without it the page still stands."""
    page = files.get("performance.html")
    if page is None:
        return {}
    try:
        printed = render_pdf(page[1].decode(), seconds=PDF_SECONDS)
    except PdfFailed as error:
        logger(__name__).warning("report_not_printed", reason=str(error))
        return {}
    return {"report.pdf": ("application/pdf", printed)}


def take_back(
    session: Session, edition: str, reason: str, actor: str, role: str, now: datetime
) -> list[str]:
    """Mark a released edition as withdrawn."""
    change_edition(
        session, edition, state=WITHDRAWN, withdrawn_at=now, withdrawn_reason=reason
    )
    told = {"reason": Private(reason)}
    return record(session, edition, "edition_withdrawn", told, actor, role, now)


def add_built(
    session: Session, edition: str, place: tuple[str, str, str | None], revised: EditionRow | None,
    built: Built, as_of: datetime, now: datetime, by: str,
) -> dict[str, Any]:
    """Insert an edition as built, for (report, organisation, period); returns its row."""
    report, organisation, period = place
    before = editions_of(session, organisation=organisation, report=report, period=period)
    row = {
        "id": edition,
        "report": report,
        "organisation": organisation,
        "period": period,
        "number": max((one.number for one in before), default=0) + 1,
        "revises": revised.id if revised else None,
        "sha256": sha256_of(built.files),
        "state": BUILT,
        "as_of": as_of,
        "chain_head": chain_head(session),
        "built_at": now,
        "built_by": by,
        "facts": built.facts,
    }
    add_edition(session, row, built.files)
    return row


def said_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the event of its building says."""
    plain = ("report", "organisation", "period", "number", "revises", "sha256", "chain_head")
    return {**{name: row[name] for name in plain}, "as_of": write_instant(row["as_of"])}


def latest_public(
    session: Session, report: str, organisation: str, period: str | None
) -> EditionRow | None:
    """The edition that a new one revises: the last that was ever public."""
    rows = editions_of(
        session, organisation=organisation, report=report, period=period, states=EVER_PUBLIC
    )
    return max(rows, key=lambda row: row.number, default=None)
