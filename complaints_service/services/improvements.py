"""The door for improvements: one command, one decision, one commit, as for complaints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.domain import improvements as rules
from complaints_service.domain.commands.improvements import CREATE, IMPROVEMENT_COMMANDS
from complaints_service.domain.events import NewEvent
from complaints_service.domain.improvement import Improvement, evolve
from complaints_service.domain.sealing import Sealed
from complaints_service.persistence.editions import next_number
from complaints_service.persistence.improvements import load_improvement, store_improvement
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.streams import append_entry, append_events, private_values
from complaints_service.persistence.transaction import transaction
from complaints_service.services import idempotency
from complaints_service.services.actors import Actor
from complaints_service.services.command_data import parse, schema_of
from complaints_service.services.errors import (
    FieldError,
    Forbidden,
    InvalidCommand,
    NotFound,
    VersionConflict,
)
from complaints_service.services.handle import Written, WrittenEvent
from complaints_service.services.improvement_desk import (
    answers_for_service,
    desk_for,
    desk_for_new,
)
from complaints_service.services.learning_editions import (
    release_learning,
    withdraw_learning_with,
)

WORK = ("officer", "manager")
WHO: Mapping[str, tuple[str, ...]] = {
    CREATE: WORK,
    "done": WORK,
    "drop": WORK,
    "hand_over": WORK,
    "check_effect": WORK,
    "propose_publication": WORK,
    "approve_publication": ("approver",),
    "withdraw_publication": ("publisher",),
}
SEES_ALL = frozenset({"officer", "approver", "publisher", "auditor", "system"})
"""Roles that know of every improvement of their organisation; managers of their services'."""
READERS = SEES_ALL | {"manager"}


def handle_improvement(
    command: str,
    data: object,
    *,
    by: Actor,
    improvement_id: str | None = None,
    expected_version: int | None = None,
    key: str | None = None,
    body_sha256: str | None = None,
    handing_over: str | None = None,
) -> Written:
    """Carry out one command; `create` without an id, the others with one.

    `handing_over` is the role in which somebody hands over a leaver's work, whatever they may see
    of it. Raises NotFound, KeyReused, InProgress, Forbidden, VersionConflict, InvalidCommand and
    Refusal, in that order of checking; then nothing was changed.
    """
    with transaction() as session:
        improvement = _loaded(session, improvement_id, None if handing_over else by)
        kept = idempotency.replayed(session, by.id, key, body_sha256)
        if kept is not None:
            events = tuple(WrittenEvent(**one) for one in kept["events"])
            return Written(kept["ref"], kept["version"], kept["state"], events, replayed=True)
        role = handing_over or _role(command, by, improvement)
        if improvement and expected_version not in (None, improvement.version):
            raise VersionConflict(improvement.version)
        now = clock.now()
        written, hashes = _carried_out(session, command, data, improvement, by, role, now)
        shaped = {name: value for name, value in asdict(written).items() if name != "replayed"}
        idempotency.keep(session, by.id, key, body_sha256, shaped, now)
        append_entry(session, now, hashes)
    return written


def open_improvement_commands(improvement: Improvement | None, by: Actor) -> tuple[str, ...]:
    """The commands that this actor may give now, and that good data will carry out."""
    if improvement is None:
        return (CREATE,) if _acting(CREATE, by, None) else ()
    return tuple(
        one
        for one in rules.allowed(improvement, by.id)
        if _acting(one, by, improvement)
        and not (one == "approve_publication" and rules.is_author(improvement, by.id))
    )


def improvement_schema(command: str) -> dict[str, Any]:
    """The JSON Schema of a command's data; KeyError for an unknown command."""
    return schema_of(IMPROVEMENT_COMMANDS[command])


def may_see_improvement(by: Actor, improvement: Improvement) -> bool:
    """Whether the actor may know of this improvement."""
    if by.organisation not in (None, improvement.organisation):
        return False
    if by.roles & SEES_ALL or by.id == improvement.owner:
        return True
    return "manager" in by.roles and answers_for_service(by, improvement.service)


def read_improvement(session: Session, id: str, *, by: Actor) -> Improvement:
    """One improvement. Raises NotFound where there is none that the actor may see."""
    found = load_improvement(session, id)
    if found is None or not may_see_improvement(by, found):
        raise NotFound(f"there is no improvement '{id}' that you may see")
    return found


