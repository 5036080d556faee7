"""How the two Ombudsmen's requests, instructions and decisions change a complaint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.domain.london import london_date, read_date
from complaints_service.domain.ombudsman_cases import (
    HeadFinding,
    Instruction,
    Obligation,
    OmbudsmanCase,
    OmbudsmanRequest,
)
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
        what=sealed(data.get("what")),
        channel=data.get("channel"),
    )
    return replace(complaint, ombudsman=(*complaint.ombudsman, case))


def requested(complaint: Complaint, event: Event) -> Complaint:
    """It asked for something by a date of its own."""
    data = event.data
    what, due_on = surely_sealed(data["what"]), date.fromisoformat(data["due_on"])
    changed: dict[str, Any] = {"status": data["status"], "what": what, "due_on": due_on}
    case = complaint.ombudsman_case(data["ombudsman"])
    # Requests recorded before they were numbered have but one date, the latest.
    if case is not None and "n" in data:
        asked = OmbudsmanRequest(data["n"], what, due_on, event.occurred_at)
        changed["requests"] = (*case.requests, asked)
        changed["due_on"] = _first_due((*case.requests, asked))
        if data["reference"] is not None:
            changed["reference"] = sealed(data["reference"])
    return _with_case(complaint, data["ombudsman"], **changed)


def _first_due(requests: Iterable[OmbudsmanRequest]) -> date | None:
    return min((one.due_on for one in requests if one.waits), default=None)


def request_answered(complaint: Complaint, event: Event) -> Complaint:
    """What it asked for was sent; the next request that waits sets the date."""
    data = event.data
    case = complaint.ombudsman_case(data["ombudsman"])
    if case is None:
        return complaint
    requests = tuple(
        replace(one, answered_at=event.occurred_at, sent_on=date.fromisoformat(data["sent_on"]),
                evidence=surely_sealed(data["evidence"])) if one.n == data["n"] else one
        for one in case.requests
    )
    return _with_case(complaint, case.id, requests=requests, due_on=_first_due(requests),
                      status=data["status"])


def _no_longer_wanted(
    complaint: Complaint, case_id: str, on: date
) -> tuple[OmbudsmanRequest, ...]:
    """The requests of a case that ended: what was not answered is not wanted any more."""
    case = complaint.ombudsman_case(case_id)
    return tuple(replace(one, ended_on=on) if one.waits else one
                 for one in (case.requests if case else ()))


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
    ended: dict[str, Any] = {}
    if data["status"] == "returned_premature":
        gone = _no_longer_wanted(complaint, data["ombudsman"], london_date(event.occurred_at))
        ended = {"requests": gone}
    moved = _with_case(complaint, data["ombudsman"], status=data["status"], **ended)
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
    ended: dict[str, Any] = {}
    if data["stage"] == "final":
        day = london_date(event.occurred_at)
        ended = {"requests": _no_longer_wanted(complaint, data["ombudsman"], day)}
    return _with_case(
        complaint,
        data["ombudsman"],
        **ended,
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
        owner=data.get("owner"),
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
            paid_on=read_date(data.get("paid_on")),
        )
        if one.n == data["n"]
        else one
        for one in case.obligations
    )
    return _with_case(complaint, case.id, obligations=obligations, status=data["status"])


def obligation_accepted(complaint: Complaint, event: Event) -> Complaint:
    """The Ombudsman was satisfied with the proof."""
    data = event.data
    case = complaint.ombudsman_case(data["ombudsman"])
    if case is None:
        return complaint
    day = date.fromisoformat(data["accepted_on"])
    return _with_case(complaint, case.id, obligations=tuple(
        replace(one, accepted_on=day) if one.n == data["n"] else one for one in case.obligations
    ))
