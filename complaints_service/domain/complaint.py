"""A complaint as it stands: a frozen snapshot folded from its events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from .contributions import Contribution
from .documents import Document
from .drafts import Draft
from .hazards import Hazard
from .ombudsman_cases import Instruction, OmbudsmanCase
from .parts import (
    Adjustment,
    Compliment,
    ContactLimit,
    Correction,
    DateToTell,
    Declined,
    Extension,
    Lesson,
    LetterRecord,
    LinkTo,
    Person,
    Point,
    Remedy,
    RulesInForce,
    StageRecord,
    Triage,
)
from .quality import QualityCheck
from .sealing import Sealed
from .stages import Finding, Stage, State, finding_of, stage_of


@dataclass(frozen=True)
class Complaint:
    """The snapshot. Every change makes a new one, by `fold.evolve`."""

    ref: str
    organisation: str
    state: State
    service: str
    channel: str
    received_at: datetime
    received_on: date
    recorded_at: datetime
    first_contact_at: datetime
    rules: RulesInForce
    version: int = 0
    last_recorded_at: datetime | None = None
    predecessor: str | None = None
    old_reference: str | None = None
    imported: bool = False
    recorded_by: str | None = None
    category: str | None = None
    contractor: Sealed | None = None
    description: Sealed | None = None
    definition: Sealed | None = None
    outcomes_sought: Sealed | None = None
    outcomes_not_stated: bool = False
    issue_on: date | None = None
    aware_on: date | None = None
    dissatisfaction_expressed: bool | None = None
    complaint_offered: bool | None = None
    given_as: str = "complaint"
    """What the person calls it: `complaint`, `compliment` or `comment`. Triage decides what it is.
    """
    triage: Triage | None = None
    compliment: Compliment | None = None
    """Set while the contact counts as a compliment or a comment, and not as a complaint."""
    anonymous: bool = False
    ward: str | None = None
    points: tuple[Point, ...] = ()
    codes: tuple[str, ...] = ()
    codes_fixed: bool = False
    stage_1: StageRecord = field(default_factory=StageRecord)
    stage_2: StageRecord = field(default_factory=StageRecord)
    stage_2_waiting: bool = False
    """Stage 2 was asked for while stage 1 was overdue and is still unanswered."""
    extensions: tuple[Extension, ...] = ()
    complainants: tuple[Person, ...] = ()
    representative: Person | None = None
    adjustments: tuple[Adjustment, ...] = ()
    vulnerability: Sealed | None = None
    restricted: bool = False
    access: tuple[str, ...] = ()
    contact_limits: tuple[ContactLimit, ...] = ()
    declined: Declined | None = None
    escalation_declined: Declined | None = None
    handed_off_to: str | None = None
    raised_as: str | None = None
    ombudsman: tuple[OmbudsmanCase, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    cause: str | None = None
    lessons: tuple[Lesson, ...] = ()
    links: tuple[LinkTo, ...] = ()
    letters: tuple[LetterRecord, ...] = ()
    corrections: tuple[Correction, ...] = ()
    promised_updates: tuple[date, ...] = ()
    dates_to_tell: tuple[DateToTell, ...] = ()
    last_contact_on: date | None = None
    considered_by: tuple[str, ...] = ()
    """Who considered, drafted, approved or decided before stage 2; barred from it (HO 6.13)."""
    complained_of: tuple[str, ...] = ()
    """Accounts of staff whom the complaint is about; barred from working on it."""
    drafts: tuple[Draft, ...] = ()
    documents: tuple[Document, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    quality_checks: tuple[QualityCheck, ...] = ()
    """Looks at answers that were sent, latest last."""
    came_from: tuple[State, ...] = ()
    """The states to go back to, latest last."""

    @property
    def stage(self) -> Stage:
        """The stage shown to people."""
        return stage_of(self.state, tuple(case.status for case in self.ombudsman))

    def stage_record(self, stage: int) -> StageRecord:
        """The record of stage 1 or 2."""
        return self.stage_1 if stage == 1 else self.stage_2

    def finding(self, stage: int) -> Finding | None:
        """The stage's finding, computed from its points once it is answered."""
        if not self.stage_record(stage).answered:
            return None
        answers = (point.stage_1 if stage == 1 else point.stage_2 for point in self.points)
        return finding_of(tuple(answer.finding for answer in answers if answer))

    def letter(self, letter_id: str | None) -> LetterRecord | None:
        """The letter with this id."""
        return next((one for one in self.letters if one.id == letter_id), None)

    def remedy(self, n: int) -> Remedy | None:
        """The remedy with this number."""
        return next((one for one in self.remedies if one.n == n), None)

    def ombudsman_case(self, case_id: str) -> OmbudsmanCase | None:
        """The Ombudsman's case with this id."""
        return next((one for one in self.ombudsman if one.id == case_id), None)
