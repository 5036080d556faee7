"""Who may review a complaint at stage 2, who may not and why, and what to think of before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from complaints_service.domain.complaint import Complaint
from complaints_service.persistence.queries import colleagues

from .view_parts import Json


@dataclass(frozen=True)
class Reviewer:
    """Somebody who holds the role.

    `barred` says why the rules forbid it: `handler`, `answered`, `drafted`, `decided_draft`,
    `considered`, `complained_of` or `not_listed`. `warnings` forbid nothing: `heads_service`, for
    whoever answers for the service complained of; a council of eight heads could not do without.
    """

    email: str
    name: str
    barred: tuple[str, ...]
    warnings: tuple[str, ...]


def reviewers(complaint: Complaint) -> tuple[Reviewer, ...]:
    """Return everybody who holds the role in this council, by name (HO 6.13, LGSCO 6.14)."""
    rows = colleagues.reviewers(complaint.organisation)
    return tuple(
        Reviewer(row.email, row.name, tuple(_bars(complaint, row.id)),
                 tuple(_warnings(complaint, row.roles, row.services)))
        for row in rows
    )


def _bars(complaint: Complaint, account: str) -> Iterator[str]:
    """Yield why the rules forbid it, the plainest reason first."""
    known: Mapping[str, set[str | None]] = {
        "handler": {complaint.stage_1.handler},
        "answered": {complaint.stage_1.answered_by},
        "drafted": {one.author for one in complaint.drafts},
        "decided_draft": {one.decided_by for one in complaint.drafts},
    }
    barred = account in complaint.considered_by or account == complaint.stage_1.handler
    reasons = [why for why, people in known.items() if barred and account in people]
    yield from reasons or (["considered"] if barred else [])
    if account in complaint.complained_of:
        yield "complained_of"
    if complaint.restricted and account not in complaint.access:
        yield "not_listed"


def _warnings(
    complaint: Complaint, roles: Collection[str], services: Collection[str]
) -> Iterator[str]:
    about = {complaint.service, *(one.service for one in complaint.points)}
    if "manager" in roles and about & set(services):
        yield "heads_service"


def reviewer_json(one: Reviewer) -> Json:
    """Return one as the API gives it."""
    return {"email": one.email, "name": one.name, "barred": list(one.barred),
            "warnings": list(one.warnings)}
