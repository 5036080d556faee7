"""What a decision may look at: the instant, the rules, who asks, and the people they name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from complaints_service.domain.allocation import Chosen
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.documents import Upload
from complaints_service.domain.events import NewEvent
from complaints_service.domain.london import london_date
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import Sealed
from complaints_service.domain.thresholds import ThresholdAdvice


@dataclass(frozen=True)
class AccountBrief:
    """What a decision needs to know of an account."""

    id: str
    email: str
    roles: frozenset[str]
    enabled: bool
    organisation: str | None = None


@dataclass(frozen=True)
class Context:
    """The world as a decision sees it; everything comes in, nothing is fetched.

    `now` is an aware UTC instant and `occurred_at` the instant the act happened (now, unless the
    command may be dated back). `account`, `other` and `reveal` look up an account by email, a
    complaint that the asker may see by reference, and the text behind a digest.
    """

    now: datetime
    occurred_at: datetime
    rules: Rules
    actor: str
    role: str
    account: Callable[[str], AccountBrief | None]
    other: Callable[[str], Complaint | None]
    reveal: Callable[[Sealed | None], Any]
    new_ref: Callable[[], str]
    new_id: Callable[[], str]
    organisation: str = ""
    predecessor: str | None = None
    why: str = "hand"
    """How work comes to somebody: by hand, or as the heir of somebody who leaves."""
    allocate: Callable[[Complaint], Chosen | None] = lambda complaint: None
    """Who gets a complaint by the rule of its service; None where there is no rule."""
    asks_approval: frozenset[str] = frozenset()
    """Commands that this council wants approved by a second person before they are given."""
    upload: Callable[[str], Upload | None] = lambda upload_id: None
    """A file of the asker's own that waits to be put on a complaint."""
    threshold: Callable[[], ThresholdAdvice | None] = lambda: None
    """Asks what the service's thresholds advise, from the earlier contacts that the asker may see.
    """
    parse: Callable[[str, Any], object] = lambda command, data: data
    """Reads the JSON data of a command; raises where it is not as the command declares it."""

    @property
    def today(self) -> date:
        """The London date of now."""
        return london_date(self.now)


@dataclass(frozen=True)
class Decision:
    """What follows from a command: events on the complaint itself, and on others.

    `others` maps the reference of another complaint to its events; `answer` is the reference
    that the asker is told, where it is not the complaint's own (a complaint just opened).
    """

    events: tuple[NewEvent, ...]
    others: dict[str, tuple[NewEvent, ...]] = field(default_factory=dict)
    answer: str | None = None


def event(context: Context, event_type: str, **data: Any) -> NewEvent:
    """An event of this type that happened when the command says."""
    return NewEvent(event_type, data, context.occurred_at)
