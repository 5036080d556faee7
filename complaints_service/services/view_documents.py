"""How documents look from outside, and which of them an actor may know of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from complaints_service.domain.complaint import Complaint
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.documents import DocumentRow
from complaints_service.persistence.queries import file_lists

from . import documents, reading
from .actors import Actor
from .documents import FiledDocument
from .errors import NotFound
from .reveal import instant
from .view_parts import Json
from .virus_scanner import INFECTED

_DOCUMENT = table(DocumentRow)


class NotReadable(Exception):
    """A document's content cannot be read now; `state` says why, `detail` in one sentence."""

    def __init__(self, state: str, detail: str) -> None:
        super().__init__(detail)
        self.state = state
        self.detail = detail


WHY_NOT = {
    documents.QUARANTINED: "The virus scanner has not looked at this document yet; ask again "
                           "later.",
    INFECTED: "A virus was found in this document, so it was removed.",
    documents.GONE: "This document was erased.",
}


@dataclass(frozen=True)
class RefusedFile:
    """A file that was not kept because a virus was found in it."""

    refused_at: datetime
    threat: str | None
    sha256: str


def known(complaint: Complaint, by: Actor) -> tuple[FiledDocument, ...]:
    """The documents of a complaint that the actor sees, as far as they may know of them."""
    return documents.visible_to(documents.documents_on(complaint), by)


def refused_files(ref: str) -> tuple[RefusedFile, ...]:
    """The files that came for a complaint and were infected, in the order they came."""
    rows = db.session.execute(
        select(_DOCUMENT.c.uploaded_at, _DOCUMENT.c.threat, _DOCUMENT.c.sha256)
        .where(_DOCUMENT.c.ref == ref, _DOCUMENT.c.seq.is_(None), _DOCUMENT.c.scan == INFECTED)
        .order_by(_DOCUMENT.c.uploaded_at, _DOCUMENT.c.id)
    )
    return tuple(RefusedFile(*row) for row in rows)


def document(document_id: str, by: Actor) -> FiledDocument:
    """One document; `NotFound` where there is none that the actor may know of."""
    plausible = len(document_id) <= reading.LONGEST_REF and document_id.isascii()
    ref = None
    if plausible and document_id.isprintable():
        ref = db.session.scalar(select(_DOCUMENT.c.ref).where(
            _DOCUMENT.c.id == document_id, _DOCUMENT.c.seq.is_not(None)))
    found = () if ref is None else known(reading.seen(ref, by), by)
    for one in found:
        if one.id == document_id:
            return one
    raise NotFound("there is no document with that id that you may see")


def readable(found: FiledDocument, by: Actor) -> Path:
    """Where the bytes of a document lie that the actor may read; NotReadable says why not."""
    if not documents.may_open(found, by):
        raise NotReadable("withdrawn", "This document was withdrawn; the complaints team can open "
                          "it.")
    if found.state != documents.READY:
        raise NotReadable(found.state, WHY_NOT[found.state])
    return documents.content_path(found)


def documents_json(found: Sequence[FiledDocument]) -> list[Json]:
    """Documents, each with its content's digest; people are told by their email."""
    people = file_lists.emails({one.added_by for one in found})
    return [_json(one, people.get(one.added_by)) for one in found]


def _json(one: FiledDocument, email: str | None) -> Json:
    without_account = one.added_by if one.added_by in ("system", "complainant") else None
    return {
        "id": one.id,
        "ref": one.ref,
        "name": one.name,
        "description": one.description,
        "kind": one.kind,
        "type": one.type,
        "size": one.size,
        "sha256": one.sha256,
        "staff_only": one.staff_only,
        "state": one.state,
        "scan": one.scan,
        "scanned_at": instant(one.scanned_at),
        "added_at": instant(one.added_at),
        "added_by": email or without_account,
        "withdrawn_at": instant(one.withdrawn_at),
        "withdrawn_because": one.withdrawn_because,
    }
