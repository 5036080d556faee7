"""Decisions that record the two Ombudsmen's requests, instructions and decisions."""

from __future__ import annotations

from typing import Any

from complaints_service.domain.commands import ombudsman as ask
from complaints_service.domain.commands.parts import ObligationGiven, OmbudsmanFinding, PointGiven
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import NewEvent
from complaints_service.domain.facts import CASE_OPEN
from complaints_service.domain.lifecycle import ConditionUnmet, NotAllowed
from complaints_service.domain.ombudsman_cases import OmbudsmanCase
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import private
from complaints_service.domain.stages import State

from .context import Context, Decision, event
from .points import codes_of, known_points, points_data
from .remedies import pence
from .stage_1 import found_account
from .wording import known_term, not_before, not_future, say


def notify_ombudsman(
    complaint: Complaint, command: ask.NotifyOmbudsman, context: Context
) -> Decision:
    """One open case of each body at most; a returned or decided one leaves room for another."""
    if any(one.body == command.body and one.status in CASE_OPEN for one in complaint.ombudsman):
        raise Refusal("not_allowed", f"'body' is '{command.body}', which already has an open case "
                      "on this complaint; record what it does there", field="body")
    reference = say(command.reference, "reference", "give the Ombudsman's own reference")
    happened = event(
        context,
        "ombudsman_notified",
        id=f"{command.body}-{len(complaint.ombudsman) + 1}",
        body=command.body,
        reference=private(reference),
        status=context.rules.ombudsman_lifecycle.initial,
        due_on=None if command.due_on is None else command.due_on.isoformat(),
        channel=command.channel or None,
        what=private(command.what),
    )
    return Decision((happened,))


def found_case(complaint: Complaint, case_id: str) -> OmbudsmanCase:
    """Return the case with this id; refuse one that is not on the file."""
    case = complaint.ombudsman_case(case_id)
    if case is None:
        held = ", ".join(one.id for one in complaint.ombudsman) or "none yet"
        raise InvalidData("ombudsman", f"'ombudsman' is '{case_id}', which is no case on this "
                          f"complaint; its cases are {held}")
    return case


def next_status(
    case: OmbudsmanCase, command: str, context: Context, target: str | None = None
) -> str:
    """Return the status of the case after this command, by its own lifecycle."""
    try:
        return context.rules.ombudsman_lifecycle.next_state(case.status, command, context, target)
    except (NotAllowed, ConditionUnmet):
        raise Refusal("not_allowed", f"the Ombudsman's case '{case.id}' is {case.status}; "
                      "this cannot follow", field="ombudsman") from None


def record_ombudsman_request(
    complaint: Complaint, command: ask.RecordOmbudsmanRequest, context: Context
) -> Decision:
    """What is asked, with the date that was given (never one of our own)."""
    case = found_case(complaint, command.ombudsman)
    not_before(context.occurred_at, case.notified_at, "occurred_at", "its notice")
    happened = event(
        context,
        "ombudsman_request_recorded",
        ombudsman=case.id,
        n=len(case.requests) + 1,
        reference=private(command.reference),
        what=private(say(command.what, "what", "say what is asked")),
        due_on=command.due_on.isoformat(),
        status=next_status(case, "record_ombudsman_request", context),
    )
    return Decision((happened,))


NAMED = {
    "accept": State.STAGE_1_ACCEPTED,
    "respond_stage_1": State.STAGE_1_INVESTIGATING,
    "escalate": State.STAGE_2_REQUESTED,
    "respond_stage_2": State.STAGE_2_INVESTIGATING,
}


def instructed_state(complaint: Complaint, instruction: str) -> State:
    """The state that an instruction leads to; to reconsider is to look again at the last answer."""
    if instruction == "reconsider":
        second = complaint.stage_2.answered or complaint.stage_2.started_on is not None
        return State.STAGE_2_INVESTIGATING if second else State.STAGE_1_INVESTIGATING
    return NAMED[instruction]


