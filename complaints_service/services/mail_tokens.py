"""The secret mark in each email of ours, by which an answer or a bounce proves what it is about."""

from __future__ import annotations

import hashlib
import hmac
import re

LENGTH = 40
PLACE = "{token}"
"""Where a council's setting for an address wants the mark, as `answers+{token}@council.example`."""

_MARK = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{{LENGTH}}}(?![0-9a-f])")


def token_of(key: str, secret: str) -> str:
    """Return the mark of an outbox key: the same for each attempt, and guessed by nobody who does
    not hold the installation's secret."""
    keyed = hmac.new(b"mail " + secret.encode(), key.encode(), hashlib.sha256)
    return keyed.hexdigest()[:LENGTH]


def message_id(token: str, host: str) -> str:
    """Return the Message-ID that carries a mark."""
    return f"<{token}@{host}>"


def token_in(message_id: str) -> str:
    """Return the mark of a Message-ID of ours."""
    return message_id.strip("<>").partition("@")[0]


def marked(address: str, token: str) -> str:
    """Return an address of a council's settings with the mark in its place, if it has one."""
    return address.replace(PLACE, token)


def tokens_in(text: str) -> tuple[str, ...]:
    """Return what looks like a mark in a header's value, each once, in order."""
    return tuple(dict.fromkeys(_MARK.findall(text.lower())))
