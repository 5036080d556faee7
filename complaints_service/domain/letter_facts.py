"""The facts that a letter may need, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LetterKind(StrEnum):
    """The letters that the council sends about a complaint; the value names its template."""

    RECEIPT = "receipt"
    SERVICE_REQUEST_DECISION = "service_request_decision"
    ACKNOWLEDGEMENT = "acknowledgement"
    EXTENSION = "extension"
    DELAY = "delay"
    STAGE_1_RESPONSE = "stage_1_response"
    NOT_ACCEPTED = "not_accepted"
    STAGE_2_ACKNOWLEDGEMENT = "stage_2_acknowledgement"
    STAGE_2_RESPONSE = "stage_2_response"
    ESCALATION_NOT_ACCEPTED = "escalation_not_accepted"
    WITHDRAWAL = "withdrawal"
    REMEDY_UNDELIVERABLE = "remedy_undeliverable"
    UPDATE = "update"
    APOLOGY = "apology"


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationFacts:
    """The council as it appears at the head of a letter.

    `team` signs the letter; `colour` is `#rrggbb`; `reply_address` is where answers are welcome,
    a postal address as lines when it differs from the council's own.
    """

    name: str
    address_lines: tuple[str, ...] = ()
    telephone: str = ""
    email: str = ""
    website: str = ""
    hours: str = ""
    reply_address: tuple[str, ...] = ()
    team: str = "Complaints team"
    colour: str = "#1d3557"


@dataclass(frozen=True, kw_only=True, slots=True)
class PointFacts:
    """One point of a complaint.

    `ombudsman` is `lgsco` or `housing`. `responsibility` is a whole sentence on who is
    responsible, needed where `ours` is false. `finding` is `upheld`, `partly_upheld`, `not_upheld`
    or `unable_to_decide`, and blank until the point is answered.
    """

    n: int
    text: str
    service: str = ""
    ombudsman: str = ""
    ours: bool = True
    responsibility: str = ""
    finding: str = ""
    reasons: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RemedyFacts:
    """One thing that will be done to put a matter right; `kind` is its label, money is in pence."""

    n: int
    kind: str
    description: str
    due_on: date | None
    amount: int | None = None
    owner: str = ""
    points: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionFacts:
    """One action still to be finished when the answer is sent."""

    description: str
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OmbudsmanDetails:
    """One Ombudsman, the time limit in its own words, and the points that it may look at.

    `points` holds the numbers of the points; empty means the whole complaint.
    """

    key: str
    name: str
    address_lines: tuple[str, ...] = ()
    telephone: str = ""
    email: str = ""
    website: str = ""
    hours: str = ""
    time_limit_text: str = ""
    points: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterFacts:
    """Everything that any letter may need; a letter uses what its kind asks for.

    `received_on` is the date of the complaint, and in letters of stage 2 that of the request;
    `given_as` is what the person calls it: `complaint`, `compliment` or `comment`;
    `codes` are `housing` and `lgsco`; `some_points_only` is a refusal of these `points` alone.
    Dates are Europe/London dates. `None` means that the matter does not arise; blank text means
    that it arises and was left unsaid, so the block that needs it is missing.
    """

    kind: LetterKind
    reference: str
    organisation: OrganisationFacts
    recipient_name: str
    sent_on: date
    codes: tuple[str, ...] = ()
    given_as: str = "complaint"
    recipient_lines: tuple[str, ...] = ()
    salutation: str = ""
    on_behalf_of: str = ""
    stage: int = 1
    received_on: date | None = None
    channel: str = ""
    description: str = ""
    definition: str = ""
    outcomes_sought: str = ""
    outcomes_not_stated: bool = False
    points: tuple[PointFacts, ...] = ()
    some_points_only: bool = False
    not_ours: tuple[str, ...] = ()
    clarification: str | None = None
    handler_name: str = ""
    handler_contact: str = ""
    acknowledge_by: date | None = None
    respond_by: date | None = None
    adjustments: tuple[str, ...] = ()
    old_due: date | None = None
    new_due: date | None = None
    reason: str = ""
    over_cap: bool = False
    good_reason: str = ""
    update_every_days: int | None = None
    expected_on: date | None = None
    decision: str = ""
    next_steps: str = ""
    remedies: tuple[RemedyFacts, ...] = ()
    no_remedy_because: str = ""
    outstanding: tuple[ActionFacts, ...] = ()
    how_to_escalate: str = ""
    escalation_window: str = ""
    ground: str = ""
    explanation: str = ""
    policy_paragraph: str = ""
    out_of_time: bool = False
    discretion: str = ""
    alternative_route: str = ""
    procedure: str | None = None
    evidence: str = ""
    alternative_remedy: str = ""
    apology: str = ""
    changes: str = ""
    stage_1_changed: str = ""
    final_response_on: date | None = None
    resolved_early: bool = False
    answered_by_phone: bool = False
    ombudsmen: tuple[OmbudsmanDetails, ...] = ()
