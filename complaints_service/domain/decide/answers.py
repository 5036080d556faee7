"""Decisions that answer: each point with finding and reasons, and what will be put right."""

from __future__ import annotations

from typing import Any

from complaints_service.domain.commands import stage_1 as ask
from complaints_service.domain.commands import stage_2 as ask_2
from complaints_service.domain.commands.parts import PointAnswer
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.evolve.stages import disputed_points
from complaints_service.domain.parts import Point
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import private

from .context import Context, Decision, event
from .letters import letter, outside_data
from .remedies import remedies_data
from .stage_1 import different_person
from .wording import known_term, provisions, say

UPHELD = frozenset({"upheld", "partly_upheld"})


def respond_stage_1(
    complaint: Complaint, command: ask.RespondStage1, context: Context
) -> Decision:
    """The full stage 1 response (HO 6.3, 6.6–6.9; LGSCO 6.3, 6.6–6.8)."""
    wanted = tuple(one for one in complaint.points if not one.declined)
    asked = provisions(complaint.codes, "6.7", "6.7")
    _written_where_it_must_be(complaint, command)
    data, facts = _answer(complaint, command, context, wanted, asked)
    plan = letter(complaint, command, context, "stage_1_response", 1, **facts)
    happened = event(context, "stage_1_responded", sent_outside=outside_data(command),
                     resolved_early=bool(command.resolved_early),
                     answered_by_phone=bool(command.answered_by_phone), **data)
    return Decision((happened.sending(plan),))


def _written_where_it_must_be(complaint: Complaint, command: ask.RespondStage1) -> None:
    """An answer may be given by telephone first where it settles a complaint early under the
    LGSCO Code alone; the Housing Code asks for every answer in writing (HO 6.9)."""
    if not command.answered_by_phone:
        return
    if "housing" in complaint.codes:
        raise Refusal("not_allowed", "'answered_by_phone' is true, but under the Housing "
                      "Ombudsman's Code every answer is given in writing; leave it out",
                      provision="HO 6.9", field="answered_by_phone")
    if not command.resolved_early:
        raise Refusal("not_allowed", "'answered_by_phone' is true, but only a complaint settled "
                      "early may be answered so; set 'resolved_early' too, or leave it out",
                      field="answered_by_phone")


def respond_stage_2(
    complaint: Complaint, command: ask_2.RespondStage2, context: Context
) -> Decision:
    """The final response, by somebody who did not consider stage 1 (HO 6.13, 6.14, 6.18, 6.19)."""
    if context.actor in complaint.considered_by:
        raise Refusal("same_reviewer", "you considered or decided this complaint before; stage 2 "
                      "must be answered by somebody else", provision=different_person(complaint))
    if command.answered_by_phone:
        raise Refusal("not_allowed", "'answered_by_phone' is true, but a final response is always "
                      "a letter; leave it out", field="answered_by_phone")
    if not command.stage_1_changed:
        raise Refusal("reason_missing", "'stage_1_changed' is blank; say 'yes', 'no' or 'partly'",
                      provision=provisions(complaint.codes, "6.19", "6.18"),
                      field="stage_1_changed")
    wanted = disputed_points(complaint)
    asked = provisions(complaint.codes, "6.18", "6.7")
    data, facts = _answer(complaint, command, context, wanted, asked)
    plan = letter(complaint, command, context, "stage_2_response", 2,
                  stage_1_changed=command.stage_1_changed, **facts)
    happened = event(context, "stage_2_responded", sent_outside=outside_data(command),
                     resolved_early=False, stage_1_changed=command.stage_1_changed, **data)
    return Decision((happened.sending(plan),))


