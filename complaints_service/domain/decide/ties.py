"""Decisions that tie complaints together, and undo it."""

from __future__ import annotations

from complaints_service.domain.commands import intake as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.stages import State

from .context import Context, Decision, event


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
    there = event(context, "linked", ref=complaint.ref, kind="merged_from", removed=False)
    return Decision((here,), {other.ref: (there,)})


def unmerge(complaint: Complaint, command: ask.Unmerge, context: Context) -> Decision:
    """Undo a merge without loss."""
    into = next((one.ref for one in complaint.links if one.kind == "merged_into"), None)
    here = event(context, "unmerged", **{"from": into})
    if into is None:
        return Decision((here,))
    there = event(context, "linked", ref=complaint.ref, kind="merged_from", removed=True)
    return Decision((here,), {into: (there,)})
