"""Invariants of state: what stands is what happened, and nothing happened out of turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import code_overdue
from complaints_service.domain.events import Event
from complaints_service.domain.london import london_date
from complaints_service.domain.stages import State
from complaints_service.services.replay import row_differences

from .evidence import CaseFile, Ground, Row

AFTER_CLOSURE = frozenset({
    "reopened", "stage_2_requested", "stage_2_declined", "hazard_opened", "hazard_step_recorded",
    "hazard_handed_over",
    "ombudsman_request_answered", "obligation_accepted", "bundle_made",
    "ombudsman_notified", "ombudsman_request_recorded", "ombudsman_instruction_recorded",
    "ombudsman_decision_recorded", "obligation_completed", "points_set",
    "remedy_offered", "remedy_reply_recorded", "remedy_date_changed", "remedy_completed",
    "remedy_found_undeliverable", "contact_recorded", "note_added", "lesson_added",
    "quality_checked",
    "document_added", "document_described", "document_withdrawn",
    "cause_recorded", "linked", "linked_complaint_opened", "assigned", "reviewer_assigned",
    "remedy_handed_over",
    "response_reissued", "dispatched", "adjustments_set", "representative_set",
    "complainants_set", "access_restricted", "complained_of_recorded",
    "contact_restricted", "draft_submitted", "draft_approved", "draft_returned", "fact_corrected",
    "rules_moved", "erased", "retained",
})
LEAD_OUT = frozenset({"reopened", "stage_2_requested", "ombudsman_instruction_recorded"})
TAKEN_ON = frozenset({
    State.STAGE_1_ACCEPTED, State.STAGE_1_INVESTIGATING, State.STAGE_1_RESPONDED,
    State.STAGE_2_REQUESTED, State.STAGE_2_INVESTIGATING, State.STAGE_2_RESPONDED,
})


def i01_replay(file: CaseFile, ground: Ground) -> Iterator[str]:
    """The events, replayed, give the stored complaint, field by field."""
    if file.broken:
        yield file.broken
        return
    for one in row_differences(file.stands, file.row, ground.rules):
        yield f"{one.field} is stored otherwise than its events say"


def i02_gapless(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Events are numbered 1..n without a gap, and the version is n."""
    numbers = [one.seq for one in file.events]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"its {len(numbers)} events are not numbered 1 to {len(numbers)}"
    if file.row["version"] != len(numbers):
        yield f"its version is {file.row['version']}, but it has {len(numbers)} events"


def i03_after_closure(file: CaseFile, ground: Ground) -> Iterator[str]:
    """After closure only what takes no decision of a stage, or what leads out of it.

    The API contract allows more than reopening, stage 2, Ombudsman, remedy, contact and lesson:
    whatever is possible in any state stays possible on a closed file.
    """
    for before, event, after in file.steps():
        if before is None or before.state is not State.CLOSED:
            continue
        if event.type not in AFTER_CLOSURE:
            yield f"event {event.seq} ({event.type}) happened after it was closed"
        elif after.state is not State.CLOSED and event.type not in LEAD_OUT:
            yield f"event {event.seq} ({event.type}) led out of 'closed'"


def i04_one_stage(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Stage 2 exists only once stage 1 is answered; at most one stage is open.

    Two exceptions stand in the API contract: stage 2 may be asked for while stage 1 is overdue
    (both clocks then run), and an Ombudsman may tell the council to go to a stage.
    """
    for before, event, _ in file.steps():
        if event.type == "stage_2_requested" and before is not None and event.role != "system":
            answered = before.stage_1.answered
            if not answered and not code_overdue(before, ground.rules,
                                                 london_date(event.recorded_at)):
                yield f"event {event.seq} asked for stage 2 before stage 1 was answered or overdue"
    stands = file.stands
    both = _runs(stands, 1) and _runs(stands, 2)
    if both and not (stands.stage_2_waiting or file.told_by_ombudsman):
        yield "stages 1 and 2 are both open"
    begun = stands.stage_2.started_on is not None
    if begun and not file.of_type("stage_2_requested", "ombudsman_instruction_recorded"):
        yield "stage 2 began without a request for it"


def _runs(complaint: Complaint, stage: int) -> bool:
    record = complaint.stage_record(stage)
    return record.started_on is not None and not record.answered and record.ended_on is None


def i09_refusals(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Not accepted: a ground of the list, an explanation, and a letter naming the Ombudsman.

    Of an imported refusal the old register may say nothing more.
    """
    for event in file.of_type("declined", "stage_2_declined"):
        if event.data.get("imported"):
            continue
        listed = "grounds" if event.type == "declined" else "escalation_grounds"
        if event.data.get("ground") not in ground.rules.vocabularies[listed]:
            yield f"event {event.seq} names a ground that is not in the list"
        for said in ("explanation", "policy_paragraph"):
            if not (event.data.get(said) or {}).get("sha256"):
                yield f"event {event.seq} has no {said.replace('_', ' ')}"
        letter = letter_of(file, event)
        if letter is not None and not says(letter, "ombudsman"):
            yield f"the letter of event {event.seq} names no Ombudsman"


def letter_of(file: CaseFile, event: Event) -> Row | None:
    """The stored letter that the event issued."""
    given = event.data.get("letter")
    wanted = given["id"] if given else None
    return next((one for one in file.letters if one["id"] == wanted), None)


def says(letter: Row, block: str) -> bool:
    """Whether the letter holds words in this block; an erased one is taken at its word."""
    if letter["html"] is None:
        return True
    blocks: list[Mapping[str, Any]] = letter["blocks"]
    return any(one["key"] == block and str(one["text"]).strip() for one in blocks)


def i10_withdrawals(file: CaseFile, ground: Ground) -> Iterator[str]:
    """A withdrawal shows how the complainant told us, and never hides the case from the counts."""
    for event in file.of_type("withdrawn"):
        if not event.data.get("imported") and not (event.data.get("evidence") or {}).get("sha256"):
            yield f"event {event.seq} withdrew it without showing how the complainant told us"
    stands = file.stands
    path = {*stands.came_from, stands.state}
    gone = path & {State.DECLINED, State.MERGED}
    if State.WITHDRAWN in path and path & TAKEN_ON and not gone and not file.row["accepted"]:
        yield "it was taken on and withdrawn, but is not counted"


def i11_merges(file: CaseFile, ground: Ground) -> Iterator[str]:
    """A duplicate stands under a complaint received no later, and is counted once."""
    stands = file.stands
    if stands.state is not State.MERGED:
        return
    if file.row["accepted"]:
        yield "it is merged, but still counted"
    into = [tie.ref for tie in stands.links if tie.kind == "merged_into"]
    if len(into) != 1:
        yield f"it is merged into {len(into)} complaints"
        return
    other = ground.others.get(into[0])
    corrected = any(one.field == "received_at" for one in stands.corrections)
    if other is None:
        yield "it is merged into a complaint that does not exist"
    elif other.received_at > stands.received_at and not (other.corrected or corrected):
        yield "it is merged into a complaint that was received later"
