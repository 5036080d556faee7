"""How the events of stage 1 and stage 2 change a complaint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.domain.london import london_date
from complaints_service.domain.ombudsman_cases import Instruction
from complaints_service.domain.parts import Declined, Extension, Point, StageRecord
from complaints_service.domain.sealing import sealed, surely_sealed
from complaints_service.domain.stages import State

from .letters import left_at, letter_id
from .reading import a_point, a_remedy, an_answer


def assigned(complaint: Complaint, event: Event) -> Complaint:
    """A stage 1 handler was named."""
    return replace(complaint, stage_1=replace(complaint.stage_1, handler=event.data["handler"]))


def reviewer_assigned(complaint: Complaint, event: Event) -> Complaint:
    """A stage 2 reviewer was named."""
    return replace(complaint, stage_2=replace(complaint.stage_2, handler=event.data["reviewer"]))


def points_set(complaint: Complaint, event: Event) -> Complaint:
    """The points were replaced. Codes move with them only until the acknowledgement."""
    return replace(
        complaint,
        points=tuple(a_point(one) for one in event.data["points"]),
        codes=complaint.codes if complaint.codes_fixed else tuple(event.data["codes"]),
    )


def point_added(complaint: Complaint, event: Event) -> Complaint:
    """A related point joined (HO 6.8)."""
    return replace(
        complaint,
        points=(*complaint.points, a_point(event.data["point"])),
        codes=complaint.codes if complaint.codes_fixed else tuple(event.data["codes"]),
    )


def acknowledged(complaint: Complaint, event: Event) -> Complaint:
    """The acknowledgement was issued: the definition stands and the Codes are fixed."""
    data = event.data
    not_ours = frozenset(data["not_ours_points"])
    points = tuple(
        replace(one, responsibility="not_ours" if one.n in not_ours else "ours")
        for one in complaint.points
    )
    first = complaint.stage_1.acknowledged_at
    stage_1 = replace(
        complaint.stage_1,
        acknowledged_at=first or left_at(complaint, event),
        ack_letter=letter_id(event),
        definition=sealed(data["definition"]),
        outcomes_sought=sealed(data["outcomes_sought"]),
        not_ours=tuple(surely_sealed(one) for one in data.get("not_ours") or ()),
    )
    return replace(
        complaint,
        state=State.STAGE_1_INVESTIGATING,
        definition=sealed(data["definition"]),
        outcomes_sought=sealed(data["outcomes_sought"]) or complaint.outcomes_sought,
        outcomes_not_stated=data["outcomes_not_stated"],
        points=points,
        codes_fixed=True,
        stage_1=stage_1,
        considered_by=_with_handler(complaint, event),
    )


def _with_handler(complaint: Complaint, event: Event) -> tuple[str, ...]:
    """Whoever worked on stage 1 as its handler considered it; an officer's post-room act alone
    does not (HO 6.13)."""
    if event.role != "handler":
        return complaint.considered_by
    return tuple(dict.fromkeys((*complaint.considered_by, event.actor)))


def definition_corrected(complaint: Complaint, event: Event) -> Complaint:
    """The definition was corrected; the former one stays in its event."""
    definition = surely_sealed(event.data["definition"])
    if complaint.stage_2.started_on:
        stage_2 = replace(complaint.stage_2, definition=definition)
        return replace(complaint, definition=definition, stage_2=stage_2)
    return replace(
        complaint, definition=definition, stage_1=replace(complaint.stage_1, definition=definition)
    )


def extended(complaint: Complaint, event: Event) -> Complaint:
    """Further time was given; it counts from when its letter left."""
    data = event.data
    told = data.get("told", True)
    extension = Extension(
        stage=data["stage"],
        working_days=data["working_days"],
        reason=data["reason"],
        reason_text=sealed(data["reason_text"]),
        good_reason=sealed(data["good_reason"]),
        approved_by=data["approved_by"],
        letter=letter_id(event),
        told_at=left_at(complaint, event) if told else None,
        issued_on=london_date(event.occurred_at),
        update_every_days=data["update_every_days"],
    )
    return replace(
        complaint,
        extensions=(*complaint.extensions, extension),
        considered_by=_with_handler(complaint, event),
    )


def delay_notified(complaint: Complaint, event: Event) -> Complaint:
    """A promise was made for an overdue answer; it cures nothing."""
    promised = date.fromisoformat(event.data["expected_on"])
    return _with_stage(complaint, event.data["stage"], promised_by=promised)


def _with_stage(complaint: Complaint, stage: int, **changes: Any) -> Complaint:
    record = replace(complaint.stage_record(stage), **changes)
    if stage == 1:
        return replace(complaint, stage_1=record)
    return replace(complaint, stage_2=record)


def stage_1_responded(complaint: Complaint, event: Event) -> Complaint:
    """Stage 1 was answered; a waiting stage 2 request now stands."""
    answers = {one["n"]: an_answer(one) for one in event.data["points"]}
    points = tuple(replace(one, stage_1=answers.get(one.n, one.stage_1))
                   for one in complaint.points)
    handlers = (*complaint.considered_by, complaint.stage_1.handler, event.actor)
    done = _answered(replace(complaint, points=points), event, 1)
    return replace(
        done,
        state=State.STAGE_2_REQUESTED if complaint.stage_2_waiting else State.STAGE_1_RESPONDED,
        stage_2_waiting=False,
        considered_by=tuple(dict.fromkeys(one for one in handlers if one)),
    )


def stage_2_responded(complaint: Complaint, event: Event) -> Complaint:
    """The final response was sent."""
    answers = {one["n"]: an_answer(one) for one in event.data["points"]}
    points = tuple(replace(one, stage_2=answers.get(one.n, one.stage_2))
                   for one in complaint.points)
    done = _answered(replace(complaint, points=points), event, 2)
    done = _with_stage(done, 2, changed=event.data["stage_1_changed"])
    return replace(done, state=State.STAGE_2_RESPONDED)


def _answered(complaint: Complaint, event: Event, stage: int) -> Complaint:
    data = event.data
    record = complaint.stage_record(stage)
    moment = left_at(complaint, event)
    remedies = tuple(replace(a_remedy(one), told_at=moment) for one in data["remedies"])
    first = not record.answered
    changed: dict[str, Any] = {
        "answered": True,
        "responded_at": record.responded_at or moment,
        "response_letter": letter_id(event) if first else record.response_letter,
        "answered_by": record.answered_by or event.actor,
        "resolved_early": data.get("resolved_early") or False,
        "outstanding": sealed(data["outstanding"]),
        "no_remedy_because": sealed(data["no_remedy_because"]),
        # Answers recorded before these were asked for do not hold them.
        "apology": sealed(data.get("apology")),
        "changes": sealed(data.get("changes")),
        "answered_by_phone": data.get("answered_by_phone") or False,
        "ended_on": None,
    }
    told = _instruction_met(complaint, event, _ANSWERS[stage])
    return replace(
        _with_stage(complaint, stage, **changed),
        remedies=(*complaint.remedies, *remedies),
        cause=data["cause"] or complaint.cause,
        instructions=told,
    )


_ANSWERS: Mapping[int, frozenset[str]] = {
    1: frozenset({"accept", "respond_stage_1", "reconsider"}),
    2: frozenset({"escalate", "respond_stage_2", "reconsider"}),
}


def _instruction_met(
    complaint: Complaint, event: Event, kinds: frozenset[str]
) -> tuple[Instruction, ...]:
    return tuple(
        replace(one, met_at=event.occurred_at)
        if one.met_at is None and one.instruction in kinds
        else one
        for one in complaint.instructions
    )


def stage_2_requested(complaint: Complaint, event: Event) -> Complaint:
    """Stage 2 was asked for. Before stage 1 is answered its clock starts, and it waits."""
    early = not complaint.stage_1.answered
    stage_2 = StageRecord(
        handler=complaint.stage_2.handler,
        started_on=london_date(event.occurred_at),
        requested_at=event.occurred_at,
        points=tuple(event.data["points"]),
    )
    return replace(
        complaint,
        state=complaint.state if early else State.STAGE_2_REQUESTED,
        stage_2=stage_2,
        stage_2_waiting=early,
        escalation_declined=None,
        came_from=(),
    )


def stage_2_declined(complaint: Complaint, event: Event) -> Complaint:
    """Stage 2 was refused, with reasons and the right to go to the Ombudsman."""
    data = event.data
    decision = Declined(
        ground=data["ground"],
        explanation=sealed(data["explanation"]),
        policy_paragraph=sealed(data["policy_paragraph"]),
        at_stage=2,
    )
    record = replace(complaint.stage_2, ended_on=london_date(event.occurred_at))
    return replace(
        complaint,
        state=State.STAGE_1_RESPONDED,
        stage_2=record,
        escalation_declined=decision,
        considered_by=tuple(dict.fromkeys((*complaint.considered_by, event.actor))),
    )


def stage_2_acknowledged(complaint: Complaint, event: Event) -> Complaint:
    """The stage 2 acknowledgement was issued."""
    data, record = event.data, complaint.stage_2
    asked = tuple(data["points"]) or record.points
    stage_2 = replace(
        record,
        acknowledged_at=record.acknowledged_at or left_at(complaint, event),
        ack_letter=letter_id(event),
        definition=sealed(data["definition"]),
        outcomes_sought=sealed(data["outcomes_sought"]),
        points=asked,
    )
    return replace(
        complaint,
        state=State.STAGE_2_INVESTIGATING,
        stage_2=stage_2,
        definition=sealed(data["definition"]),
        outcomes_sought=sealed(data["outcomes_sought"]) or complaint.outcomes_sought,
    )


def disputed_points(complaint: Complaint) -> tuple[Point, ...]:
    """The points that stage 2 must answer: those named, else all that were taken on."""
    named = complaint.stage_2.points
    return tuple(
        one for one in complaint.points if not one.declined and (not named or one.n in named)
    )
