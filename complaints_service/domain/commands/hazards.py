"""Commands about a hazard in a home that the council lets: opened at once, then its steps."""

from __future__ import annotations

from dataclasses import dataclass

from .fields import choice, given, term, words


@dataclass(frozen=True, kw_only=True)
class OpenHazard:
    """Record a hazard, whatever becomes of the complaint; its clock runs from when we knew."""

    kind: str = term("hazard_kinds", "What the danger is")
    emergency: bool = given("A danger so great that it cannot wait a day")
    what: str = words("What was reported", longest=4_000)
    where: str | None = words("Where it is: the home, the room", longest=1_000, default=None)
    learnt: str | None = choice(
        "contact", "later", default=None,
        description="The first contact told us of it, or we came to know of it later",
    )
    service: str | None = term("services", "The landlord service that deals with it", default=None)
    point: int | None = given("The point that it is part of", default=None, least=1)
    owner: str | None = given("Email of who sees it dealt with", default=None, kind="email")


@dataclass(frozen=True, kw_only=True)
class HandOverHazard:
    """Give the care for a hazard to somebody else; its clock does not move."""

    hazard: int = given("Number of the hazard", least=1)
    owner: str = given("Email of who sees it dealt with from now on", kind="email")


@dataclass(frozen=True, kw_only=True)
class RecordHazardStep:
    """Record what was done about a hazard, when, and what shows it."""

    hazard: int = given("Number of the hazard", least=1)
    step: str = choice(
        "investigated", "summary_sent", "made_safe", "moved_out", "works_arranged",
        "works_begun", "works_not_needed", "works_completed",
        description="What was done",
    )
    found: str | None = choice(
        "significant", "emergency", "none", default=None, blank=True,
        description="What the investigation found",
    )
    evidence: str | None = words("What shows it", longest=4_000, default=None, blank=True)
