"""Who carries emails away, a mail server or GOV.UK Notify, and how either refuses one."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Protocol

TOO_SLOW = "too slow"


class Deferred(Exception):
    """The message may be accepted later. `reason` names no person and no secret.

    `server` says that the other side itself fails, so that no other message need be tried now.
    """

    def __init__(self, reason: str, *, server: bool = False) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason
        self.server = server

    @property
    def slow(self) -> bool:
        """The other side took the connection and then let us wait."""
        return self.reason.endswith(TOO_SLOW)


class Refused(Exception):
    """The message will never be accepted as it is; a person has to look at it."""

    def __init__(self, reason: str) -> None:
        """Keep the reason, which names no person and no secret."""
        super().__init__(reason)
        self.reason = reason


class Courier(Protocol):
    """Takes messages, one after another."""

    def send(
        self, message: EmailMessage, sender: str, recipient: str, *, again: bool = False
    ) -> str | None:
        """Hand one message over; return the number under which its fate can be asked, if any.

        `again` says that it was tried before, and may have arrived. Returning means that the other
        side has taken it. Raises Deferred or Refused.
        """

    def close(self) -> None:
        """Take leave."""
