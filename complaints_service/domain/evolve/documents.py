"""How documents change a complaint: one more, described anew, or no longer relied on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.documents import Document
from complaints_service.domain.events import Event
from complaints_service.domain.sealing import sealed, surely_sealed


def added(complaint: Complaint, event: Event) -> Complaint:
    """A document was put on file."""
    data = event.data
    document = Document(
        id=data["document"],
        sha256=data["sha256"],
        size=data["size"],
        type=data["type"],
        name=surely_sealed(data["name"]),
        added_at=event.occurred_at,
        added_by=event.actor,
        kind=data["kind"],
        description=sealed(data["description"]),
        staff_only=data["staff_only"],
    )
    return replace(complaint, documents=(*complaint.documents, document))


def described(complaint: Complaint, event: Event) -> Complaint:
    """What is said of a document changed."""
    data = event.data
    return _with(complaint, data["document"], description=sealed(data["description"]),
                 kind=data["kind"], staff_only=data["staff_only"])


def withdrawn(complaint: Complaint, event: Event) -> Complaint:
    """A document is no longer relied on."""
    return _with(complaint, event.data["document"], withdrawn_at=event.occurred_at,
                 withdrawn_because=surely_sealed(event.data["reason"]))


def _with(complaint: Complaint, document_id: str, **changes: Any) -> Complaint:
    return replace(complaint, documents=tuple(
        replace(one, **changes) if one.id == document_id else one for one in complaint.documents
    ))
