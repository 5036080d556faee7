"""What was asked of colleagues and contractors for one answer, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .sealing import Sealed

GUEST = "guest:"
"""How the id of somebody begins who answers by a link, without an account."""


@dataclass(frozen=True)
class Contribution:
    """One question to one person; instants are aware UTC, people are ids.

    `to` is an account, or a guest's id, whose name and address stand sealed in `person`. `points`
    are the numbers of those that they are shown.
    """

    n: int
    to: str
    question: Sealed
    due_on: date
    asked_by: str
    asked_at: datetime
    stage: int
    person: Sealed | None = None
    points: tuple[int, ...] = ()
    show_complainant: bool = False
    answered_at: datetime | None = None
    answered_by: str | None = None
    text: Sealed | None = None
    documents: tuple[str, ...] = ()
    withdrawn_at: datetime | None = None

    @property
    def by_link(self) -> bool:
        """Asked of somebody without an account."""
        return self.to.startswith(GUEST)

    @property
    def recorded_for(self) -> bool:
        """Somebody else wrote the answer down for them."""
        return self.answered_by is not None and self.answered_by != self.to
