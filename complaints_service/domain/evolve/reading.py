"""How the parts of an event's data become the parts of a complaint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from complaints_service.domain.events import Event
from complaints_service.domain.london import read_date
from complaints_service.domain.parts import (
    Adjustment,
    Answer,
    Person,
    Point,
    Remedy,
    RulesInForce,
)
from complaints_service.domain.sealing import sealed, surely_sealed
from complaints_service.domain.stages import Finding

Data = Mapping[str, Any]


def a_point(data: Data) -> Point:
    """A point as it stands in an event."""
    return Point(
        n=data["n"],
        text=surely_sealed(data["text"]),
        ombudsman=data["ombudsman"],
        service=data["service"],
        category=data["category"],
        contractor=sealed(data["contractor"]),
        acts_for_council=data["acts_for_council"],
        responsibility=data.get("responsibility"),
    )


def an_answer(data: Data) -> Answer:
    """The answer to a point."""
    return Answer(
        finding=Finding(data["finding"]),
        reasons=sealed(data["reasons"]),
        sources=tuple(surely_sealed(one) for one in data["sources"]),
    )


def a_person(data: Data) -> Person:
    """A complainant or representative."""
    return Person(
        id=data["id"],
        details=surely_sealed(data["details"]),
        tenure=data.get("tenure"),
        preferred_channel=data.get("preferred_channel"),
        reachable_by=tuple(data.get("reachable_by", ())),
        lead=data.get("lead", False),
        kind=data.get("kind"),
        authority=data.get("authority", False),
        expires_on=read_date(data.get("expires_on")),
        authority_kind=data.get("authority_kind"),
        for_all=data.get("for_all", False),
    )


def a_remedy(data: Data) -> Remedy:
    """A remedy as offered or promised."""
    return Remedy(
        n=data["n"],
        kind=data["kind"],
        description=surely_sealed(data["description"]),
        due_on=read_date(data["due_on"]),
        points=tuple(data["points"]),
        amount_pence=data["amount_pence"],
        owner=data["owner"],
        status=data["status"],
        head=data.get("head"),
    )


def the_rules(data: Data) -> RulesInForce:
    """The rules that the complaint runs under."""
    return RulesInForce(
        workflow=data["workflow"],
        code_editions=dict(data["code_editions"]),
        calendar_version=data["calendar_version"],
    )


def the_adjustments(event: Event) -> tuple[Adjustment, ...]:
    """The reasonable adjustments agreed as an event says; none where it says nothing of them."""
    return tuple(
        Adjustment(surely_sealed(one["details"]), event.occurred_at, read_date(one["review_on"]))
        for one in event.data.get("adjustments", ())
    )
