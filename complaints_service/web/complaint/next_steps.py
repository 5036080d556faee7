"""What an actor may do with a complaint now: the obvious steps first, the rest in groups."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.facts import CASE_OPEN
from complaints_service.domain.stages import State
from complaints_service.services.actors import Actor
from complaints_service.web.shown import words

MOST_OBVIOUS = 3
ANSWERS = frozenset({"respond_stage_1", "respond_stage_2"})
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Deciding what it is": (
        "accept", "treat_as_service_request", "treat_as_compliment", "hand_off", "decline",
        "raise_as_complaint",
        "close_service_request",
    ),
    "Answering": (
        "acknowledge", "set_points", "add_point", "correct_definition", "respond_stage_1",
        "request_stage_2", "acknowledge_stage_2", "decline_stage_2", "respond_stage_2", "extend",
        "notify_delay", "tell_new_date", "reissue_response", "record_dispatch",
    ),
    "Asking others": ("request_contribution", "contribute", "withdraw_contribution"),
    "Approval": ("submit_for_approval", "approve", "return_draft"),
    "People": (
        "assign", "take", "assign_reviewer", "set_complainants", "set_representative",
        "set_adjustments",
        "record_complained_of", "restrict_contact", "restrict_access",
    ),
    "Putting it right": (
        "offer_remedy", "record_remedy_reply", "change_remedy_date", "complete_remedy",
        "hand_over_remedy", "remedy_undeliverable",
    ),
    "Hazards": ("open_hazard", "record_hazard_step", "hand_over_hazard"),
    "Ombudsman": (
        "notify_ombudsman", "record_ombudsman_request", "record_ombudsman_instruction",
        "record_ombudsman_decision", "answer_ombudsman_request", "complete_obligation",
        "record_obligation_accepted", "record_bundle_made",
    ),
    "On the file": (
        "record_contact", "add_note", "add_document", "describe_document", "withdraw_document",
        "record_cause", "add_lesson", "record_quality_check", "correct_fact", "link",
        "open_linked_complaint", "merge", "unmerge",
    ),
    "Ending": ("close", "withdraw", "reopen"),
}
"""Every command once, under the heading at which people look for it.

A draft is kept on the screen where the answer is written, so `save_draft` stands nowhere here.
"""


@dataclass(frozen=True)
class Step:
    """Something to do: the words on its button or link, and where it leads."""

    command: str
    title: str
    href: str


@dataclass(frozen=True)
class Group:
    """Steps under one heading."""

    heading: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class NextSteps:
    """The obvious steps, first of all the first, and all others."""

    obvious: tuple[Step, ...]
    groups: tuple[Group, ...]


def next_steps(complaint: Complaint, commands: Collection[str], by: Actor) -> NextSteps:
    """Sort the commands that the actor may give now."""
    first = [name for name in _obvious(complaint) if name in commands]
    obvious = list(dict.fromkeys(first))[:MOST_OBVIOUS]
    if complaint.state is State.RECEIVED and "accept" in commands:
        obvious = []
    return NextSteps(
        (*_deciding(complaint, commands),
         *(_step(name, complaint.ref, by, obvious=True) for name in obvious)),
        tuple(
            Group(heading, tuple(_step(name, complaint.ref, by) for name in found))
            for heading, names in GROUPS.items()
            if (found := [name for name in names if name in commands and name not in obvious])
        ),
    )


def _deciding(complaint: Complaint, commands: Collection[str]) -> tuple[Step, ...]:
    """What a new contact waits for: to be read with all that helps to decide what it is."""
    if complaint.state is not State.RECEIVED or "accept" not in commands:
        return ()
    return (Step("triage", "Decide what it is", f"/complaints/{complaint.ref}/triage"),)


def _step(name: str, ref: str, by: Actor, *, obvious: bool = False) -> Step:
    """One step; an answer is written on the screen that is made for it."""
    own_screen = obvious and name in ANSWERS and by.roles & {"handler", "reviewer", "officer"}
    href = f"/handler/{ref}/answer" if own_screen else f"/complaints/{ref}/do/{name}"
    if name == "record_bundle_made":
        href = f"/complaints/{ref}/bundle"
    return Step(name, words(name, "commands"), href)


def _obvious(complaint: Complaint) -> Iterator[str]:
    """The commands that this complaint waits for, the first of all first."""
    if any(one.awaiting_post for one in complaint.letters):
        yield "record_dispatch"
    if any(one.status in CASE_OPEN for one in complaint.ombudsman):
        yield from _before_an_ombudsman(complaint)
    yield from _BY_STATE[complaint.state](complaint)


def _before_an_ombudsman(complaint: Complaint) -> Sequence[str]:
    if any(one.status == "compliance" for one in complaint.ombudsman):
        return ("complete_obligation",)
    if any(one.waits for case in complaint.ombudsman for one in case.requests):
        return ("answer_ombudsman_request", "record_ombudsman_decision")
    return ("record_ombudsman_decision", "record_ombudsman_request")


def _accepted(complaint: Complaint) -> Sequence[str]:
    if complaint.stage_1.handler is None:
        return ("assign", "acknowledge", "notify_delay")
    return ("acknowledge", "notify_delay", "set_points")


def _requested(complaint: Complaint) -> Sequence[str]:
    if complaint.stage_2.handler is None:
        return ("assign_reviewer", "acknowledge_stage_2", "decline_stage_2")
    return ("acknowledge_stage_2", "decline_stage_2")


def _answered(complaint: Complaint) -> Sequence[str]:
    """Learning and remedies come before the end."""
    unsettled = any(one.status in ("offered", "accepted", "agreed") for one in complaint.remedies)
    lesson = () if complaint.lessons else ("add_lesson",)
    remedy = ("complete_remedy",) if unsettled else ()
    again = ("request_stage_2",) if complaint.state is State.STAGE_1_RESPONDED else ()
    return (*remedy, *again, *lesson, "close")


def _always(*names: str) -> Callable[[Complaint], Sequence[str]]:
    return lambda complaint: names


_BY_STATE: Mapping[State, Callable[[Complaint], Sequence[str]]] = {
    State.RECEIVED: _always("accept", "treat_as_service_request", "decline"),
    State.SERVICE_REQUEST: _always("close_service_request", "raise_as_complaint"),
    State.HANDED_OFF: _always("close", "reopen"),
    State.DECLINED: _always("close", "accept"),
    State.MERGED: _always("unmerge"),
    State.STAGE_1_ACCEPTED: _accepted,
    State.STAGE_1_INVESTIGATING: _always("respond_stage_1", "extend", "notify_delay"),
    State.STAGE_1_RESPONDED: _answered,
    State.STAGE_2_REQUESTED: _requested,
    State.STAGE_2_INVESTIGATING: _always("respond_stage_2", "extend", "notify_delay"),
    State.STAGE_2_RESPONDED: _answered,
    State.WITHDRAWN: _always("close", "reopen"),
    State.CLOSED: _always("request_stage_2", "reopen"),
}
