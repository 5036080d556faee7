"""What an invariant looks at: everything on file about one complaint, and the world around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.domain.london import london_date
from complaints_service.domain.rules import Rules

from .accounts_then import AccountsThen

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Violation:
    """One thing that is not as it must be; `detail` names no personal data."""

    id: str
    ref: str
    detail: str


@dataclass(frozen=True)
class CaseFile:
    """All rows of one complaint, and the complaint after each of its events.

    `broken` says why its events cannot be replayed; `history` then ends before that event.
    """

    ref: str
    row: Row
    events: tuple[Event, ...]
    history: tuple[Complaint, ...]
    broken: str | None
    stages: tuple[Row, ...]
    deadlines: tuple[Row, ...]
    letters: tuple[Row, ...]
    outbox: tuple[Row, ...]
    documents: tuple[Row, ...] = ()

    @property
    def stands(self) -> Complaint:
        """The complaint as its events leave it."""
        return self.history[-1]

    def steps(self) -> Iterator[tuple[Complaint | None, Event, Complaint]]:
        """Each event with the complaint before and after it."""
        before: Complaint | None = None
        for event, after in zip(self.events, self.history, strict=False):
            yield before, event, after
            before = after

    def of_type(self, *types: str) -> tuple[Event, ...]:
        """The events of these types, in order."""
        return tuple(one for one in self.events if one.type in types)

    @property
    def told_by_ombudsman(self) -> bool:
        """An Ombudsman's instruction led it to a stage out of the usual order."""
        return bool(self.of_type("ombudsman_instruction_recorded"))


@dataclass(frozen=True)
class Brief:
    """What must be known of another complaint."""

    state: str
    received_at: datetime
    corrected: bool


@dataclass(frozen=True)
class Ground:
    """What all files are judged against; `others` are the complaints that these ones name."""

    rules: Rules
    now: datetime
    accounts: AccountsThen
    others: Mapping[str, Brief] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The London date of now."""
        return london_date(self.now)
