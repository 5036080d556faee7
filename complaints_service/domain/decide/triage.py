"""Decisions of triage: service request, hand-off, acceptance, refusal."""

from __future__ import annotations

from collections.abc import Collection

from complaints_service.domain.clocks import intake_window_ends
from complaints_service.domain.commands import intake as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import private
from complaints_service.domain.stages import State

from .context import Context, Decision, event
from .letters import letter, outside_data
from .points import codes_of, known_points, points_data
from .wording import known_term, provisions, say


def treat_as_service_request(
    complaint: Complaint, command: ask.TreatAsServiceRequest, context: Context
) -> Decision:
    """It asks for a service; the reason is always given (HO 1.4, LGSCO 1.8)."""
    asked = provisions(complaint.codes, "1.4", "1.8")
    reason = say(command.reason, "reason", "say why this is a service request", provision=asked)
    explanation = say(command.explanation, "explanation", "tell the resident what happens next",
                      provision=asked)
    plan = letter(complaint, command, context, "service_request_decision",
                  reason=reason, explanation=explanation)
    happened = event(
        context,
        "treated_as_service_request",
        reason=private(reason),
        explanation=private(explanation),
        complaint_offered=command.complaint_offered,
        sent_outside=outside_data(command),
        threshold=advised(context),
    )
    return Decision((happened.sending(plan),))


def advised(context: Context) -> dict[str, str | int] | None:
    """What the thresholds advise whoever decides now, as the event keeps it."""
    advice = context.threshold()
    if advice is None:
        return None
    return {"key": advice.threshold, "advised": advice.advised, "found": advice.found}


def treat_as_compliment(
    complaint: Complaint, command: ask.TreatAsCompliment, context: Context
) -> Decision:
    """Thanks, or a comment: kept and counted apart. No letter: nothing was asked of us."""
    reason = say(command.reason, "reason", "say why this is no complaint",
                 provision=provisions(complaint.codes, "1.3", "1.5"))
    colleague = None
    if command.passed_to:
        colleague = context.account(command.passed_to)
        if colleague is None or not colleague.enabled:
            raise InvalidData("passed_to", f"'passed_to' is '{command.passed_to}', which is no "
                              "account in use; name a colleague by their email address")
    return Decision((event(
        context,
        "treated_as_compliment",
        kind=command.kind,
        reason=private(reason),
        passed_to=colleague.id if colleague else None,
        complaint_offered=command.complaint_offered,
        threshold=advised(context),
    ),))


def hand_off(complaint: Complaint, command: ask.HandOff, context: Context) -> Decision:
    """Another procedure takes it by law."""
    procedure = known_term(context.rules, "procedures", command.procedure, "procedure",
                           context.today)
    _not_ours(complaint, procedure)
    explanation = say(command.explanation, "explanation", "tell the resident why and what next")
    plan = letter(complaint, command, context, "update", procedure=procedure,
                  explanation=explanation)
    happened = event(
        context,
        "handed_off",
        procedure=procedure,
        explanation=private(explanation),
        sent_outside=outside_data(command),
        threshold=advised(context),
    )
    return Decision((happened.sending(plan),))


def _not_ours(complaint: Complaint, procedure: str) -> None:
    """Whoever acts for the council is the council: their answer is stage 1, not another body's
    (HO 1.2, 5.4; LGSCO 1.4)."""
    if procedure == ANOTHER_BODY and any(one.acts_for_council for one in complaint.points):
        raise InvalidData("procedure", f"'procedure' is '{procedure}', but a point says that the "
                          "contractor acts for the council (HO 5.4); accept it, their answer is "
                          "our stage 1, or correct the point")


def close_service_request(
    complaint: Complaint, command: ask.CloseServiceRequest, context: Context
) -> Decision:
    """A request ends with what came of it."""
    outcome = say(command.outcome, "outcome", "say what was done",
                  provision=provisions(complaint.codes, "1.4", "1.8"))
    return Decision((event(context, "service_request_closed", outcome=private(outcome)),))


def accept(complaint: Complaint, command: ask.Accept, context: Context) -> Decision:
    """Taken on at stage 1 with the points to answer (HO 2.1, LGSCO 2.1)."""
    points = points_data(command.points, complaint, context.rules)
    codes = codes_of(one["ombudsman"] for one in points)
    return Decision((event(
        context, "accepted", points=points, codes=codes, reason=private(command.reason),
        threshold=advised(context),
    ),))


def decline(complaint: Complaint, command: ask.Decline, context: Context) -> Decision:
    """Not accepted: ground, reasons, policy paragraph, and discretion where it is late."""
    codes = complaint.codes
    if not command.ground:
        raise Refusal("ground_missing", "'ground' is blank; choose one of the list 'grounds'",
                      provision=provisions(codes, "2.1", "2.1"), field="ground")
    ground = known_term(context.rules, "grounds", command.ground, "ground", context.today)
    asked = provisions(codes, "2.4", "2.4")
    explanation = say(command.explanation, "explanation",
                      "say why the ground applies to this complaint", provision=asked)
    paragraph = say(command.policy_paragraph, "policy_paragraph",
                    "name the paragraph of the policy", provision=asked)
    discretion = _discretion(complaint, command, ground, context)
    numbers = known_points(command.points, complaint, "points")
    if declines_all(complaint, numbers):
        numbers = []
    plan = letter(complaint, command, context, "not_accepted", ground=ground,
                  explanation=explanation, policy_paragraph=paragraph, discretion=discretion,
                  points=numbers)
    happened = event(
        context,
        "declined",
        ground=ground,
        explanation=private(explanation),
        policy_paragraph=private(paragraph),
        discretion_considered=private(discretion),
        points=numbers,
        sent_outside=outside_data(command),
        threshold=advised(context) if complaint.state is State.RECEIVED else None,
    )
    return Decision((happened.sending(plan),))


def declines_all(complaint: Complaint, points: Collection[int]) -> bool:
    """Whether nothing is left to answer: no points are named, or the last that were taken on."""
    left = {one.n for one in complaint.points if not one.declined}
    return not points or left <= set(points)


LATE = "over_12_months"
ANOTHER_BODY = "other_body"
WEIGHED = "We considered whether to look at it all the same and decided not to."


def _discretion(
    complaint: Complaint, command: ask.Decline, ground: str, context: Context
) -> str | None:
    given = command.discretion_considered
    said = WEIGHED if given is True else (given or "").strip() if isinstance(given, str) else ""
    if ground != LATE:
        return said or None
    asked = provisions(complaint.codes, "2.3", "2.2")
    if not said:
        raise Refusal(
            "discretion_not_considered",
            "'discretion_considered' is blank; say what was weighed in deciding whether to look "
            "at a complaint older than twelve months",
            provision=asked,
            field="discretion_considered",
        )
    months = min(one.intake_window_months for one in context.rules.codes.values())
    ends = intake_window_ends(complaint.issue_on, complaint.aware_on, months)
    if ends is not None and complaint.received_on <= ends:
        raise Refusal(
            "ground_missing",
            f"'ground' is '{LATE}', but the complaint came on "
            f"{complaint.received_on.isoformat()}, within twelve months of the matter (until "
            f"{ends.isoformat()}); accept it, or choose another ground",
            provision=asked,
            field="ground",
        )
    return said
