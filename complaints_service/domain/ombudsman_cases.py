"""The parts of a complaint's snapshot that the two Ombudsmen's cases are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .sealing import Sealed


@dataclass(frozen=True)
class OmbudsmanRequest:
    """Something an Ombudsman asked for, by the date that it gave.

    `sent_on` is the day our answer left, `ended_on` the day on which it was no longer wanted.
    """

    n: int
    what: Sealed
    due_on: date
    asked_at: datetime
    answered_at: datetime | None = None
    sent_on: date | None = None
    evidence: Sealed | None = None
    ended_on: date | None = None

    @property
    def waits(self) -> bool:
        """Whether it still has to be answered."""
        return self.answered_at is None and self.ended_on is None


@dataclass(frozen=True)
class Obligation:
    """What an Ombudsman asked, with its date and the proof.

    `sent_on` is the day the proof left, `accepted_on` the day the Ombudsman was satisfied,
    `paid_on` the day money was paid.
    """

    n: int
    kind: str
    description: Sealed
    due_on: date
    type: str | None = None
    amount_pence: int | None = None
    done_at: datetime | None = None
    sent_on: date | None = None
    accepted_on: date | None = None
    evidence: Sealed | None = None
    owner: str | None = None
    paid_on: date | None = None


@dataclass(frozen=True)
class HeadFinding:
    """A finding under one head in the Ombudsman's words."""

    head: Sealed
    category: str
    points: tuple[int, ...] = ()


@dataclass(frozen=True)
class OmbudsmanCase:
    """One Ombudsman's case on this file, with a lifecycle of its own.

    `due_on` is the date of the first request that waits, or the one given with its notice.
    """

    id: str
    body: str
    reference: Sealed | None
    status: str
    notified_at: datetime
    due_on: date | None = None
    what: Sealed | None = None
    findings: tuple[HeadFinding, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    already_remedied: bool | None = None
    code_breach: bool | None = None
    public_report: bool | None = None
    decided_on: date | None = None
    requests: tuple[OmbudsmanRequest, ...] = ()
    channel: str | None = None
    """How its first word reached us, where that was said."""

    def request(self, n: int) -> OmbudsmanRequest | None:
        """The request with this number."""
        return next((one for one in self.requests if one.n == n), None)

    def obligation(self, n: int) -> Obligation | None:
        """The obligation with this number."""
        return next((one for one in self.obligations if one.n == n), None)


@dataclass(frozen=True)
class Instruction:
    """What an Ombudsman told us to do by a date of its own."""

    ombudsman: str
    instruction: str
    due_on: date
    recorded_at: datetime
    met_at: datetime | None = None
