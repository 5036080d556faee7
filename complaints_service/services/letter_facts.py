"""Fills the facts of a letter from the complaint as it stands once the event has happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.decide.people import lead_complainant, recipient
from complaints_service.domain.events import Event, LetterPlan
from complaints_service.domain.letter_facts import (
    ActionFacts,
    LetterFacts,
    LetterKind,
    OmbudsmanDetails,
    OrganisationFacts,
    PointFacts,
    RemedyFacts,
)
from complaints_service.domain.london import london_date
from complaints_service.domain.parts import Person, Point
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import Sealed
from complaints_service.domain.stage_view import calendar_of, extension_view, limits_of, stage_view
from complaints_service.domain.vocabularies import Vocabulary

HOW_TO_ESCALATE = (
    "If you are unhappy with any part of this answer, you can ask for stage 2. Tell us in any way "
    "that suits you: reply to this letter, email, telephone or speak to any member of staff. You "
    "do not have to give a reason."
)


@dataclass(frozen=True)
class Sheet:
    """What a letter is filled from: the complaint before and after, and what may be read."""

    before: Complaint | None
    after: Complaint
    event: Event
    plan: LetterPlan
    rules: Rules
    reveal: Callable[[Sealed | None], Any]
    organisation: OrganisationFacts
    handler: tuple[str, str]
    """Name and email of the stage's handler; for the acknowledgement only."""

    @property
    def stage(self) -> int:
        """1 or 2; a letter of neither counts as stage 1."""
        return self.plan.stage or 1

    @property
    def sent_on(self) -> date:
        """The London date of the letter."""
        return london_date(
            self.event.occurred_at if self.plan.outside else self.event.recorded_at
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
        stage=sheet.stage,
        handler_name=sheet.handler[0],
        handler_contact=sheet.handler[1],
        how_to_escalate=HOW_TO_ESCALATE,
        final_response_on=sheet.sent_on if plan.kind == "stage_2_response" else None,
        ombudsmen=_ombudsmen(sheet),
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
        "channel": _label(sheet, "channels", complaint.channel),
        "description": _words(sheet, complaint.description),
        "definition": _words(sheet, definition),
        "outcomes_sought": _words(sheet, record.outcomes_sought or complaint.outcomes_sought),
        "outcomes_not_stated": complaint.outcomes_not_stated or _outcomes_never_asked(sheet),
        "points": _points(sheet),
        "adjustments": _adjustments(sheet),
        "remedies": _remedies(sheet),
    }


def _told_facts(sheet: Sheet) -> dict[str, Any]:
    """What only the command said."""
    told = sheet.plan.facts
    return {
        "not_ours": tuple(told.get("not_ours") or ()),
        "clarification": told.get("clarification") or None,
        "reason": str(told.get("reason_text") or told.get("reason") or ""),
        "over_cap": bool(told.get("over_cap")),
        "good_reason": str(told.get("good_reason") or ""),
        "update_every_days": told.get("update_every_days"),
        "expected_on": told.get("expected_on"),
        "no_remedy_because": str(told.get("no_remedy_because") or ""),
        "outstanding": _outstanding(told.get("outstanding")),
        "evidence": str(told.get("evidence") or ""),
        "alternative_remedy": str(told.get("alternative") or ""),
        "stage_1_changed": str(told.get("stage_1_changed") or ""),
        "resolved_early": bool(told.get("resolved_early")),
    }


def _refusal_facts(sheet: Sheet) -> dict[str, Any]:
    """Why something is not accepted, treated otherwise or handed on, and where to turn."""
    told = sheet.plan.facts
    vocabulary = "escalation_grounds" if sheet.plan.stage == 2 else "grounds"
    ground, route = _term(sheet, vocabulary, told.get("ground"))
    return {
        "ground": ground,
        "alternative_route": route,
        "explanation": str(told.get("explanation") or told.get("reason") or ""),
        "next_steps": str(told.get("explanation") or ""),
        "policy_paragraph": str(told.get("policy_paragraph") or ""),
        "out_of_time": told.get("ground") == "over_12_months",
        "discretion": str(told.get("discretion") or ""),
        "procedure": _label(sheet, "procedures", told.get("procedure")) or None,
        "some_points_only": sheet.plan.kind == "not_accepted" and bool(told.get("points")),
    }


