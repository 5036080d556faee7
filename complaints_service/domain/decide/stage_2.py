"""Decisions of stage 2 up to the answer: request, reviewer, refusal, acknowledgement."""

from __future__ import annotations

from complaints_service.domain.commands import stage_2 as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.sealing import private

from .conflict import refuse_complained_of
from .context import Context, Decision, event
from .letters import letter, outside_data
from .points import known_points
from .stage_1 import different_person, found_account, refuse_unlisted
from .wording import blank, known_term, provisions, say


def assign_reviewer(
    complaint: Complaint, command: ask.AssignReviewer, context: Context
) -> Decision:
    """Somebody who did not consider, draft, approve or decide before (HO 6.13, LGSCO 6.14)."""
    account = found_account(command.reviewer, "reviewer", frozenset({"reviewer"}), context)
    if account.id in complaint.considered_by or account.id == complaint.stage_1.handler:
        raise Refusal(
            "same_reviewer",
            f"'reviewer' is '{command.reviewer}', who considered or decided this complaint "
            "before; choose somebody else",
            provision=different_person(complaint),
            field="reviewer",
        )
    refuse_complained_of(complaint, account, "reviewer", "same_reviewer", context)
    refuse_unlisted(complaint, account, "reviewer")
    happened = event(context, "reviewer_assigned", reviewer=account.id, why=context.why)
    return Decision((happened,))


def request_stage_2(complaint: Complaint, command: ask.RequestStage2, context: Context) -> Decision:
    """Recorded the day it reached anyone, without a demand for reasons (HO 6.10–6.12).

    Before stage 1 is answered it stands where that answer is overdue: its clock starts at once.
    """
    points = known_points(command.points, complaint, "points")
    happened = event(context, "stage_2_requested", points=points, reason=private(command.reason))
    return Decision((happened,))


def decline_stage_2(complaint: Complaint, command: ask.DeclineStage2, context: Context) -> Decision:
    """Refused only with valid reasons set out (HO 5.11, LGSCO 5.7)."""
    asked = provisions(complaint.codes, "5.11", "5.7")
    if not command.ground:
        raise Refusal("ground_missing", "'ground' is blank; choose one of the list "
                      "'escalation_grounds'", provision=asked, field="ground")
    ground = known_term(context.rules, "escalation_grounds", command.ground, "ground",
                        context.today)
    explanation = say(command.explanation, "explanation",
                      "say why the ground applies to this complaint", provision=asked)
    paragraph = say(command.policy_paragraph, "policy_paragraph",
                    "name the paragraph of the policy", provision=asked)
    plan = letter(complaint, command, context, "escalation_not_accepted", 2, ground=ground,
                  explanation=explanation, policy_paragraph=paragraph)
    happened = event(
        context,
        "stage_2_declined",
        ground=ground,
        explanation=private(explanation),
        policy_paragraph=private(paragraph),
        sent_outside=outside_data(command),
    )
    return Decision((happened.sending(plan),))


def acknowledge_stage_2(
    complaint: Complaint, command: ask.AcknowledgeStage2, context: Context
) -> Decision:
    """Acknowledged with what is still in issue and what is wanted (HO 5.6, 6.11; LGSCO 6.12)."""
    asked = provisions(complaint.codes, "5.6", "6.12")
    definition = command.definition
    if blank(definition):
        definition = context.reveal(complaint.definition)
    definition = say(definition, "definition", "set out what is still in issue",
                     rule="definition_missing", provision=asked)
    outcomes = command.outcomes_sought
    if blank(outcomes):
        outcomes = context.reveal(complaint.outcomes_sought)
    points = known_points(command.points, complaint, "points")
    plan = letter(complaint, command, context, "stage_2_acknowledgement", 2)
    happened = event(
        context,
        "stage_2_acknowledged",
        definition=private(definition),
        outcomes_sought=private(outcomes),
        points=points,
        sent_outside=outside_data(command),
    )
    return Decision((happened.sending(plan),))
