"""Commands that record what the two Ombudsmen ask and decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .fields import choice, given, words
from .parts import LeftOutGiven, ObligationGiven, OmbudsmanFinding

CASE = "Id of the Ombudsman's case on this file"


@dataclass(frozen=True, kw_only=True)
class NotifyOmbudsman:
    """Record that an Ombudsman has taken an interest; in any state of the complaint."""

    body: str = choice("lgsco", "housing", description="Which Ombudsman")
    reference: str = words("The Ombudsman's own reference", longest=100)
    due_on: date | None = given("The date it gave, if any", default=None)
    channel: str | None = choice(
        "telephone", "email", "letter", "portal", default=None, blank=True,
        description="How its word reached us",
    )
    what: str | None = words("What it said or asked", longest=4_000, default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class RecordOmbudsmanRequest:
    """Record what an Ombudsman asks for, with the date that it gave."""

    ombudsman: str = words(CASE, longest=60)
    what: str = words("What is asked", longest=4_000)
    due_on: date = given("The date given")
    reference: str | None = words("Its reference, where that was not known or has changed",
                                  longest=100, default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class AnswerOmbudsmanRequest:
    """Record that what an Ombudsman asked for was sent, and on which day."""

    ombudsman: str = words(CASE, longest=60)
    n: int = given("Number of the request", least=1)
    sent_on: date = given("The day it was sent")
    evidence: str | None = words("What was sent, and how", longest=4_000, default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class RecordOmbudsmanInstruction:
    """Record an instruction to accept, answer, escalate or reconsider, with its own date."""

    ombudsman: str = words(CASE, longest=60)
    instruction: str = choice(
        "accept",
        "respond_stage_1",
        "escalate",
        "respond_stage_2",
        "reconsider",
        description="What we are told to do",
    )
    due_on: date = given("The date given")


@dataclass(frozen=True, kw_only=True)
class RecordOmbudsmanDecision:
    """Record a draft or final decision with its findings and what must be done."""

    ombudsman: str = words(CASE, longest=60)
    stage: str = choice("draft", "final", description="Draft or final")
    decided_on: date = given("The date of the decision")
    findings: tuple[OmbudsmanFinding, ...] = given("A finding under each head", default=())
    obligations: tuple[ObligationGiven, ...] = given("Orders and recommendations", default=())
    already_remedied: bool | None = given("We had put it right before", default=None)
    code_breach: bool | None = given("It found that we broke its Code", default=None)
    public_report: bool | None = given("It issued a public report", default=None)


@dataclass(frozen=True, kw_only=True)
class CompleteObligation:
    """Record that an obligation was met, with proof and the day it was sent."""

    ombudsman: str = words(CASE, longest=60)
    n: int = given("Number of the obligation", least=1)
    evidence: str | None = words("What proves it", longest=4_000, default=None, blank=True)
    sent_on: date = given("The day the proof was sent")
    paid_on: date | None = given("The day money was paid, where it was", default=None)


@dataclass(frozen=True, kw_only=True)
class RecordBundleMade:
    """Record that an evidence bundle was made, by the hash of its file."""

    sha256: str = words("SHA-256 of the archive, 64 hexadecimal digits", longest=64)
    size: int = given("Its size in bytes", least=1)
    ombudsman: str | None = words("Id of the Ombudsman's case that it is for", longest=60,
                                  default=None)
    request: int | None = given("The request that it answers", default=None, least=1)
    left_out: tuple[LeftOutGiven, ...] = given("What is left out", default=())


@dataclass(frozen=True, kw_only=True)
class RecordObligationAccepted:
    """Record that the Ombudsman was satisfied with the proof."""

    ombudsman: str = words(CASE, longest=60)
    n: int = given("Number of the obligation", least=1)
    accepted_on: date = given("The day it said so")
