"""Words emails: a reference, dates and links, nothing personal, and headers nobody can inject."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from complaints_service.content.places import overlays
from complaints_service.jobs.smtp import CONTROL, Refused, plain_address
from complaints_service.services import mail_tokens

KINDS = ("letter", "digest", "track_code", "compliment", "password_link", "contribution")

_SUBJECT = "Subject: "


def email(
    kind: str,
    words: Mapping[str, Any],
    *,
    recipient: str,
    sender: tuple[str, str],
    message_id: str,
    now: datetime,
    reply_to: str | None = None,
) -> EmailMessage:
    """Return the email of a kind (one of `KINDS`) with these words.

    `sender` is a name and an address; answers go to `reply_to`, if given. Raises Refused for an
    address or a subject that cannot be written safely: it is never cleaned and sent to somebody
    else.
    """
    subject, body = _wording(kind, words)
    name, address = sender
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(_one_line(name), addr_spec=plain_address(address))
        message["To"] = Address(addr_spec=plain_address(recipient))
        if reply_to is not None:
            message["Reply-To"] = Address(addr_spec=plain_address(reply_to))
        message["Subject"] = _one_line(subject)
        message["Date"] = format_datetime(now.astimezone(UTC))
        message["Message-ID"] = message_id
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine should answer
        message.set_content(body, charset="utf-8")
    except (ValueError, MessageError, IndexError):
        raise Refused("address not acceptable") from None
    return message


def message_id_of(key: str, host: str, secret: str) -> str:
    """Return the one Message-ID of an outbox key, so that a second copy can be recognised.

    Nobody can guess it: who names it in an answer has had the email.
    """
    return mail_tokens.message_id(mail_tokens.token_of(key, secret), host)


def _one_line(text: str) -> str:
    if CONTROL.search(text):
        raise Refused("header not acceptable")
    return text


def _wording(kind: str, words: Mapping[str, Any]) -> tuple[str, str]:
    if kind not in KINDS:
        raise Refused("no wording for this kind of message")
    for value in words.values():
        if isinstance(value, str):
            _one_line(value)
    template = _environment(tuple(overlays("templates"))).get_template(f"{kind}.txt")
    first, _, body = template.render(words).partition("\n")
    return first.removeprefix(_SUBJECT).strip(), body.strip("\n") + "\n"


@cache
def _environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([folder / "emails" for folder in folders]),
        autoescape=False,  # plain text: an escaped apostrophe would be printed as such
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
