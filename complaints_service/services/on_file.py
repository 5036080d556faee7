"""What is on file when a command arrives, asked of the database in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.domain.complaint import Complaint
from complaints_service.persistence.batch import Batch
from complaints_service.persistence.calendars import ask_latest, latest_in
from complaints_service.persistence.chain import ORIGIN
from complaints_service.persistence.complaints import ask_locked, complaint_in
from complaints_service.persistence.streams import ask_stream

from .errors import NotFound
from .idempotency import AskedKey, ask_key
from .organisations_held import Council, ask_councils, councils_in


@dataclass(frozen=True)
class OnFile:
    """The complaint, locked until the transaction ends, and what belongs to it.

    For a new contact there is no complaint and nothing to read.
    """

    complaint: Complaint | None
    councils: Mapping[str, Council]
    asked_key: AskedKey | None
    prev_hash: str = ORIGIN
    readable: Mapping[str, Any] = field(default_factory=dict)
    """The payloads on file, by digest."""
    calendar: str | None = None
    """The name of the latest imported calendar."""

    def replayed(self, body_sha256: str | None) -> dict[str, Any] | None:
        """The answer that was kept under the request's key; raises InProgress and KeyReused."""
        return None if self.asked_key is None else self.asked_key.replayed(body_sha256)


def on_file(
    session: Session, ref: str | None, account: str, key: str | None, named: tuple[str, ...] = ()
) -> OnFile:
    """Look up what a command needs; `named` are the complaints that it names besides its own.

    Raises NotFound for a reference that does not exist.
    """
    batch = Batch(session)
    asked = None if ref is None else ask_locked(batch, ref, named)
    stream = None if ref is None else ask_stream(batch, ref)
    asked_key = ask_key(batch, account, key)
    councils = ask_councils(batch)
    calendar = ask_latest(batch)
    batch.send()
    complaint = None if asked is None else complaint_in(asked)
    if stream is None:
        return OnFile(None, councils_in(councils.rows), asked_key, calendar=latest_in(calendar))
    if complaint is None:
        raise NotFound(f"there is no complaint '{ref}' that you may see")
    return OnFile(
        complaint, councils_in(councils.rows), asked_key,
        prev_hash=stream.last_hash(complaint.version),
        readable=stream.private_values(),
        calendar=latest_in(calendar),
    )
