"""Uploads that wait to be put on a complaint: taken in safely, looked up, given back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from mmap import ACCESS_READ, mmap
from typing import IO

from sqlalchemy import Select, bindparam, delete, func, insert, select, true, update
from sqlalchemy.orm import Session

from complaints_service import clock, logs
from complaints_service.domain.documents import Upload
from complaints_service.persistence.base import table
from complaints_service.persistence.batch import Writes
from complaints_service.persistence.database import db
from complaints_service.persistence.document_files import (
    Arrived,
    TooLarge,
    document_files,
    keeping,
)
from complaints_service.persistence.models.documents import DocumentRow
from complaints_service.persistence.transaction import transaction

from .actors import Actor
from .document_names import safe_name
from .document_refusals import FileRefused, Why, too_large
from .document_types import Content, Judged, judged
from .references import new_id
from .virus_scanner import INFECTED, Verdict, scanned

HELD_FOR = timedelta(hours=24)
"""How long an upload waits, by the real clock, before it is forgotten."""
ANYBODYS = frozenset({"system", "complainant"})
"""Who acts without an account is given the id of an upload by whoever knows that it is theirs."""

_DOCUMENT = table(DocumentRow)
_KEEP = insert(_DOCUMENT)
_LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("sha256"), 0)))
_ON_FILE = update(_DOCUMENT).where(_DOCUMENT.c.id == bindparam("of"))
_NO_LONGER_HELD = {"name": None, "held_by": None, "held_until": None}
_WAITING = (_DOCUMENT.c.seq.is_(None), _DOCUMENT.c.held_until.is_not(None))
_SOUND = (*_WAITING, _DOCUMENT.c.scan != INFECTED)

_log = logs.logger(__name__)


@dataclass(frozen=True)
class Held:
    """An upload that waits; `scan` is as in the table."""

    id: str
    name: str
    sha256: str
    size: int
    type: str
    scan: str


def hold(name: str | None, content: IO[bytes], held_by: str, *, ref: str | None = None) -> Held:
    """Take a file in, of at most the installation's largest size, for `held_by` to put on a
    complaint. Nothing of it is parsed, and its name never becomes a path.

    Raises FileRefused; an infected one is recorded, for the complaint `ref` where there is one,
    without its name and content.
    """
    files, how = document_files(), keeping()
    try:
        arrived = files.arrive(content, how.largest)
    except TooLarge as error:
        raise too_large(safe_name(name), error.largest) from None
    try:
        with _content(arrived) as seen:
            kind = judged(name, seen)
        with arrived.open() as stream:
            verdict = scanned(stream, how.scanner)
        if verdict.scan == INFECTED:
            raise _infected(kind, arrived, verdict, ref)
        return _kept(kind, arrived, verdict, held_by)
    finally:
        files.discard(arrived)


@contextmanager
def _content(arrived: Arrived) -> Iterator[Content]:
    """The bytes, read from the disk as they are asked for."""
    if not arrived.size:
        yield b""
        return
    with arrived.open() as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
        yield content


def _kept(kind: Judged, arrived: Arrived, verdict: Verdict, held_by: str) -> Held:
    held = Held(new_id(), kind.name, arrived.sha256, arrived.size, kind.type, verdict.scan)
    with transaction() as session:
        lock_digest(session, arrived.sha256)
        document_files().keep(arrived)
        session.execute(_KEEP, {
            **_facts(held, verdict),
            "name": held.name,
            "held_by": held_by,
            "held_until": clock.real_now() + HELD_FOR,
        })
    return held


def _infected(kind: Judged, arrived: Arrived, verdict: Verdict, ref: str | None) -> FileRefused:
    """Record that it came, without what it was called and what was in it."""
    held = Held(new_id(), "", arrived.sha256, arrived.size, kind.type, verdict.scan)
    with transaction() as session:
        session.execute(_KEEP, {**_facts(held, verdict), "ref": ref})
    _log.warning("infected_file_refused", ref=ref, threat=verdict.threat, sha256=arrived.sha256)
    return FileRefused(Why.INFECTED, f"a virus was found in '{kind.name}', so it was not kept; "
                       "send a clean copy")


def _facts(held: Held, verdict: Verdict) -> dict[str, object]:
    now = clock.now()
    answered = verdict.scan in ("clean", INFECTED)
    return {"id": held.id, "sha256": held.sha256, "size": held.size, "type": held.type,
            "uploaded_at": now, "scan": verdict.scan, "threat": verdict.threat,
            "scanned_at": now if answered else None}


def lock_digest(session: Session, sha256: str) -> None:
    """Let nobody keep or remove the bytes with this digest until the transaction ends."""
    session.execute(_LOCK, {"sha256": sha256})


def upload_for(session: Session, upload_id: str, by: Actor) -> Upload | None:
    """The upload, where it waits for this actor, locked until the transaction ends."""
    if len(upload_id) > 60:
        return None
    own = true() if by.roles & ANYBODYS else _DOCUMENT.c.held_by == by.id
    row = session.execute(
        select(_DOCUMENT.c.id, _DOCUMENT.c.name, _DOCUMENT.c.sha256, _DOCUMENT.c.size,
               _DOCUMENT.c.type)
        .where(_DOCUMENT.c.id == upload_id, own, *_SOUND).with_for_update()
    ).first()
    return None if row is None else Upload(*row)


def put_on_file(writes: Writes, upload_id: str, ref: str, seq: int) -> None:
    """The upload is a document of this complaint from its event `seq` on."""
    writes.execute(_ON_FILE, {"of": upload_id, "ref": ref, "seq": seq, **_NO_LONGER_HELD})


def held_for(held_by: str) -> tuple[Held, ...]:
    """The uploads that wait for somebody, in the order they came."""
    rows = db.session.execute(
        select(_DOCUMENT.c.id, _DOCUMENT.c.name, _DOCUMENT.c.sha256, _DOCUMENT.c.size,
               _DOCUMENT.c.type, _DOCUMENT.c.scan)
        .where(_DOCUMENT.c.held_by == held_by, *_SOUND)
        .order_by(_DOCUMENT.c.uploaded_at, _DOCUMENT.c.id)
    )
    return tuple(Held(*row) for row in rows)


def give_back(upload_id: str, held_by: str) -> None:
    """Forget an upload that waits for `held_by`; nothing happens where there is none."""
    with transaction() as session:
        sha256 = session.scalar(
            delete(_DOCUMENT)
            .where(_DOCUMENT.c.id == upload_id, _DOCUMENT.c.held_by == held_by, *_WAITING)
            .returning(_DOCUMENT.c.sha256)
        )
    if sha256 is not None:
        forget_bytes(sha256)


def forget_overdue() -> int:
    """Forget the uploads that nobody put on a complaint in time; return how many."""
    with transaction() as session:
        gone = session.scalars(
            delete(_DOCUMENT).where(*_WAITING, _DOCUMENT.c.held_until < clock.real_now())
            .returning(_DOCUMENT.c.sha256)
        ).all()
    for sha256 in gone:
        forget_bytes(sha256)
    return len(gone)


def forget_bytes(sha256: str) -> bool:
    """Remove the bytes with this digest unless a document still needs them; True when removed.

    Looked at again in a transaction of its own, so that dying between never loses what is needed.
    """
    with transaction() as session:
        lock_digest(session, sha256)
        if session.execute(needs_bytes(sha256)).first() is not None:
            return False
        document_files().remove(sha256)
    return True


def needs_bytes(sha256: str) -> Select[tuple[str]]:
    """Asks for a document whose bytes have this digest and have to be kept."""
    return select(_DOCUMENT.c.id).where(
        _DOCUMENT.c.sha256 == sha256, _DOCUMENT.c.erased_at.is_(None),
        _DOCUMENT.c.scan != INFECTED,
    ).limit(1)
