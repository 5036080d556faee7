"""Which role may give which command; the workflow says when, this says who."""

from __future__ import annotations

from collections.abc import Mapping

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.contributing import waiting

from .actors import Actor

STAFF = ("intake", "handler", "officer", "reviewer", "manager")
OFFICER = ("officer",)
CASEWORK = ("officer", "handler")
EITHER_STAGE = ("officer", "handler", "reviewer")
ON_FILE = frozenset({"record_contact", "add_note", "add_document", "request_stage_2",
                     "open_hazard"})
"""What any member of staff who sees the complaint may record (HO 3.2: any way, to any staff)."""

WHO: Mapping[str, tuple[str, ...]] = {
    "receive": (*STAFF, "complainant"),
    "treat_as_service_request": OFFICER,
    "treat_as_compliment": OFFICER,
    "hand_off": OFFICER,
    "raise_as_complaint": (*CASEWORK, "complainant"),
    "close_service_request": CASEWORK,
    "accept": OFFICER,
    "decline": OFFICER,
    "link": OFFICER,
    "merge": OFFICER,
    "unmerge": OFFICER,
    "open_linked_complaint": CASEWORK,
    "assign": ("officer", "manager"),
    "take": CASEWORK,
    "assign_reviewer": ("officer", "manager"),
    "set_points": CASEWORK,
    "add_point": CASEWORK,
    "acknowledge": CASEWORK,
    "correct_definition": (*CASEWORK, "complainant"),
    "extend": EITHER_STAGE,
    "notify_delay": EITHER_STAGE,
    "tell_new_date": EITHER_STAGE,
    "respond_stage_1": ("handler", "officer"),
    "request_stage_2": (*STAFF, "complainant"),
    "decline_stage_2": OFFICER,
    "acknowledge_stage_2": ("officer", "reviewer"),
    "respond_stage_2": ("reviewer",),
    "save_draft": EITHER_STAGE,
    "submit_for_approval": EITHER_STAGE,
    "approve": ("approver",),
    "return_draft": ("approver",),
    "reissue_response": OFFICER,
    "record_dispatch": CASEWORK,
    "record_contact": STAFF,
    "add_note": STAFF,
    "request_contribution": EITHER_STAGE,
    "contribute": ("contributor", *EITHER_STAGE, "manager", "intake"),
    "withdraw_contribution": EITHER_STAGE,
    "add_document": (*STAFF, "complainant"),
    "describe_document": CASEWORK,
    "withdraw_document": CASEWORK,
    "set_adjustments": CASEWORK,
    "set_representative": CASEWORK,
    "set_complainants": CASEWORK,
    "offer_remedy": (*CASEWORK, "manager"),
    "record_remedy_reply": (*CASEWORK, "manager"),
    "change_remedy_date": (*CASEWORK, "manager"),
    "hand_over_remedy": (*CASEWORK, "manager"),
    "complete_remedy": (*CASEWORK, "manager"),
    "remedy_undeliverable": (*CASEWORK, "manager"),
    "withdraw": ("officer", "complainant"),
    "notify_ombudsman": OFFICER,
    "record_ombudsman_request": OFFICER,
    "record_ombudsman_instruction": OFFICER,
    "record_ombudsman_decision": OFFICER,
    "answer_ombudsman_request": OFFICER,
    "record_bundle_made": ("officer", "manager"),
    "complete_obligation": ("officer", "manager"),
    "record_obligation_accepted": ("officer", "manager"),
    "open_hazard": STAFF,
    "hand_over_hazard": (*CASEWORK, "manager"),
    "record_hazard_step": (*CASEWORK, "manager"),
    "record_cause": (*CASEWORK, "manager"),
    "add_lesson": (*CASEWORK, "manager"),
    "record_quality_check": ("officer", "manager", "approver"),
    "restrict_access": OFFICER,
    "record_complained_of": OFFICER,
    "restrict_contact": OFFICER,
    "correct_fact": OFFICER,
    "close": OFFICER,
    "reopen": OFFICER,
}


def acting_role(actor: Actor, command: str, complaint: Complaint | None) -> str | None:
    """The role in which the actor may give this command on this complaint; None when in none.

    Handlers and reviewers act on what is assigned to them, managers on their services; whoever
    was asked for a contribution gives it. The first fitting role in the command's own order is
    the one that the event names.
    """
    for role in WHO.get(command, ()):
        if role in actor.roles and _stands(actor, role, command, complaint):
            return role
    return None


def _stands(actor: Actor, role: str, command: str, complaint: Complaint | None) -> bool:
    if complaint is None or command in ON_FILE:
        return True
    if command == "contribute" and waiting(complaint, actor.id):
        return True
    if role == "handler" and command == "take":
        return answers_for(actor, complaint)
    if role == "handler":
        return complaint.stage_1.handler == actor.id or _covers_handler(actor, complaint)
    if role == "reviewer":
        return complaint.stage_2.handler == actor.id or _covers_reviewer(actor, complaint)
    if command == "contribute" and role != "officer":
        return False
    if role == "manager":
        return answers_for(actor, complaint)
    return True


def _covers_handler(actor: Actor, complaint: Complaint) -> bool:
    """Who reviews stage 2 does not stand in at stage 1: that would bar them (HO 6.13)."""
    return (complaint.stage_1.handler in actor.covers
            and actor.id != complaint.stage_2.handler)


def _covers_reviewer(actor: Actor, complaint: Complaint) -> bool:
    """Who considered stage 1 does not stand in at stage 2 (HO 6.13, LGSCO 6.14)."""
    return (complaint.stage_2.handler in actor.covers
            and actor.id != complaint.stage_1.handler
            and actor.id not in complaint.considered_by)


def answers_for(actor: Actor, complaint: Complaint) -> bool:
    """The complaint, or one of its points, is about a service that this person answers for."""
    if not actor.services:
        return True
    return bool(actor.services & {complaint.service, *(one.service for one in complaint.points)})
