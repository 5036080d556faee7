"""Puts a message with a complaint: as a contact through the one door, with its files."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from complaints_service import clock, logs
from complaints_service.domain.commands.fields import LONG_TEXT
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.queries import inbound
from complaints_service.services.actors import Actor
from complaints_service.services.document_refusals import FileRefused
from complaints_service.services.documents import About, put_on
from complaints_service.services.errors import Busy, Forbidden, InProgress, InvalidCommand, NotFound
from complaints_service.services.handle import Request, handle
from complaints_service.services.held_uploads import hold

from .bodies import file_content
from .incoming import Incoming, parsed

FROM_FILE = "Email from an address on file. Nobody has checked who sent it."
BY_HAND = "Email, put with this complaint by hand. Nobody has checked who sent it."
CUT = "\n[The rest is in the email itself.]"
_NOT_KEPT = (FileRefused, Refusal, InvalidData, InvalidCommand, NotFound, Forbidden, Busy,
             InProgress)

_log = logs.logger(__name__)


def contact_from(row: Any, message: Incoming, ref: str, by: Actor, *, proved: bool) -> int:
    """Record a message as a contact on a complaint, once; return the number of its event.

    It happened when the message reached us, or when the complaint was received if that was later.
    Raises what `handle` raises.
    """
    complaint = load(db.session(), ref)
    received = complaint.received_at if complaint is not None else row.received_at
    summary = _summary(row.shown or message.shown(), FROM_FILE if proved else BY_HAND)
    data = {"channel": "email", "direction": "in", "summary": summary}
    request = Request(
        "record_contact", data, occurred_at=min(max(row.received_at, received), clock.now()),
        key=f"mail:{row.id}:{ref}", body_sha256=hashlib.sha256(summary.encode()).hexdigest(),
    )
    return handle(request, by=by, ref=ref).events[0].seq


def _summary(shown: dict[str, Any], first: str) -> str:
    head = "\n".join(part for part in (first, f"Subject: {shown['subject']}") if part)
    whole = f"{head}\n\n{shown['text']}".strip()
    return whole if len(whole) <= LONG_TEXT else whole[:LONG_TEXT - len(CUT)] + CUT


def keep_files(mail_id: str, message: Incoming, ref: str, by: Actor) -> int:
    """Keep what came along as documents of the complaint; return how many.

    What is not taken as a document stays in the message itself, where it can be fetched.
    """
    raw = inbound.raw(db.session(), mail_id) if message.files else None
    if raw is None:
        return 0
    whole, _ = parsed(raw)
    kept = 0
    for one in message.files:
        content = file_content(whole, one.part)
        try:
            held = hold(one.name, io.BytesIO(content or b""), by.id, ref=ref)
            put_on(ref, held, About("Came by email", None, None), by=by,
                   key=f"mail:{mail_id}:{one.part}")
            kept += 1
        except KeyError:
            return kept  # this process keeps no documents
        except _NOT_KEPT as error:
            _log.warning("mail_file_not_kept", mail=mail_id, ref=ref, error=type(error).__name__)
    return kept
