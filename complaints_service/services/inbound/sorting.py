"""Tells what a machine wrote from what a person wrote; nobody is ever answered by a machine."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from .headers import first
from .incoming import Incoming

Kind = Literal["bounce", "delayed", "automatic", "list", "own", "person"]

_LISTS = ("list-id", "list-post", "list-unsubscribe", "list-help", "list-owner", "list-subscribe")
_AUTOREPLIES = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-loop")
_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})
_MACHINES = frozenset({"mailer-daemon", "postmaster"})


def kind_of(message: Incoming, ours: Collection[str]) -> Kind:
    """Return what kind of message it is; `ours` are the addresses that we write from, lower case.

    RFC 3834: what says that it was made by a machine is parked and never answered.
    """
    if message.report is not None:
        return "bounce" if message.report.says_failed else "delayed"
    if message.sender in ours:
        return "own"
    if any(name in message.headers for name in _LISTS):
        return "list"
    return "automatic" if _is_automatic(message) else "person"


def _is_automatic(message: Incoming) -> bool:
    headers = message.headers
    submitted = first(headers, "auto-submitted").split(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or first(headers, "precedence").strip().lower() in _PRECEDENCE
        or any(name in headers for name in _AUTOREPLIES)
        or first(headers, "return-path").strip() == "<>"
        or message.content_type == "multipart/report"
        or message.sender.partition("@")[0] in _MACHINES
    )
