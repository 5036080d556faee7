"""The one thing a built edition does not know yet: when it will be released.

Its files hold a mark in that place. The approved hash is taken over them as they are; releasing
replaces the mark and nothing else, so anyone can turn released bytes back and compare.
"""

from __future__ import annotations

from datetime import datetime

from complaints_service.domain.london import LONDON
from complaints_service.reporting.wording import instant

RELEASED_AT = "@@released-at@@"
RELEASED_ON = "@@released-on@@"
NOT_YET = "not yet published"


def stamped(content: bytes, released_at: datetime) -> bytes:
    """The bytes as released at an aware instant."""
    on = f"{released_at.astimezone(LONDON):%-d %B %Y}"
    marked = content.replace(RELEASED_AT.encode(), instant(released_at).encode())
    return marked.replace(RELEASED_ON.encode(), on.encode())


def preview(content: bytes) -> bytes:
    """The bytes for somebody who looks at an edition before its release."""
    marked = content.replace(f'"{RELEASED_AT}"'.encode(), b"null")
    return marked.replace(RELEASED_ON.encode(), NOT_YET.encode())
