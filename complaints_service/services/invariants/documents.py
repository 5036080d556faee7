"""Invariants of documents: the record, the table and the folder tell of the same files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.persistence.base import table
from complaints_service.persistence.document_files import DocumentFiles, digest_of
from complaints_service.persistence.models.documents import DocumentRow
from complaints_service.services.virus_scanner import INFECTED

from .evidence import CaseFile, Ground, Violation

UNFINISHED = timedelta(days=1)
"""A file without a row may be an upload that was cut off; it is tidied away within a day."""
_DOCUMENT = table(DocumentRow)


def i24_documents(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Each document of the record has its row, with the event, digest, size and type of it."""
    told = {one.data["document"]: one for one in file.of_type("document_added")}
    rows = {row["id"]: row for row in file.documents if row["seq"] is not None}
    for document_id in sorted(told.keys() ^ rows.keys()):
        where = "events, but no row" if document_id in told else "a row, but no event"
        yield f"document {document_id} has {where}"
    for document_id in sorted(told.keys() & rows.keys()):
        event, row = told[document_id], rows[document_id]
        said = {name: event.data[name] for name in ("sha256", "size", "type")} | {"seq": event.seq}
        for name, value in said.items():
            if row[name] != value:
                yield f"document {document_id}: {name} is stored otherwise than its event says"


def i25_files(session: Session, folder: Path) -> tuple[int, list[Violation]]:
    """Each document has its bytes under their digest, and no bytes are kept without need.

    Returns how many files were looked at, and what is wrong.
    """
    files = DocumentFiles(folder)
    found = session.execute(
        select(_DOCUMENT.c.id, _DOCUMENT.c.ref, _DOCUMENT.c.sha256, _DOCUMENT.c.size)
        .where(_DOCUMENT.c.erased_at.is_(None), _DOCUMENT.c.scan != INFECTED,
               or_(_DOCUMENT.c.seq.is_not(None), _DOCUMENT.c.held_until.is_not(None)))
        .order_by(_DOCUMENT.c.id)
    ).all()
    wrong = [
        Violation("I25", row.ref or "-", f"document {row.id}: {fault}")
        for row in found if (fault := _fault(files.path(row.sha256), row.size))
    ]
    kept = list(files.digests())
    for sha256 in kept:
        if digest_of(files.path(sha256)) != sha256:
            wrong.append(Violation("I25", "-", f"file {sha256} does not have its digest"))
    needed, long_ago = {row.sha256 for row in found}, clock.real_now() - UNFINISHED
    for sha256 in sorted(set(kept) - needed):
        if files.is_older(sha256, long_ago):
            wrong.append(Violation("I25", "-", f"file {sha256} is kept, but no document needs it"))
    return len(found) + len(kept), wrong


def _fault(path: Path, size: int) -> str | None:
    try:
        there = path.stat().st_size
    except FileNotFoundError:
        return "its file is not there"
    return None if there == size else f"its file has {there} bytes, not {size}"
