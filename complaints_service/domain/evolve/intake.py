"""How the events of first contact and triage change a complaint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.domain.london import london_date, read_date, read_instant
from complaints_service.domain.parts import (
    Adjustment,
    Compliment,
    Declined,
    LinkTo,
    StageRecord,
    Triage,
)
from complaints_service.domain.sealing import sealed, surely_sealed
from complaints_service.domain.stages import STAGE_2_OPEN, State

from .letters import letters_of
from .reading import a_person, a_point, the_adjustments, the_rules


def received(event: Event) -> Complaint:
    """The first event: a contact stands on file."""
    data = event.data
    received_at = read_instant(data["received_at"])
    representative = data["representative"]
    return Complaint(
        ref=data["ref"],
        organisation=data["organisation"],
        predecessor=data.get("predecessor"),
        old_reference=data.get("old_reference"),
        imported=data.get("imported", False),
        ward=data.get("ward"),
        state=State.RECEIVED,
        service=data["service"],
        channel=data["channel"],
        category=data["category"],
        received_at=received_at,
        received_on=london_date(received_at),
        first_contact_at=read_instant(data["first_contact_at"]),
        recorded_at=event.recorded_at,
        recorded_by=event.actor,
        version=event.seq,
        last_recorded_at=event.recorded_at,
        letters=letters_of(event),
        rules=the_rules(data["rules"]),
        codes=tuple(data["codes"]),
        description=sealed(data["description"]),
        outcomes_sought=sealed(data["outcomes_sought"]),
        issue_on=read_date(data["issue_on"]),
        aware_on=read_date(data["aware_on"]),
        anonymous=data["anonymous"],
        **_said(data),
        complainants=tuple(a_person(one) for one in data["complainants"]),
        representative=None if representative is None else a_person(representative),
        points=tuple(a_point(one) for one in data["points"]),
        stage_1=StageRecord(started_on=london_date(received_at)),
        links=tuple(LinkTo(one["ref"], one["kind"]) for one in data["links"]),
        adjustments=the_adjustments(event),
    )


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the person calls it, and whether they are unhappy and were offered the choice."""
    return {
        "dissatisfaction_expressed": data["dissatisfaction_expressed"],
        "complaint_offered": data.get("complaint_offered"),
        "given_as": data.get("given_as") or "complaint",
    }


def ended(complaint: Complaint, event: Event, state: State) -> Complaint:
    """Leave the stages without an answer; where it came from and when is kept."""
    day = london_date(event.occurred_at)
    stage_1, stage_2 = complaint.stage_1, complaint.stage_2
    if not stage_1.answered and stage_1.ended_on is None:
        stage_1 = replace(stage_1, ended_on=day)
    if stage_2.started_on and not stage_2.answered and stage_2.ended_on is None:
        stage_2 = replace(stage_2, ended_on=day)
    return replace(
        complaint,
        state=state,
        stage_1=stage_1,
        stage_2=stage_2,
        came_from=(*complaint.came_from, complaint.state),
    )


def treated_as_service_request(complaint: Complaint, event: Event) -> Complaint:
    """Triage: a request for service."""
    return replace(
        ended(complaint, event, State.SERVICE_REQUEST),
        came_from=(),
        triage=triage_in(event, "service_request", "reason"),
        complaint_offered=_offered(complaint, event),
    )


def _offered(complaint: Complaint, event: Event) -> bool | None:
    """Whether the choice to complain was offered, as the decision says or as was known before."""
    said: bool | None = event.data.get("complaint_offered")
    return complaint.complaint_offered if said is None else said


def triage_in(event: Event, decision: str, why: str) -> Triage | None:
    """The decision that an event holds, its reason under the key `why`; None in one recorded
    before decisions were kept apart."""
    if "threshold" not in event.data:
        return None
    advice = event.data["threshold"] or {}
    return Triage(
        decision=decision, decided_at=event.occurred_at, reason=sealed(event.data.get(why)),
        threshold=advice.get("key"), advised=advice.get("advised"), found=advice.get("found"),
    )


def treated_as_compliment(complaint: Complaint, event: Event) -> Complaint:
    """Triage: thanks or a comment. Nothing is left to do, so it is put away at once."""
    kind = event.data["kind"]
    return replace(
        ended(complaint, event, State.CLOSED),
        compliment=Compliment(kind, event.data["passed_to"]),
        complaint_offered=_offered(complaint, event),
        triage=triage_in(event, kind, "reason"),
    )


def handed_off(complaint: Complaint, event: Event) -> Complaint:
    """Triage: another procedure takes it."""
    return replace(
        ended(complaint, event, State.HANDED_OFF),
        handed_off_to=event.data["procedure"],
        triage=triage_in(event, "handed_off", "explanation"),
    )


def raised_as_complaint(complaint: Complaint, event: Event) -> Complaint:
    """A complaint was opened from this request, which stays open (HO 1.5)."""
    ref = event.data["opened"]
    return replace(
        complaint, raised_as=ref, links=(*complaint.links, LinkTo(ref, "raised_as_complaint"))
    )


