"""Makes good data for drafts and for documents on file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.documents import standing
from complaints_service.domain.drafts import can_submit, waiting

if TYPE_CHECKING:
    from support.good_data import Near

Data = dict[str, Any]


def note_draft(complaint: Complaint | None, near: Near) -> Data:
    """A draft of a note."""
    return {"command": "add_note", "data": {"text": near.words()}}


def own_draft(complaint: Complaint | None, near: Near) -> Data:
    """A draft that its author may send for approval."""
    assert complaint is not None
    own = [one.n for one in can_submit(complaint.drafts, near.asker or None)]
    return {"n": near.rng.choice(own)}


def others_draft(complaint: Complaint | None, near: Near) -> Data:
    """A draft of somebody else's that waits."""
    assert complaint is not None
    return {"n": near.rng.choice([one.n for one in waiting(complaint.drafts, near.asker or None)])}


def own_upload(complaint: Complaint | None, near: Near) -> Data:
    """A file that the asker uploaded just now."""
    return {"upload": near.upload(near.asker)}


def document_on_file(complaint: Complaint | None, near: Near) -> Data:
    """A document that was not withdrawn."""
    assert complaint is not None
    return {"document": near.rng.choice(standing(complaint.documents)).id}
