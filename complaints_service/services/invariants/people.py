"""Invariants of people: who acted might act, and nobody judged their own work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.contributions import GUEST
from complaints_service.domain.events import Event
from complaints_service.services.permissions import ON_FILE, WHO

from .evidence import CaseFile, Ground

WITHOUT_ACCOUNT = frozenset({"system", "complainant"})
ALSO: Mapping[str, frozenset[str]] = {
    # A new complaint opened from another is told by whoever opened it.
    "received": frozenset({*WHO["raise_as_complaint"], *WHO["open_linked_complaint"]}),
    # The other file of a tie; the point that an Ombudsman's instruction makes.
    "linked": frozenset({"officer"}),
    "points_set": frozenset({"officer"}),
    "adjustments_set": frozenset({*WHO["raise_as_complaint"]}),
    # Whoever approves a calendar, or starts a clock on a complaint that another one left behind.
    "rules_moved": frozenset({"administrator", *(one for who in WHO.values() for one in who)}),
}
ASSIGNED = frozenset({"handler", "reviewer"})
CONSIDERS = frozenset({"stage_1_responded", "declined", "stage_2_declined"})
CONSIDERS_AS_HANDLER = frozenset({"acknowledged", "extended"})


def _roles_by_event() -> Mapping[str, frozenset[str]]:
    roles: dict[str, set[str]] = {key: set(more) for key, more in ALSO.items()}
    for name, kind in COMMANDS.items():
        roles.setdefault(kind.event, set()).update(WHO[name])
    return {key: frozenset(found) for key, found in roles.items()}


ROLES = _roles_by_event()
FOR_ALL_STAFF = frozenset(COMMANDS[name].event for name in ON_FILE) | {"received"}


def i05_another_reviewer(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Nobody answers stage 2 who considered or decided stage 1 (HO 6.13, LGSCO 6.14).

    Considered: answered or declined it, handled it when it was answered, or acknowledged or
    extended it as its handler. Who is complained of is free text, so it cannot be checked here.
    """
    considered: set[str] = set()
    for before, event, after in file.steps():
        if event.type == "stage_2_responded" and event.actor in considered:
            yield f"event {event.seq} answered stage 2 by somebody who considered stage 1"
        if event.type == "reviewer_assigned" and after.stage_2.handler in considered:
            yield f"event {event.seq} gave stage 2 to somebody who considered stage 1"
        considered |= _considering(before, event)
    reviewer, handler = file.stands.stage_2.handler, file.stands.stage_1.handler
    if reviewer is not None and reviewer == handler and not file.stands.stage_1.answered:
        yield "the same person is named for both stages"


def _considering(before: Complaint | None, event: Event) -> set[str]:
    found: set[str] = set()
    if event.actor in WITHOUT_ACCOUNT:
        return found
    as_handler = event.type in CONSIDERS_AS_HANDLER and event.role == "handler"
    if event.type in CONSIDERS or as_handler:
        found.add(event.actor)
    if event.type == "stage_1_responded" and before is not None and before.stage_1.handler:
        found.add(before.stage_1.handler)
    return found


def i06_not_oneself(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Nobody approves what they wrote themselves.

    That nobody decides a complaint about themselves cannot be read from the record: who is
    complained of is free text.
    """
    for event in file.events:
        author, approver = event.data.get("author"), event.data.get("approved_by")
        if approver is not None and approver == (author or event.actor):
            yield f"event {event.seq} ({event.type}) was approved by its own author"


def i07_roles(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Whoever acted held a role that may, with an account in use, at that instant.

    An account whose past is not on record is judged by the roles that it holds now.
    """
    for before, event, _ in file.steps():
        fault = _unfit(before, event, ground)
        if fault:
            yield f"event {event.seq} ({event.type}) {fault}"


def _answers_own(before: Complaint | None, event: Event) -> bool:
    """Whoever was asked for a contribution gave it: whatever else they have, or with no account."""
    asked = before.contributions if before is not None else ()
    return event.type == "contributed" and any(
        (one.n, one.to) == (event.data["n"], event.actor) for one in asked
    )


def _unfit(before: Complaint | None, event: Event, ground: Ground) -> str | None:
    if event.role == "system" or event.actor in WITHOUT_ACCOUNT:
        return None if event.actor == event.role else "has an actor that does not fit its role"
    if event.role not in ROLES.get(event.type, frozenset({event.role})):
        return f"was given as {event.role}, who may not"
    if event.actor.startswith(GUEST):
        return None if _answers_own(before, event) else "was given by a link to something else"
    if not ground.accounts.known(event.actor):
        return "has an actor without an account"
    if event.role not in ground.accounts.roles_at(event.actor, event.recorded_at):
        return f"was given as {event.role} by an account that did not hold the role then"
    if before is None or event.role not in ASSIGNED or event.type in FOR_ALL_STAFF:
        return None
    return None if _answers_own(before, event) else _of_others(before, event)


def _of_others(before: Complaint, event: Event) -> str | None:
    """Handlers and reviewers act on what is theirs."""
    if event.recorded_at == before.recorded_at:
        return None  # part of opening it, before anybody had it
    held = before.stage_1.handler if event.role == "handler" else before.stage_2.handler
    return None if held == event.actor else f"was given by a {event.role} of other complaints"


def i08_access(file: CaseFile, ground: Ground) -> Iterator[str]:
    """On a restricted complaint only the people on its list acted.

    Exempt are those without an account, and the other file's note that a merge was undone. Who
    looked is not in the events; the door and the lists ask the same question of each reader.
    """
    for before, event, _ in file.steps():
        if before is None or not before.restricted or event.actor in WITHOUT_ACCOUNT:
            continue
        undone = event.type == "linked" and event.data.get("removed")
        if event.actor not in before.access and not undone:
            yield f"event {event.seq} ({event.type}) was given by somebody not on its access list"
