"""The facts that a workflow's conditions may ask about: each field is a condition's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from .complaint import Complaint
from .contributing import waiting as open_questions
from .deadlines import ACKNOWLEDGE, RESPOND, Deadline, code_clocks
from .documents import MOST, standing
from .drafts import can_submit, waiting
from .recounting import dates_waiting
from .rules import Rules
from .stages import STAGE_2_OPEN, State

UNSETTLED = frozenset({"offered", "accepted", "agreed"})
UNDECIDED = frozenset({"enquiry", "investigating", "draft"})
CASE_OPEN = frozenset({*UNDECIDED, "compliance"})
BODIES = frozenset({"lgsco", "housing"})
CLOCKS = {stage: {ACKNOWLEDGE[stage - 1], RESPOND[stage - 1]} for stage in (1, 2)}


@dataclass(frozen=True)
class Facts:
    """What is true of a complaint on a London date, as far as the workflow asks."""

    not_yet_raised: bool
    stage_1_answered: bool
    some_stage_answered: bool
    answer_to_check: bool
    closed_after_stage_1: bool
    stage_1_overdue: bool
    stage_2_not_yet_requested: bool
    answer_not_yet_due: bool
    answer_or_acknowledgement_overdue: bool
    letter_awaits_post: bool
    remedy_unsettled: bool
    remedy_unanswered: bool
    ombudsman_free: bool
    ombudsman_case_open: bool
    ombudsman_undecided: bool
    obligation_open: bool
    ombudsman_request_open: bool
    obligation_to_accept: bool
    hazard_open: bool
    draft_to_submit: bool
    draft_waiting: bool
    document_on_file: bool
    room_for_a_document: bool
    contribution_open: bool
    nobody_has_it: bool
    date_to_tell: bool


CONDITIONS = frozenset(one.name for one in fields(Facts))
UNMET: Mapping[str, str] = {
    "not_yet_raised": "a complaint was already raised from this request; work on that one",
    "stage_1_answered": "stage 1 has not been answered yet; answer it first",
    "some_stage_answered": "no answer of ours is on file; there is nothing to send again",
    "answer_to_check": "no stage of it is answered yet; there is nothing to look at",
    "closed_after_stage_1": "it was not closed after a stage 1 answer; no stage is left",
    "stage_1_overdue": "stage 1 is not answered yet and not overdue; wait for its answer",
    "stage_2_not_yet_requested": "stage 2 was asked for already and waits for stage 1's answer",
    "answer_not_yet_due": "the due date has passed; tell the delay with 'notify_delay'",
    "answer_or_acknowledgement_overdue": "nothing is overdue; while there is time, use 'extend'",
    "letter_awaits_post": "no letter of this complaint waits for the post",
    "remedy_unsettled": "no remedy is open on this complaint; offer one with 'offer_remedy'",
    "remedy_unanswered": "no remedy waits for a reply on this complaint",
    "ombudsman_free": "both Ombudsmen have an open case here; record what they do on those",
    "ombudsman_case_open": "no Ombudsman's case is open here; record one with 'notify_ombudsman'",
    "ombudsman_undecided": "no Ombudsman's case waits for a decision here",
    "obligation_open": "no Ombudsman's obligation is open on this complaint",
    "ombudsman_request_open": "no request of an Ombudsman waits for our answer here",
    "obligation_to_accept": "no proof that was sent to an Ombudsman waits to be accepted",
    "hazard_open": "no hazard is open on this complaint; open one with 'open_hazard'",
    "draft_to_submit": "there is no draft to submit; save one with 'save_draft'",
    "draft_waiting": "no draft of this complaint waits for approval",
    "document_on_file": "no document is on file; add one first",
    "room_for_a_document": f"{MOST} documents are on file already; open a linked complaint",
    "nobody_has_it": "somebody has it already; take another one",
    "date_to_tell": "no letter names a date that a new calendar has moved since",
    "contribution_open": "no question to a colleague or contractor is open on this complaint",
}
"""What to tell somebody when a condition does not hold: the reason and the mend."""


def current_stage(complaint: Complaint) -> int:
    """The stage being worked on: 2 once it is asked for after stage 1's answer, else 1."""
    return 2 if complaint.state in STAGE_2_OPEN else 1


def facts_of(complaint: Complaint, rules: Rules, today: date) -> Facts:
    """The facts of a complaint on the London date `today`."""
    stage = current_stage(complaint)
    clocks = code_clocks(complaint, rules)
    overdue = {one.kind for one in clocks if one.overdue(today)}
    return Facts(
        not_yet_raised=complaint.raised_as is None,
        stage_1_answered=complaint.stage_1.answered,
        some_stage_answered=any(
            complaint.stage_record(stage).response_letter is not None for stage in (1, 2)
        ),
        closed_after_stage_1=complaint.came_from[-1:] == (State.STAGE_1_RESPONDED,),
        stage_1_overdue=bool(overdue),
        stage_2_not_yet_requested=not complaint.stage_2_waiting,
        answer_to_check=complaint.stage_1.answered or complaint.stage_2.answered,
        answer_not_yet_due=_in_time(clocks, stage, today),
        answer_or_acknowledgement_overdue=not overdue.isdisjoint(CLOCKS[stage]),
        letter_awaits_post=any(one.awaiting_post for one in complaint.letters),
        remedy_unsettled=any(one.status in UNSETTLED for one in complaint.remedies),
        remedy_unanswered=any(one.status == "offered" for one in complaint.remedies),
        **_ombudsman_facts(complaint),
        hazard_open=any(not one.over for one in complaint.hazards),
        draft_to_submit=bool(can_submit(complaint.drafts)),
        draft_waiting=bool(waiting(complaint.drafts)),
        document_on_file=bool(standing(complaint.documents)),
        room_for_a_document=len(complaint.documents) < MOST,
        nobody_has_it=complaint.stage_1.handler is None and not complaint.stage_1.answered,
        contribution_open=bool(open_questions(complaint)),
        date_to_tell=bool(dates_waiting(complaint)),
    )


def _ombudsman_facts(complaint: Complaint) -> dict[str, bool]:
    """The facts of the Ombudsmen's cases."""
    statuses = [case.status for case in complaint.ombudsman]
    taken = {case.body for case in complaint.ombudsman if case.status in CASE_OPEN}
    return {
        "ombudsman_free": taken < BODIES,
        "ombudsman_case_open": bool(CASE_OPEN.intersection(statuses)),
        "ombudsman_undecided": bool(UNDECIDED.intersection(statuses)),
        "obligation_open": "compliance" in statuses,
        "ombudsman_request_open": any(
            one.waits for case in complaint.ombudsman for one in case.requests
        ),
        "obligation_to_accept": any(
            one.sent_on is not None and one.accepted_on is None
            for case in complaint.ombudsman for one in case.obligations
        ),
    }


def _in_time(clocks: tuple[Deadline, ...], stage: int, today: date) -> bool:
    """The answer's day has not passed, is not known, or does not run yet."""
    due = next((one.due_on for one in clocks if one.kind == RESPOND[stage - 1]), None)
    return due is None or today <= due
