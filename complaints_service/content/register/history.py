"""Turns a sound row into the steps it tells of, in the commands of the complaint's life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from complaints_service.content.register.chronology import in_words
from complaints_service.content.register.imported_extensions import (
    extension_remarks,
    extension_steps,
)
from complaints_service.content.register.rows import PersonFacts, RegisterRow, StageFacts
from complaints_service.content.register.steps import ImportedStep, ImportRules

NOT_DESCRIBED = "The old register does not describe this complaint."
NOT_NAMED = "Not named in the old register"
_FINDINGS = frozenset({"upheld", "partly_upheld", "not_upheld", "unable_to_decide"})
_THE_POINT = 1


def history(row: RegisterRow, rules: ImportRules) -> tuple[ImportedStep, ...]:
    """Return the steps of a row in the order in which they happened.

    The first is `receive`; a last `add_note` keeps what has no place of its own, such as targets
    that the council had set itself. Raises CalendarEnds where an extension lies outside the known
    years.
    """
    steps = [*_stage_1(row, rules), *_stage_2(row, rules), *_ombudsman(row), *_afterwards(row)]
    # The sort is stable: steps of one day keep the order in which they are told here.
    steps.sort(key=lambda step: step.occurred_on)
    return (*steps, _note(row, rules, steps[-1].occurred_on))


def _stage_1(row: RegisterRow, rules: ImportRules) -> Iterator[ImportedStep]:
    yield ImportedStep("receive", row.received, _received(row))
    ended = {"declined": "decline", "withdrawn": "withdraw"}.get(row.stage_1.outcome or "")
    if ended != "decline" or row.stage_1.acknowledged is not None:
        yield ImportedStep("accept", row.received, {"points": [_point(row)]})
    if row.handler_email is not None:
        yield ImportedStep("assign", row.received, {"handler": row.handler_email}, day_known=False)
    if row.stage_1.acknowledged is not None:
        yield ImportedStep("acknowledge", row.stage_1.acknowledged, _ACKNOWLEDGED)
    yield from extension_steps(1, row.stage_1, rules)
    if row.stage_1.responded is None:
        return
    if ended == "decline":
        yield ImportedStep("decline", row.stage_1.responded, _DECLINED)
    elif ended == "withdraw":
        yield ImportedStep("withdraw", row.stage_1.responded, {"evidence": None})
    else:
        yield ImportedStep("respond_stage_1", row.stage_1.responded, _answer(row.stage_1))


def _stage_2(row: RegisterRow, rules: ImportRules) -> Iterator[ImportedStep]:
    stage = row.stage_2
    if stage.started is None:
        return
    yield ImportedStep("request_stage_2", stage.started, {"points": [], "reason": None})
    if stage.acknowledged is not None:
        yield ImportedStep("acknowledge_stage_2", stage.acknowledged, _ACKNOWLEDGED_2)
    yield from extension_steps(2, stage, rules)
    if stage.responded is None:
        return
    if stage.outcome == "withdrawn":
        yield ImportedStep("withdraw", stage.responded, {"evidence": None})
    elif stage.outcome == "declined":
        yield ImportedStep("decline_stage_2", stage.responded, _DECLINED_2)
    else:
        answer = {**_answer(stage), "stage_1_changed": None}
        yield ImportedStep("respond_stage_2", stage.responded, answer)


def _ombudsman(row: RegisterRow) -> Iterator[ImportedStep]:
    case = row.ombudsman
    if case.body is None:
        return
    notified = case.notified or case.decided or _latest(row)
    yield ImportedStep(
        "notify_ombudsman",
        notified,
        {"body": case.body, "reference": case.reference, "due_on": None},
        day_known=case.notified is not None,
    )
    if case.decision is None:
        return
    finding = {"head": case.decision_words, "category": case.decision, "points": [_THE_POINT]}
    yield ImportedStep(
        "record_ombudsman_decision",
        case.decided or notified,
        {
            "ombudsman": None,
            "stage": "final",
            "decided_on": case.decided,
            "findings": [finding],
            "obligations": [],
        },
        day_known=case.decided is not None,
    )


def _afterwards(row: RegisterRow) -> Iterator[ImportedStep]:
    answered = row.stage_2.responded or row.stage_1.responded or _latest(row)
    if row.compensation is not None:
        remedy = {
            "kind": "financial_remedy",
            "description": f"Compensation of £{row.compensation:,.2f}, as in the old register",
            "amount": row.compensation,
            "due_on": None,
            "points": [_THE_POINT],
            "owner": None,
        }
        yield ImportedStep("offer_remedy", answered, remedy, day_known=False)
    if row.lessons is not None:
        lesson = {"summary": row.lessons, "improvement": None, "none_because": None}
        yield ImportedStep("add_lesson", answered, lesson, day_known=False)
    if row.closed is not None:
        yield ImportedStep("close", row.closed, {"reason": None})


def _received(row: RegisterRow) -> dict[str, Any]:
    return {
        "old_reference": row.old_reference,
        "service": row.service,
        "channel": row.channel,
        "description": row.description or NOT_DESCRIBED,
        "outcomes_sought": None,
        "complainants": [] if row.complainant is None else [_person(row.complainant)],
        "category": row.category,
        "issue_on": row.issue_on,
        "ward": row.ward,
    }


def _person(person: PersonFacts) -> dict[str, Any]:
    return {
        "name": person.name or NOT_NAMED,
        "email": person.email,
        "phone": person.phone,
        "address": person.address,
        "postcode": person.postcode,
    }


def _point(row: RegisterRow) -> dict[str, Any]:
    return {
        "text": row.description or NOT_DESCRIBED,
        "category": row.category,
        "service": row.service,
        "contractor": row.contractor,
        "ombudsman": row.point_ombudsman,
    }


def _answer(stage: StageFacts) -> dict[str, Any]:
    """Return the data of an answer; without a finding in the register it answers no point."""
    found = stage.outcome in _FINDINGS
    answers: list[dict[str, Any]] = [
        {"n": _THE_POINT, "finding": stage.outcome, "reasons": None, "sources": []}
    ]
    return {
        "points": answers if found else [],
        "remedies": [],
        "no_remedy_because": None,
        "outstanding": None,
        "resolved_early": True if stage.outcome == "resolved_early" else None,
        "cause": None,
    }


def _latest(row: RegisterRow) -> date:
    days = (
        row.received, row.stage_1.acknowledged, row.stage_1.responded, row.stage_2.started,
        row.stage_2.acknowledged, row.stage_2.responded, row.ombudsman.notified,
        row.ombudsman.decided,
    )  # fmt: skip
    return max(day for day in days if day is not None)


def _note(row: RegisterRow, rules: ImportRules, day: date) -> ImportedStep:
    lines = [f"{label}: {text}" for label, text in _kept(row) if text]
    lines += [*extension_remarks(row, rules), *row.remarks]
    text = "\n".join((f"From line {row.line} of the old register.", *lines))
    return ImportedStep("add_note", day, {"text": text}, day_known=False)


def _kept(row: RegisterRow) -> Iterator[tuple[str, str | None]]:
    case = row.ombudsman
    yield "Service", row.service_words
    yield "How received", row.channel_words
    yield "Handler", row.handler
    yield "Stage 1 target", in_words(row.stage_1.target) if row.stage_1.target else None
    yield "Stage 2 target", in_words(row.stage_2.target) if row.stage_2.target else None
    yield "Ombudsman's reference", case.reference if case.body is None else None
    yield "Ombudsman's decision", case.decision_words if case.decision is None else None
    yield "Compensation", row.compensation_words
    yield "Status", row.status_words
    yield "Notes", row.notes


_ACKNOWLEDGED: Mapping[str, Any] = {
    "definition": None,
    "outcomes_sought": None,
    "outcomes_not_stated": None,
    "not_ours": [],
    "clarification": None,
}
_ACKNOWLEDGED_2: Mapping[str, Any] = {"definition": None, "outcomes_sought": None, "points": []}
_DECLINED: Mapping[str, Any] = {
    "ground": None,
    "explanation": None,
    "policy_paragraph": None,
    "discretion_considered": None,
    "points": [],
}
_DECLINED_2: Mapping[str, Any] = {"ground": None, "explanation": None, "policy_paragraph": None}
