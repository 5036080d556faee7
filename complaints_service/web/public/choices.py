"""What a member of the public may choose from today: councils, services, homes, adjustments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from complaints_service.domain.vocabularies import Term
from complaints_service.services.organisations import Organisation, organisations
from complaints_service.services.reading import today
from complaints_service.services.rules_in_use import rules

LAST_RESORT = "other"
"""The service of a complaint whose writer does not know which it is."""


@dataclass(frozen=True)
class Choices:
    """The words that may be chosen on one day, in the order in which they are shown."""

    today: date
    councils: tuple[Organisation, ...]
    services: tuple[Term, ...]
    tenures: tuple[Term, ...]
    adjustments: tuple[Term, ...]
    kinds: tuple[Term, ...]

    @property
    def families(self) -> dict[str, list[Term]]:
        """The services by the family that their file puts them in, the last resort left out."""
        found: dict[str, list[Term]] = {}
        for one in self.services:
            if one.key != LAST_RESORT:
                found.setdefault(str(one.extras.get("lgsco_family", "")), []).append(one)
        return found

    def is_landlord(self, service: str) -> bool:
        """Say whether the council acts as landlord there."""
        return any(one.key == service and one.extras.get("landlord") for one in self.services)


def choices() -> Choices:
    """Return what may be chosen today.

    Whoever says here that they are a councillor or a Member of Parliament is not one yet: that
    gives a right to somebody's answer, and is recorded by people who have made sure of it.
    """
    day, words = today(), rules().vocabularies
    return Choices(
        day, councils(day), words["services"].on(day), words["tenures"].on(day),
        words["adjustments"].on(day),
        tuple(one for one in words["representative_kinds"].on(day)
              if not one.extras.get("without_form")),
    )


def councils(day: date) -> tuple[Organisation, ...]:
    """Return the councils that take complaints on a London date: no successor has begun yet."""
    return tuple(
        one for one in organisations()
        if (one.succeeded_on is None or one.succeeded_on > day)
        and (one.from_on is None or one.from_on <= day)
        and (one.to_on is None or one.to_on >= day)
    )
