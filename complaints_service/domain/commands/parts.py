"""The parts that several commands share: people, points, remedies, letters sent by other means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .fields import SHORT_TEXT, choice, given, term, words

DESPITE = "Why the letter goes against an adjustment agreed"
SENDING = ("email", "portal", "post", "hand")
SCORES = ("met", "partly", "not_met", "not_applicable")


@dataclass(frozen=True, kw_only=True)
class SentOutside:
    """A letter that left by other means than this service: what proves it, and why."""

    document: str = words("The document that was sent, by its id or name", longest=SHORT_TEXT)
    reason: str = words("Why it was sent by other means", longest=2_000)


@dataclass(frozen=True, kw_only=True)
class ComplainantGiven:
    """A person who complains, as they gave themselves."""

    name: str = words("The person's name", longest=SHORT_TEXT)
    email: str | None = given("Email address", default=None, kind="email")
    phone: str | None = words("Telephone number", longest=60, default=None)
    address: str | None = words("Postal address", longest=1_000, default=None)
    postcode: str | None = words("Postcode", longest=20, default=None)
    tenure: str | None = term("tenures", "How the home is held", default=None)
    preferred_channel: str | None = choice(
        *SENDING, "phone", description="How they like to hear from us", default=None
    )
    lead: bool | None = given("Speaks for a group of complainants", default=None)


@dataclass(frozen=True, kw_only=True)
class RepresentativeGiven:
    """Who speaks for the complainant, and by what authority (HO 3.6, LGSCO 3.6)."""

    name: str = words("The representative's name", longest=SHORT_TEXT)
    kind: str | None = term("representative_kinds", "What they are", default=None)
    email: str | None = given("Email address", default=None, kind="email")
    phone: str | None = words("Telephone number", longest=60, default=None)
    address: str | None = words("Postal address", longest=1_000, default=None)
    postcode: str | None = words("Postcode", longest=20, default=None)
    authority_kind: str | None = term("authorities", "What the authority is", default=None)
    authority: str | None = words("What shows the authority", longest=2_000, default=None)
    scope: str | None = words("How far the authority goes", longest=2_000, default=None)
    agreed_by_all: bool | None = given(
        "Everybody who complains agreed that letters go to this person alone", default=None
    )
    expires_on: date | None = given("Last day of the authority", default=None)


@dataclass(frozen=True, kw_only=True)
class PointGiven:
    """One point to answer. The Ombudsman is proposed from service and tenure when left out."""

    text: str = words("What is complained of", longest=10_000)
    category: str | None = term("categories", "What kind of matter", default=None)
    service: str | None = term("services", "Which service answers for it", default=None)
    contractor: str | None = words("The contractor concerned", longest=SHORT_TEXT, default=None)
    acts_for_council: bool | None = given("The contractor acts for the council", default=None)
    ombudsman: str | None = choice(
        "lgsco", "housing", description="Whose remit the point falls in", default=None
    )


@dataclass(frozen=True, kw_only=True)
class PointAnswer:
    """The answer to one point: a finding with its reasons (HO 6.7, LGSCO 6.7)."""

    n: int = given("The number of the point", least=1)
    finding: str | None = choice(
        "upheld",
        "partly_upheld",
        "not_upheld",
        "unable_to_decide",
        description="What we found",
        default=None,
        blank=True,
    )
    reasons: str | None = words("Why, in plain words", default=None, blank=True)
    sources: tuple[str, ...] = given("Policy, law and evidence relied on", default=())


@dataclass(frozen=True, kw_only=True)
class RemedyGiven:
    """What is offered and by when (HO 7.3, LGSCO 7.3). The amount is in pounds."""

    kind: str | None = term(
        "remedy_kinds", "What kind of remedy", default=None, blank=True
    )
    description: str | None = words("What will happen", longest=4_000, default=None, blank=True)
    due_on: date | None = given("The last day by which it will be done", default=None)
    points: tuple[int, ...] = given("The points it answers", default=())
    amount: Decimal | None = given("Pounds", default=None, least=0, most=10_000_000)
    owner: str | None = given("Email of who sees it done", default=None, kind="email")
    head: str | None = term("money_heads", "What money is offered for", default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class AdjustmentGiven:
    """A reasonable adjustment, asked once and obeyed everywhere (HO 5.10, LGSCO 5.6)."""

    kind: str = term("adjustments", "What is adjusted")
    detail: str | None = words("What exactly is needed", longest=2_000, default=None)
    review_on: date | None = given("When to look at it again", default=None)


@dataclass(frozen=True, kw_only=True)
class OmbudsmanFinding:
    """A finding under one head, in the Ombudsman's own word."""

    head: str = words("What the finding is about", longest=1_000)
    category: str = term("ombudsman_findings", "The body's word for what it found")
    points: tuple[int, ...] = given("The points it concerns", default=())


@dataclass(frozen=True, kw_only=True)
class LeftOutGiven:
    """Something that an evidence bundle does not hold, and why."""

    item: str = words("What, by its key in the bundle", longest=200)
    reason: str = words("Why it is left out", longest=1_000)


@dataclass(frozen=True, kw_only=True)
class ObligationGiven:
    """What an Ombudsman asks the council to do, with its own date."""

    kind: str = choice("order", "recommendation", description="Binding or not")
    description: str = words("What is asked", longest=4_000)
    due_on: date = given("The last day by which it must be done")
    type: str | None = term("obligation_types", "Apology, payment, review …", default=None)
    amount: Decimal | None = given("Pounds", default=None, least=0, most=10_000_000)
    owner: str | None = given("Email of who sees the obligation met", default=None, kind="email")


@dataclass(frozen=True, kw_only=True)
class ScoreGiven:
    """How one question of the checklist came out."""

    item: str = term("quality_items", "What was looked at")
    score: str | None = choice(*SCORES, description="How it came out", default=None, blank=True)
