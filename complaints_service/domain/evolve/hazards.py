"""How a hazard and what is done about it change a complaint."""

from __future__ import annotations

from dataclasses import replace

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.domain.hazards import Hazard, HazardStep
from complaints_service.domain.london import read_instant
from complaints_service.domain.sealing import sealed, surely_sealed


def opened(complaint: Complaint, event: Event) -> Complaint:
    """A hazard was reported; its clock runs from when the council knew."""
    data = event.data
    hazard = Hazard(
        n=data["n"],
        kind=data["kind"],
        grade=data["grade"],
        service=data["service"],
        edition=data["edition"],
        aware_at=read_instant(data["aware_at"]),
        opened_at=event.recorded_at,
        what=surely_sealed(data["what"]),
        where=sealed(data["where"]),
        point=data["point"],
        owner=data["owner"],
    )
    return replace(complaint, hazards=(*complaint.hazards, hazard))


def handed_over(complaint: Complaint, event: Event) -> Complaint:
    """Somebody else sees it dealt with."""
    return replace(complaint, hazards=tuple(
        replace(one, owner=event.data["owner"]) if one.n == event.data["n"] else one
        for one in complaint.hazards
    ))


def step_recorded(complaint: Complaint, event: Event) -> Complaint:
    """Something was done about it."""
    data = event.data
    step = HazardStep(data["step"], event.occurred_at, data["found"], sealed(data["evidence"]))
    return replace(complaint, hazards=tuple(
        replace(one, steps=(*one.steps, step)) if one.n == data["n"] else one
        for one in complaint.hazards
    ))
