"""Sees to documents after they came: scans what had to wait, and tidies away what was left."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, true, update

from complaints_service import clock, logs
from complaints_service.persistence.base import table
from complaints_service.persistence.document_files import document_files, keeping
from complaints_service.persistence.models.documents import DocumentRow
from complaints_service.persistence.transaction import transaction

from .held_uploads import forget_bytes, forget_overdue, needs_bytes
from .virus_scanner import INFECTED, WAITING, Verdict, scanned

BATCH = 50
LEFT_FOR = timedelta(days=1)
"""How old a file must be, by the real clock, before it counts as left over."""
_DOCUMENT = table(DocumentRow)
_log = logs.logger(__name__)


@dataclass(frozen=True)
class Scanned:
    """What one pass found; `answering` is false where the scanner did not."""

    clean: int = 0
    infected: int = 0
    answering: bool = True


def scan_waiting(now: datetime, stopping: threading.Event | None = None) -> Scanned:
    """Let the scanner look at what came while it did not answer, one batch; `now` is aware.

    What is infected loses its bytes; that it was there stays on record. Where no scanner is
    configured any more, what waits is marked as not scanned.
    """
    stopping = stopping or threading.Event()
    found = Scanned()
    for row in _waiting():
        if stopping.is_set():
            break
        verdict = _verdict(row)
        if verdict.scan == WAITING:
            return Scanned(found.clean, found.infected, answering=False)
        _judge(row.sha256, verdict, now)
        if verdict.scan == INFECTED:
            found = Scanned(found.clean, found.infected + 1)
            _log.warning("infected_document_removed", document=row.id, ref=row.ref,
                         threat=verdict.threat)
        else:
            found = Scanned(found.clean + 1, found.infected)
    return found


def _waiting() -> Sequence[Any]:
    """The first of each content that waits."""
    with transaction() as session:
        found = session.execute(
            select(_DOCUMENT.c.id, _DOCUMENT.c.ref, _DOCUMENT.c.sha256)
            .where(_DOCUMENT.c.scan == WAITING, _DOCUMENT.c.erased_at.is_(None))
            .order_by(_DOCUMENT.c.id).limit(BATCH)
        ).all()
    return list({row.sha256: row for row in reversed(found)}.values())


def _verdict(row: Any) -> Verdict:
    try:
        with document_files().path(row.sha256).open("rb") as content:
            return scanned(content, keeping().scanner)
    except FileNotFoundError:
        _log.error("document_file_missing", document=row.id, ref=row.ref)
        return Verdict(WAITING)


def _judge(sha256: str, verdict: Verdict, now: datetime) -> None:
    """What holds of the content holds of every document that has it."""
    every = verdict.scan == INFECTED
    with transaction() as session:
        session.execute(
            update(_DOCUMENT)
            .where(_DOCUMENT.c.sha256 == sha256,
                   true() if every else _DOCUMENT.c.scan == WAITING)
            .values(scan=verdict.scan, threat=verdict.threat, scanned_at=now)
        )
    if every:
        forget_bytes(sha256)


def tidy() -> int:
    """Remove uploads that nobody used, and files that a crash or a refusal left; return how many.

    Safe beside everything else: what is young is left alone, and what is needed is asked for again
    under its lock.
    """
    files, long_ago = document_files(), clock.real_now() - LEFT_FOR
    gone = forget_overdue() + files.tidy_arrivals(long_ago)
    for sha256 in files.digests():
        if not files.is_older(sha256, long_ago):
            continue
        with transaction() as session:
            needed = session.execute(needs_bytes(sha256)).first() is not None
        if not needed:
            gone += forget_bytes(sha256)
    return gone
