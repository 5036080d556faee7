"""Reads reports about messages of ours that could not be delivered (RFC 3464)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from .bodies import content_of, parts_of

MOST_FIELDS = 2_000

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_FIELD = re.compile(r"^(action|status):[ \t]*([^\r\n]{0,200})", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(r"^message-id:\s*([^\r\n]{0,400})", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Report:
    """What became of a message: `action` is failed, delayed, delivered, relayed or expanded.

    `status` is a code such as 5.1.1, empty where none was given; `about` are the Message-IDs of
    the messages that it encloses. No address of anybody is in it.
    """

    action: str
    status: str
    about: tuple[str, ...]

    @property
    def says_failed(self) -> bool:
        """Whether the message was given up."""
        return self.action == "failed" or (not self.action and self.status.startswith("5"))


def report_in(message: Message) -> Report | None:
    """Return the report that a message is; None where it is none."""
    if message.get_content_type() != "multipart/report":
        return None
    fields = dict.fromkeys(("action", "status"), "")
    enclosed: list[str] = []
    found = False
    for _, part in parts_of(message):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            found = True
            for name, value in _fields(part):
                fields[name] = fields[name] or value
        elif kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers",
                      "message/global", "message/global-headers"):
            enclosed += _MESSAGE_ID.findall(_head(part))[:3]
    if not found:
        return None
    return Report(fields["action"], fields["status"], tuple(enclosed))


def _fields(part: Message) -> Iterator[tuple[str, str]]:
    said = content_of(part)[:200_000].decode("utf-8", "replace")
    for name, value in _FIELD.findall(said)[:MOST_FIELDS]:
        key, plain = name.lower(), value.strip().lower()
        if key == "status":
            code = _STATUS.search(plain)
            plain = code.group() if code else ""
        else:
            plain = plain if re.fullmatch("[a-z-]{1,20}", plain) else ""
        yield key, plain


def _head(part: Message) -> str:
    return content_of(part)[:64_000].decode("utf-8", "replace")
