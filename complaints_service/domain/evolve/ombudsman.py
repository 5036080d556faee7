"""How the two Ombudsmen's requests, instructions and decisions change a complaint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.domain.london import london_date, read_date
from complaints_service.domain.parts import HeadFinding, Instruction, Obligation, OmbudsmanCase
from complaints_service.domain.sealing import sealed, surely_sealed
from complaints_service.domain.stages import State


def _with_case(complaint: Complaint, case_id: str, **changes: Any) -> Complaint:
    cases = tuple(
        replace(one, **changes) if one.id == case_id else one for one in complaint.ombudsman
    )
    return replace(complaint, ombudsman=cases)


def notified(complaint: Complaint, event: Event) -> Complaint:
    """An Ombudsman opened a case on this complaint."""
    data = event.data
    case = OmbudsmanCase(
        id=data["id"],
        body=data["body"],
        reference=sealed(data["reference"]),
        status=data["status"],
        notified_at=event.occurred_at,
        due_on=read_date(data["due_on"]),
    )
    return replace(complaint, ombudsman=(*complaint.ombudsman, case))


def requested(complaint: Complaint, event: Event) -> Complaint:
    """It asked for something by a date of its own."""
    data = event.data
    return _with_case(
        complaint,
        data["ombudsman"],
        status=data["status"],
        what=surely_sealed(data["what"]),
        due_on=date.fromisoformat(data["due_on"]),
    )


def instructed(complaint: Complaint, event: Event) -> Complaint:
    """It told us what to do by a date of its own; earlier lateness stays."""
    data = event.data
    told = Instruction(
        ombudsman=data["ombudsman"],
        instruction=data["instruction"],
        due_on=date.fromisoformat(data["due_on"]),
        recorded_at=event.recorded_at,
    )
    state = State(data["state"])
    stage_1, stage_2 = replace(complaint.stage_1, ended_on=None), complaint.stage_2
    if state in (State.STAGE_2_REQUESTED, State.STAGE_2_INVESTIGATING):
        stage_2 = replace(
            stage_2,
            ended_on=None,
            started_on=stage_2.started_on or london_date(event.occurred_at),
            requested_at=stage_2.requested_at or event.occurred_at,
        )
    moved = _with_case(complaint, data["ombudsman"], status=data["status"])
    return replace(
        moved,
        state=state,
        stage_1=stage_1,
        stage_2=stage_2,
        stage_2_waiting=False,
        declined=None if complaint.state is State.DECLINED else complaint.declined,
        came_from=(),
        instructions=(*complaint.instructions, told),
    )


def decided(complaint: Complaint, event: Event) -> Complaint:
    """It decided, in draft or finally, with findings and what must be done."""
    data = event.data
    return _with_case(
        complaint,
        data["ombudsman"],
        status=data["status"],
        decided_on=read_date(data["decided_on"]),
        findings=tuple(_a_finding(one) for one in data["findings"]),
        obligations=tuple(_an_obligation(one) for one in data["obligations"]),
        already_remedied=data["already_remedied"],
        code_breach=data["code_breach"],
        public_report=data["public_report"],
        due_on=None,
    )


def _a_finding(data: Mapping[str, Any]) -> HeadFinding:
    return HeadFinding(surely_sealed(data["head"]), data["category"], tuple(data["points"]))


def _an_obligation(data: Mapping[str, Any]) -> Obligation:
    return Obligation(
        n=data["n"],
        kind=data["kind"],
        type=data["type"],
        description=surely_sealed(data["description"]),
        due_on=date.fromisoformat(data["due_on"]),
        amount_pence=data["amount_pence"],
    )


def obligation_completed(complaint: Complaint, event: Event) -> Complaint:
    """An obligation was met, with proof."""
    data = event.data
    case = complaint.ombudsman_case(data["ombudsman"])
    if case is None:
        return complaint
    obligations = tuple(
        replace(
            one,
            done_at=event.occurred_at,
            sent_on=date.fromisoformat(data["sent_on"]),
            evidence=surely_sealed(data["evidence"]),
        )
        if one.n == data["n"]
        else one
        for one in case.obligations
    )
    return _with_case(complaint, case.id, obligations=obligations, status=data["status"])
