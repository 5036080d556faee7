"""An improvement as it stands: a frozen snapshot folded from its own events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from complaints_service.domain.events import Event
from complaints_service.domain.sealing import Sealed, sealed, surely_sealed


class ImprovementState(StrEnum):
    """How far the work is."""

    PLANNED = "planned"
    DONE = "done"
    DROPPED = "dropped"


class PublicationState(StrEnum):
    """How far the public is told."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Effect:
    """Complaints of the same service and cause in the 180 days before and after."""

    checked_on: date
    before: int
    after: int
    note: Sealed | None = None


@dataclass(frozen=True)
class Publication:
    """The words for the public, and who wrote and approved them."""

    told: Sealed
    found: Sealed
    changed: Sealed
    state: PublicationState
    author: str
    approved_by: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True)
class Improvement:
    """The snapshot, folded from the improvement's own events. People are account ids."""

    id: str
    organisation: str
    service: str
    owner: str
    due_on: date
    complaints: tuple[str, ...]
    title: Sealed
    went_wrong: Sealed
    will_change: Sealed
    links: tuple[Sealed, ...] = ()
    version: int = 0
    state: ImprovementState = ImprovementState.PLANNED
    done_on: date | None = None
    evidence: Sealed | None = None
    dropped_because: Sealed | None = None
    effect: Effect | None = None
    publication: Publication | None = None
    published_first_at: datetime | None = None
    taken_back_at: datetime | None = None
    taken_back_because: Sealed | None = None
    """Once published, its address stays known: while taken back, it says so and why."""


def evolve(improvement: Improvement | None, event: Event, id: str = "") -> Improvement:
    """The improvement after one more of its events; `id` names a new one."""
    if improvement is None:
        return _created(event, id)
    changed = _CHANGES[event.type](improvement, event.data, event)
    return replace(changed, version=event.seq)


def _created(event: Event, id: str) -> Improvement:
    data = event.data
    return Improvement(
        id=id,
        organisation=data["organisation"],
        service=data["service"],
        owner=data["owner"],
        due_on=date.fromisoformat(data["due_on"]),
        complaints=tuple(data["complaints"]),
        title=surely_sealed(data["title"]),
        went_wrong=surely_sealed(data["went_wrong"]),
        will_change=surely_sealed(data["will_change"]),
        links=tuple(surely_sealed(one) for one in data["links"]),
        version=event.seq,
    )


Change = Callable[[Improvement, Mapping[str, Any], Event], Improvement]


def _done(one: Improvement, data: Mapping[str, Any], event: Event) -> Improvement:
    return replace(
        one,
        state=ImprovementState.DONE,
        done_on=date.fromisoformat(data["done_on"]),
        evidence=sealed(data["evidence"]),
    )


def _handed_over(one: Improvement, data: Mapping[str, Any], event: Event) -> Improvement:
    return replace(one, owner=data["owner"])


def _dropped(one: Improvement, data: Mapping[str, Any], event: Event) -> Improvement:
    return replace(
        one, state=ImprovementState.DROPPED, dropped_because=sealed(data["reason"])
    )


def _checked(one: Improvement, data: Mapping[str, Any], event: Event) -> Improvement:
    checked_on = date.fromisoformat(data["checked_on"])
    return replace(
        one, effect=Effect(checked_on, data["before"], data["after"], sealed(data["note"]))
    )


def _proposed(one: Improvement, data: Mapping[str, Any], event: Event) -> Improvement:
    words = Publication(
        told=surely_sealed(data["told"]),
        found=surely_sealed(data["found"]),
        changed=surely_sealed(data["changed"]),
        state=PublicationState.PROPOSED,
        author=data["author"],
    )
    return replace(one, publication=words)


def _approved(one: Improvement, data: Mapping[str, Any], event: Event) -> Improvement:
    if one.publication is None:
        return one
    published = replace(
        one.publication,
        state=PublicationState.PUBLISHED,
        approved_by=event.actor,
        published_at=event.recorded_at,
    )
    return replace(
        one,
        publication=published,
        published_first_at=one.published_first_at or event.recorded_at,
        taken_back_at=None,
        taken_back_because=None,
    )


def _withdrawn(one: Improvement, data: Mapping[str, Any], event: Event) -> Improvement:
    if one.publication is None:
        return one
    return replace(
        one,
        publication=replace(one.publication, state=PublicationState.WITHDRAWN),
        taken_back_at=event.recorded_at,
        taken_back_because=sealed(data["reason"]),
    )


_CHANGES: Mapping[str, Change] = MappingProxyType({
    "improvement_done": _done,
    "improvement_dropped": _dropped,
    "improvement_handed_over": _handed_over,
    "effect_checked": _checked,
    "publication_proposed": _proposed,
    "publication_approved": _approved,
    "publication_withdrawn": _withdrawn,
})
