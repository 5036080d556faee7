"""The parts of a complaint's snapshot: points, answers, stages, letters, remedies, cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .sealing import Sealed
from .stages import Finding


@dataclass(frozen=True)
class Answer:
    """The answer to one point at one stage."""

    finding: Finding
    reasons: Sealed | None
    sources: tuple[Sealed, ...] = ()


@dataclass(frozen=True)
class Point:
    """One matter to answer; `responsibility` is `ours`, `not_ours` or None until said."""

    n: int
    text: Sealed
    ombudsman: str
    service: str
    category: str | None = None
    contractor: Sealed | None = None
    acts_for_council: bool = False
    responsibility: str | None = None
    declined: bool = False
    stage_1: Answer | None = None
    stage_2: Answer | None = None


@dataclass(frozen=True)
class Extension:
    """Further time: told when its letter left; counted only if told by the date it moves."""

    stage: int
    working_days: int
    reason: str | None
    reason_text: Sealed | None
    letter: str | None
    good_reason: Sealed | None = None
    approved_by: str | None = None
    told_at: datetime | None = None
    issued_on: date | None = None
    update_every_days: int | None = None
    judged_by: str | None = None
    """The calendar under which it was told in time or late, where another has followed since."""


@dataclass(frozen=True)
class StageRecord:
    """What happened at one stage. `handler` is the reviewer at stage 2."""

    handler: str | None = None
    started_on: date | None = None
    requested_at: datetime | None = None
    acknowledged_at: datetime | None = None
    ack_letter: str | None = None
    answered: bool = False
    response_letter: str | None = None
    responded_at: datetime | None = None
    promised_by: date | None = None
    resolved_early: bool = False
    changed: str | None = None
    points: tuple[int, ...] = ()
    definition: Sealed | None = None
    outcomes_sought: Sealed | None = None
    ended_on: date | None = None
    """The day the stage ended without an answer (withdrawn, declined, merged, handed off)."""
    outstanding: Sealed | None = None
    no_remedy_because: Sealed | None = None
    apology: Sealed | None = None
    changes: Sealed | None = None
    answered_by: str | None = None
    """The account that sent the answer."""
    answered_by_phone: bool = False
    not_ours: tuple[Sealed, ...] = ()
    """What was said, on acknowledging, to be for others to answer."""
    acknowledge_calendar: str | None = None
    """The calendar under which the clock stopped, where another has followed since; what was
    met or missed stays so. So does the next for the answer."""
    respond_calendar: str | None = None

    @property
    def acknowledge_stopped(self) -> bool:
        """The clock of the acknowledgement runs no more."""
        return bool(self.acknowledged_at or self.responded_at or self.ended_on)

    @property
    def respond_stopped(self) -> bool:
        """The clock of the answer runs no more."""
        return bool(self.responded_at or self.ended_on)


@dataclass(frozen=True)
class LetterRecord:
    """A frozen letter; `dispatched_at` stays empty while it waits for the post."""

    id: str
    kind: str
    stage: int | None
    send_by: str
    issued_at: datetime
    sha256: str
    template: str
    template_version: str
    outside: bool = False
    dispatched_at: datetime | None = None
    copy_of: str | None = None
    """The letter that this is the same of, to another person of a group (`person`, by id)."""
    person: str | None = None
    despite_adjustment: bool = False

    @property
    def awaiting_post(self) -> bool:
        """Printed, but not yet known to have left."""
        return self.dispatched_at is None


@dataclass(frozen=True)
class Person:
    """A complainant or representative by id; who they are stands apart, under `details`."""

    id: str
    details: Sealed
    tenure: str | None = None
    preferred_channel: str | None = None
    reachable_by: tuple[str, ...] = ()
    lead: bool = False
    kind: str | None = None
    authority: bool = False
    expires_on: date | None = None
    authority_kind: str | None = None
    for_all: bool = False
    """A representative whom everybody of a group agreed on: letters go to them alone."""
    via: str | None = None
    """The contact that brought them along when it was merged into this one."""


@dataclass(frozen=True)
class Adjustment:
    """A reasonable adjustment agreed."""

    details: Sealed
    """{kind, detail}: what is adjusted says much about a person, so it stands apart."""
    agreed_at: datetime | None = None
    review_on: date | None = None
    via: str | None = None
    """The contact that brought it along when it was merged into this one."""


@dataclass(frozen=True)
class Remedy:
    """Something offered or promised; tracked until done, whatever happens to the complaint."""

    n: int
    kind: str
    description: Sealed
    due_on: date | None
    points: tuple[int, ...] = ()
    amount_pence: int | None = None
    owner: str | None = None
    status: str = "offered"
    told_at: datetime | None = None
    done_at: datetime | None = None
    evidence: Sealed | None = None
    head: str | None = None
    """What money is offered for."""


@dataclass(frozen=True)
class LinkTo:
    """A tie to another complaint; `via` is the contact that brought it along when merged."""

    ref: str
    kind: str
    via: str | None = None


@dataclass(frozen=True)
class Lesson:
    """What was learnt, or why nothing was."""

    summary: Sealed | None = None
    improvement: str | None = None
    none_because: Sealed | None = None


@dataclass(frozen=True)
class Declined:
    """Why the complaint was not accepted."""

    ground: str | None
    explanation: Sealed | None
    policy_paragraph: Sealed | None
    discretion: Sealed | None = None
    at_stage: int = 1


@dataclass(frozen=True)
class Triage:
    """What a contact was decided to be, when and why, and what a threshold had advised.

    `decision` is `complaint`, `service_request`, `compliment`, `comment`, `not_accepted` or
    `handed_off`; `advised` is `complaint` or `service_request`, from `found` contacts counted.
    """

    decision: str
    decided_at: datetime
    reason: Sealed | None = None
    threshold: str | None = None
    advised: str | None = None
    found: int | None = None

    @property
    def followed(self) -> bool | None:
        """Whether the threshold's advice was taken; None where none was given."""
        return None if self.advised is None else self.advised == self.decision


@dataclass(frozen=True)
class Compliment:
    """Thanks or a comment: its kind, `compliment` or `comment`, and the account told of it."""

    kind: str
    passed_to: str | None = None


@dataclass(frozen=True)
class ContactLimit:
    """A restriction on contact, with the day it is looked at again."""

    restriction: Sealed
    reason: Sealed
    review_on: date


@dataclass(frozen=True)
class Correction:
    """A fact put right: both values stay visible."""

    field: str
    old: str | Sealed | None
    new: str | Sealed | None
    reason: Sealed
    corrected_at: datetime


@dataclass(frozen=True)
class DateToTell:
    """A due date that a new calendar moved after letters had named it: to be told by `tell_by`.

    `kind` is that of the deadline; `letters` are the ids of those that name the date it `was`.
    """

    kind: str
    was: date
    now: date | None
    letters: tuple[str, ...]
    tell_by: date
    letter: str | None = None
    """The letter that tells the new date."""
    told_at: datetime | None = None

    @property
    def stage(self) -> int:
        """The stage whose clock it is."""
        return 1 if "stage_1" in self.kind else 2

    def stopped(self, record: StageRecord) -> bool:
        """The clock runs no more; `record` is that of its stage."""
        acknowledging = self.kind.endswith("_acknowledge")
        return record.acknowledge_stopped if acknowledging else record.respond_stopped


@dataclass(frozen=True)
class RulesInForce:
    """The rules this complaint runs under: workflow edition, Codes' editions, calendar version."""

    workflow: str
    code_editions: dict[str, str]
    calendar_version: str
