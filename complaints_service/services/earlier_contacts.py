"""Earlier contacts that may belong with one: found and shown with why, never joined by themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.matching import (
    Party,
    likeness,
    same_person_or_home,
    similar,
    telling_words,
)
from complaints_service.domain.rules import Rules
from complaints_service.domain.thresholds import Contact, ThresholdAdvice, advice_for
from complaints_service.persistence.queries import earlier_contacts as asked

from .actors import Actor
from .visibility import visible_clause

SIMILAR_WITHIN = timedelta(days=56)
MOST_SHOWN = 12
EXCERPT = 200
WEIGHTS = {"email": 5, "phone": 5, "address": 4, "similar_name": 3, "name": 2, "words": 1}
WORDS = "words"


@dataclass(frozen=True)
class Looked:
    """What is looked up: who is on the contact, its service, its words and its London date."""

    parties: tuple[Party, ...]
    service: str
    text: str
    received_on: date
    ref: str | None = None


@dataclass(frozen=True)
class Earlier:
    """A contact that may belong with another.

    `why` are the reasons, the surest first: those of `domain.matching.likeness`, and `words` for
    similar words about the same service. `who` is the person alike, `said` what was said.
    """

    ref: str
    why: tuple[str, ...]
    received_at: datetime
    received_on: date
    service: str
    state: str
    kind: str
    who: str = ""
    said: str = ""

    @property
    def excerpt(self) -> str:
        """The beginning of what was said."""
        plain = " ".join(self.said.split())
        return plain if len(plain) <= EXCERPT else f"{plain[:EXCERPT].rsplit(' ', 1)[0]} …"

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return sum(WEIGHTS[one] for one in self.why)


def looked_at(complaint: Complaint, readable: Mapping[str, Any]) -> Looked:
    """Return what is looked up for a contact on file; `readable` are its payloads by digest."""
    people = [*complaint.complainants, complaint.representative]
    held = [readable.get(one.details.sha256) for one in people if one is not None]
    said = readable.get(complaint.description.sha256) if complaint.description else None
    return Looked(tuple(party_of(one) for one in held if one), complaint.service,
                  str(said or ""), complaint.received_on, complaint.ref)


def looked_at_intake(data: Mapping[str, Any], on: date) -> Looked:
    """Return what is looked up for a contact that is not recorded yet; `data` is that of `receive`
    as far as it was given."""
    people = [*data.get("complainants", ()), data.get("representative")]
    parties = tuple(party_of(one) for one in people if one)
    return Looked(parties, str(data.get("service") or ""), str(data.get("description") or ""), on)


def party_of(details: Mapping[str, Any]) -> Party:
    """Return somebody as they gave themselves."""
    names = ("name", "email", "phone", "address", "postcode")
    return Party(**{name: str(details.get(name) or "") for name in names})


def earlier_contacts(
    session: Session, looked: Looked, by: Actor, alike: Sequence[Earlier] | None = None
) -> tuple[Earlier, ...]:
    """Return the contacts that may belong with the one looked at, the likeliest first.

    Only what the actor may see is looked through: a restricted complaint is not hinted at. A
    handful of questions to the database, however many contacts there are; `alike` are those of
    `people_alike`, where they are known already.
    """
    alike = people_alike(session, looked, by) if alike is None else alike
    joined = {one.ref: one for one in alike}
    for one in _same_words(session, looked, by):
        known = joined.get(one.ref)
        joined[one.ref] = replace(known or one, why=(*(known.why if known else ()), WORDS))
    ordered = sorted(joined.values(), key=lambda one: (-one.weight, -one.received_on.toordinal(),
                                                       one.ref))
    return tuple(ordered[:MOST_SHOWN])


def people_alike(session: Session, looked: Looked, by: Actor) -> tuple[Earlier, ...]:
    """Return the contacts of somebody who may be the same person or live in the same home."""
    rows = asked.people_like(session, looked.parties, visible_clause(by), but=looked.ref)
    found: dict[str, Earlier] = {}
    for row in rows:
        one = _compared(row, looked.parties)
        before = found.get(row.ref)
        if one is not None and (before is None or before.weight < one.weight):
            found[row.ref] = one
    said = asked.said_on(session, [(row.ref, row.description) for row in rows
                                   if row.ref in found and row.description])
    return tuple(replace(one, said=_text(said.get(one.ref))) for one in found.values())


def _compared(row: Row[*tuple[Any, ...]], parties: Sequence[Party]) -> Earlier | None:
    """The contact with why, None where nothing speaks for it once it is read."""
    people = [*(row.complainants or ()), *([row.representative] if row.representative else ())]
    if row.digest not in {one["details"]["sha256"] for one in people}:
        return None
    other = party_of(json.loads(row.payload))
    why = tuple(dict.fromkeys(one for party in parties for one in likeness(party, other)))
    return _earlier(row, why, who=other.name) if why else None


def _earlier(row: Row[*tuple[Any, ...]], why: tuple[str, ...], **more: str) -> Earlier:
    return Earlier(row.ref, why, row.received_at, row.received_on, row.service, row.state,
                   row.kind, **more)


def _same_words(session: Session, looked: Looked, by: Actor) -> Iterable[Earlier]:
    words = telling_words(looked.text)
    if not words:
        return
    first, last = looked.received_on - SIMILAR_WITHIN, looked.received_on + SIMILAR_WITHIN
    for row in asked.about(session, looked.service, first, last, visible_clause(by),
                           but=looked.ref):
        said = _text(row.payload)
        if similar(words, telling_words(said)):
            yield _earlier(row, (), said=said)


def _text(payload: str | None) -> str:
    return str(json.loads(payload)) if payload else ""


def threshold_advice(
    session: Session, looked: Looked, by: Actor, rules: Rules, *, asks_to_complain: bool | None,
    alike: Sequence[Earlier] | None = None,
) -> ThresholdAdvice | None:
    """Return what the thresholds of the service advise, from the earlier contacts of the same
    person or home that the actor may see; None where none applies. They advise only."""
    services = rules.vocabularies["services"]
    landlord = looked.service not in services or bool(
        services.get(looked.service).extras.get("landlord", False))
    contact = Contact(looked.received_on, looked.service, looked.text)
    of_service = [one for one in rules.thresholds if one.service == looked.service]
    if asks_to_complain or landlord or not of_service:
        return None
    alike = people_alike(session, looked, by) if alike is None else alike
    earlier = [Contact(one.received_on, one.service, one.said) for one in alike
               if same_person_or_home(one.why)]
    return advice_for(of_service, contact, earlier, asks_to_complain=asks_to_complain,
                      landlord=landlord)
