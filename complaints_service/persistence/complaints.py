"""Loads a complaint's snapshot and writes it back with all that lists and sweeps need of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Text, any_, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import ACKNOWLEDGE, RESPOND, Deadline, deadlines_of
from complaints_service.domain.drafts import waiting as waiting_drafts
from complaints_service.domain.london import london_date
from complaints_service.domain.rules import Rules
from complaints_service.domain.stage_view import extension_view, stage_view
from complaints_service.domain.stages import STAGE_1_STATES, STAGE_2_OPEN, State

from .base import table
from .batch import Answer, Batch, Writes
from .models.complaint import ComplaintRow, DeadlineRow, StageRow
from .snapshots import from_json, to_json

_COMPLAINT, _STAGE, _DEADLINE = table(ComplaintRow), table(StageRow), table(DeadlineRow)
_READ = select(_COMPLAINT.c.snapshot).where(_COMPLAINT.c.ref == bindparam("of"))
_READ_LOCKED = _READ.with_for_update()
# In the order of their references, so that two commands that name each other's wait, not collide.
_LOCK_ALL = (
    select(_COMPLAINT.c.ref).where(_COMPLAINT.c.ref == any_(bindparam("of", type_=ARRAY(Text))))
    .order_by(_COMPLAINT.c.ref).with_for_update()
)
_OPEN = insert(_COMPLAINT)
_CHANGE = update(_COMPLAINT).where(_COMPLAINT.c.ref == bindparam("of"))
_KEEP_STAGE = upsert(_STAGE)
_KEEP_STAGE = _KEEP_STAGE.on_conflict_do_update(index_elements=["ref", "stage"], set_={
    column.name: _KEEP_STAGE.excluded[column.name]
    for column in _STAGE.columns if not column.primary_key
})
_FORGET_DEADLINES = delete(_DEADLINE).where(_DEADLINE.c.ref == bindparam("of"))
# All deadlines in one statement: each command writes them anew.
_KEPT = [column for column in _DEADLINE.columns if column.name != "ref"]
_KEEP_DEADLINES = insert(_DEADLINE).from_select(
    ["ref", *(column.name for column in _KEPT)],
    select(bindparam("of", type_=Text()), *(
        func.unnest(bindparam(column.name, type_=ARRAY(column.type))) for column in _KEPT
    )),
)


WAITING = {
    "acknowledge_by": ACKNOWLEDGE,
    "answer_by": RESPOND,
    "update_by": ("promised_update", "promised_answer"),
    "ombudsman_by": ("ombudsman_request", "ombudsman_instruction", "obligation"),
    "remedy_by": ("remedy",),
    "review_by": ("contact_limit_review", "adjustment_review"),
    "contribution_by": ("contribution",),
    "hazard_by": ("hazard",),
    "tell_by": ("new_date_to_tell",),
}
"""The columns that tell what a complaint waits for, each with its kinds of deadline."""

NOT_RECORDED = "none"
"""The ground of a refusal without one, as figures name what is not recorded."""


def load(session: Session, ref: str, *, lock: bool = False) -> Complaint | None:
    """The complaint with this reference; None when there is none.

    `lock` keeps every other command on it waiting until this transaction ends.
    """
    found = session.scalar(_READ_LOCKED if lock else _READ, {"of": ref})
    return None if found is None else from_json(found)


def ask_locked(batch: Batch, ref: str, others: Sequence[str] = ()) -> Answer:
    """Ask for the snapshot of a complaint, for `complaint_in`; every other command on it, and on
    the others named, waits until this transaction ends."""
    if others:
        batch.ask(_LOCK_ALL, {"of": [ref, *others]})
    return batch.ask(_READ_LOCKED, {"of": ref})


def complaint_in(answer: Answer) -> Complaint | None:
    """The complaint that was asked for; None when there is none."""
    return None if answer.row is None else from_json(answer.row[0])


def store(writes: Writes, complaint: Complaint, rules: Rules, *, new: bool) -> None:
    """Write the snapshot, its columns, its stages and its deadlines, all from the fold."""
    deadlines = deadlines_of(complaint, rules)
    row = complaint_row(complaint, deadlines)
    stages = [stage_row(complaint, stage, rules) for stage in (1, 2)]
    if new:
        writes.execute(_OPEN, row)
    else:
        writes.execute(_CHANGE, {**row, "of": complaint.ref})
        writes.execute(_FORGET_DEADLINES, {"of": complaint.ref})
    for begun in filter(None, stages):
        writes.execute(_KEEP_STAGE, begun)
    if deadlines:
        rows = [deadline_row(complaint.ref, one) for one in deadlines]
        columns = {column.name: [one[column.name] for one in rows] for column in _KEPT}
        writes.execute(_KEEP_DEADLINES, {"of": complaint.ref, **columns})


def complaint_row(complaint: Complaint, deadlines: tuple[Deadline, ...]) -> dict[str, Any]:
    """The row of a complaint, wholly computed from the fold."""
    waiting = [one for one in deadlines if one.open and one.due_on is not None]
    first = min(waiting, key=lambda one: (one.due_on, one.kind), default=None)
    services = {complaint.service, *(one.service for one in complaint.points)}
    plain = ("ref", "organisation", "predecessor", "old_reference", "imported", "version",
             "service", "category", "channel", "ward", "cause", "handed_off_to",
             "first_contact_at", "received_at", "received_on", "recorded_at", "last_recorded_at",
             "restricted", "recorded_by")
    return {
        **{name: getattr(complaint, name) for name in plain},
        "state": complaint.state.value,
        "stage": complaint.stage.value,
        "kind": kind_of(complaint),
        "accepted": was_accepted(complaint),
        "codes": list(complaint.codes),
        "declined_ground": _ground(complaint),
        "declined_on": complaint.stage_1.ended_on if complaint.declined else None,
        "handler": complaint.stage_1.handler,
        "reviewer": complaint.stage_2.handler,
        "access": list(complaint.access),
        "services": sorted(services),
        "draft_waits": bool(waiting_drafts(complaint.drafts)),
        "extension_waits": any(one.command == "extend" for one in waiting_drafts(complaint.drafts)),
        "next_due_on": None if first is None else first.due_on,
        "next_due_kind": None if first is None else first.kind,
        **{column: _earliest(waiting, kinds) for column, kinds in WAITING.items()},
        "snapshot": to_json(complaint),
    }


def _earliest(waiting: Sequence[Deadline], kinds: Sequence[str]) -> date | None:
    days = [one.due_on for one in waiting if one.kind in kinds and one.due_on is not None]
    return min(days, default=None)


def _ground(complaint: Complaint) -> str | None:
    """Every refusal counts, also an imported one whose ground the old register did not keep."""
    return (complaint.declined.ground or NOT_RECORDED) if complaint.declined else None


def kind_of(complaint: Complaint) -> str:
    """What a contact is listed and counted as: `complaint`, `service_request`, `compliment` or
    `comment`; one that waits for triage counts as a complaint."""
    if complaint.compliment is not None:
        return complaint.compliment.kind
    return "service_request" if is_service_request(complaint) else "complaint"


def is_service_request(complaint: Complaint) -> bool:
    """A service request, open or closed: listed apart and never counted as a complaint."""
    return complaint.state is State.SERVICE_REQUEST or (
        complaint.state in (State.CLOSED, State.MERGED)
        and complaint.came_from[-1:] == (State.SERVICE_REQUEST,)
    )


TAKEN_ON = STAGE_1_STATES | STAGE_2_OPEN | {State.STAGE_2_RESPONDED}


def was_accepted(complaint: Complaint) -> bool:
    """Taken on at stage 1, and neither declined later nor a duplicate: what volume counts.

    A withdrawal never hides a complaint from the counts.
    """
    path = {*complaint.came_from, complaint.state}
    if path & {State.DECLINED, State.MERGED}:
        return False
    return bool(path & TAKEN_ON)


def stage_row(complaint: Complaint, stage: int, rules: Rules) -> dict[str, Any] | None:
    """The dates of one stage; None before it began."""
    view, record = stage_view(complaint, stage, rules), complaint.stage_record(stage)
    if view is None:
        return None
    given = [valid for one, valid, _ in extension_view(complaint, rules) if one.stage == stage]
    finding = complaint.finding(stage)
    return {
        "ref": complaint.ref,
        "stage": stage,
        "started_on": record.started_on,
        "acknowledge_by": view.acknowledge_by,
        "acknowledged_on": _day(record.acknowledged_at),
        "original_respond_by": view.original_respond_by,
        "respond_by": view.respond_by,
        "longest_respond_by": view.longest,
        "extensions": len(given),
        "invalid_extensions": given.count(False),
        "responded_on": _day(record.responded_at),
        "finding": None if finding is None else finding.value,
        "changed": record.changed,
        "resolved_early": record.resolved_early,
        "refused": stage == 2 and complaint.escalation_declined is not None,
        "ended_on": record.ended_on,
    }


def _day(moment: Any) -> date | None:
    return None if moment is None else london_date(moment)


def deadline_row(ref: str, deadline: Deadline) -> dict[str, Any]:
    """The row of a deadline; `void` is what no longer needs doing."""
    return {
        "ref": ref,
        "kind": deadline.kind,
        "item": deadline.item,
        "due_on": deadline.due_on,
        "met_at": deadline.met_at,
        "void": deadline.met_at is None and deadline.ended_on is not None,
        "owner": deadline.owner,
    }