def improvement_json(session: Session, improvement: Improvement) -> dict[str, Any]:
    """An improvement as the API shows it."""
    texts = private_values(session, improvement.id)

    def told(value: Sealed | None) -> str | None:
        return None if value is None else texts.get(value.sha256)

    effect, words = improvement.effect, improvement.publication
    owner = session.scalar(select(AccountRow.email).where(AccountRow.id == improvement.owner))
    return {
        "id": improvement.id,
        "organisation": improvement.organisation,
        "version": improvement.version,
        "title": told(improvement.title),
        "went_wrong": told(improvement.went_wrong),
        "will_change": told(improvement.will_change),
        "owner": owner or improvement.owner,
        "service": improvement.service,
        "due_on": improvement.due_on.isoformat(),
        "state": improvement.state.value,
        "evidence": told(improvement.evidence),
        "effect": None if effect is None else {
            "checked_on": effect.checked_on.isoformat(),
            "before": effect.before,
            "after": effect.after,
            "note": told(effect.note),
        },
        "complaints": list(improvement.complaints),
        "links": [told(one) for one in improvement.links],
        "publication": None if words is None else {
            "told": told(words.told),
            "found": told(words.found),
            "changed": told(words.changed),
            "state": words.state.value,
        },
    }


def _carried_out(
    session: Session, command: str, data: object, improvement: Improvement | None, by: Actor,
    role: str, now: datetime,
) -> tuple[Written, list[str]]:
    """Decide and write; the answer, and the hashes of every event of this commit."""
    parsed = parse(IMPROVEMENT_COMMANDS[command], data)
    if improvement is None:
        improvement_id = f"IMP-{next_number(session, 'improvement'):04d}"
        event = rules.create(parsed, desk_for_new(session, parsed, by, improvement_id, now))
    else:
        improvement_id = improvement.id
        desk = desk_for(session, improvement, by, now, parsed)
        event = rules.decide(command, parsed, improvement, desk)
    stored = append_events(
        session, improvement_id, [event], version=improvement.version if improvement else 0,
        recorded_at=event.occurred_at, actor=by.id, role=role,
    )
    after = evolve(improvement, stored[0].event, improvement_id)
    store_improvement(session, after, new=improvement is None)
    hashes = [stored[0].hash, *_published(session, command, parsed, after, by, role, event)]
    events = tuple(WrittenEvent(one.seq, one.type, one.hash) for one in stored)
    return Written(after.id, after.version, after.state.value, events), hashes


def _published(
    session: Session, command: str, parsed: Any, after: Improvement, by: Actor, role: str,
    event: NewEvent,
) -> list[str]:
    """What the public sees follows in the same commit."""
    now, words = event.occurred_at, after.publication
    if words is None or command not in ("approve_publication", "withdraw_publication"):
        return []
    hashes: list[str] = []
    if command == "withdraw_publication":
        hashes += withdraw_learning_with(
            session, after.organisation, after.id, str(parsed.reason).strip(), by.id, role, now
        )
    author = words.author if command == "approve_publication" else "system"
    return hashes + release_learning(
        session, after.organisation, author=author, approver=by.id, role=role, now=now
    )


def _loaded(session: Session, id: str | None, by: Actor | None) -> Improvement | None:
    """The improvement, locked; `by` None where nobody asks whether they may see it."""
    if id is None:
        return None
    found = load_improvement(session, id, lock=True)
    if found is None or (by is not None and not may_see_improvement(by, found)):
        raise NotFound(f"there is no improvement '{id}' that you may see")
    return found


def _role(command: str, by: Actor, improvement: Improvement | None) -> str:
    if command not in WHO or (command == CREATE) != (improvement is None):
        raise InvalidCommand((FieldError(
            "command", "unknown",
            f"'command' is '{command[:60]}', which is no command here; see the list 'commands'",
        ),))
    role = _acting(command, by, improvement)
    if role is None:
        raise Forbidden(f"'{command}' is for {', '.join(WHO[command])}, on what is theirs")
    return role


def _acting(command: str, by: Actor, improvement: Improvement | None) -> str | None:
    for role in (*WHO[command], "system"):
        if role not in by.roles:
            continue
        if role == "manager" and improvement and not answers_for_service(by, improvement.service):
            continue
        return role
    return None
