"""Points to answer: each with its service and the Ombudsman in whose remit it falls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from complaints_service.domain.commands.parts import PointGiven
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import InvalidData
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import private

from .people import lead_complainant
from .wording import known_term, say


def proposed_ombudsman(rules: Rules, service: str, tenure: str | None) -> str:
    """The Ombudsman for a service and tenure: the Housing Ombudsman where the council acts as
    landlord, the Local Government and Social Care Ombudsman for all else."""
    landlord = bool(rules.vocabularies["services"].get(service).extras.get("landlord", False))
    if not landlord:
        return "lgsco"
    if tenure is None:
        return "housing"
    resident = rules.vocabularies["tenures"].get(tenure).extras.get("landlord", True)
    return "housing" if resident else "lgsco"


def point_data(
    given: PointGiven, n: int, complaint: Complaint, rules: Rules
) -> dict[str, Any]:
    """A point as an event holds it; service, category and Ombudsman proposed where left out."""
    service = given.service or complaint.service
    known_term(rules, "services", service, f"points[{n - 1}].service", complaint.received_on)
    if given.category:
        known_term(rules, "categories", given.category, f"points[{n - 1}].category",
                   complaint.received_on)
    text = say(given.text, f"points[{n - 1}].text", "say what is complained of")
    person = lead_complainant(complaint)
    return {
        "n": n,
        "text": private(text),
        "service": service,
        "category": given.category or complaint.category,
        "contractor": private(given.contractor),
        "acts_for_council": bool(given.acts_for_council),
        "ombudsman": given.ombudsman
        or proposed_ombudsman(rules, service, person.tenure if person else None),
    }


def points_data(
    given: Iterable[PointGiven], complaint: Complaint, rules: Rules, first: int = 1
) -> list[dict[str, Any]]:
    """Points numbered from `first`."""
    return [
        point_data(one, number, complaint, rules) for number, one in enumerate(given, first)
    ]


def codes_of(ombudsmen: Iterable[str]) -> list[str]:
    """The Codes that points under these Ombudsmen fall under."""
    return sorted(set(ombudsmen))


def known_points(numbers: Iterable[int], complaint: Complaint, field: str) -> list[int]:
    """The numbers, each once and in order, when the complaint has such points."""
    known = {one.n for one in complaint.points}
    wanted = sorted(set(numbers))
    for number in wanted:
        if number not in known:
            raise InvalidData(
                field,
                f"'{field}' names point {number}, which this complaint does not have; its points "
                f"are {', '.join(map(str, sorted(known))) or 'none yet'}",
            )
    return wanted
