"""A complaint's whole file for its own page, read in a handful of questions whatever its length."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import deadlines_of
from complaints_service.domain.events import Event
from complaints_service.domain.sealing import sealed
from complaints_service.persistence.queries import attention
from complaints_service.persistence.queries import case_file as asked
from complaints_service.persistence.queries.file_lists import payloads

from .actors import Actor
from .attention import Stuck, of_complaint
from .merged_files import MergedContact, merged_contacts
from .open_commands import open_commands
from .reading import today
from .reveal import Reveal
from .rules_in_use import rules
from .timeline import Entry, accounts_in, timeline
from .view_parts import Json, accounts_named
from .view_stages import deadline_json
from .views import complaint_json, letter_json
from .visibility import visible_clause

DEFINING = frozenset({"acknowledged", "definition_corrected", "stage_2_acknowledged"})


@dataclass(frozen=True)
class Version:
    """The definition of the complaint as it stood from `at`; None where the words were erased."""

    at: datetime
    stage: int
    definition: str | None
    reason: str | None


@dataclass(frozen=True)
class CaseFile:
    """Everything that a complaint's page shows; people stand by name, not by address.

    `commands` are those that the actor may give now, in the workflow's order; `known` the states
    of the linked complaints that the actor may see; `definitions` every one, oldest first. What the
    actor may not see is not hinted at: no tie to it stands in the view.
    """

    complaint: Complaint
    view: Json
    deadlines: tuple[Json, ...]
    letters: tuple[Json, ...]
    timeline: tuple[Entry, ...]
    definitions: tuple[Version, ...]
    commands: tuple[str, ...]
    known: Mapping[str, str]
    reveal: Reveal
    merged: tuple[MergedContact, ...] = ()
    """The contacts merged into this one; `letters` holds theirs too."""
    failed: tuple[Stuck, ...] = ()
    """Messages about it that did not arrive and that a person has to see to."""


def case_file(complaint: Complaint, by: Actor) -> CaseFile:
    """Read the file of a complaint that the actor may see."""
    in_use, day = rules(), today()
    events = asked.events(complaint.ref)
    letters = asked.letters(complaint.ref)
    messages = asked.messages(complaint.ref)
    acts = attention.acts(ref=complaint.ref)
    due = deadlines_of(complaint, in_use)
    owners = {one.owner for one in due if one.owner}
    named = accounts_named(complaint) | accounts_in(events, messages, acts) | owners
    names = asked.names(named)
    reveal = revealed(complaint, names)
    private = reveal.private
    links = {one.ref for one in complaint.links}
    known = asked.known_among(links, visible_clause(by))
    merged = merged_contacts(complaint, by)
    theirs = [row for one in merged for row in asked.letters(one.ref)]
    view = complaint_json(complaint, in_use, private, names, day)
    view["links"] = [one for one in view["links"] if one["ref"] in known]
    return CaseFile(
        complaint=complaint,
        view=view,
        deadlines=tuple(deadline_json(complaint.ref, one, reveal) for one in due),
        letters=_letters([*theirs, *letters], complaint, reveal),
        timeline=timeline(events, letters, messages, in_use, private, names, acts),
        definitions=tuple(_definitions(events, reveal)),
        commands=open_commands(complaint, by, in_use, day),
        known=known,
        reveal=reveal,
        merged=merged,
        failed=of_complaint(complaint.ref, by),
    )


def names_in(events: Iterable[Event]) -> dict[str, str]:
    """Return the name of everybody who did something, by account."""
    return asked.names({one.actor for one in events})


def revealed(complaint: Complaint, names: Mapping[str, str]) -> Reveal:
    """Return what makes a complaint's sealed words readable, with people by name."""
    texts = payloads([complaint.ref])
    private: Mapping[str, Any] = {digest: json.loads(text) for digest, text in texts.items()}
    return Reveal(rules(), private, names, today())


def _definitions(events: Iterable[Event], reveal: Reveal) -> Iterator[Version]:
    stage = 1
    for event in events:
        if event.type in DEFINING and event.data["definition"]:
            stage = 2 if event.type == "stage_2_acknowledged" else stage
            words = reveal.value(sealed(event.data["definition"]))
            reason = reveal.value(sealed(event.data.get("reason")))
            yield Version(event.occurred_at, stage, words, reason)


def _letters(rows: Sequence[Any], complaint: Complaint, reveal: Reveal) -> tuple[Json, ...]:
    """Each letter, whether it left by other means than this service, and whom a copy is for."""
    known = {one.id: one for one in complaint.letters}
    people = {one.id: one for one in complaint.complainants}

    def shown(row: Any) -> Json:
        one = known.get(row.id)
        person = people.get(one.person or "") if one else None
        name = (reveal.value(person.details) or {}).get("name") if person else None
        return {**letter_json(row), "outside": bool(one and one.outside), "copy_to": name,
                "despite_adjustment": bool(one and one.despite_adjustment)}

    return tuple(shown(row) for row in rows)
