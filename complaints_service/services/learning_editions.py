"""Releases a learning list when an improvement is published, and takes one back with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.content.reports import LEARNING, load_report
from complaints_service.persistence.editions import (
    APPROVED,
    RELEASED,
    change_edition,
    editions_of,
    next_number,
)
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.services import rules_in_use
from complaints_service.services.edition_writing import (
    add_built,
    latest_public,
    record,
    release,
    said_of,
    take_back,
)
from complaints_service.services.learning_report import build_learning

LEARNING_REPORT = "learning-and-improvements"


def release_learning(
    session: Session, organisation: str, *, author: str, approver: str, role: str, now: datetime
) -> list[str]:
    """Build and release a learning list in one go: approving words, or taking them back, is
    itself the second person's approval of the list that follows from it."""
    definition = load_report(LEARNING_REPORT, (), ())
    council = session.get_one(OrganisationRow, organisation)
    edition = f"ED-{next_number(session, 'edition'):04d}"
    revised = latest_public(session, definition.key, organisation, None)
    built = build_learning(session, definition, council, edition, now, rules_in_use.rules())
    place = (definition.key, organisation, None)
    row = add_built(session, edition, place, revised, built, now, now, author)
    hashes = record(session, edition, "edition_built", said_of(row), "system", "system", now)
    change_edition(session, edition, state=APPROVED, approved_by=approver, approved_at=now)
    told = {"sha256": row["sha256"]}
    hashes += record(session, edition, "edition_approved", told, approver, role, now)
    return hashes + release(session, edition, row["sha256"], approver, role, now)


def withdraw_learning_with(
    session: Session, organisation: str, improvement: str, reason: str, actor: str, role: str,
    now: datetime,
) -> list[str]:
    """Withdraw every released learning list that holds an item now taken back."""
    hashes: list[str] = []
    for row in editions_of(session, organisation=organisation, states=(RELEASED,)):
        if row.facts.get("kind") == LEARNING and improvement in row.facts["items"]:
            hashes += take_back(session, row.id, reason, actor, role, now)
    return hashes
