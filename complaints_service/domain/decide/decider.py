"""From a command to what follows: the workflow is asked first, then the decision of its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from complaints_service.domain.commands.intake import Receive
from complaints_service.domain.commands.registry import Command
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.facts import UNMET, facts_of
from complaints_service.domain.lifecycle import ConditionUnmet, NotAllowed
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.stages import State

from . import (
    allocation,
    answers,
    calendars,
    conflict,
    contributions,
    documents,
    drafts,
    hazards,
    intake,
    ombudsman,
    ombudsman_answers,
    quality,
    records,
    remedies,
    stage_1,
    stage_2,
    ties,
    time,
    triage,
)
from .conflict import refuse_conflict
from .context import Context, Decision
from .drafts import require_approval
from .ombudsman import instructed_state
from .order import check_order
from .wording import provisions

Decide = Callable[[Complaint, Any, Context], Decision]

DECISIONS: Mapping[str, Decide] = {
    "treat_as_service_request": triage.treat_as_service_request,
    "treat_as_compliment": triage.treat_as_compliment,
    "hand_off": triage.hand_off,
    "raise_as_complaint": intake.raise_as_complaint,
    "close_service_request": triage.close_service_request,
    "accept": triage.accept,
    "decline": triage.decline,
    "link": ties.link,
    "merge": ties.merge,
    "unmerge": ties.unmerge,
    "open_linked_complaint": intake.open_linked_complaint,
    "assign": stage_1.assign,
    "take": allocation.take,
    "assign_reviewer": stage_2.assign_reviewer,
    "set_points": stage_1.set_points,
    "add_point": stage_1.add_point,
    "acknowledge": stage_1.acknowledge,
    "correct_definition": stage_1.correct_definition,
    "extend": time.extend,
    "notify_delay": time.notify_delay,
    "tell_new_date": calendars.tell_new_date,
    "respond_stage_1": answers.respond_stage_1,
    "request_stage_2": stage_2.request_stage_2,
    "decline_stage_2": stage_2.decline_stage_2,
    "acknowledge_stage_2": stage_2.acknowledge_stage_2,
    "respond_stage_2": answers.respond_stage_2,
    "save_draft": drafts.save_draft,
    "submit_for_approval": drafts.submit_for_approval,
    "approve": drafts.approve,
    "return_draft": drafts.return_draft,
    "reissue_response": answers.reissue_response,
    "record_dispatch": time.record_dispatch,
    "record_contact": records.record_contact,
    "add_note": records.add_note,
    "request_contribution": contributions.request_contribution,
    "contribute": contributions.contribute,
    "withdraw_contribution": contributions.withdraw_contribution,
    "add_document": documents.add_document,
    "describe_document": documents.describe_document,
    "withdraw_document": documents.withdraw_document,
    "set_adjustments": records.set_adjustments,
    "set_representative": records.set_representative,
    "set_complainants": records.set_complainants,
    "offer_remedy": remedies.offer_remedy,
    "record_remedy_reply": remedies.record_remedy_reply,
    "change_remedy_date": remedies.change_remedy_date,
    "hand_over_remedy": remedies.hand_over_remedy,
    "complete_remedy": remedies.complete_remedy,
    "remedy_undeliverable": remedies.remedy_undeliverable,
    "withdraw": stage_1.withdraw,
    "notify_ombudsman": ombudsman.notify_ombudsman,
    "record_ombudsman_request": ombudsman.record_ombudsman_request,
    "record_ombudsman_instruction": ombudsman.record_ombudsman_instruction,
    "record_ombudsman_decision": ombudsman.record_ombudsman_decision,
    "answer_ombudsman_request": ombudsman_answers.answer_ombudsman_request,
    "record_bundle_made": ombudsman_answers.record_bundle_made,
    "complete_obligation": ombudsman_answers.complete_obligation,
    "record_obligation_accepted": ombudsman_answers.record_obligation_accepted,
    "open_hazard": hazards.open_hazard,
    "hand_over_hazard": hazards.hand_over_hazard,
    "record_hazard_step": hazards.record_hazard_step,
    "record_cause": records.record_cause,
    "add_lesson": records.add_lesson,
    "record_quality_check": quality.record_quality_check,
    "restrict_access": records.restrict_access,
    "record_complained_of": conflict.record_complained_of,
    "restrict_contact": records.restrict_contact,
    "correct_fact": records.correct_fact,
    "close": stage_1.close,
    "reopen": stage_1.reopen,
}

def decide(command: Command, complaint: Complaint | None, context: Context) -> Decision:
    """What follows from the command.

    Raises Refusal (a rule, with the provision where a Code asks it) and InvalidData (a field that
    names what does not exist). Nothing is changed.
    """
    if complaint is None:
        if not isinstance(command.data, Receive):
            raise ValueError(f"{command.name!r} needs a complaint")
        return intake.receive(command.data, context)
    check_step(command, complaint, context)
    check_order(command, complaint, context)
    refuse_conflict(command, complaint, context)
    decision = DECISIONS[command.name](complaint, command.data, context)
    # Last, so that what is incomplete is told before somebody else is asked to look at it.
    require_approval(complaint, command, context)
    further = allocation.given_out(command.name, complaint, decision.events, context)
    return replace(decision, events=(*decision.events, *further)) if further else decision


def check_step(command: Command, complaint: Complaint, context: Context) -> None:
    """Refuse what the workflow does not allow in this state, naming the rule."""
    facts = facts_of(complaint, context.rules, context.today)
    target = _target(command, complaint)
    try:
        context.rules.lifecycle.next_state(complaint.state, command.name, facts, target)
    except NotAllowed:
        raise Refusal(
            "not_allowed",
            f"'{command.name}' cannot follow while the complaint is '{complaint.state.value}'; "
            "see what may be done now under 'commands'",
        ) from None
    except ConditionUnmet as unmet:
        raise _refusal(unmet, command, complaint) from None


def _refusal(unmet: ConditionUnmet, command: Command, complaint: Complaint) -> Refusal:
    if unmet.rule == "extension_after_due":
        stage = 2 if complaint.state is State.STAGE_2_INVESTIGATING else 1
        asked = ("6.4", "6.4") if stage == 1 else ("6.15", "6.16")
        return Refusal(unmet.rule, "the answer was due before today, and an extension must be told "
                       "by the due date; tell the delay with 'notify_delay' instead",
                       provision=provisions(complaint.codes, *asked))
    if unmet.rule == "delay_not_due":
        return Refusal(unmet.rule, "neither the acknowledgement nor the answer is overdue; while "
                       "there is time, use 'extend'",
                       provision=provisions(complaint.codes, "5.9", "5.5"))
    return Refusal(unmet.rule, f"'{command.name}' is not possible now: {UNMET[unmet.condition]}")


def _target(command: Command, complaint: Complaint) -> str | None:
    """Where the event leads, for the steps whose destination the event decides."""
    state: State | None = None
    if command.name in ("reopen", "unmerge"):
        state = complaint.came_from[-1] if complaint.came_from else State.RECEIVED
    elif command.name == "respond_stage_1":
        waiting = complaint.stage_2_waiting
        state = State.STAGE_2_REQUESTED if waiting else State.STAGE_1_RESPONDED
    elif command.name == "record_ombudsman_instruction":
        instruction = getattr(command.data, "instruction", "accept")
        state = instructed_state(complaint, instruction)
    elif command.name == "decline":
        whole = triage.declines_all(complaint, getattr(command.data, "points", ()))
        state = State.DECLINED if whole else complaint.state
    return None if state is None else state.value
