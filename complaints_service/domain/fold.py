"""The fold: a complaint is what its events made of it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from .complaint import Complaint
from .events import Event
from .evolve import (
    calendars,
    contributions,
    documents,
    drafts,
    hazards,
    intake,
    ombudsman,
    quality,
    records,
    stages,
)
from .evolve.letters import dispatched, recorded
from .stages import State

Change = Callable[[Complaint, Event], Complaint]

FIRST = "received"
"""The event that every complaint begins with."""


def _only_noted(complaint: Complaint, event: Event) -> Complaint:
    """The event is on the timeline; nothing else changes."""
    return complaint


CHANGES: Mapping[str, Change] = {
    "treated_as_service_request": intake.treated_as_service_request,
    "treated_as_compliment": intake.treated_as_compliment,
    "handed_off": intake.handed_off,
    "raised_as_complaint": intake.raised_as_complaint,
    "service_request_closed": intake.closed,
    "accepted": intake.accepted,
    "declined": intake.declined,
    "linked": intake.linked,
    "merged": intake.merged,
    "unmerged": intake.back,
    "linked_complaint_opened": intake.linked,
    "assigned": stages.assigned,
    "taken": stages.assigned,
    "left_with_team": _only_noted,
    "reviewer_assigned": stages.reviewer_assigned,
    "points_set": stages.points_set,
    "point_added": stages.point_added,
    "acknowledged": calendars.telling(stages.acknowledged),
    "definition_corrected": stages.definition_corrected,
    "extended": calendars.telling(stages.extended),
    "delay_notified": calendars.telling(stages.delay_notified),
    "stage_1_responded": stages.stage_1_responded,
    "stage_2_requested": stages.stage_2_requested,
    "stage_2_declined": stages.stage_2_declined,
    "stage_2_acknowledged": calendars.telling(stages.stage_2_acknowledged),
    "stage_2_responded": stages.stage_2_responded,
    "draft_saved": drafts.saved,
    "draft_submitted": drafts.submitted,
    "draft_approved": drafts.approved,
    "draft_returned": drafts.returned,
    "response_reissued": _only_noted,
    "dispatched": dispatched,
    "contact_recorded": records.contact_recorded,
    "note_added": _only_noted,
    "contribution_requested": contributions.requested,
    "contributed": contributions.contributed,
    "contribution_withdrawn": contributions.withdrawn,
    "document_added": documents.added,
    "document_described": documents.described,
    "document_withdrawn": documents.withdrawn,
    "adjustments_set": records.adjustments_set,
    "representative_set": records.representative_set,
    "complainants_set": records.complainants_set,
    "remedy_offered": records.remedy_offered,
    "remedy_reply_recorded": records.remedy_reply_recorded,
    "remedy_date_changed": records.remedy_date_changed,
    "remedy_handed_over": records.remedy_handed_over,
    "remedy_completed": records.remedy_completed,
    "remedy_found_undeliverable": records.remedy_found_undeliverable,
    "withdrawn": partial(intake.ended, state=State.WITHDRAWN),
    "ombudsman_notified": ombudsman.notified,
    "ombudsman_request_recorded": ombudsman.requested,
    "ombudsman_instruction_recorded": ombudsman.instructed,
    "ombudsman_decision_recorded": ombudsman.decided,
    "ombudsman_request_answered": ombudsman.request_answered,
    "bundle_made": _only_noted,
    "obligation_accepted": ombudsman.obligation_accepted,
    "obligation_completed": ombudsman.obligation_completed,
    "hazard_opened": hazards.opened,
    "hazard_handed_over": hazards.handed_over,
    "hazard_step_recorded": hazards.step_recorded,
    "cause_recorded": records.cause_recorded,
    "lesson_added": records.lesson_added,
    "quality_checked": quality.checked,
    "access_restricted": records.access_restricted,
    "complained_of_recorded": records.complained_of_recorded,
    "contact_restricted": records.contact_restricted,
    "fact_corrected": records.fact_corrected,
    "closed": intake.closed,
    "reopened": intake.back,
    "rules_moved": calendars.rules_moved,
    "new_date_told": calendars.new_date_told,
}


def evolve(complaint: Complaint | None, event: Event) -> Complaint:
    """The complaint after one more event.

    The first event must be `received`. Raises `ValueError` for a type that this version does not
    know or for a first event of another type: a stream is never read by guessing.
    """
    if complaint is None:
        if event.type != FIRST:
            raise ValueError(f"a complaint's first event is 'received', not {event.type!r}")
        return intake.received(event)
    change = CHANGES.get(event.type)
    if change is None:
        raise ValueError(f"event type {event.type!r} is not known to this version")
    return drafts.ended_by(change(recorded(complaint, event), event), event)


def fold(events: Iterable[Event]) -> Complaint:
    """The complaint that these events, in order, make. Raises `ValueError` when there are none."""
    complaint: Complaint | None = None
    for event in events:
        complaint = evolve(complaint, event)
    if complaint is None:
        raise ValueError("there are no events to fold")
    return complaint
