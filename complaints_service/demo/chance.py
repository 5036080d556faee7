"""What chance decides about a contact, and the acts that come of it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.london import LONDON
from complaints_service.services.references import new_reference

from .borough import Member


@dataclass(frozen=True)
class Act:
    """One thing done: when (aware UTC), by whom (None: the public), and the command's data."""

    at: datetime
    by: Member | None
    command: str
    data: object
    occurred_at: datetime | None = None


Script = Generator[Act, str, None]
"""Yields acts; after the first it is sent the reference."""

LANDLORD = frozenset({"housing-repairs", "housing-tenancy"})
LATELY = datetime(2026, 2, 9, tzinfo=UTC)
"""What was left undone before this has long been seen to: a desk is late by weeks, not by years."""


@dataclass(frozen=True)
class Case:
    """What the dice decided about one contact before it began."""

    received: datetime
    service: str
    channel: str
    kind: str
    """accepted, service_request, not_accepted or other_procedure."""
    rng: random.Random
    calendar: WorkingCalendar
    eager: bool = False
    """Answered in good time, and taken to stage 2 at once."""


def weighted(rng: random.Random, weights: dict[str, int]) -> str:
    """One key by weight."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def office_hour(rng: random.Random, day: date) -> datetime:
    """Some minute of the council's day, as UTC."""
    clock = time(9 + rng.randrange(8), rng.randrange(60), rng.randrange(60))
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


def after(case: Case, day: date, working_days: int) -> datetime:
    """Some minute of the n-th working day after `day`."""
    return office_hour(case.rng, case.calendar.after(day, working_days))


class Dice:
    """Chance that can be repeated: the same seed gives the same references, ids and salts."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def reference(self) -> str:
        """A repeatable reference."""
        return new_reference(self.rng.choice)

    def id(self) -> str:
        """A repeatable id."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def salt(self) -> bytes:
        """A repeatable salt: the demo holds nobody's data."""
        return hashlib.sha256(self.rng.randbytes(16)).digest()[:16]
