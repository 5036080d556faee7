"""What happened: the shape of an event before and after it is recorded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from .sealing import Private

SCHEMA = 1
"""The number of the event bodies' schema; readers understand older ones for ever."""


@dataclass(frozen=True)
class LetterPlan:
    """A letter that an event issues: what kind, for which stage, how it goes.

    `outside` is true for a letter that left by other means. `facts` holds what only the command
    knows and the letter must say (plain values, personal ones too; they enter no event).
    """

    kind: str
    stage: int | None
    send_by: str
    outside: bool = False
    despite: str | None = None
    """Why it goes against an adjustment agreed, where it does."""
    copies: tuple[tuple[str, str], ...] = ()
    """Whom else of a group it goes to, and how: the ids of people, each with their own way."""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NewEvent:
    """An event as decided: `data` is JSON-shaped, with `Private` leaves not yet sealed."""

    type: str
    data: dict[str, Any]
    occurred_at: datetime
    letter: LetterPlan | None = None

    def with_data(self, **more: Any) -> NewEvent:
        """The same event with more data."""
        return replace(self, data={**self.data, **more})

    def sending(self, letter: LetterPlan) -> NewEvent:
        """The same event, issuing a letter."""
        if letter.despite is None:
            return replace(self, letter=letter)
        return self.with_data(despite_adjustment=Private(letter.despite)).sending(
            replace(letter, despite=None))

    def at(self, moment: datetime) -> NewEvent:
        """The same event, at another aware instant."""
        return replace(self, occurred_at=moment)


@dataclass(frozen=True)
class Event:
    """An event as recorded: `data` is JSON, every private value a `{"sha256": …}`.

    `occurred_at` (in the world) and `recorded_at` (typed in) are aware UTC instants; `actor` is
    an account's id, `complainant` or `system`.
    """

    seq: int
    type: str
    data: dict[str, Any]
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    role: str

    @property
    def letter_made_at(self) -> datetime:
        """When the letter of this event was made: as it is recorded, although what it answers may
        lie back; a letter sent by other means was made when it happened."""
        letter = self.data.get("letter")
        outside = letter is not None and letter["outside"]
        return self.occurred_at if outside else self.recorded_at
