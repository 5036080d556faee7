"""Writes what was decided: events, letters, snapshot, deadlines and messages, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event, LetterPlan, NewEvent
from complaints_service.domain.fold import evolve
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import Sealed
from complaints_service.letters.compose import FrozenLetter, compose
from complaints_service.persistence import complaints as held
from complaints_service.persistence.base import table
from complaints_service.persistence.batch import Writes
from complaints_service.persistence.models.message import LetterRow
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.streams import (
    Envelope,
    StoredEvent,
    envelope,
    last_hash,
    random_salt,
    sealed_event,
    write_events,
)

from .contribution_links import queue_question
from .held_uploads import put_on_file
from .letter_facts import letter_facts
from .letter_parts import Sheet
from .organisations_held import Council, letterhead
from .reactions import letter_message, passed_on
from .rules_in_use import letter_rules, wordings

AT_ONCE = frozenset({"email", "portal"})

_LETTER = table(LetterRow)
_KEEP_LETTER = insert(_LETTER)
_DISPATCHED = update(_LETTER).where(_LETTER.c.id == bindparam("of"))


@dataclass(frozen=True)
class Pen:
    """Who writes, when and under which rules; `salt` and `new_id` may be made repeatable.

    What is read comes from the session, what is written goes into `writes`.
    """

    session: Session
    writes: Writes
    now: datetime
    actor: str
    role: str
    rules: Rules
    new_id: Callable[[], str]
    salt: Callable[[], bytes] = random_salt
    councils: Mapping[str, Council] = field(default_factory=dict)


@dataclass(frozen=True)
class Wrote:
    """The complaint after its new events, and the events as stored."""

    complaint: Complaint
    stored: list[StoredEvent]


def write(
    pen: Pen, ref: str, before: Complaint | None, events: Sequence[NewEvent],
    readable: Mapping[str, Any], prev_hash: str | None = None,
) -> Wrote:
    """Append the events to a complaint that stands at `before` (None: a new one) and store what
    they make of it. `readable` are the payloads already on file, by digest, and `prev_hash` is the
    hash of its last event, where that was read before.

    Each letter is composed from the complaint as its event leaves it, and refused when a block is
    missing; then nothing at all is written.
    """
    into = envelope(ref, pen.salt)
    complaint, sealed, letters = before, [], []
    for new in events:
        seq = (complaint.version if complaint else 0) + 1
        event = sealed_event(new, into, seq, pen.now, pen.actor, pen.role)
        if new.letter is not None:
            event, rows = _freeze(pen, complaint, event, new.letter, into, readable)
            letters += rows
        complaint = evolve(complaint, event)
        sealed.append(event)
    if complaint is None:
        raise ValueError("nothing was decided")
    if prev_hash is None:
        prev_hash = last_hash(pen.session, ref, before.version if before else 0)
    stored = write_events(pen.writes, ref, sealed, into, prev_hash)
    held.store(pen.writes, complaint, pen.rules, new=before is None)
    _store_letters(pen, letters)
    _mark_dispatched(pen, sealed)
    _pass_on(pen, ref, sealed)
    _file_documents(pen, ref, sealed)
    for event in sealed:
        if event.type == "contribution_requested":
            queue_question(pen.writes, ref, event.data, pen.now)
    return Wrote(complaint, stored)


def _freeze(
    pen: Pen, before: Complaint | None, event: Event, plan: LetterPlan, into: Envelope,
    readable: Mapping[str, Any],
) -> tuple[Event, list[dict[str, Any]]]:
    """Compose the letter from the complaint after the event, one for each person of a group that
    it goes to; put their hashes into the event."""
    copies = [{"id": pen.new_id(), "person": person, "send_by": way, "sha256": ""}
              for person, way in plan.copies]
    facts: dict[str, Any] = {
        "id": pen.new_id(), "kind": plan.kind, "stage": plan.stage, "send_by": plan.send_by,
        "outside": plan.outside, "sha256": "", "template": "", "template_version": "",
        **({"copies": copies} if copies else {}),
    }
    after = evolve(before, replace(event, data={**event.data, "letter": facts}))
    texts = {**readable, **into.readable()}

    def reveal(value: Sealed | None) -> Any:
        return None if value is None else texts.get(value.sha256)

    sheet = Sheet(before, after, event, plan, pen.rules, reveal,
                  letterhead(pen.councils, after.organisation), _handler(pen, after, plan))
    rows = []
    for one in (facts, *copies):
        own = replace(sheet, copy_for=one.get("person"))
        frozen = compose(letter_facts(own), letter_rules(), wordings())
        one["sha256"] = frozen.sha256
        facts |= {"template": frozen.template, "template_version": frozen.template_version}
        rows.append(_letter_row(own, frozen, one["id"], one["send_by"]))
    return replace(event, data={**event.data, "letter": facts}), rows


def _handler(pen: Pen, complaint: Complaint, plan: LetterPlan) -> tuple[str, str]:
    """Name and email of the handler, for an acknowledgement (letters about findings name none)."""
    holder = complaint.stage_record(plan.stage or 1).handler
    if "acknowledgement" not in plan.kind or holder is None:
        return "", ""
    found = pen.session.execute(
        select(AccountRow.name, AccountRow.email).where(AccountRow.id == holder)
    ).first()
    return ("", "") if found is None else (found.name, found.email)


def _letter_row(
    sheet: Sheet, frozen: FrozenLetter, letter_id: str, send_by: str
) -> dict[str, Any]:
    plan, complaint, person = sheet.plan, sheet.after, sheet.person
    made_at = sheet.event.occurred_at if plan.outside else sheet.event.recorded_at
    details = sheet.reveal(person.details) if person else None
    speaks = complaint.representative is not None and person is complaint.representative
    gone = plan.outside or send_by in AT_ONCE
    by_email = send_by == "email" and not plan.outside
    return {
        "id": letter_id,
        "ref": complaint.ref,
        "kind": plan.kind,
        "stage": plan.stage,
        "send_by": send_by,
        "issued_at": made_at,
        "dispatched_at": made_at if gone else None,
        "delivery": "queued" if by_email else "sent" if gone else "awaiting_post",
        "sha256": frozen.sha256,
        "template": frozen.template,
        "template_version": frozen.template_version,
        "blocks": [{"key": one.key, "text": one.text, "provision": one.provision}
                   for one in frozen.blocks],
        "html": frozen.html,
        "plain_text": frozen.text,
        "recipient": {
            "person": person.id if person else None, "email": (details or {}).get("email"),
            **({"speaks_for": True} if speaks else {}),
        },
    }


def _store_letters(pen: Pen, letters: list[dict[str, Any]]) -> None:
    if not letters:
        return
    pen.writes.execute(_KEEP_LETTER, letters)
    for row in letters:
        letter_message(pen.writes, row, pen.now)


def _pass_on(pen: Pen, ref: str, events: Sequence[Event]) -> None:
    """Tell the colleague to whom thanks or a comment was passed on."""
    for event in events:
        if event.type == "treated_as_compliment" and event.data["passed_to"]:
            passed_on(pen.writes, ref, event.data["passed_to"], pen.now)


def _mark_dispatched(pen: Pen, events: Sequence[Event]) -> None:
    """A printed letter left: its row says when, as the complaint's own record does."""
    for event in events:
        if event.type == "dispatched":
            pen.writes.execute(_DISPATCHED, {
                "of": event.data["letter_id"], "dispatched_at": event.occurred_at,
                "delivery": "sent",
            })


def _file_documents(pen: Pen, ref: str, events: Sequence[Event]) -> None:
    """An upload became a document: its row says of which complaint, and since which event."""
    for event in events:
        if event.type == "document_added":
            put_on_file(pen.writes, event.data["document"], ref, event.seq)
