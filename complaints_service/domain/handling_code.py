"""A complaint handling Code as data: its limits, its provisions and its Ombudsman."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class StageLimits:
    """One stage's limits in working days.

    `acknowledge` runs from receipt of the complaint or request, `respond` from the
    acknowledgement, `extension_cap` is the most that may be added without good reason.
    """

    acknowledge: int
    respond: int
    extension_cap: int


@dataclass(frozen=True, slots=True)
class Provision:
    """One numbered paragraph of a Code, in our words.

    `duty` is must, should, mixed, may or context; `check` says how conformity shows (auto from
    complaints, data on record, form attested, none); `verified` says how much of the original
    was read (text, partial, unverified). `confirmed` is False where it is not certain that the
    paragraph exists: such a provision stays out of everything that is printed.
    """

    id: str
    section: str
    title: str
    duty: str
    paraphrase: str
    evidence: str
    check: str
    verified: str
    numbers: tuple[str, ...] = ()
    source: str = ""
    correction: str = ""
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Ombudsman:
    """Where a complainant may turn, with the date on which the particulars were checked.

    `time_limit_months` counts from `time_limit_from`: `final_response` or `awareness`; the two
    Ombudsmen differ, so their `time_limit_text` must never be exchanged.
    """

    key: str
    name: str
    address: str
    telephone: str
    email: str
    website: str
    hours: str
    note: str
    time_limit_text: str
    checked_on: date
    time_limit_months: int = 12
    time_limit_from: str = "final_response"


@dataclass(frozen=True)
class HandlingCode:
    """One edition of a Code; `in_force_to` is its last day, None while it is in force.

    `limit_provisions` maps `stage_1.acknowledge` and its like to the provision that sets them.
    """

    key: str
    edition: str
    title: str
    in_force_from: date
    in_force_to: date | None
    stage_1: StageLimits
    stage_2: StageLimits
    intake_window_months: int
    ombudsman: Ombudsman
    provisions: Mapping[str, Provision]
    limit_provisions: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""

    def in_force(self, on: date) -> bool:
        """Say whether this edition is in force `on` that day, first and last day included."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


def stricter(codes: Sequence[HandlingCode]) -> tuple[StageLimits, StageLimits]:
    """Return the stage 1 and stage 2 limits that satisfy every one of `codes` at once.

    Raises ValueError without any Code.
    """
    if not codes:
        raise ValueError("A complaint falls under at least one Code; none is given.")
    return _strictest([c.stage_1 for c in codes]), _strictest([c.stage_2 for c in codes])


def _strictest(limits: Sequence[StageLimits]) -> StageLimits:
    if len(limits) == 1:
        return limits[0]
    return StageLimits(
        acknowledge=min(one.acknowledge for one in limits),
        respond=min(one.respond for one in limits),
        extension_cap=min(one.extension_cap for one in limits),
    )