def accepted(complaint: Complaint, event: Event) -> Complaint:
    """Taken on at stage 1; a re-accepted complaint keeps its acknowledgement."""
    return replace(
        complaint,
        state=State.STAGE_1_ACCEPTED,
        points=tuple(a_point(one) for one in event.data["points"]),
        codes=complaint.codes if complaint.codes_fixed else tuple(event.data["codes"]),
        stage_1=replace(complaint.stage_1, ended_on=None),
        declined=None,
        came_from=(),
        triage=_decided_first(complaint, triage_in(event, "complaint", "reason")),
    )


def _decided_first(complaint: Complaint, now: Triage | None) -> Triage | None:
    """A refusal taken back keeps what the threshold had advised when it was first decided."""
    before = complaint.triage
    if now is None or before is None or complaint.state is not State.DECLINED:
        return now
    return replace(now, threshold=before.threshold, advised=before.advised, found=before.found)


def declined(complaint: Complaint, event: Event) -> Complaint:
    """Not accepted, wholly or for some points; the decision itself can go to the Ombudsman."""
    data = event.data
    barred = _barred(complaint, event)
    if data["points"]:
        points = tuple(
            replace(one, declined=one.declined or one.n in data["points"])
            for one in complaint.points
        )
        return replace(complaint, points=points, considered_by=barred)
    decision = Declined(
        ground=data["ground"],
        explanation=sealed(data["explanation"]),
        policy_paragraph=sealed(data["policy_paragraph"]),
        discretion=sealed(data["discretion_considered"]),
    )
    first = complaint.state is State.RECEIVED
    return replace(
        ended(complaint, event, State.DECLINED),
        declined=decision,
        considered_by=barred,
        triage=triage_in(event, "not_accepted", "explanation") if first else complaint.triage,
    )


def _barred(complaint: Complaint, event: Event) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*complaint.considered_by, event.actor)))


def linked(complaint: Complaint, event: Event) -> Complaint:
    """A tie to another complaint was made, or taken away again."""
    tie = LinkTo(event.data["ref"], event.data["kind"])
    others = tuple(one for one in complaint.links if one != tie)
    if event.data["removed"]:
        return without(replace(complaint, links=others), tie.ref)
    return bringing(replace(complaint, links=(*others, tie)), event)


def bringing(complaint: Complaint, event: Event) -> Complaint:
    """What a duplicate brings along: people who are not on the file yet, what was agreed with
    them, and its ties."""
    brought, via = event.data.get("brought"), event.data["ref"]
    if not brought:
        return complaint
    people = (replace(a_person(one), lead=False, via=via) for one in brought["complainants"])
    agreed = (
        Adjustment(surely_sealed(one["details"]), event.occurred_at, read_date(one["review_on"]),
                   via)
        for one in brought["adjustments"]
    )
    ties = (LinkTo(one["ref"], one["kind"], via) for one in brought["links"])
    return replace(
        complaint,
        complainants=(*complaint.complainants, *people),
        adjustments=(*complaint.adjustments, *agreed),
        links=(*complaint.links, *ties),
    )


def without(complaint: Complaint, via: str) -> Complaint:
    """The file without what that duplicate had brought along; the duplicate still has it."""
    return replace(
        complaint,
        complainants=tuple(one for one in complaint.complainants if one.via != via),
        adjustments=tuple(one for one in complaint.adjustments if one.via != via),
        links=tuple(one for one in complaint.links if one.via != via),
    )


def merged(complaint: Complaint, event: Event) -> Complaint:
    """A duplicate: answered and counted under another."""
    tie = LinkTo(event.data["into"], "merged_into")
    return replace(ended(complaint, event, State.MERGED), links=(*complaint.links, tie))


def back(complaint: Complaint, event: Event) -> Complaint:
    """Go back to where it came from, with every date kept (unmerge, reopen)."""
    if not complaint.came_from:
        return complaint
    state = complaint.came_from[-1]
    stage_1, stage_2 = complaint.stage_1, complaint.stage_2
    if state not in (State.DECLINED, State.WITHDRAWN, State.HANDED_OFF):
        stage_1 = replace(stage_1, ended_on=None)
    if state in STAGE_2_OPEN:
        stage_2 = replace(stage_2, ended_on=None)
    ties = tuple(one for one in complaint.links if one.kind != "merged_into")
    return replace(
        complaint,
        state=state,
        stage_1=stage_1,
        stage_2=stage_2,
        came_from=complaint.came_from[:-1],
        links=ties if complaint.state is State.MERGED else complaint.links,
        compliment=complaint.compliment if state is not State.RECEIVED else None,
        triage=complaint.triage if state is not State.RECEIVED else None,
        declined=None if complaint.state is State.DECLINED else complaint.declined,
        handed_off_to=None if complaint.state is State.HANDED_OFF else complaint.handed_off_to,
    )


def closed(complaint: Complaint, event: Event) -> Complaint:
    """Put away. An unanswered stage 2 request cannot be closed, so no clock ends here."""
    return replace(
        complaint, state=State.CLOSED, came_from=(*complaint.came_from, complaint.state)
    )
