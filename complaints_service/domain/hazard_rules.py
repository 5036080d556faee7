"""The clocks that run for a hazard in a let home, as an edition of the law says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

GRADES = ("significant", "emergency", "none")
"""How bad a hazard is; `none` is what an investigation may find, never what is reported."""

STEPS = (
    "investigated", "summary_sent", "made_safe", "moved_out", "works_arranged", "works_begun",
    "works_not_needed", "works_completed",
)
"""What may be done about a hazard, in the order in which it usually is."""


@dataclass(frozen=True)
class HazardClock:
    """One clock: so many working `days`, or `hours` or `weeks` of every day, from `starts`.

    `of` are the grades that it runs for, `met_by` the steps that stop it, `starts` is `aware` or
    `investigated`. `verified` says how far the wording was read.
    """

    key: str
    title: str
    of: tuple[str, ...]
    starts: str
    met_by: tuple[str, ...]
    provision: str
    paraphrase: str
    verified: str
    days: int | None = None
    hours: int | None = None
    weeks: int | None = None
    note: str = ""


@dataclass(frozen=True)
class HazardRules:
    """An edition of the law; it governs what the council became aware of from its first day on."""

    edition: str
    title: str
    law: str
    in_force_from: date
    clocks: tuple[HazardClock, ...]

    def clock(self, key: str) -> HazardClock:
        """Return the clock of that key; KeyError when there is none."""
        found = next((one for one in self.clocks if one.key == key), None)
        if found is None:
            raise KeyError(key)
        return found


def hazard_rules_on(editions: Mapping[str, HazardRules], day: date) -> HazardRules | None:
    """Return the edition that governs what was learnt on the London date `day`, if any does."""
    begun = [one for one in editions.values() if one.in_force_from <= day]
    return max(begun, key=lambda one: one.in_force_from, default=None)