def record_ombudsman_instruction(
    complaint: Complaint, command: ask.RecordOmbudsmanInstruction, context: Context
) -> Decision:
    """Go to the stage named, by the date given; earlier lateness stays (HO 2.4)."""
    case = found_case(complaint, command.ombudsman)
    not_before(context.occurred_at, case.notified_at, "occurred_at", "its notice")
    happened = event(
        context,
        "ombudsman_instruction_recorded",
        ombudsman=case.id,
        instruction=command.instruction,
        due_on=command.due_on.isoformat(),
        state=instructed_state(complaint, command.instruction).value,
        status=next_status(case, "record_ombudsman_instruction", context),
    )
    return Decision((*_point_to_answer(complaint, context), happened))


def _point_to_answer(complaint: Complaint, context: Context) -> tuple[NewEvent, ...]:
    """What was never accepted has no points: the complaint as it was made becomes the first, so
    that there is something to answer at the stage named."""
    if complaint.points:
        return ()
    words = context.reveal(complaint.description) or "The complaint as it was made"
    points = points_data((PointGiven(text=words[:POINT_LONGEST]),), complaint, context.rules)
    codes = codes_of(one["ombudsman"] for one in points)
    return (event(context, "points_set", points=points, codes=codes),)


POINT_LONGEST = 10_000


def record_ombudsman_decision(
    complaint: Complaint, command: ask.RecordOmbudsmanDecision, context: Context
) -> Decision:
    """A draft or final decision, under each head in the body's own words."""
    case = found_case(complaint, command.ombudsman)
    not_future(command.decided_on, context.today, "decided_on")
    final = command.stage == "final"
    if final and not command.findings:
        raise InvalidData("findings", "'findings' is empty; a final decision has at least one")
    target = ("compliance" if command.obligations else "decided") if final else "draft"
    happened = event(
        context,
        "ombudsman_decision_recorded",
        ombudsman=case.id,
        stage=command.stage,
        decided_on=command.decided_on.isoformat(),
        findings=[_finding(one, place, complaint, case, context)
                  for place, one in enumerate(command.findings)],
        obligations=[_obligation(one, number, context)
                     for number, one in enumerate(command.obligations, 1)],
        already_remedied=command.already_remedied,
        code_breach=command.code_breach,
        public_report=command.public_report,
        status=next_status(case, "record_ombudsman_decision", context, target),
    )
    return Decision((happened,))


def _finding(
    given: OmbudsmanFinding, place: int, complaint: Complaint, case: OmbudsmanCase,
    context: Context,
) -> dict[str, Any]:
    field = f"findings[{place}]"
    known_term(context.rules, "ombudsman_findings", given.category, f"{field}.category",
               context.today)
    bodies = context.rules.vocabularies["ombudsman_findings"].get(given.category).extras
    allowed = bodies.get("bodies") or ([bodies["body"]] if "body" in bodies else [case.body])
    if case.body not in allowed:
        raise InvalidData(f"{field}.category", f"'{field}.category' is '{given.category}', which "
                          "is not a word that this Ombudsman uses")
    return {
        "head": private(say(given.head, f"{field}.head", "say what the finding is about")),
        "category": given.category,
        "points": known_points(given.points, complaint, f"{field}.points"),
    }


def _obligation(given: ObligationGiven, number: int, context: Context) -> dict[str, Any]:
    return {
        "n": number,
        "kind": given.kind,
        "type": given.type,
        "description": private(say(given.description, f"obligations[{number - 1}].description",
                                   "say what is asked")),
        "due_on": given.due_on.isoformat(),
        "amount_pence": pence(given.amount),
        "owner": _owner(given, number, context),
    }


OWNERS = frozenset({"handler", "officer", "manager", "reviewer"})


def _owner(given: ObligationGiven, number: int, context: Context) -> str | None:
    field = f"obligations[{number - 1}].owner"
    return found_account(given.owner, field, OWNERS, context).id if given.owner else None
