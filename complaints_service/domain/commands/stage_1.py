"""Commands of stage 1, and those that both stages share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .fields import SHORT_TEXT, choice, given, term, words
from .intake import OUTSIDE, SEND_BY
from .parts import DESPITE, SENDING, PointAnswer, PointGiven, RemedyGiven, SentOutside


@dataclass(frozen=True, kw_only=True)
class Assign:
    """Give the complaint to a stage 1 handler."""

    handler: str = given("Email of the handler", kind="email")


@dataclass(frozen=True, kw_only=True)
class Take:
    """Take a complaint that nobody has yet."""


@dataclass(frozen=True, kw_only=True)
class SetPoints:
    """Replace the list of points to answer, until stage 1 is answered."""

    points: tuple[PointGiven, ...] = given("Points to answer", fewest=1)


@dataclass(frozen=True, kw_only=True)
class AddPoint:
    """Add a related point that came up before stage 1 was answered (HO 6.8, LGSCO 6.9)."""

    point: PointGiven = given("The point")
    related: bool = given("It is related to the complaint; else it is a new complaint")


@dataclass(frozen=True, kw_only=True)
class Acknowledge:
    """Send the acknowledgement with definition and outcomes sought (HO 5.6, 5.7, 6.2)."""

    definition: str | None = words("Our understanding of the complaint", default=None, blank=True)
    outcomes_sought: str | None = words("What they want to happen", default=None, blank=True)
    outcomes_not_stated: bool | None = given("They did not say what they want", default=None)
    not_ours: tuple[int | str, ...] = given(
        "What we are not responsible for: numbers of points, or words", default=()
    )
    clarification: str | None = words("What we ask to be made clear", default=None, blank=True)
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class CorrectDefinition:
    """Correct our understanding of the complaint; both versions stay visible."""

    definition: str | None = words("The corrected definition", default=None, blank=True)
    reason: str | None = words("Why it is corrected", longest=4_000, default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class Extend:
    """Take further time, with reason and new date told before the old one (HO 6.4, 6.15)."""

    stage: int = given("1 or 2", least=1, most=2)
    working_days: int = given("Working days added to the original due date", least=1, most=400)
    reason: str | None = term(
        "extension_reasons", "Why, from the list", default=None, blank=True
    )
    reason_text: str | None = words("Why, for the resident", longest=4_000, default=None,
                                   blank=True)
    good_reason: str | None = words("Why more than the Code's limit", longest=4_000, default=None,
                                   blank=True)
    update_every_days: int | None = given("Working days between updates", default=None, least=1,
                                          most=60)
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class NotifyDelay:
    """Tell when an overdue answer will come and why it is late (HO 5.9, LGSCO 5.5)."""

    stage: int = given("1 or 2", least=1, most=2)
    reason_text: str | None = words("Why it is late", longest=4_000, default=None, blank=True)
    expected_on: date = given("When it will come")
    update_every_days: int = given("Working days between updates", least=1, most=60)
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class RespondStage1:
    """Send the full stage 1 response (HO 6.3, 6.6–6.9, LGSCO 6.3, 6.6–6.8)."""

    points: tuple[PointAnswer, ...] = given("An answer to each point", default=())
    remedies: tuple[RemedyGiven, ...] = given("What we will do, by when", default=())
    no_remedy_because: str | None = words("Why nothing is offered though something is upheld",
                                         longest=4_000, default=None, blank=True)
    outstanding: str | None = words("What is still to be done", longest=4_000, default=None,
                                   blank=True)
    apology: str | None = words("What we are sorry for, in our own words", longest=4_000,
                                default=None, blank=True)
    changes: str | None = words("What we are changing so that it does not happen again",
                                longest=4_000, default=None, blank=True)
    resolved_early: bool | None = given("Settled early, with this full answer", default=None)
    answered_by_phone: bool | None = given(
        "The early answer was given by telephone first; never for the Housing Code", default=None
    )
    cause: str | None = term("causes", "What lay behind it", default=None)
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class ReissueResponse:
    """Send a response again, corrected; the first date stands."""

    stage: int = given("1 or 2", least=1, most=2)
    reason: str | None = words("Why it is sent again", longest=4_000, default=None, blank=True)
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class TellNewDate:
    """Tell the due date that now stands, where a letter named one that a new calendar moved."""

    words: str | None = words("Anything to add", longest=4_000, default=None, blank=True)
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = given(DESPITE, default=None, longest=2_000)


@dataclass(frozen=True, kw_only=True)
class RecordDispatch:
    """Record that a printed letter left, which is what stops its clock."""

    letter: str = words("Id of the letter", longest=60)
    method: str = choice("post", "hand", description="How it left")
    sent_on: date = given("The day it left")
    evidence: str | None = words("What shows it", longest=SHORT_TEXT, default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class Withdraw:
    """End the complaint at the complainant's own wish; it stays counted."""

    evidence: str | None = words("How they told us", longest=4_000, default=None, blank=True)
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class Close:
    """Put the file away; it takes no right away."""

    reason: str | None = words("Why", longest=4_000, default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class Reopen:
    """Take the file up again where it was left; dates are kept."""

    reason: str | None = words("Why", longest=4_000, default=None, blank=True)
