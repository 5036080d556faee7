"""Giving complaints out by each service's rule, as the council's settings make it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.domain.allocation import BY_HAND, Candidate, Chosen, choose
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.decide.allocation import barred_from
from complaints_service.domain.events import NewEvent
from complaints_service.persistence.batch import Writes
from complaints_service.persistence.queries import desks as queries
from complaints_service.persistence.queries.desks import Desk

from .organisations_held import Council

SETTING, EVERY_SERVICE = "allocation", "*"
HANDLES = frozenset({"handler", "officer"})


@dataclass(frozen=True)
class Rule:
    """How the complaints of a service are given out; `people` empty means all its handlers."""

    way: str
    people: tuple[str, ...] = ()


def rule_of(settings: Mapping[str, Any], service: str) -> Rule | None:
    """Return the rule that a council's settings make for a service, None where there is none."""
    rules = settings.get(SETTING) or {}
    found = rules.get(service) or rules.get(EVERY_SERVICE)
    return Rule(found["by"], tuple(found.get("people") or ())) if found else None


def allocated(
    session: Session, council: Council | None, complaint: Complaint, on: date
) -> Chosen | None:
    """Return whom the rule of the complaint's service chooses on the London date `on`.

    Within a command's transaction: the turns of the service are held until it ends.
    """
    rule = rule_of(council.settings, complaint.service) if council else None
    if council is None or rule is None:
        return None
    if rule.way == BY_HAND:
        return choose(BY_HAND, (), frozenset(), None)
    last = queries.last_turn(session, council.key, complaint.service)
    found = _in_order(rule, queries.desks(session, _who(rule, council.key, complaint), on, on))
    barred = barred_from(complaint, frozenset(one.id for one in found))
    return choose(rule.way, [_candidate(one) for one in found], barred, last)


def _who(rule: Rule, organisation: str, complaint: Complaint) -> Any:
    if rule.people:
        return queries.of_people(rule.people)
    return queries.of_service(organisation, complaint.service)


def _in_order(rule: Rule, found: Sequence[Desk]) -> list[Desk]:
    """The people in the order in which the rule names them, else by name."""
    place = {account: at for at, account in enumerate(rule.people)}
    return sorted(found, key=lambda one: place.get(one.id, 0))


def _candidate(desk: Desk) -> Candidate:
    return Candidate(desk.id, desk.enabled, bool(HANDLES & desk.roles), desk.away,
                     desk.away_until, desk.open)


def keep_turns(writes: Writes, complaint: Complaint | None, events: Sequence[NewEvent]) -> None:
    """Remember whose turn it was, with the events that gave it to them."""
    for event in events:
        if complaint and event.type == "assigned" and event.data.get("why") == "rule":
            queries.keep_turn(writes, complaint.organisation, complaint.service,
                              event.data["handler"])
