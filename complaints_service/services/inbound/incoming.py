"""Reads one message as it came: whatever is in it, there is an answer and never an error."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import Any

from complaints_service.services.mail_tokens import tokens_in

from .bodies import Attached, files_in, text_in
from .headers import (
    Headers,
    addresses,
    clean,
    first,
    headers_of,
    received_at,
    text_of,
    words_of,
)
from .reports import Report, report_in

LARGEST = 30 * 1024 * 1024
"""The bytes kept of one message; of a larger one the beginning is kept."""
MOST_LINES = 600_000
"""More lines than a file of that size has: a message of empty lines is not taken apart."""
LONGEST_UNREAD = 20_000
_HEAD = 256 * 1024
_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
_BROKEN = (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the parser raises over a message made to break it."""


@dataclass(frozen=True)
class Incoming:
    """What a message says of itself. Nothing of it is proved, but that its `tokens` are secrets
    which only those who had an email of ours, or its bounce, can know.

    `sender` is empty where there is not exactly one. `whole` is false where the message could not
    be taken apart; then only its headers are read. `kept_whole` is false for one too large.
    """

    digest: str
    message_id: str
    sender_name: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    dated: str
    received_at: datetime | None
    text: str
    files: tuple[Attached, ...]
    headers: Headers
    tokens: tuple[str, ...]
    report: Report | None
    content_type: str
    whole: bool
    kept_whole: bool

    def shown(self) -> dict[str, Any]:
        """What is kept to be shown; personal."""
        return {
            "name": self.sender_name, "address": self.sender, "to": list(self.recipients[:10]),
            "subject": self.subject, "date": self.dated, "text": self.text,
            "files": [{"part": one.part, "name": one.name, "type": one.type, "size": one.size}
                      for one in self.files],
            "whole": self.whole, "kept_whole": self.kept_whole,
        }


def incoming(raw: bytes) -> Incoming:
    """Read a message; never raises for anything in it."""
    message, whole = parsed(raw)
    headers = headers_of(message.raw_items())
    senders = addresses(headers, "from")
    name, sender = senders[0] if len(senders) == 1 else ("", "")
    text, files, report = _body(message) if whole else (_beginning(raw), (), None)
    return Incoming(
        digest=_digest(raw, headers),
        message_id=clean(first(headers, "message-id"), 400),
        sender_name=name,
        sender=sender,
        recipients=tuple(dict.fromkeys(address for _, address in addresses(headers, *_TO))),
        subject=words_of(first(headers, "subject")),
        dated=clean(first(headers, "date"), 100),
        received_at=received_at(headers),
        text=text,
        files=files,
        headers=headers,
        tokens=_tokens(headers, report),
        report=report,
        content_type=message.get_content_type(),
        whole=whole,
        kept_whole=len(raw) < LARGEST,
    )


def parsed(raw: bytes) -> tuple[Message, bool]:
    """Return the message and whether it could be taken apart; else its headers alone."""
    if raw.count(b"\n") <= MOST_LINES:
        try:
            return message_from_bytes(raw[:LARGEST], policy=compat32), True
        except _BROKEN:
            pass  # its headers tell where it belongs, and a person can read the rest
    return BytesHeaderParser(policy=compat32).parsebytes(raw[:_HEAD]), False


def _beginning(raw: bytes) -> str:
    """What follows the headers of a message that could not be taken apart, as it stands."""
    body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    return clean(text_of(body[:LONGEST_UNREAD], None), LONGEST_UNREAD, lines=True).strip()


def _body(message: Message) -> tuple[str, tuple[Attached, ...], Report | None]:
    try:
        return text_in(message), files_in(message), report_in(message)
    except _BROKEN:
        return "", (), None


def _tokens(headers: Headers, report: Report | None) -> tuple[str, ...]:
    """The secret marks that the headers name: what it answers first, then how it was addressed."""
    names = ("in-reply-to", *_TO, "references")
    values = [value for name in names for value in headers.get(name, ())]
    said = " ".join([*values, *(report.about if report else ())])
    return tokens_in(said)[:20]


def _digest(raw: bytes, headers: Mapping[str, tuple[str, ...]]) -> str:
    """The same message gives the same digest whichever way it came: the lines that servers put on
    top of it are left out."""
    end = min((place for place in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if place >= 0),
              default=len(raw))
    body = raw[end:].replace(b"\r\n", b"\n").strip()
    said = "\n".join(first(headers, name) for name in ("message-id", "from", "date", "subject"))
    found = hashlib.sha256(said.encode("utf-8", "replace"))
    found.update(b"\0" + body)
    return found.hexdigest()
