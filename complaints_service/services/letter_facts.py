"""Fills the facts of a letter from the complaint as it stands once the event has happened."""

from __future__ import annotations

from typing import Any

from complaints_service.domain.decide.people import lead_complainant
from complaints_service.domain.letter_facts import LetterFacts, LetterKind
from complaints_service.domain.parts import Person
from complaints_service.domain.stage_view import calendar_of, extension_view, limits_of, stage_view

from .letter_parts import (
    Sheet,
    adjustments,
    label,
    ombudsmen,
    outstanding,
    points,
    remedies,
    term,
    words,
)

HOW_TO_ESCALATE = (
    "If you are unhappy with any part of this answer, you can ask for stage 2. Tell us in any way "
    "that suits you: reply to this letter, email, telephone or speak to any member of staff. You "
    "do not have to give a reason."
)


def letter_facts(sheet: Sheet) -> LetterFacts:
    """Everything that the letter may need; which blocks it must hold is judged elsewhere."""
    complaint, plan = sheet.after, sheet.plan
    return LetterFacts(
        kind=LetterKind(plan.kind),
        reference=complaint.ref,
        organisation=sheet.organisation,
        sent_on=sheet.sent_on,
        codes=complaint.codes,
        given_as=complaint.given_as,
        stage=sheet.stage,
        handler_name=sheet.handler[0],
        handler_contact=sheet.handler[1],
        how_to_escalate=HOW_TO_ESCALATE,
        final_response_on=sheet.sent_on if plan.kind == "stage_2_response" else None,
        ombudsmen=ombudsmen(sheet),
        **_complaint_facts(sheet),
        **_told_facts(sheet),
        **_refusal_facts(sheet),
        **_recipient(sheet),
        **_dates(sheet),
    )


def _complaint_facts(sheet: Sheet) -> dict[str, Any]:
    """What stands on the complaint."""
    complaint, record = sheet.after, sheet.after.stage_record(sheet.stage)
    definition = record.definition or complaint.definition or complaint.description
    return {
        "received_on": complaint.received_on if sheet.stage == 1 else record.started_on,
        "channel": label(sheet, "channels", complaint.channel),
        "description": words(sheet, complaint.description),
        "definition": words(sheet, definition),
        "outcomes_sought": words(sheet, record.outcomes_sought or complaint.outcomes_sought),
        "outcomes_not_stated": complaint.outcomes_not_stated or _outcomes_never_asked(sheet),
        "points": points(sheet),
        "adjustments": adjustments(sheet),
        "remedies": remedies(sheet),
    }


def _told_facts(sheet: Sheet) -> dict[str, Any]:
    """What only the command said."""
    told = sheet.plan.facts
    return {
        "not_ours": tuple(words(sheet, one) for one in sheet.after.stage_1.not_ours),
        "clarification": told.get("clarification") or None,
        "reason": str(told.get("reason_text") or told.get("reason") or ""),
        "over_cap": _over_cap(sheet),
        "good_reason": str(told.get("good_reason") or ""),
        "update_every_days": told.get("update_every_days"),
        "expected_on": told.get("expected_on"),
        "no_remedy_because": str(told.get("no_remedy_because") or ""),
        "outstanding": outstanding(told.get("outstanding")),
        "evidence": str(told.get("evidence") or ""),
        "alternative_remedy": str(told.get("alternative") or ""),
        "stage_1_changed": str(told.get("stage_1_changed") or ""),
        "resolved_early": bool(told.get("resolved_early")),
        "answered_by_phone": bool(told.get("answered_by_phone")),
        "apology": str(told.get("apology") or ""),
        "changes": str(told.get("changes") or ""),
    }


def _over_cap(sheet: Sheet) -> bool:
    """More days than the Code allows were given at this stage, this letter's among them."""
    if sheet.plan.kind != "extension":
        return False
    cap = limits_of(sheet.after, sheet.rules, sheet.stage).extension_cap
    given = [one.working_days for one, valid, _ in extension_view(sheet.after, sheet.rules)
             if one.stage == sheet.stage and (valid or one is sheet.after.extensions[-1])]
    return sum(given) > cap


def _refusal_facts(sheet: Sheet) -> dict[str, Any]:
    """Why something is not accepted, treated otherwise or handed on, and where to turn."""
    told = sheet.plan.facts
    vocabulary = "escalation_grounds" if sheet.plan.stage == 2 else "grounds"
    ground, route = term(sheet, vocabulary, told.get("ground"))
    return {
        "ground": ground,
        "alternative_route": route,
        "explanation": str(told.get("explanation") or told.get("reason") or ""),
        "next_steps": str(told.get("explanation") or ""),
        "policy_paragraph": str(told.get("policy_paragraph") or ""),
        "out_of_time": told.get("ground") == "over_12_months",
        "discretion": str(told.get("discretion") or ""),
        "procedure": label(sheet, "procedures", told.get("procedure")) or None,
        "some_points_only": sheet.plan.kind == "not_accepted" and bool(told.get("points")),
    }


def _outcomes_never_asked(sheet: Sheet) -> bool:
    """At stage 2 outcomes may still be unsaid, for nobody must say why they ask (HO 6.12); so may
    they be in an answer that an Ombudsman had us give without an acknowledgement before it."""
    told_to_answer = bool(sheet.after.instructions) and sheet.after.stage_1.ack_letter is None
    unsaid = not words(sheet, sheet.after.outcomes_sought)
    return unsaid and (sheet.stage == 2 or told_to_answer)


def _recipient(sheet: Sheet) -> dict[str, Any]:
    person = sheet.person
    if person is None:
        return {"recipient_name": "The person who complained", "salutation": "Hello"}
    details = sheet.reveal(person.details) or {}
    address = [*str(details.get("address") or "").splitlines(), details.get("postcode") or ""]
    return {
        "recipient_name": str(details.get("name") or "The person who complained"),
        "recipient_lines": tuple(line.strip() for line in address if line and line.strip()),
        "on_behalf_of": _on_behalf_of(sheet, person),
    }


def _on_behalf_of(sheet: Sheet, person: Person) -> str:
    representative = sheet.after.representative
    lead = lead_complainant(sheet.after)
    if representative is None or person.id != representative.id or lead is None:
        return ""
    name = str((sheet.reveal(lead.details) or {}).get("name") or "")
    others = len(sheet.after.complainants) - 1 if person.for_all else 0
    if not name or not others:
        return name
    return f"{name} and {others} {'other' if others == 1 else 'others'}"


def _dates(sheet: Sheet) -> dict[str, Any]:
    """The dates that a letter prints: for one that still has to be posted, as if it left today."""
    view = stage_view(sheet.after, sheet.stage, sheet.rules)
    if view is None:
        return {}
    record = sheet.after.stage_record(sheet.stage)
    respond_by = view.respond_by
    if record.acknowledged_at is None and "acknowledgement" in sheet.plan.kind:
        limits = limits_of(sheet.after, sheet.rules, sheet.stage)
        respond_by = calendar_of(sheet.after, sheet.rules).after(sheet.sent_on, limits.respond)
    dates: dict[str, Any] = {"acknowledge_by": view.acknowledge_by, "respond_by": respond_by}
    if sheet.plan.kind == "extension" and sheet.before is not None:
        before = stage_view(sheet.before, sheet.stage, sheet.rules)
        dates["old_due"] = before.respond_by if before else None
        dates["new_due"] = extension_view(sheet.after, sheet.rules)[-1][2]
    elif sheet.plan.facts.get("new_due"):
        dates["old_due"] = sheet.plan.facts["old_due"]
        dates["new_due"] = sheet.plan.facts["new_due"]
    return dates
