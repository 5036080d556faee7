"""Documents on a complaint's file: put there, listed, read, forgotten."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import delete, select, update

from complaints_service import clock
from complaints_service.domain.commands.documents import AddDocument
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.documents import Document
from complaints_service.persistence.base import table
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.document_files import document_files
from complaints_service.persistence.models.documents import DocumentRow
from complaints_service.persistence.models.event import EventRow, PrivateValueRow
from complaints_service.persistence.streams import private_values
from complaints_service.persistence.transaction import transaction

from .actors import Actor
from .errors import NotFound
from .handle import Request, Written, handle
from .held_uploads import Held, forget_bytes, give_back, hold
from .permissions import STAFF
from .virus_scanner import INFECTED, WAITING

READY, QUARANTINED, GONE = "ready", "quarantined", "erased"
READERS = frozenset({*STAFF, "approver", "auditor", "system"})
"""Roles for which nothing on a complaint that they see is too private."""
KEEPERS = frozenset({"officer", "auditor", "system"})
"""Roles that may still open what was withdrawn."""

_DOCUMENT, _EVENT, _PRIVATE = table(DocumentRow), table(EventRow), table(PrivateValueRow)
_TELL = ("document_added", "document_described", "document_withdrawn")


@dataclass(frozen=True)
class FiledDocument:
    """A document on file, readable. `name` and `description` are None once erased.

    `state` is `ready`, `quarantined` (the virus scanner has not answered yet), `infected` (removed)
    or `erased`; only what is ready can be read. `added_by` is an account's id.
    """

    id: str
    ref: str
    seq: int
    name: str | None
    description: str | None
    kind: str | None
    type: str
    size: int
    sha256: str
    staff_only: bool
    added_at: datetime
    added_by: str
    state: str
    scan: str
    scanned_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_because: str | None

    @property
    def called(self) -> str:
        """Its name for people; what was erased is called so."""
        return self.name or "Erased document"


def documents_of(ref: str) -> tuple[FiledDocument, ...]:
    """The documents of a complaint in the order they were added, withdrawn ones included."""
    complaint = load(db.session(), ref)
    return () if complaint is None else documents_on(complaint)


def documents_on(complaint: Complaint) -> tuple[FiledDocument, ...]:
    """The same, of a complaint that is at hand."""
    if not complaint.documents:
        return ()
    rows = db.session.execute(
        select(_DOCUMENT.c.id, _DOCUMENT.c.seq, _DOCUMENT.c.scan, _DOCUMENT.c.scanned_at,
               _DOCUMENT.c.erased_at)
        .where(_DOCUMENT.c.ref == complaint.ref, _DOCUMENT.c.seq.is_not(None))
    )
    kept = {row.id: row for row in rows}
    readable = private_values(db.session(), complaint.ref)
    return tuple(_filed(complaint.ref, one, kept[one.id], readable)
                 for one in complaint.documents if one.id in kept)


def _filed(ref: str, one: Document, row: Any, readable: Mapping[str, Any]) -> FiledDocument:
    def words(sealed: Any) -> str | None:
        return None if sealed is None else readable.get(sealed.sha256)

    return FiledDocument(
        id=one.id, ref=ref, seq=row.seq, name=words(one.name),
        description=words(one.description), kind=one.kind, type=one.type, size=one.size,
        sha256=one.sha256, staff_only=one.staff_only, added_at=one.added_at,
        added_by=one.added_by, state=_state(row), scan=row.scan, scanned_at=row.scanned_at,
        withdrawn_at=one.withdrawn_at, withdrawn_because=words(one.withdrawn_because),
    )


def _state(row: Any) -> str:
    if row.erased_at is not None:
        return GONE
    return {WAITING: QUARANTINED, INFECTED: INFECTED}.get(row.scan, READY)


def visible_to(documents: tuple[FiledDocument, ...], by: Actor) -> tuple[FiledDocument, ...]:
    """Those that the actor, who sees the complaint, may know of."""
    return tuple(one for one in documents if not one.staff_only or by.roles & READERS)


def may_open(document: FiledDocument, by: Actor) -> bool:
    """Whether the actor, who knows of it, may open it; what was withdrawn is for the team alone."""
    return document.withdrawn_at is None or bool(by.roles & KEEPERS)


def content_path(document: FiledDocument) -> Path:
    """Where the bytes of a document lie. Raises NotFound unless it is ready to be read."""
    if document.state != READY:
        raise NotFound(f"document {document.id} is {document.state}; its content cannot be read")
    return document_files().path(document.sha256)


@dataclass(frozen=True)
class About:
    """What is said of a document when it is added."""

    description: str | None = None
    kind: str | None = None
    staff_only: bool | None = None


def keep_document(
    ref: str, name: str, content: IO[bytes], *, by: Actor, description: str | None = None,
    kind: str | None = None, staff_only: bool | None = None,
) -> FiledDocument:
    """Put a file on a complaint: taken in, scanned, kept, and added by the door.

    Raises FileRefused for a file that is not taken, and whatever `handle` raises; then nothing
    is kept.
    """
    held = hold(name, content, by.id, ref=ref)
    put = put_on(ref, held, About(description, kind, staff_only), by=by)
    return added_by(put)


def put_on(
    ref: str, held: Held, about: About, *, by: Actor, key: str | None = None,
) -> Written:
    """Put an upload of this actor on a complaint. Where that was done before under the same key,
    or is refused, the upload is forgotten."""
    data = AddDocument(upload=held.id, description=about.description, kind=about.kind,
                       staff_only=about.staff_only)
    asked = Request("add_document", data, key=key,
                    body_sha256=None if key is None else _digest(ref, held, about))
    try:
        put = handle(asked, by=by, ref=ref)
    except BaseException:
        give_back(held.id, by.id)
        raise
    if put.replayed:
        give_back(held.id, by.id)
    return put


def _digest(ref: str, held: Held, about: About) -> str:
    said = (ref, held.sha256, held.name, about.description, about.kind, about.staff_only)
    return hashlib.sha256(repr(said).encode()).hexdigest()


def added_by(put: Written) -> FiledDocument:
    """The document that this command added."""
    added = {one.seq for one in put.events if one.type == "document_added"}
    found = next((one for one in documents_of(put.ref) if one.seq in added), None)
    if found is None:
        raise NotFound("that command added no document")
    return found


def forget_document(document_id: str) -> None:
    """Forget a document's bytes, its name and all that was said of it, for good; that it was
    there stays on record, and the chain still holds.

    Bytes that another document has too are kept for that one.
    """
    with transaction() as session:
        found = session.execute(
            update(_DOCUMENT).where(_DOCUMENT.c.id == document_id)
            .values(name=None, erased_at=clock.now())
            .returning(_DOCUMENT.c.ref, _DOCUMENT.c.sha256)
        ).first()
        if found is None:
            return
        told = session.scalars(select(_EVENT.c.data).where(
            _EVENT.c.ref == found.ref, _EVENT.c.type.in_(_TELL),
            _EVENT.c.data["document"].astext == document_id))
        sealed = {one["sha256"] for data in told for one in data.values() if isinstance(one, dict)}
        session.execute(delete(_PRIVATE).where(
            _PRIVATE.c.ref == found.ref, _PRIVATE.c.sha256.in_(sealed)))
    forget_bytes(found.sha256)
