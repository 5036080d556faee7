"""Commands of first contact and triage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .fields import choice, given, term, words
from .parts import (
    DESPITE,
    SENDING,
    AdjustmentGiven,
    ComplainantGiven,
    PointGiven,
    RepresentativeGiven,
    SentOutside,
)

SEND_BY = "How the letter goes; else as the complainant prefers"
OUTSIDE = "The letter left by other means; officers only"
OFFERED = "They were offered the choice to complain (HO 1.3, LGSCO 5.3)"


@dataclass(frozen=True, kw_only=True)
class Receive:
    """Record dissatisfaction, however and to whomever it was expressed (HO 1.2, 1.3, 3.2)."""

    service: str = term("services", "The service complained of")
    channel: str = term("channels", "How it reached us")
    description: str = words("The complaint in the person's own words")
    complainants: tuple[ComplainantGiven, ...] = given("Who complains", default=())
    organisation: str | None = given("Key of the council; needed where there are several",
                                     default=None)
    outcomes_sought: str | None = words("What they want to happen", default=None, blank=True)
    representative: RepresentativeGiven | None = given("Who speaks for them", default=None)
    category: str | None = term("categories", "What kind of matter", default=None)
    issue_on: date | None = given("When it happened", default=None)
    aware_on: date | None = given("When they came to know of it", default=None)
    dissatisfaction_expressed: bool | None = given("They said that they are unhappy", default=None)
    anonymous: bool | None = given("They do not want to say who they are", default=None)
    adjustments: tuple[AdjustmentGiven, ...] = given("What they need, kept to from the receipt on",
                                                     default=())
    complaint_offered: bool | None = given(OFFERED, default=None)
    kind: str | None = choice("complaint", "compliment", "comment",
                              description="What they call it; triage decides what it is",
                              default=None)


@dataclass(frozen=True, kw_only=True)
class TreatAsServiceRequest:
    """Decide that this asks for a service and is not yet a complaint (HO 1.4, LGSCO 1.8)."""

    reason: str | None = words("Why it is a request", longest=2_000, default=None, blank=True)
    explanation: str | None = words("What happens next, for the resident", default=None, blank=True)
    complaint_offered: bool | None = given(OFFERED, default=None)
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class TreatAsCompliment:
    """Keep thanks or a comment apart from complaints, and pass it on to whom it is about."""

    kind: str = choice("compliment", "comment", description="What it is")
    reason: str | None = words("Why it is no complaint", longest=2_000, default=None, blank=True)
    passed_to: str | None = given("Email of the colleague who is told", default=None, kind="email")
    complaint_offered: bool | None = given(OFFERED, default=None)


@dataclass(frozen=True, kw_only=True)
class HandOff:
    """Pass the matter to the procedure that the law gives it."""

    procedure: str = term("procedures", "Which procedure takes it")
    explanation: str | None = words("Why, for the resident", default=None, blank=True)
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class RaiseAsComplaint:
    """Open a complaint from a service request; work on the request goes on (HO 1.5, LGSCO 1.7)."""

    why: str = choice("misclassified", "dissatisfied", description="What makes it a complaint")
    points: tuple[PointGiven, ...] = given("Points to answer, if already known", default=())


@dataclass(frozen=True, kw_only=True)
class CloseServiceRequest:
    """End a service request with what came of it."""

    outcome: str | None = words("What was done", default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class Accept:
    """Take the complaint on at stage 1 (HO 2.1, LGSCO 2.1)."""

    points: tuple[PointGiven, ...] = given("Points to answer", fewest=1)
    reason: str | None = words("Why it is a complaint, where that was in doubt", longest=2_000,
                               default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class Decline:
    """Do not accept the complaint, or some of its points (HO 2.2–2.5, LGSCO 2.2–2.5)."""

    ground: str | None = term(
        "grounds", "Which ground of the policy", default=None, blank=True
    )
    explanation: str | None = words("Why it applies to this complaint", default=None, blank=True)
    policy_paragraph: str | None = words(
        "The paragraph of the policy", longest=400, default=None, blank=True
    )
    discretion_considered: str | bool | None = given(
        "What was weighed in deciding whether to look at a late complaint", default=None
    )
    points: tuple[int, ...] = given("Only these points; none means all", default=())
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class Link:
    """Note that two complaints belong together."""

    ref: str = words("Reference of the other", longest=60)


@dataclass(frozen=True, kw_only=True)
class Merge:
    """Treat this as a duplicate of an earlier one; it is then counted once."""

    into: str = words("Reference of the one that stays", longest=60)


@dataclass(frozen=True, kw_only=True)
class Unmerge:
    """Undo a merge: the complaint goes back to where it was."""


@dataclass(frozen=True, kw_only=True)
class OpenLinkedComplaint:
    """Log new issues raised after stage 1 as a complaint of their own (HO 6.8, LGSCO 6.9)."""

    description: str = words("The new issues in the person's own words")
    points: tuple[PointGiven, ...] = given("Points to answer", fewest=1)
