"""Commands of stage 2."""

from __future__ import annotations

from dataclasses import dataclass

from .fields import choice, given, term, words
from .intake import OUTSIDE, SEND_BY
from .parts import DESPITE, SENDING, SentOutside
from .stage_1 import RespondStage1


@dataclass(frozen=True, kw_only=True)
class AssignReviewer:
    """Give stage 2 to somebody who did not consider stage 1 (HO 6.13, LGSCO 6.14)."""

    reviewer: str = given("Email of the reviewer", kind="email")


@dataclass(frozen=True, kw_only=True)
class RequestStage2:
    """Record the wish for stage 2 the day it reached anyone; no reason is needed (HO 6.12)."""

    points: tuple[int, ...] = given("Only these points; none means all", default=())
    reason: str | None = words("What they still want looked at", default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class DeclineStage2:
    """Refuse stage 2, with valid reasons set out (HO 5.11, LGSCO 5.7)."""

    ground: str | None = term(
        "escalation_grounds", "Which ground of the policy", default=None, blank=True
    )
    explanation: str | None = words("Why it applies to this complaint", default=None, blank=True)
    policy_paragraph: str | None = words(
        "The paragraph of the policy", longest=400, default=None, blank=True
    )
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class AcknowledgeStage2:
    """Send the stage 2 acknowledgement (HO 5.6, 6.11, LGSCO 6.11, 6.12)."""

    definition: str | None = words("What is still in issue; else as at stage 1", default=None,
                                  blank=True)
    outcomes_sought: str | None = words("What they want to happen", default=None, blank=True)
    points: tuple[int, ...] = given("Only these points; none means as asked", default=())
    send_by: str | None = choice(*SENDING, description=SEND_BY, default=None)
    sent_outside: SentOutside | None = given(OUTSIDE, default=None)
    despite_adjustment: str | None = words(DESPITE, longest=2_000, default=None)


@dataclass(frozen=True, kw_only=True)
class RespondStage2(RespondStage1):
    """Send the final response (HO 6.14, 6.17–6.20, LGSCO 6.15, 6.18, 6.19)."""

    stage_1_changed: str | None = choice(
        "yes", "no", "partly", description="Whether the stage 1 decision changed", default=None,
        blank=True,
    )