def _outcomes_never_asked(sheet: Sheet) -> bool:
    """At stage 2 outcomes may still be unsaid, for nobody must say why they ask (HO 6.12); so may
    they be in an answer that an Ombudsman had us give without an acknowledgement before it."""
    told_to_answer = bool(sheet.after.instructions) and sheet.after.stage_1.ack_letter is None
    unsaid = not _words(sheet, sheet.after.outcomes_sought)
    return unsaid and (sheet.stage == 2 or told_to_answer)


def _words(sheet: Sheet, value: Sealed | None) -> str:
    return str(sheet.reveal(value) or "")


def _vocabulary(sheet: Sheet, name: str) -> Vocabulary:
    return sheet.rules.vocabularies[name]


def _label(sheet: Sheet, vocabulary: str, key: str | None) -> str:
    return _vocabulary(sheet, vocabulary).get(key).label if key else ""


def _term(sheet: Sheet, vocabulary: str, key: str | None) -> tuple[str, str]:
    if not key:
        return "", ""
    term = _vocabulary(sheet, vocabulary).get(key)
    return term.label, str(term.extras.get("signpost") or "")


def _points(sheet: Sheet) -> tuple[PointFacts, ...]:
    complaint, told = sheet.after, sheet.plan.facts
    wanted = told.get("points")
    partial = sheet.plan.kind == "not_accepted"
    return tuple(
        _point(sheet, one)
        for one in complaint.points
        if (not wanted or one.n in wanted) and (partial or not one.declined)
    )


def _point(sheet: Sheet, point: Point) -> PointFacts:
    answer = point.stage_1 if sheet.stage == 1 else point.stage_2
    if sheet.plan.kind not in ("stage_1_response", "stage_2_response"):
        answer = None
    ours = point.responsibility != "not_ours"
    return PointFacts(
        n=point.n,
        text=_words(sheet, point.text),
        service=_label(sheet, "services", point.service),
        ombudsman=point.ombudsman,
        ours=ours,
        responsibility="" if ours else _whose(sheet),
        finding=answer.finding.value if answer else "",
        reasons=_words(sheet, answer.reasons) if answer else "",
        sources=tuple(_words(sheet, one) for one in answer.sources) if answer else (),
    )


def _whose(sheet: Sheet) -> str:
    """Whose it is, in the officer's words where they were said."""
    said = " ".join(sheet.plan.facts.get("not_ours") or ())
    return said or f"{sheet.organisation.name} is not responsible for this."


def _remedies(sheet: Sheet) -> tuple[RemedyFacts, ...]:
    told = sheet.plan.facts
    wanted = told.get("remedies") or ([told["remedy"]] if told.get("remedy") else [])
    return tuple(
        RemedyFacts(
            n=one.n,
            kind=_label(sheet, "remedy_kinds", one.kind),
            description=_words(sheet, one.description),
            due_on=one.due_on,
            amount=one.amount_pence,
            points=one.points,
        )
        for one in sheet.after.remedies
        if one.n in wanted
    )


def _outstanding(text: str | None) -> tuple[ActionFacts, ...]:
    return (ActionFacts(description=text),) if text and text.strip() else ()


def _adjustments(sheet: Sheet) -> tuple[str, ...]:
    held = (sheet.reveal(one.details) or {} for one in sheet.after.adjustments)
    return tuple(_label(sheet, "adjustments", one.get("kind")) for one in held if one.get("kind"))


def _ombudsmen(sheet: Sheet) -> tuple[OmbudsmanDetails, ...]:
    """The Ombudsman of each of the complaint's Codes, with the time limit in its own words."""
    editions: Mapping[str, str] = sheet.after.rules.code_editions
    found = []
    keys = sorted({*sheet.after.codes, *(one.ombudsman for one in sheet.after.points)})
    for key in keys:
        body = sheet.rules.codes[editions[key]].ombudsman
        found.append(OmbudsmanDetails(
            key=key,
            name=body.name,
            address_lines=tuple(part.strip() for part in body.address.split(",")),
            telephone=body.telephone,
            email=body.email,
            website=body.website,
            hours=body.hours,
            time_limit_text=body.time_limit_text,
        ))
    return tuple(found)


def _recipient(sheet: Sheet) -> dict[str, Any]:
    person = recipient(sheet.after, sheet.sent_on)
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
    return str((sheet.reveal(lead.details) or {}).get("name") or "")


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
