"""Decisions of triage: service request, hand-off, acceptance, refusal."""

from __future__ import annotations

from collections.abc import Collection

from complaints_service.domain.clocks import intake_window_ends
from complaints_service.domain.commands import intake as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.sealing import private

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
        sent_outside=outside_data(command),
    )
    return Decision((happened.sending(plan),))


def hand_off(complaint: Complaint, command: ask.HandOff, context: Context) -> Decision:
    """Another procedure takes it by law."""
    procedure = known_term(context.rules, "procedures", command.procedure, "procedure",
                           context.today)
    explanation = say(command.explanation, "explanation", "tell the resident why and what next")
    plan = letter(complaint, command, context, "update", procedure=procedure,
                  explanation=explanation)
    happened = event(
        context,
        "handed_off",
        procedure=procedure,
        explanation=private(explanation),
        sent_outside=outside_data(command),
    )
    return Decision((happened.sending(plan),))


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
    return Decision((event(context, "accepted", points=points, codes=codes),))


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
    )
    return Decision((happened.sending(plan),))


def declines_all(complaint: Complaint, points: Collection[int]) -> bool:
    """Whether nothing is left to answer: no points are named, or the last that were taken on."""
    left = {one.n for one in complaint.points if not one.declined}
    return not points or left <= set(points)


LATE = "over_12_months"
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
