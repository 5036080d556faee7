"""Decisions that tie complaints together, and undo it."""

from __future__ import annotations

from typing import Any

from complaints_service.domain.commands import intake as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.matching import Party, likeness
from complaints_service.domain.parts import Person
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import Private
from complaints_service.domain.stages import State

from .context import Context, Decision, event
from .people import person_again


def _found(ref: str, field: str, complaint: Complaint, context: Context) -> Complaint:
    other = context.other(ref)
    if other is None:
        raise InvalidData(field, f"'{field}' is '{ref}', which is no complaint that you may see; "
                          "check the reference")
    if other.ref == complaint.ref:
        raise InvalidData(field, f"'{field}' is '{ref}', this complaint itself; name another")
    return other


def link(complaint: Complaint, command: ask.Link, context: Context) -> Decision:
    """Two complaints belong together; both files say so."""
    other = _found(command.ref, "ref", complaint, context)
    here = event(context, "linked", ref=other.ref, kind="related", removed=False)
    there = event(context, "linked", ref=complaint.ref, kind="related", removed=False)
    return Decision((here,), {other.ref: (there,)})


def merge(complaint: Complaint, command: ask.Merge, context: Context) -> Decision:
    """A duplicate goes into the one received first, whose dates stand; it is counted once."""
    other = _found(command.into, "into", complaint, context)
    if other.state in (State.MERGED, State.CLOSED):
        raise Refusal("not_allowed", f"'into' is '{other.ref}', which is {other.state.value}; "
                      "merge into an open complaint", field="into")
    if other.received_at > complaint.received_at:
        raise Refusal(
            "date_order",
            f"'into' is '{other.ref}', received on {other.received_on.isoformat()}, later than "
            f"this one on {complaint.received_on.isoformat()}; merge the later into the earlier",
            field="into",
        )
    here = event(context, "merged", into=other.ref)
    there = event(context, "linked", ref=complaint.ref, kind="merged_from", removed=False,
                  brought=_brought(complaint, other, context))
    return Decision((here,), {other.ref: (there,)})


def _brought(complaint: Complaint, other: Complaint, context: Context) -> dict[str, Any]:
    """What must not be lost when two become one: people who are not on the other file, what was
    agreed with them, and ties. Letters and documents stay where they were issued and put, and
    are shown with the one that goes on."""
    held = [_party(one, context) for one in other.complainants]
    new = [one for one in complaint.complainants
           if not any(_same(_party(one, context), known) for known in held)]
    agreed = [(one, context.reveal(one.details)) for one in complaint.adjustments]
    known = [context.reveal(one.details) for one in other.adjustments]
    tied = {(one.ref, one.kind) for one in other.links}
    return {
        "complainants": [person_again(one, context) for one in new],
        "adjustments": [
            {"details": Private(details),
             "review_on": one.review_on.isoformat() if one.review_on else None}
            for one, details in agreed if details and details not in known
        ],
        "links": [
            {"ref": one.ref, "kind": one.kind} for one in complaint.links
            if one.kind not in OF_MERGING and one.ref != other.ref
            and (one.ref, one.kind) not in tied
        ],
    }


OF_MERGING = frozenset({"merged_from", "merged_into"})
SURE = frozenset({"email", "phone", "name", "similar_name"})
"""What makes two people on two files one; living in one home does not."""


def _party(person: Person, context: Context) -> Party:
    details = context.reveal(person.details) or {}
    names = ("name", "email", "phone", "address", "postcode")
    return Party(**{name: details.get(name) or "" for name in names})


def _same(one: Party, other: Party) -> bool:
    return one == other or not SURE.isdisjoint(likeness(one, other))


def unmerge(complaint: Complaint, command: ask.Unmerge, context: Context) -> Decision:
    """Undo a merge without loss."""
    into = next((one.ref for one in complaint.links if one.kind == "merged_into"), None)
    here = event(context, "unmerged", **{"from": into})
    if into is None:
        return Decision((here,))
    there = event(context, "linked", ref=complaint.ref, kind="merged_from", removed=True)
    return Decision((here,), {into: (there,)})
