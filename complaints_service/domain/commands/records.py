"""Commands that keep the file: contacts, people, remedies, causes, corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .fields import LONG_TEXT, choice, given, term, words
from .intake import OUTSIDE, SEND_BY
from .parts import (
    DESPITE,
    SENDING,
    AdjustmentGiven,
    ComplainantGiven,
    RemedyGiven,
    RepresentativeGiven,
    SentOutside,
)

REMEDY = "Number of the remedy"


@dataclass(frozen=True, kw_only=True)
class RecordContact:
    """Note a call, meeting or message, and any update that was promised."""

    channel: str = term("channels", "How")
    direction: str = choice("in", "out", description="From them or from us")
    summary: str = words("What was said", longest=LONG_TEXT)
    update_by: date | None = given("The day by which an update was promised", default=None)


@dataclass(frozen=True, kw_only=True)
class AddNote:
    """Add a note to the file."""

    text: str = words("The note")


@dataclass(frozen=True, kw_only=True)
class SetAdjustments:
    """Record the reasonable adjustments agreed (HO 5.10, LGSCO 5.6)."""

    adjustments: tuple[AdjustmentGiven, ...] = given("All that are agreed", default=())
    vulnerability: bool | None = given("The person may be vulnerable", default=None)


@dataclass(frozen=True, kw_only=True)
class SetRepresentative:
    """Record who speaks for the complainant; none ends it (HO 3.6, LGSCO 3.6)."""

    representative: RepresentativeGiven | None = given("Who, or nothing", default=None)


@dataclass(frozen=True, kw_only=True)
class SetComplainants:
    """Replace the list of people who complain."""

    complainants: tuple[ComplainantGiven, ...] = given("All of them", fewest=1)


@dataclass(frozen=True, kw_only=True)
class OfferRemedy(RemedyGiven):
    """Offer a remedy, at any stage (HO 5.13, LGSCO 5.9)."""


@dataclass(frozen=True, kw_only=True)
class RecordRemedyReply:
    """Record what the complainant said to an offer."""

    n: int = given(REMEDY, least=1)
    reply: str = choice("accepted", "refused", "agreed", description="Their reply")


@dataclass(frozen=True, kw_only=True)
class ChangeRemedyDate:
    """Tell the complainant a new date for a remedy and why (HO 6.6, LGSCO 6.6)."""

    n: int = given(REMEDY, least=1)
    due_on: date = given("The new last day")
    reason: str | None = words("Why", longest=4_000, default=None, blank=True)
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class HandOverRemedy:
    """Give the care for a remedy to somebody else; what was promised stays as it is."""

    n: int = given(REMEDY, least=1)
    owner: str = given("Email of who sees to it from now on", kind="email")


@dataclass(frozen=True, kw_only=True)
class CompleteRemedy:
    """Record that a remedy was done, with what shows it."""

    n: int = given(REMEDY, least=1)
    evidence: str | None = words("What shows it", longest=4_000, default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class RemedyUndeliverable:
    """Say why a remedy cannot be delivered, and offer another (LGSCO 7.4)."""

    n: int = given(REMEDY, least=1)
    reason: str | None = words("Why not", longest=4_000, default=None, blank=True)
    alternative: str | None = words("What is offered instead", longest=4_000, default=None,
                                   blank=True)
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class RecordCause:
    """Record what lay behind it, which may differ from what was complained of (HO 9.2)."""

    cause: str = term("causes", "What lay behind it")
    prevention: str | None = words("What would have prevented it", longest=4_000, default=None,
                                  blank=True)


@dataclass(frozen=True, kw_only=True)
class AddLesson:
    """Record what was learnt, or why nothing was (HO 9.1, LGSCO 9.1)."""

    summary: str | None = words("What we learnt", longest=4_000, default=None, blank=True)
    improvement: str | None = words("Id of the improvement", longest=60, default=None)
    none_because: str | None = words("Why there is no lesson", longest=4_000, default=None,
                                    blank=True)


@dataclass(frozen=True, kw_only=True)
class RestrictAccess:
    """Let only named people see the complaint; nobody named lifts it."""

    people: tuple[str, ...] = given("Emails of those who may see it", default=(), kind="email")
    reason: str | None = words("Why", longest=4_000, default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class RecordComplainedOf:
    """Name the members of staff whom the complaint is about; nobody named takes it back."""

    people: tuple[str, ...] = given("Emails of those complained of", default=(), kind="email")


@dataclass(frozen=True, kw_only=True)
class RestrictContact:
    """Restrict how the person may contact us; never bars a new complaint (HO 5.14, 5.15)."""

    restriction: str | None = words("What is restricted", longest=4_000, default=None, blank=True)
    reason: str | None = words("Why, with regard to the Equality Act", longest=4_000, default=None,
                              blank=True)
    review_on: date = given("When it is looked at again")


@dataclass(frozen=True, kw_only=True)
class CorrectFact:
    """Correct a fact on the file; both values stay visible and clocks are counted anew."""

    field: str = choice(
        "received_at",
        "first_contact_at",
        "requested_at",
        "issue_on",
        "aware_on",
        "service",
        "category",
        "channel",
        "contractor",
        "description",
        description="Which fact",
    )
    value: str | None = given("The right value; nothing where the fact is unknown", default=None)
    reason: str | None = words("Why it was wrong", longest=4_000, default=None, blank=True)