def _answer(
    complaint: Complaint, command: ask.RespondStage1, context: Context,
    wanted: tuple[Point, ...], asked: str,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The event's data and the letter's facts of an answer, once nothing is left out."""
    answers = _answered_points(command.points, complaint, wanted, asked)
    upheld = any(one["finding"] in UPHELD for one in answers)
    _remedy_or_reason(command, complaint, upheld)
    if command.cause:
        known_term(context.rules, "causes", command.cause, "cause", context.today)
    remedies = remedies_data(command.remedies, complaint, context)
    data = {
        "points": answers,
        "remedies": remedies,
        "no_remedy_because": private(command.no_remedy_because),
        "outstanding": private(command.outstanding),
        "apology": private(command.apology),
        "changes": private(command.changes),
        "cause": command.cause,
    }
    facts = {"outstanding": command.outstanding, "no_remedy_because": command.no_remedy_because,
             "apology": command.apology, "changes": command.changes,
             "resolved_early": bool(command.resolved_early),
             "answered_by_phone": bool(command.answered_by_phone),
             "remedies": [one["n"] for one in remedies],
             "points": [one["n"] for one in answers]}
    return data, facts


def _answered_points(
    given: tuple[PointAnswer, ...], complaint: Complaint, wanted: tuple[Point, ...], asked: str
) -> list[dict[str, Any]]:
    known = {one.n for one in complaint.points}
    by_number: dict[int, PointAnswer] = {}
    for place, one in enumerate(given):
        field = f"points[{place}].n"
        if one.n not in known:
            raise InvalidData(field, f"'{field}' is {one.n}, which is no point of this complaint")
        if one.n in by_number:
            raise InvalidData(field, f"'{field}' is {one.n}, answered twice; answer each once")
        by_number[one.n] = one
    for point in wanted:
        _refuse_unanswered(point.n, by_number.get(point.n), asked)
    return [_answer_data(one) for _, one in sorted(by_number.items())
            if one.finding and (one.reasons or "").strip()]


def _refuse_unanswered(n: int, answer: PointAnswer | None, asked: str) -> None:
    if answer is None or not answer.finding:
        raise Refusal("point_unanswered", f"point {n} has no finding; say what was found",
                      provision=asked, field="points")
    if not (answer.reasons or "").strip():
        raise Refusal("point_unanswered", f"point {n} has no reasons; say why, in plain words",
                      provision=asked, field="points")


def _answer_data(answer: PointAnswer) -> dict[str, Any]:
    return {
        "n": answer.n,
        "finding": answer.finding,
        "reasons": private(answer.reasons),
        "sources": [private(one) for one in answer.sources if one.strip()],
    }


def _remedy_or_reason(
    command: ask.RespondStage1, complaint: Complaint, upheld: bool
) -> None:
    if not upheld or command.remedies or (command.no_remedy_because or "").strip():
        return
    raise Refusal(
        "remedy_incomplete",
        "something is upheld, but 'remedies' is empty; offer what puts it right, or say in "
        "'no_remedy_because' why nothing is offered",
        provision=provisions(complaint.codes, "7.1", "7.1"),
        field="remedies",
    )


def reissue_response(
    complaint: Complaint, command: ask.ReissueResponse, context: Context
) -> Decision:
    """Send a response again, corrected in form; the first date stands."""
    record = complaint.stage_record(command.stage)
    if record.response_letter is None:
        raise InvalidData("stage", f"'stage' is {command.stage}, which has not been answered by a "
                          "letter on file; give the stage whose response is to be sent again")
    reason = say(command.reason, "reason", "say why it is sent again")
    kind = "stage_1_response" if command.stage == 1 else "stage_2_response"
    plan = letter(
        complaint, command, context, kind, command.stage, reissued=True,
        outstanding=context.reveal(record.outstanding),
        no_remedy_because=context.reveal(record.no_remedy_because),
        apology=context.reveal(record.apology), changes=context.reveal(record.changes),
        answered_by_phone=record.answered_by_phone,
        stage_1_changed=record.changed, resolved_early=record.resolved_early,
        remedies=[one.n for one in complaint.remedies],
        points=[one.n for one in complaint.points if _has_answer(one, command.stage)],
    )
    happened = event(context, "response_reissued", stage=command.stage, reason=private(reason),
                     sent_outside=outside_data(command))
    return Decision((happened.sending(plan),))


def _has_answer(point: Point, stage: int) -> bool:
    return (point.stage_1 if stage == 1 else point.stage_2) is not None
